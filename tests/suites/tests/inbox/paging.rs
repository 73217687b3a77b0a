//! Pages of one queue, in both styles of servers (EM-8, Q-1).

use easemob_core::wire::{CommNotice, CommSyncDl, Jid, down};
use easemob_core::{Event, LocalId, PhaseName};
use easemob_tests::peer::{Peer, Said, config, say, texts};

/// The cursors a client would keep, by queue.
fn cursors(peer: &Peer) -> Vec<(String, u64)> {
    peer.client.session().cursors.into_iter().map(|c| (c.name, c.key)).collect()
}

/// Content first, then an empty last page: each pull acknowledges the page before it.
#[test]
fn content_then_an_empty_last_page() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    peer.hear(&say::page("bob", &[say::text(1, "one"), say::text(2, "two")], 20, false));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 20)]);
    peer.hear(&say::page("bob", &[say::text(3, "three")], 30, false));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 30)]);
    peer.hear(&say::end("bob"));
    assert_eq!(peer.take_said(), []);
    assert_eq!(texts(&peer.events), ["one", "two", "three"]);
    assert_eq!(cursors(&peer), [("bob".to_string(), 30)]);
    // SYNC-2: what the server has confirmed is not said again.
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
}

/// A server that serves a page again has lost its acknowledgement: it is told once more, or it would
/// serve that page for ever; but not before it is sure that no other answer is under way.
#[test]
fn a_lost_acknowledgement_is_said_again() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    let page = say::page("bob", &[say::text(1, "one")], 10, false);
    peer.hear(&page);
    assert_eq!(peer.take_said(), [Said::pull("bob"), Said::pull_after("bob", 10)]);
    peer.hear(&page);
    assert_eq!(peer.take_said(), [Said::Unread]);
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_said(), []);
    peer.hear(&say::unread_at(1));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 10)]);
    assert_eq!(texts(&peer.events), ["one"]);
}

/// A server that never takes an acknowledgement is not asked for ever.
#[test]
fn a_server_that_forgets_every_acknowledgement_is_left_alone() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    let page = say::page("bob", &[say::text(1, "one")], 10, false);
    let mut pulls = 0;
    for time in 1..1_000 {
        pulls += peer.take_pulls().len();
        peer.hear(&page);
        peer.hear(&say::unread_at(time));
    }
    assert!((2..=100).contains(&pulls), "{pulls}");
}

/// A page that comes twice is no answer to the pull between: another pull would acknowledge what
/// that answer brings, before the application has taken it.
#[test]
fn a_double_of_a_page_acknowledges_nothing() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    let page = say::page("bob", &[say::text(1, "one")], 10, true);
    peer.hear(&page);
    assert_eq!(peer.take_pulls(), [Said::pull("bob"), Said::pull_after("bob", 10)]);
    peer.eager = false;
    while peer.next_event().is_some() {}
    peer.hear(&page);
    peer.hear(&say::page("bob", &[say::text(2, "two")], 20, true));
    // Answered twice, too: the second says nothing of later ones.
    peer.hear(&say::unread_at(1));
    peer.hear(&say::unread_at(1));
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_pulls(), []);
    let two: Vec<_> = std::iter::from_fn(|| peer.next_event()).collect();
    assert_eq!(
        (texts(&two), peer.take_pulls()),
        (vec!["two".into()], vec![Said::pull_after("bob", 20)])
    );
}

/// Nor is one that came before that; and what it holds anew is read, but moves nothing back.
#[test]
fn an_older_page_moves_nothing_back() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    let page = say::page("bob", &[say::text(1, "one")], 10, false);
    peer.hear(&page);
    peer.hear(&say::page("bob", &[say::text(2, "two")], 20, false));
    peer.said.clear();
    for older in [page, say::page("bob", &[say::text(3, "three")], 15, false)] {
        peer.hear(&older);
        assert_eq!(peer.take_pulls(), []);
        assert_eq!(cursors(&peer), [("bob".to_string(), 20)]);
    }
    peer.hear(&say::unread_at(1));
    peer.hear(&say::unread_at(2));
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 20)]);
    assert_eq!(texts(&peer.events), ["one", "two", "three"]);
}

/// The same for an empty page: there is nothing to tell it from the answer by but its place.
#[test]
fn a_double_of_an_empty_page_acknowledges_nothing() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::end("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    peer.eager = false;
    while peer.next_event().is_some() {}
    for _ in 0..2 {
        peer.hear(&say::end("bob"));
        assert_eq!(peer.take_said(), [Said::Unread]);
    }
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, true));
    assert_eq!(peer.take_said(), []);
    let one: Vec<_> = std::iter::from_fn(|| peer.next_event()).collect();
    let after = vec![Said::pull_after("bob", 10)];
    assert_eq!((texts(&one), peer.take_said()), (vec!["one".into()], after));
}

/// When no other answer comes, the empty one was it.
#[test]
fn two_empty_pages_in_a_row_end_as_one() {
    let mut peer = Peer::online(config());
    for answer in 0..3 {
        peer.hear(&say::notice("bob"));
        assert_eq!(peer.take_said(), [Said::pull("bob")]);
        peer.hear(&say::end("bob"));
        if answer > 0 {
            assert_eq!(peer.take_said(), [Said::Unread]);
            peer.hear(&say::unread_at(answer));
        }
        assert_eq!(peer.take_said(), []);
    }
}

/// Last together with content: one more pull acknowledges it, if there is a key to say.
#[test]
fn last_together_with_content() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.said.clear();
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, true));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 10)]);
    // A server that repeats its key has nothing more, whatever else it says.
    peer.hear(&say::page("bob", &[], 10, false));
    assert_eq!(peer.take_said(), []);
}

/// `next_key` 0 or absent keeps the cursor.
#[test]
fn no_key_keeps_the_cursor() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, false));
    for next_key in [None, Some(0)] {
        peer.hear(&say::notice("bob"));
        let queue = Some(say::queue("bob"));
        peer.hear(&down::Frame::Sync(CommSyncDl { next_key, queue, ..CommSyncDl::default() }));
        assert_eq!(cursors(&peer), [("bob".to_string(), 10)]);
    }
    peer.said.clear();
    peer.cut_and_come_back();
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 10)]);
}

/// Queues go by their bare address: a device in it makes no other queue.
#[test]
fn a_queue_is_its_bare_address() {
    let mut peer = Peer::online(config());
    let device = |name: &str| Jid { client_resource: Some(name.to_string()), ..say::queue("bob") };
    peer.hear(&down::Frame::Notice(CommNotice { queue: Some(device("one")) }));
    peer.hear(&down::Frame::Notice(CommNotice { queue: Some(device("two")) }));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    peer.hear(&down::Frame::Sync(CommSyncDl {
        queue: Some(device("three")),
        metas: vec![say::text(1, "one")],
        next_key: Some(10),
        ..CommSyncDl::default()
    }));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 10)]);
}

/// Each queue has its own cursor, however they are mixed (O-30).
#[test]
fn queues_do_not_mix_their_cursors() {
    let mut peer = Peer::online(config());
    peer.hear(&say::unread(&["bob", "carl"]));
    assert_eq!(peer.take_said(), [Said::pull("bob"), Said::pull("carl")]);
    peer.hear(&say::page("carl", &[say::text_from("carl", 1, "c1")], 7, false));
    peer.hear(&say::page("bob", &[say::text(2, "b1")], 7, false));
    assert_eq!(peer.take_said(), [Said::pull_after("carl", 7), Said::pull_after("bob", 7)]);
    peer.hear(&say::page("bob", &[say::text(3, "b2")], 8, false));
    peer.hear(&say::end("carl"));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 8)]);
    assert_eq!(cursors(&peer), [("bob".to_string(), 8), ("carl".to_string(), 7)]);
}

/// One pull of a queue at a time; a notice in between is one more afterwards.
#[test]
fn one_pull_of_a_queue_at_a_time() {
    let mut peer = Peer::online(config());
    for _ in 0..5 {
        peer.hear(&say::notice("bob"));
    }
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    peer.hear(&say::end("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")], "the notices may have been newer");
    peer.hear(&say::end("bob"));
    assert_eq!(peer.take_said(), [Said::Unread]);
}

/// A page nobody asked for is read like any other.
#[test]
fn a_page_nobody_asked_for_is_taken() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page("dora", &[say::text_from("dora", 1, "hi")], 5, false));
    assert_eq!(texts(&peer.events), ["hi"]);
    assert_eq!(peer.take_said(), [Said::pull_after("dora", 5)]);
}

/// A cut takes nothing back: the cursor is said again on the new link.
#[test]
fn a_cut_between_pages_loses_nothing() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, false));
    assert_eq!(peer.take_pulls(), [Said::pull("bob"), Said::pull_after("bob", 10)]);
    peer.cut_and_come_back();
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 10)], "it was not answered");
    peer.hear(&say::page("bob", &[say::text(2, "two")], 20, false));
    assert_eq!(texts(&peer.events), ["one", "two"]);
}

/// SYNC-18: a pull that is not answered puts the link in doubt. A link that answers what was asked
/// later is replaced: the answer may be late even so, and the next pull would acknowledge it. After a
/// few links the queue waits for one that comes by itself.
#[test]
fn an_unanswered_pull_is_made_again_on_another_link() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    for time in 1..=3 {
        assert_eq!(peer.take_pulls(), [Said::pull("bob")]);
        peer.pass(14_999);
        assert_eq!(peer.take_said(), []);
        peer.pass(1);
        assert_eq!(peer.take_said(), [Said::Unread]);
        peer.hear(&say::notice("bob"));
        assert_eq!(peer.take_said(), [], "the answer may still come");
        peer.hear(&say::unread_at(time));
        if time < 3 {
            assert_eq!(peer.phase(), PhaseName::BackingOff);
            peer.come_back();
            peer.hear(&say::unread_at(10 + time));
        }
    }
    peer.hear(&say::notice("bob"));
    peer.pass_alive(600_000);
    assert_eq!((peer.take_pulls(), peer.phase()), (vec![], PhaseName::Online));
    // What comes all the same is taken.
    peer.hear(&say::page("bob", &[say::text(1, "at last")], 10, true));
    assert_eq!(texts(&peer.events), ["at last"]);
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 10)]);
}

/// The next link is asked again, however often the last ones did not answer.
#[test]
fn a_link_that_comes_by_itself_is_asked_again() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    for time in 1..=10 {
        assert_eq!(peer.take_pulls(), [Said::pull("bob")]);
        peer.pass(15_000);
        peer.hear(&say::unread_at(2 * time));
        match time {
            1 | 2 => peer.come_back(),
            _ => peer.cut_and_come_back(),
        }
        peer.hear(&say::unread(&["bob"]));
    }
}

/// The answer to a pull that was late is an answer, and nothing is asked twice.
#[test]
fn a_late_page_is_taken_like_any_other() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.pass(15_000);
    peer.take_said();
    peer.hear(&say::page("bob", &[say::text(1, "late")], 10, false));
    peer.hear(&say::unread(&[]));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 10)]);
    assert_eq!(texts(&peer.events), ["late"]);
}

/// The answer to an UNREAD says nothing of a pull that was asked after it.
#[test]
fn a_late_page_is_waited_for_until_something_later_is_answered() {
    let mut peer = Peer::online(config());
    peer.pass(30_000);
    assert_eq!(peer.take_said(), [Said::Unread]);
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_said(), [Said::pull("bob")]);
    // The link lives, but nothing of what was asked is answered.
    peer.pass(9_000);
    peer.hear(&say::ack(LocalId(1), 1));
    peer.pass(6_000);
    assert_eq!(peer.take_said(), [Said::Unread], "the pull is overdue");
    peer.hear(&say::unread(&[]));
    assert_eq!(peer.take_said(), [], "the page may still come");
    assert_eq!(peer.phase(), PhaseName::Online);
    peer.hear(&say::unread(&[]));
    assert_eq!(peer.phase(), PhaseName::BackingOff);
}

/// SYNC-8: a queue the server will not hand out does not keep the application waiting for the end
/// of the synchronisation.
#[test]
fn an_unanswered_queue_does_not_hold_up_the_end_of_the_sync() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.accept();
    for link in 1..=3 {
        peer.hear(&say::unread(&["bob"]));
        assert_eq!(peer.count(|event| matches!(event, Event::SyncStarted)), link);
        assert_eq!(peer.count(|event| matches!(event, Event::SyncFinished)), 0);
        peer.pass(15_000);
        peer.hear(&say::unread(&["bob"]));
        if link < 3 {
            peer.come_back();
        }
    }
    assert_eq!(peer.count(|event| matches!(event, Event::SyncFinished)), 1);
}

/// A notice without a queue, and an UNREAD entry without one, are the server's mistake.
#[test]
fn queues_without_an_address() {
    use easemob_core::wire::{CommUnreadDl, MetaQueue};
    let mut peer = Peer::online(config());
    peer.hear(&down::Frame::Notice(CommNotice { queue: None }));
    assert!(matches!(&peer.take_events()[..], [Event::Malformed(_)]));
    let unread = vec![MetaQueue::default()];
    peer.hear(&down::Frame::Unread(CommUnreadDl { unread, ..CommUnreadDl::default() }));
    assert_eq!((peer.take_said(), peer.take_events().len()), (vec![], 0));
}

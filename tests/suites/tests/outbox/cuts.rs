//! What a cut does to a message.

use easemob_core::{LocalId, LostKind, Outcome, Outgoing, PhaseName};
use easemob_tests::peer::{Peer, Said, config, outcomes, say, user};

/// TX-6, O-27: the same id, and the same frame apart from its trace id.
#[test]
fn a_message_in_doubt_is_sent_again_until_it_is_answered() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    let first = peer.take_said();
    for _ in 0..5 {
        peer.cut_and_come_back();
        let mut said = peer.take_said();
        said.retain(|said| matches!(said, Said::Message(..)));
        assert_eq!(said, first);
        assert_eq!(peer.client.unsettled(), 1);
    }
    peer.hear(&say::ack(local, 1));
    peer.cut_and_come_back();
    assert_eq!(peer.take_sent(), []);
    assert_eq!(outcomes(&peer.events).len(), 1);
}

/// With `resend` off a cut ends what was on its way; what was not goes on waiting.
#[test]
fn without_resending_a_cut_ends_what_was_on_its_way() {
    let mut settings = config();
    settings.resend = false;
    let mut peer = Peer::online(settings);
    let sent = peer.send("on its way");
    peer.lose(LostKind::Broken);
    assert_eq!(outcomes(&peer.take_events()), [(sent, Outcome::Unconfirmed)]);
    let waiting = peer.send("waits");
    peer.take_said();
    peer.come_back();
    assert_eq!(peer.take_sent(), [waiting]);
    peer.hear(&say::ack(waiting, 1));
    assert!(matches!(outcomes(&peer.events)[..], [(_, Outcome::Sent { .. })]));
}

/// TX-4: no answer on a living link: three times in all, then it stays in doubt. The link stays.
#[test]
fn attempts_on_a_living_link_are_counted() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    let mut at = vec![];
    for _ in 0..60 {
        let sent = peer.take_sent();
        at.extend(sent.iter().map(|_| peer.now()));
        peer.pass_alive(1_000);
    }
    assert_eq!(at, [0, 15_000, 30_000]);
    assert_eq!(outcomes(&peer.events), [(local, Outcome::Unconfirmed)]);
    assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::Online, 1));
}

/// The same with `resend` off: once.
#[test]
fn without_resending_there_is_one_attempt() {
    let mut settings = config();
    settings.resend = false;
    let mut peer = Peer::online(settings);
    let local = peer.send("hello");
    peer.take_said();
    peer.pass_alive(15_000);
    assert_eq!(outcomes(&peer.events), [(local, Outcome::Unconfirmed)]);
    assert_eq!(peer.take_sent(), []);
}

/// Cuts are not attempts: a bad network alone does not put a message in doubt.
#[test]
fn cuts_are_not_attempts() {
    let mut settings = config();
    settings.send_ttl_ms = 0;
    let mut peer = Peer::online(settings);
    let local = peer.send("hello");
    for _ in 0..100 {
        peer.cut_and_come_back();
    }
    assert_eq!(outcomes(&peer.events), []);
    peer.hear(&say::ack(local, 1));
    assert!(matches!(outcomes(&peer.events)[..], [(_, Outcome::Sent { .. })]));
}

/// An answer to an attempt before the last settles the message all the same.
#[test]
fn an_answer_to_an_earlier_attempt_counts() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    peer.pass_alive(20_000);
    assert_eq!(peer.take_sent(), [local, local]);
    peer.hear(&say::ack(local, 1));
    peer.hear(&say::ack(local, 1));
    assert!(matches!(outcomes(&peer.events)[..], [(_, Outcome::Sent { .. })]));
}

/// A process that dies takes its outbox with it; an application that keeps its own sends again
/// under the same id, so that the server can recognise it.
#[test]
fn a_restarted_application_sends_under_the_same_id() {
    let id = LocalId(42);
    let send = |peer: &mut Peer| {
        peer.take_said();
        peer.try_send(Outgoing::text(user("bob"), "hello").with_id(id)).expect("accepted");
        peer.take_said()
    };
    let mut peer = Peer::online(config());
    let first = send(&mut peer);
    let mut again = Peer::restored(config(), Some(peer.client.session()));
    again.login();
    again.accept();
    assert_eq!(send(&mut again), first);
}

/// A new process goes on in the order of acceptance, whatever the ids are; and so does the one after.
#[test]
fn order_is_kept_over_restarts() {
    let mut settings = config();
    settings.keep = true;
    let mut peer = Peer::online(settings.clone());
    peer.lose(LostKind::Broken);
    let ids = [9, 5, 7].map(LocalId);
    for id in ids {
        peer.try_send(Outgoing::text(user("bob"), "x").with_id(id)).expect("accepted");
    }
    for _ in 0..2 {
        peer = Peer::restored(settings.clone(), Some(peer.client.session()));
        peer.login();
        peer.accept();
        assert_eq!(peer.take_sent(), ids);
    }
}

//! Content is acknowledged when the application has taken it, and not before.

use easemob_core::{Commit, Config, Delivery, Event};
use easemob_tests::peer::{Peer, Said, config, say, texts};

fn manual() -> Config {
    let mut config = config();
    config.commit = Commit::Manual;
    config
}

/// A page of three in the hands of an application that takes one event at a time.
fn three(settings: Config) -> Peer {
    let mut peer = Peer::online(settings);
    peer.hear(&say::notice("bob"));
    peer.said.clear();
    peer.eager = false;
    let metas = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
    peer.hear(&say::page("bob", &metas, 30, false));
    peer
}

fn delivery(event: Option<Event>) -> Delivery {
    event.as_ref().and_then(Event::delivery).unwrap_or_else(|| panic!("no message: {event:?}"))
}

/// Coming back for the next event commits the last one: the page goes with its last message.
#[test]
fn auto_commits_when_the_application_comes_back() {
    let mut peer = three(config());
    for left in [3, 2, 1] {
        delivery(peer.next_event());
        assert_eq!((peer.client.uncommitted(), peer.take_said()), (left, vec![]));
    }
    peer.pass(14_000);
    assert_eq!(peer.take_said(), [], "an application may think as long as it likes");
    assert_eq!(peer.next_event(), Some(Event::SessionChanged));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 30)]);
    assert_eq!(peer.client.uncommitted(), 0);
}

/// The same when there is nothing more to come back for.
#[test]
fn auto_commits_on_an_empty_look() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.eager = false;
    peer.hear(&say::page("bob", &[say::text(1, "one")], 0, true));
    delivery(peer.next_event());
    assert_eq!(peer.client.uncommitted(), 1);
    assert_eq!(peer.next_event(), None);
    assert_eq!(peer.client.uncommitted(), 0);
}

/// By hand, in any order; the page goes with the last of them.
#[test]
fn manual_commits_come_in_any_order() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut peer = three(manual());
        let deliveries = [(); 3].map(|()| delivery(peer.next_event()));
        assert_eq!(peer.next_event(), None);
        for (count, index) in order.into_iter().enumerate() {
            assert_eq!((peer.take_said(), peer.client.uncommitted()), (vec![], 3 - count));
            peer.commit(deliveries[index]);
            peer.commit(deliveries[index]);
            peer.commit(Delivery(9_999));
        }
        assert_eq!(peer.take_said(), [Said::pull_after("bob", 30)]);
    }
}

/// By hand concerns messages; everything else goes with the next look.
#[test]
fn only_messages_are_committed_by_hand() {
    let mut peer = Peer::online(manual());
    peer.hear(&say::notice("bob"));
    peer.said.clear();
    peer.eager = false;
    let metas = [say::meta(1, 1, "bob", b"\xff".to_vec()), say::meta(2, 9, "bob", vec![])];
    peer.hear(&say::page("bob", &metas, 30, false));
    assert!(matches!(peer.next_event(), Some(Event::Malformed(_))));
    assert!(matches!(peer.next_event(), Some(Event::Unrecognized(_))));
    assert_eq!(peer.take_said(), []);
    assert_eq!(peer.next_event(), Some(Event::SessionChanged));
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 30)]);
}

/// A crash between the receipt of a message and its commit brings it again; a commit does not.
#[test]
fn a_crash_before_the_commit_brings_the_message_again() {
    let mut peer = three(manual());
    let first = delivery(peer.next_event());
    peer.commit(first);
    delivery(peer.next_event());
    // Here the process dies, with what it kept last.
    let mut again = Peer::restored(manual(), Some(peer.client.session()));
    again.login();
    again.accept();
    again.hear(&say::unread(&["bob"]));
    assert_eq!(again.take_pulls(), [Said::pull("bob")], "nothing was acknowledged");
    let metas = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
    again.hear(&say::page("bob", &metas, 30, false));
    assert_eq!(texts(&again.events), ["two", "three"]);
}

/// A message in hand is repeated on a new link: it is not told twice, and the repetition is not
/// acknowledged before it is committed.
#[test]
fn a_repetition_of_a_message_in_hand_waits_with_it() {
    let mut peer = Peer::online(manual());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, false));
    let deliveries: Vec<_> = peer.take_events().iter().filter_map(Event::delivery).collect();
    assert_eq!(deliveries.len(), 1);
    peer.cut_and_come_back();
    peer.hear(&say::unread(&["bob"]));
    // The first page is still in hand, so nothing is asked; the server pushes it all the same.
    assert_eq!(peer.take_pulls(), [Said::pull("bob")]);
    peer.hear(&say::page("bob", &[say::text(1, "one")], 10, false));
    peer.hear(&say::page("bob", &[say::text(1, "one"), say::text(2, "two")], 20, false));
    assert_eq!(texts(&peer.events), ["two"]);
    let second: Vec<_> = peer.take_events().iter().filter_map(Event::delivery).collect();
    peer.commit(second[0]);
    assert_eq!((peer.take_pulls(), peer.client.session().cursors), (vec![], vec![]));
    peer.commit(deliveries[0]);
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 20)]);
}

/// The same over a logout: the application still has the message.
#[test]
fn a_message_in_hand_outlives_its_session() {
    let mut peer = three(manual());
    let deliveries = [(); 3].map(|()| delivery(peer.next_event()));
    peer.eager = true;
    peer.logout();
    peer.hear(&say::goodbye());
    peer.login();
    peer.accept();
    peer.events.clear();
    peer.hear(&say::unread(&["bob"]));
    peer.said.clear();
    let metas = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
    peer.hear(&say::page("bob", &metas, 30, false));
    assert_eq!((texts(&peer.events).len(), peer.take_pulls()), (0, vec![]));
    deliveries.into_iter().for_each(|delivery| peer.commit(delivery));
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 30)]);
}

/// OPT-7, RX-12: a receipt says that the application has the message, and goes before the pull
/// that acknowledges it.
#[test]
fn a_delivery_receipt_follows_the_commit() {
    let mut settings = manual();
    settings.delivery = true;
    let mut peer = Peer::online(settings);
    peer.hear(&say::notice("bob"));
    peer.said.clear();
    // One of one's own, from another device, is not receipted.
    let metas = [say::text(1, "one"), say::text_from("alice", 2, "mine")];
    peer.hear(&say::page("bob", &metas, 10, false));
    assert_eq!(peer.take_said(), []);
    let deliveries: Vec<_> = peer.take_events().iter().filter_map(Event::delivery).collect();
    deliveries.into_iter().for_each(|delivery| peer.commit(delivery));
    let said = peer.take_said();
    let [receipt @ Said::Message(_, meta), pull] = &said[..] else { panic!("{said:?}") };
    assert_eq!(receipt.body().and_then(|body| body.ack_message_id), Some(1));
    assert_eq!(meta.to.as_ref().and_then(|to| to.name.as_deref()), Some("bob"));
    assert_eq!(*pull, Said::pull_after("bob", 10));
}

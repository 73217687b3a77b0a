//! An application that is behind is not sent more.

use easemob_core::wire::down;
use easemob_core::{Config, Event, PhaseName};
use easemob_tests::peer::{Peer, Said, config, say};

fn slow(high: usize, max: usize) -> Peer {
    let mut settings: Config = config();
    (settings.events_high, settings.events_max) = (high, max);
    let mut peer = Peer::online(settings);
    peer.eager = false;
    peer
}

/// `events_high`: no page is asked for until the application has caught up.
#[test]
fn nothing_is_asked_for_while_the_application_is_behind() {
    let mut peer = slow(3, 100);
    let metas: Vec<_> = (1..=5).map(|id| say::text(id, "x")).collect();
    peer.hear(&say::page("bob", &metas, 0, true));
    peer.hear(&say::notice("carl"));
    assert_eq!(peer.take_said(), []);
    for left in [4, 3] {
        assert!(peer.next_event().is_some());
        assert_eq!(peer.take_said(), [], "{left} left");
    }
    assert!(peer.next_event().is_some());
    assert_eq!(peer.take_said(), [Said::pull("carl")], "two left");
}

/// The same for the next page of the queue itself.
#[test]
fn a_page_that_is_taken_slowly_is_acknowledged_at_its_end() {
    let mut peer = slow(1, 100);
    peer.hear(&say::page("bob", &[say::text(1, "x"), say::text(2, "x")], 20, false));
    assert!(matches!(peer.next_event(), Some(Event::Message(_))));
    assert!(matches!(peer.next_event(), Some(Event::Message(_))));
    assert_eq!(peer.take_said(), []);
    while peer.next_event().is_some() {}
    assert_eq!(peer.take_said(), [Said::pull_after("bob", 20)]);
}

/// `events_max`: against pushes nobody asked for, the driver stops reading.
#[test]
fn the_driver_is_told_to_stop_reading() {
    let mut peer = slow(4, 8);
    for id in 1..=7 {
        peer.hear(&say::page("bob", &[say::text(id, "x")], 0, true));
        assert!(peer.client.wants_input(), "{id}");
    }
    peer.hear(&say::page("bob", &[say::text(8, "x")], 0, true));
    assert!(!peer.client.wants_input());
    assert!(peer.next_event().is_some());
    assert!(peer.client.wants_input());
}

/// `pulls_max`: queues wait for their turn, and get it.
#[test]
fn queues_take_turns() {
    let mut settings = config();
    settings.pulls_max = 2;
    let mut peer = Peer::online(settings);
    peer.hear(&say::unread(&["a", "b", "c", "d"]));
    assert_eq!(peer.take_said(), [Said::pull("a"), Said::pull("b")]);
    peer.hear(&say::end("b"));
    assert_eq!(peer.take_said(), [Said::pull("c")]);
    // One with more to come goes to the end of the line.
    peer.hear(&say::page("a", &[say::text_from("a", 1, "x")], 10, false));
    assert_eq!(peer.take_said(), [Said::pull("d")]);
    peer.hear(&say::end("c"));
    assert_eq!(peer.take_said(), [Said::pull_after("a", 10)]);
}

/// A queue that never answers does not keep the others from their turn: when the server has answered
/// something asked later, they have it on the next link, and in the end on the same one.
#[test]
fn a_silent_queue_gives_up_its_turn() {
    let mut settings = config();
    settings.pulls_max = 1;
    let mut peer = Peer::online(settings);
    peer.hear(&say::unread(&["a", "b"]));
    assert_eq!(peer.take_said(), [Said::pull("a")]);
    peer.pass(15_000);
    let asked = peer.take_said();
    assert!(asked.contains(&Said::Unread) && !asked.contains(&Said::pull("b")), "{asked:?}");
    peer.hear(&say::unread_at(1));
    for answer in 2..=3 {
        peer.come_back();
        peer.hear(&say::unread_at(10 + answer));
        assert_eq!(peer.take_pulls(), [Said::pull("b")]);
        peer.hear(&say::end("b"));
        assert_eq!(peer.take_pulls(), [Said::pull("a")]);
        peer.hear(&say::notice("b"));
        peer.pass(15_000);
        peer.hear(&say::unread_at(answer));
    }
    assert_eq!((peer.phase(), peer.take_pulls()), (PhaseName::Online, vec![Said::pull("b")]));
}

/// Only content makes a reader deaf: who sends and reads no events is still answered.
#[test]
fn unread_outcomes_do_not_stop_the_reading() {
    let mut peer = slow(2, 4);
    for _ in 0..50 {
        let local = peer.send("x");
        peer.hear(&say::ack(local, 7));
        assert!(peer.client.wants_input());
    }
    for _ in 0..50 {
        peer.cut_and_come_back();
        assert!(peer.client.wants_input());
    }
    let waiting = peer.client.waiting_events().count();
    assert!(waiting < 50 + 20, "{waiting}: the story of the session is not kept for ever");
}

/// Nor does a server fill the memory of an application that reads none with what nobody knows.
#[test]
fn frames_of_an_unknown_kind_are_not_kept_for_ever() {
    let mut peer = slow(2, 4);
    for command in 0..50 {
        let payload = vec![7; 100].into();
        peer.hear(&down::Frame::Other { command: 1_000 + command, payload });
    }
    let waiting = peer.client.waiting_events().count();
    assert!(waiting <= 2 * 4, "{waiting} events");

    let mut settings: Config = config();
    settings.events_bytes_max = 1_024;
    let mut peer = Peer::online(settings);
    peer.eager = false;
    for command in 0..50 {
        let payload = vec![7; 100].into();
        peer.hear(&down::Frame::Other { command: 1_000 + command, payload });
    }
    let bytes = peer.client.stats().content_bytes;
    assert!(bytes.fill > 900 && bytes.is_within(), "{bytes:?}");
}

/// `events_bytes_max`: a few long messages weigh as much as many short ones.
#[test]
fn long_messages_stop_the_reading_sooner() {
    let mut settings: Config = config();
    settings.events_bytes_max = 4_096;
    let mut peer = Peer::online(settings);
    peer.eager = false;
    while peer.next_event().is_some() {}
    peer.take_said();
    let long = "x".repeat(1_500);
    for id in 1..=2 {
        peer.hear(&say::page("bob", &[say::text(id, &long)], 0, true));
        assert!(peer.client.wants_input(), "{id}");
    }
    peer.hear(&say::page("bob", &[say::text(3, &long)], 0, true));
    assert!(!peer.client.wants_input());
    peer.hear(&say::notice("carl"));
    assert_eq!(peer.take_said(), [], "nor is more asked for");
    assert!(peer.next_event().is_some());
    assert!(peer.next_event().is_some());
    assert!(peer.client.wants_input());
    assert_eq!(peer.take_said(), [Said::pull("carl")]);
    assert_eq!(peer.client.stats().content.fill, 2);
}

/// With manual commits, what is not committed counts too, however it came.
#[test]
fn uncommitted_pushes_stop_the_reading() {
    let mut settings: Config = config();
    (settings.events_high, settings.events_max) = (2, 4);
    settings.commit = easemob_core::Commit::Manual;
    let mut peer = Peer::online(settings);
    for id in 1..=4 {
        assert!(peer.client.wants_input());
        peer.hear(&say::page("bob", &[say::text(id, "x")], id, true));
    }
    assert_eq!(peer.take_events().len(), 4);
    assert!(!peer.client.wants_input());
    peer.commit(easemob_core::Delivery(1));
    assert!(peer.client.wants_input());
}

/// A message taken between two links still gets its delivery receipt.
#[test]
fn a_receipt_waits_for_the_next_link() {
    let mut settings: Config = config();
    settings.delivery = true;
    let mut peer = Peer::online(settings);
    peer.eager = false;
    peer.hear(&say::page("bob", &[say::text(1, "x")], 10, true));
    assert!(peer.next_event().is_some());
    peer.lose(easemob_core::LostKind::Broken);
    while peer.next_event().is_some() {}
    peer.take_said();
    peer.come_back();
    let said = peer.take_said();
    assert!(said.iter().any(|said| said.message_id().is_some()), "{said:?}");
}

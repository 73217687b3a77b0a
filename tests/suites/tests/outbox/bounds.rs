//! What is accepted, and what is given back.

use easemob_core::error::WhyNotSent;
use easemob_core::{ErrorCode, Event, LocalId, LostKind, Outgoing, PhaseName};
use easemob_tests::peer::{Peer, config, fold, say, user};

fn text(text: &str) -> Outgoing {
    Outgoing::text(user("bob"), text.to_string())
}

/// The refusal of a message, which comes back unchanged.
fn refused(peer: &mut Peer, message: Outgoing) -> WhyNotSent {
    let refused = peer.try_send(message.clone()).expect_err("refused");
    assert_eq!(*refused.message, message);
    refused.why
}

#[test]
fn the_outbox_is_bounded_in_messages() {
    let mut settings = config();
    settings.outbox_max = 2;
    let mut peer = Peer::online(settings);
    let first = peer.send("one");
    peer.send("two");
    let why = refused(&mut peer, text("three"));
    assert_eq!((why, why.code()), (WhyNotSent::OutboxFull, ErrorCode::MaxLimit));
    assert_eq!((peer.take_sent().len(), peer.client.unsettled()), (2, 2));
    peer.hear(&say::ack(first, 1));
    peer.send("three");
}

/// An application that sends and reads no events fills no memory with outcomes.
#[test]
fn an_outcome_keeps_its_place_in_the_outbox_until_it_is_taken() {
    let mut settings = config();
    settings.outbox_max = 2;
    let mut peer = Peer::online(settings);
    peer.eager = false;
    while peer.next_event().is_some() {}
    for id in [1, 2] {
        let local = peer.send("x");
        peer.hear(&say::ack(local, id));
    }
    let outbox = peer.client.stats().outbox;
    assert_eq!((peer.client.unsettled(), outbox.fill, outbox.bound), (0, 2, 2));
    assert_eq!(refused(&mut peer, text("three")), WhyNotSent::OutboxFull);
    assert!(peer.next_event().is_some());
    peer.send("three");
}

/// The outcome in the application's hands makes room for the next message, but the store holds it
/// until it is taken: a process that ends then leaves one more than `outbox_max`, and no two.
#[test]
fn a_store_holds_one_more_than_the_outbox_and_no_two() {
    let mut settings = config();
    (settings.outbox_max, settings.keep) = (2, true);
    let mut peer = Peer::online(settings.clone());
    peer.eager = false;
    while peer.next_event().is_some() {}
    let first = peer.send("one");
    peer.send("two");
    peer.hear(&say::ack(first, 1));
    while !matches!(peer.next_event().expect("an outcome"), Event::Settled { .. }) {}
    peer.send("three");
    assert_eq!(refused(&mut peer, text("four")), WhyNotSent::OutboxFull);
    let outbox = peer.client.stats().outbox;
    assert_eq!((peer.client.unsettled(), outbox.fill, outbox.bound), (2, 3, 3));

    let again = Peer::restored(settings, fold(&peer.kept, None));
    let outbox = again.client.stats().outbox;
    assert_eq!((again.client.unsettled(), outbox.fill, outbox.bound), (3, 3, 3));
}

#[test]
fn the_outbox_is_bounded_in_bytes() {
    let mut settings = config();
    settings.outbox_bytes_max = 1_024;
    settings.message_bytes_max = 1_024;
    let mut peer = Peer::online(settings);
    let first = peer.send(&"x".repeat(600));
    assert_eq!(refused(&mut peer, text(&"x".repeat(600))), WhyNotSent::OutboxFull);
    peer.send("a small one still fits");
    peer.hear(&say::ack(first, 1));
    peer.send(&"x".repeat(600));
}

/// The vendor's servers take 5 KiB a message, attributes included.
#[test]
fn a_message_has_a_size() {
    let mut peer = Peer::online(config());
    let big = text("x").ext("key", "y".repeat(5 * 1024));
    let WhyNotSent::TooLarge { bytes, limit } = refused(&mut peer, big) else {
        panic!("too large")
    };
    assert!(bytes > limit && limit == 5 * 1024);
    let overhead = {
        let fits = text(&"x".repeat(5_000));
        peer.try_send(fits).expect("it fits");
        let said = peer.take_said();
        let size = said.iter().filter_map(|said| match said {
            easemob_tests::peer::Said::Message(_, meta) => meta.payload.as_ref(),
            _ => None,
        });
        size.map(|payload| payload.len()).sum::<usize>() - 5_000
    };
    peer.send(&"x".repeat(limit - overhead));
    let why = refused(&mut peer, text(&"x".repeat(limit - overhead + 1)));
    assert_eq!(why, WhyNotSent::TooLarge { bytes: limit + 1, limit });
    assert_eq!(why.code(), ErrorCode::MessageTooLarge);
}

/// TX-1: nobody is logged in.
#[test]
fn nobody_sends_nothing() {
    let mut peer = Peer::new(config());
    let why = refused(&mut peer, text("too early"));
    assert_eq!((why, why.code()), (WhyNotSent::LoggedOut, ErrorCode::NotLoggedIn));
    peer.login();
    peer.send("a login is under way: it waits");
    peer.accept();
    peer.logout();
    assert_eq!(peer.phase(), PhaseName::LoggingOut);
    assert_eq!(refused(&mut peer, text("too late")), WhyNotSent::LoggedOut);
}

/// An application that keeps its own ids.
#[test]
fn an_id_of_the_applications_is_used_once_at_a_time() {
    let mut peer = Peer::online(config());
    let id = LocalId(42);
    assert_eq!(peer.try_send(text("one").with_id(id)), Ok(id));
    assert_eq!(refused(&mut peer, text("two").with_id(id)), WhyNotSent::DuplicateId);
    assert_eq!(peer.take_sent(), [id]);
    peer.hear(&say::ack(id, 1));
    assert_eq!(peer.try_send(text("again").with_id(id)), Ok(id));
}

/// ID-2: ids of our own are fresh, ascending, and other ones in every process.
#[test]
fn ids_are_fresh() {
    let mut peer = Peer::online(config());
    let mut ids: Vec<LocalId> = (0..500).map(|_| peer.send("x")).collect();
    assert!(ids.is_sorted());
    let mut other = Peer::seeded(config(), None, [8; 32]);
    other.login();
    other.accept();
    ids.extend((0..100).map(|_| other.send("x")));
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), ids.iter().filter(|id| id.0 >> 63 != 0).count()), (count, 0));
}

/// What waits is sent in the order it came, before anything newer.
#[test]
fn order_is_kept_over_a_cut() {
    let mut peer = Peer::online(config());
    let mut ids = vec![peer.send("one"), peer.send("two")];
    peer.lose(LostKind::Broken);
    ids.push(peer.send("three"));
    peer.take_said();
    peer.come_back();
    ids.push(peer.send("four"));
    assert_eq!(peer.take_sent(), ids);
}

//! Contacts.

use easemob_core::Event;
use easemob_core::event::ContactChange;
use easemob_core::wire::{Namespace, RosterBody};
use easemob_tests::peer::{Peer, USER, config, say};
use prost::Message as _;

use super::{content, forms, jid, told_one};

fn roster(id: u64, operation: i32) -> bytes::Bytes {
    let body = RosterBody {
        operation: Some(operation),
        from: Some(jid("bob")),
        to: vec![jid(USER)],
        reason: Some("hi".into()),
        ..RosterBody::default()
    };
    say::meta(id, Namespace::Roster as i32, "bob", body.encode_to_vec())
}

/// All ten operations are told.
#[test]
fn every_operation_has_an_event() {
    let handlers: Vec<&str> = (0..10)
        .map(|operation| {
            let event = told_one(roster(1, operation));
            let Event::Contact(contact) = &event else { panic!("{event:?}") };
            assert_eq!((&*contact.from, contact.reason.as_deref()), ("bob", Some("hi")));
            forms(&event)[0].0
        })
        .collect();
    let expected = [
        "x-contact",
        "x-contact",
        "onContactInvited",
        "onContactDeleted",
        "onContactAdded",
        "onContactRefuse",
        "x-contact",
        "x-contact",
        "onContactAgreed",
        "onContactRefuse",
    ];
    assert_eq!(handlers, expected);
    assert!(matches!(told_one(roster(1, 10)), Event::Unrecognized(_)));
}

/// Messages oddity 11: what comes again is told once, but the same id of another namespace is
/// another notice.
#[test]
fn repeats_are_told_once() {
    let mut peer = Peer::online(config());
    peer.events.clear();
    let again = super::json_meta(1, r#"{"type":"presence"}"#);
    for _ in 0..2 {
        peer.hear(&say::page(USER, &[roster(1, 2), again.clone(), roster(1, 2)], 0, true));
    }
    let events = content(peer.take_events());
    let [Event::Contact(contact), Event::Presence(presence)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(contact.change, ContactChange::Invited);
    assert!(presence.users.is_empty());
}

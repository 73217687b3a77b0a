//! Taking only those events that one wants.

use bytes::Bytes;
use easemob_core::event::EventKind;
use easemob_core::wire::{
    BodyType, GROUP_DOMAIN, Jid, MessageBody, MucBody, MucOperation, Namespace, RosterBody,
    RosterOperation,
};
use easemob_core::{Address, Event, GroupId, RoomId, UserId};
use easemob_tests::peer::say;
use prost::Message as _;

use crate::bodies::{body, meta, meta_with, name, text, told};

const GROUP: &str = "2600001";
const ROOM: &str = "2700001";

fn to(place: &str, kind: BodyType, mut body: MessageBody, id: u64) -> Bytes {
    body.kind = Some(kind as i32);
    body.to = Some(name(place));
    meta_with(id, &body, |meta| {
        meta.to = Some(Jid { domain: Some(GROUP_DOMAIN.into()), ..name(place) });
    })
}

fn muc(id: u64, place: &str, room: bool) -> Bytes {
    let body = MucBody {
        muc_id: Some(name(place)),
        operation: Some(MucOperation::UpdateAnnouncement as i32),
        from: Some(name("bob")),
        is_chatroom: Some(room),
        ..MucBody::default()
    };
    say::meta(id, Namespace::Muc as i32, place, body.encode_to_vec())
}

fn notify(id: u64, json: &str) -> Bytes {
    say::meta(id, Namespace::Notify as i32, "admin", json.into())
}

/// One of each, in the order of their ids.
fn everything() -> Vec<Event> {
    let hello = || body(vec![text("hello")]);
    let mut read = body(Vec::new());
    read.kind = Some(BodyType::ReadAck as i32);
    let roster = RosterBody {
        operation: Some(RosterOperation::Add as i32),
        from: Some(name("bob")),
        to: vec![name("alice")],
        ..RosterBody::default()
    };
    told(&[
        meta(1, &hello()),
        to(GROUP, BodyType::Groupchat, hello(), 2),
        to(ROOM, BodyType::Chatroom, hello(), 3),
        meta(4, &read),
        to(GROUP, BodyType::ReadAck, body(Vec::new()), 5),
        to(GROUP, BodyType::Recall, body(Vec::new()), 6),
        to(GROUP, BodyType::Edit, hello(), 7),
        muc(8, GROUP, false),
        muc(9, ROOM, true),
        say::meta(10, Namespace::Roster as i32, "bob", roster.encode_to_vec()),
        notify(11, r#"{"type":"presence","data":{"values":[{"uid":"bob"}]}}"#),
        notify(
            12,
            r#"{"type":"conv","data":{"op":"pin","id":"2600001","type":"groupchat","from":"bob"}}"#,
        ),
        notify(
            13,
            r#"{"type":"thread","data":{"operation":"create","id":"t","muc_parent_id":"2600001"}}"#,
        ),
        notify(
            14,
            r#"{"type":"reaction","data":[{"channel_type":"chat","from":"alice","to":"bob"}]}"#,
        ),
        notify(
            15,
            r#"{"type":"conv","data":{"op":"top","id":"bob","type":"chat","from":"alice"}}"#,
        ),
        say::meta(16, 77, "g", Vec::new()),
    ])
}

#[test]
fn every_event_has_a_kind() {
    use EventKind::{Contact, Device, Group, Message, Presence, Room, Server, Thread};
    let kinds: Vec<_> = everything().iter().map(Event::kind).collect();
    let messages = [Message; 7];
    let rest = [Group, Room, Contact, Presence, Message, Thread, Message, Device, Server];
    assert_eq!(kinds, [&messages[..], &rest[..]].concat());
    assert_eq!(Event::TokenExpired.kind(), EventKind::Session);
}

/// Places in the list above, counted from 1.
fn of(conversation: &Address) -> Vec<usize> {
    let all = everything();
    let theirs = all.iter().enumerate().filter(|(_, event)| event.is_of(conversation));
    theirs.map(|(place, _)| place + 1).collect()
}

#[test]
fn a_conversation_is_told_apart() {
    let user = |name: &str| Address::from(UserId::new(name).expect("a user"));
    let group = |name: &str| Address::from(GroupId::new(name).expect("a group"));
    assert_eq!(of(&user("bob")), [1, 4, 10, 11, 14, 15]);
    assert_eq!(of(&Address::user("bob/phone").expect("a device")), of(&user("bob")));
    assert_eq!(of(&group(GROUP)), [2, 5, 6, 7, 8, 12, 13]);
    assert_eq!(of(&group("t")), [13], "a thread has an id of its own");
    assert_eq!(of(&Address::from(RoomId::new(ROOM).expect("a room"))), [3, 9]);
    for stranger in [user("carol"), user(GROUP), group(ROOM), group("bob")] {
        assert!(of(&stranger).is_empty(), "{stranger:?}");
    }
}

#[test]
fn the_message_is_at_hand() {
    let all = everything();
    let texts: Vec<_> = all.iter().filter_map(Event::message).map(|it| it.body.text()).collect();
    assert_eq!(texts, [Some("hello"); 4]);
}

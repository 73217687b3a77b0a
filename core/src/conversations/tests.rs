//! One test a rule.

#[cfg(feature = "message")]
mod listed;
mod unnumbered;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::*;
use crate::event::{ConversationAction, DeviceChange, Event, MultiDeviceEvent, Online, Outcome};
use crate::ids::{GroupId, RoomId, ServerId};
use crate::message::incoming::{StreamPart, StreamStage, StreamState};
use crate::message::outgoing::{Command, Text};
use crate::message::{
    Body, Edit, Message, OnlineState, Outgoing, Peer, Reader, Recall, Receipt, ReceiptKind,
};
use crate::time::UnixMillis;

const ME: &str = "alice";

fn user(name: &str) -> UserId {
    UserId::new(name.to_string()).expect("a user id")
}

fn known() -> Conversations {
    Conversations::new(user(ME))
}

/// A message whose id is also its time.
fn message(kind: &str, id: u64, from: &str, to: &str, body: Value) -> Box<Message> {
    let payload = json!({ "type": kind, "from": from, "to": to, "bodies": [body] });
    let json = json!({ "id": id.to_string(), "timestamp": id, "payload": payload });
    let read = Reader::new(ME, "http://rest.test").json(&json.to_string());
    read.expect("readable").expect("a message")
}

fn text(id: u64, from: &str, to: &str) -> Box<Message> {
    message("chat", id, from, to, json!({ "type": "txt", "msg": format!("text {id}") }))
}

fn to_group(id: u64, from: &str) -> Box<Message> {
    message("groupchat", id, from, "g1", json!({ "type": "txt", "msg": format!("text {id}") }))
}

fn of(messages: impl IntoIterator<Item = Box<Message>>) -> Conversations {
    let mut known = known();
    messages.into_iter().for_each(|message| known.observe(&Event::Message(message)));
    known
}

fn peer(name: &str) -> Peer {
    Peer { name: name.into(), resource: None }
}

fn receipt(kind: ReceiptKind, from: &str, to: &str, at: u64) -> Event {
    Event::Receipt(Box::new(Receipt {
        id: ServerId(at),
        kind,
        chat: Chat::Single,
        from: peer(from),
        to: peer(to),
        sent_at: UnixMillis(at),
        online: OnlineState::Online,
    }))
}

fn recall(message: u64) -> Event {
    Event::Recalled(Box::new(Recall {
        id: ServerId(900),
        message: ServerId(message),
        chat: Chat::Single,
        from: Some(peer("bob")),
        to: peer(ME),
        sent_at: UnixMillis(900),
        ext: String::new(),
        online: OnlineState::Online,
    }))
}

fn deleted(id: &str, at: u64) -> Event {
    Event::MultiDevice(Box::new(MultiDeviceEvent {
        id: ServerId(at),
        at: UnixMillis(at),
        change: DeviceChange::Conversation {
            action: ConversationAction::Delete,
            conversation: id.into(),
            chat: Chat::Single,
            at: Some(UnixMillis(at)),
        },
    }))
}

fn sent(id: u64) -> Outcome {
    Outcome::Sent { server: ServerId(id), at: UnixMillis(id), extra: None }
}

/// Id, unread count and last preview of each, in order.
fn list<'a>(known: &'a Conversations) -> Vec<(&'a str, u64, &'a str)> {
    let last = |one: &'a LocalConversation| one.last().map_or("-", |last| &*last.preview);
    known.iter().map(|one| (one.id(), one.unread(), last(one))).collect()
}

#[test]
fn the_newest_comes_first_and_counts_what_others_say() {
    let known =
        of([text(1, "bob", ME), text(2, "carol", ME), to_group(3, "bob"), text(4, "bob", ME)]);
    assert_eq!(list(&known), [("bob", 2, "text 4"), ("g1", 1, "text 3"), ("carol", 1, "text 2")]);
    assert_eq!(known.unread(), 4);
    assert_eq!(known.get(Chat::Group, "g1").map(|one| one.at()), Some(UnixMillis(3)));
    assert_eq!(known.get(Chat::Single, "g1"), None);
}

#[test]
fn own_messages_of_other_devices_are_last_and_not_unread() {
    let known = of([text(1, "bob", ME), text(2, ME, "bob"), to_group(3, ME), text(4, ME, ME)]);
    assert_eq!(
        list(&known),
        [(ME, 0, "text 4"), ("g1", 0, "text 3"), ("bob", 1, "text 2")],
        "what bob said stays unread"
    );
}

#[test]
fn what_this_device_sent_is_last_when_the_server_took_it() {
    let mut known = of([text(1, "bob", ME)]);
    let out = Outgoing::text(user("bob"), "mine");
    for failed in [Outcome::Unconfirmed, Outcome::Expired, Outcome::Cancelled] {
        known.settled(&out, &failed);
    }
    assert_eq!(list(&known), [("bob", 1, "text 1")]);
    known.settled(&out, &sent(2));
    assert_eq!(list(&known), [("bob", 1, "mine")]);
    let last = known.get(Chat::Single, "bob").and_then(LocalConversation::last).expect("a last");
    assert_eq!((last.id, last.sent_at, last.from.as_str()), (ServerId(2), UnixMillis(2), ME));
}

#[test]
fn commands_are_not_shown() {
    let cmd = message("chat", 2, "bob", ME, json!({ "type": "cmd", "action": "ring" }));
    let mut known = of([text(1, "bob", ME), cmd.clone()]);
    known.settled(&Outgoing::new(user("bob"), Command::new("ring")), &sent(3));
    assert_eq!(list(&known), [("bob", 1, "text 1")]);
    assert_eq!(list(&of([cmd])), []);
}

/// A receiver cannot tell it from any other message.
#[test]
fn online_only_messages_count() {
    let mut live = text(1, "bob", ME);
    live.online = OnlineState::Online;
    assert_eq!(of([live]).unread(), 1);
    let mut known = known();
    known.settled(&Outgoing::text(user("bob"), "now").online_only(), &sent(2));
    assert_eq!(list(&known), [("bob", 0, "now")]);
}

#[test]
fn rooms_and_threads_are_not_listed() {
    let body = json!({ "type": "txt", "msg": "x" });
    let in_room = message("chatroom", 1, "bob", "r1", body);
    let mut in_thread = to_group(2, "bob");
    in_thread.thread = Some(Default::default());
    let mut known = of([in_room, in_thread]);
    let group = GroupId::new("t1").expect("an id");
    known.settled(&Outgoing::text(group, "x").in_thread(), &sent(3));
    known.settled(&Outgoing::text(RoomId::new("r1").expect("an id"), "x"), &sent(4));
    assert_eq!(list(&known), []);
}

#[test]
fn a_repeat_counts_once_also_when_it_was_read() {
    let mut known = of([text(1, "bob", ME), text(1, "bob", ME)]);
    assert_eq!(known.unread(), 1);
    known.clear_unread(Chat::Single, "bob");
    known.observe(&Event::Message(text(1, "bob", ME)));
    assert_eq!(known.unread(), 0);
}

#[test]
fn a_repeat_brings_back_nothing_that_was_recalled_or_edited() {
    let mut known = of([text(1, "bob", ME), text(2, ME, "carol"), text(3, "dave", ME)]);
    known.observe(&recall(1));
    known.observe(&recall(2));
    let mut message = text(3, "dave", ME);
    message.body = Body::Text("edited".into());
    let edit = Edit { id: ServerId(4), message: *message, with_ext: false };
    known.observe(&Event::Edited(Box::new(edit)));
    let before = known.clone();
    for repeat in [text(1, "bob", ME), text(2, ME, "carol"), text(3, "dave", ME)] {
        known.observe(&Event::Message(repeat));
    }
    assert_eq!(list(&known), [("dave", 1, "edited"), ("carol", 0, "-"), ("bob", 0, "-")]);
    assert_eq!(known, before);
}

#[test]
fn a_late_message_counts_and_does_not_displace_the_last() {
    let known = of([text(5, "bob", ME), text(3, "bob", ME)]);
    assert_eq!(list(&known), [("bob", 2, "text 5")]);
}

#[test]
fn what_the_server_calls_read_is_read() {
    let mut read = text(1, "bob", ME);
    read.is_read = true;
    assert_eq!(list(&of([read])), [("bob", 0, "text 1")]);
}

#[test]
fn a_growing_text_counts_once_and_grows() {
    let mut known = known();
    for said in ["gr", "grow", "grown"] {
        let mut part = text(1, "bob", ME);
        part.body = Body::Text(said.into());
        let state = StreamState {
            kind: "".into(),
            stage: StreamStage::InProgress,
            error: 0,
            finish_reason: 0,
        };
        let part = StreamPart { message: *part, text: "".into(), state, whole: false };
        known.observe(&Event::Stream(Box::new(part)));
    }
    assert_eq!(list(&known), [("bob", 1, "grown")]);
}

#[test]
fn a_recall_takes_the_last_message_and_its_count() {
    let mut known = of([text(1, "bob", ME), text(2, "bob", ME), text(3, "carol", ME)]);
    known.observe(&recall(1));
    assert_eq!(list(&known), [("carol", 1, "text 3"), ("bob", 1, "text 2")]);
    known.observe(&recall(2));
    known.observe(&recall(2));
    assert_eq!(list(&known), [("carol", 1, "text 3"), ("bob", 0, "-")]);
    known.settled(&Outgoing::recall(user("carol"), ServerId(3)), &sent(4));
    assert_eq!(list(&known), [("carol", 0, "-"), ("bob", 0, "-")], "their places stay");
    known.observe(&Event::Message(text(5, "bob", ME)));
    assert_eq!(list(&known)[0], ("bob", 1, "text 5"));
}

#[test]
fn an_edit_changes_the_last_message_only() {
    let mut original = text(2, "bob", ME);
    original.ext.set("k", 1);
    let mut known = of([text(1, "bob", ME), original.clone()]);
    for (id, said) in [(1, "not the last"), (2, "edited"), (99, "unknown")] {
        let mut message = text(id, "moderator", ME);
        message.body = Body::Text(said.into());
        message.sent_at = UnixMillis(500);
        let edit = Edit { id: ServerId(500), message: *message, with_ext: false };
        known.observe(&Event::Edited(Box::new(edit)));
    }
    assert_eq!(list(&known), [("bob", 2, "edited")]);
    let last = known.get(Chat::Single, "bob").and_then(LocalConversation::last).expect("a last");
    let now = last.message.as_deref().expect("whole");
    let was = Message { body: Body::Text("edited".into()), ..*original };
    assert_eq!((now, last.sent_at, &*last.from), (&was, UnixMillis(2), "bob"), "ext included");
}

#[test]
fn an_own_edit_changes_the_last_message() {
    let mut known = known();
    known.settled(&Outgoing::text(user("bob"), "one").ext("k", 1), &sent(1));
    let edit = Outgoing::edit(user("bob"), ServerId(1), Text::new("two")).expect("an edit");
    known.settled(&edit.clone(), &sent(2));
    assert_eq!(list(&known), [("bob", 0, "two")]);
    let ext = |known: &Conversations| {
        let last = known.get(Chat::Single, "bob")?.last()?;
        Some(last.message.as_ref()?.ext.iter().count())
    };
    assert_eq!(ext(&known), Some(1));
    known.settled(&edit.with_ext(Default::default()), &sent(3));
    assert_eq!(ext(&known), Some(0));
}

#[test]
fn reading_on_another_device_clears_the_count() {
    let mut known = of([text(1, "bob", ME), text(2, "carol", ME)]);
    known.observe(&receipt(ReceiptKind::Conversation, "bob", ME, 3));
    assert_eq!(known.unread(), 2, "that bob has read says nothing of alice");
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", 3));
    assert_eq!(list(&known), [("carol", 1, "text 2"), ("bob", 0, "text 1")]);
}

#[test]
fn what_came_after_the_reading_stays_unread() {
    let mut known = of([text(1, "bob", ME), text(5, "bob", ME)]);
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", 3));
    assert_eq!(known.unread(), 1);
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", 0));
    assert_eq!(known.unread(), 0, "without a date it is as new as can be");
}

#[test]
fn one_message_read_on_another_device() {
    let mut known = of([text(1, "bob", ME), text(2, "bob", ME)]);
    let read = || ReceiptKind::Read { message: ServerId(1), group: None };
    known.observe(&receipt(read(), "bob", ME, 3));
    known.observe(&receipt(ReceiptKind::Delivered { message: ServerId(2) }, ME, "bob", 3));
    assert_eq!(known.unread(), 2);
    known.observe(&receipt(read(), ME, "bob", 3));
    known.observe(&receipt(read(), ME, "bob", 3));
    assert_eq!(known.unread(), 1);
}

#[test]
fn own_receipts_clear_the_count() {
    let mut known = of([text(1, "bob", ME), text(2, "bob", ME), text(3, "bob", ME)]);
    known.settled(&Outgoing::delivery_ack(user("bob"), ServerId(1)), &sent(4));
    assert_eq!(known.unread(), 3);
    known.settled(&Outgoing::read_ack(user("bob"), ServerId(1)), &sent(5));
    assert_eq!(known.unread(), 2);
    known.settled(&Outgoing::conversation_ack(user("bob")), &sent(6));
    assert_eq!(list(&known), [("bob", 0, "text 3")]);
}

#[test]
fn deleting_on_another_device_removes_what_was_there_then() {
    let mut known = of([text(1, "bob", ME), text(2, "carol", ME), text(6, "carol", ME)]);
    known.observe(&deleted("bob", 5));
    known.observe(&deleted("carol", 5));
    known.observe(&deleted("dave", 5));
    assert_eq!(list(&known), [("carol", 1, "text 6")]);
}

#[test]
fn removing_and_deleting_all() {
    let mut known = of([text(1, "bob", ME), text(2, "carol", ME)]);
    assert!(known.remove(Chat::Single, "bob"));
    assert!(!known.remove(Chat::Single, "bob"));
    assert!(!known.remove(Chat::Group, "carol"));
    assert_eq!(list(&known), [("carol", 1, "text 2")]);
    known.clear();
    assert_eq!((list(&known), known.unread()), (vec![], 0));
}

#[test]
fn another_user_sees_nothing_of_this_one() {
    let mut known = of([text(1, "bob", ME)]);
    let online = |name: &str| {
        Event::Online(Online { user: user(name), resource: String::new(), again: false })
    };
    known.observe(&online(ME));
    assert_eq!(known.unread(), 1);
    known.observe(&online("carol"));
    assert_eq!((known.user().as_str(), list(&known)), ("carol", vec![]));
    known.observe(&Event::Message(text(2, ME, "carol")));
    assert_eq!(list(&known), [(ME, 1, "text 2")]);
}

#[test]
fn the_application_keeps_something_there() {
    let mut known = of([text(1, "bob", ME)]);
    let custom = |value: u8| Map::from_iter([("draft".to_string(), json!(value))]);
    assert!(known.set_custom(Chat::Single, "bob", custom(1)));
    assert!(known.set_custom(Chat::Single, "bob", custom(2)));
    assert!(!known.set_custom(Chat::Single, "carol", custom(3)));
    known.observe(&Event::Message(text(2, "bob", ME)));
    let kept = known.get(Chat::Single, "bob").and_then(LocalConversation::custom);
    assert_eq!(kept, Some(&custom(2)));
    assert_eq!(known.iter().len(), 1);
}

#[test]
fn the_silent_longest_makes_room() {
    let mut known = known().at_most(2);
    for (id, from) in [(1, "bob"), (2, "carol"), (3, "bob"), (4, "dave"), (1, "erin")] {
        known.observe(&Event::Message(text(id, from, ME)));
    }
    assert_eq!(list(&known), [("dave", 1, "text 4"), ("bob", 2, "text 3")]);
}

#[test]
fn the_count_goes_on_where_the_ids_end() {
    let many = LocalConversation::RECENT as u64 + 10;
    let mut known = of((1..=many).map(|id| text(id, "bob", ME)));
    assert_eq!(known.unread(), many);
    known.observe(&recall(many));
    assert_eq!(known.unread(), many - 1);
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", many));
    assert_eq!(known.unread(), 0);
}

#[test]
fn what_is_kept_is_the_same_but_for_whole_messages() {
    let mut known = of([text(1, "bob", ME), to_group(2, "bob")]);
    known.set_custom(Chat::Group, "g1", Map::from_iter([("k".to_string(), json!([1, null]))]));
    let kept = serde_json::to_string(&known).expect("JSON");
    let mut again: Conversations = serde_json::from_str(&kept).expect("the same");
    assert_eq!(list(&again), list(&known));
    assert_eq!(serde_json::to_string(&again).expect("JSON"), kept);
    let last = again.get(Chat::Group, "g1").and_then(LocalConversation::last).expect("a last");
    assert_eq!((last.id, last.message.is_none()), (ServerId(2), true));
    for event in [Event::Message(text(1, "bob", ME)), recall(2)] {
        again.observe(&event);
        known.observe(&event);
    }
    assert_eq!(list(&again), list(&known), "repeats and recalls are known as before");
    let long = "长".repeat(10_000);
    let big = message("chat", 3, "bob", ME, json!({ "type": "txt", "msg": long }));
    assert!(serde_json::to_string(&of([big])).expect("JSON").len() < 2_000);
}

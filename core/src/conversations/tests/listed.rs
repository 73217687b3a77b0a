//! What the server lists.

use super::*;
use crate::rest::message::Conversation;

fn on_server(id: &str, chat: Chat, unread: u64, last: Option<Box<Message>>) -> Conversation {
    let id = id.into();
    Conversation { id, chat, pinned_at: None, unread, marks: vec![], last, unreadable: None }
}

#[test]
fn the_servers_count_and_last_message_hold() {
    let mut known = of([text(1, "bob", ME)]);
    known.listed(&[
        on_server("bob", Chat::Single, 7, Some(text(5, "bob", ME))),
        on_server("g1", Chat::Group, 3, Some(to_group(4, ME))),
        on_server("new", Chat::Single, 0, None),
    ]);
    assert_eq!(list(&known), [("bob", 7, "text 5"), ("g1", 3, "text 4"), ("new", 0, "-")]);
}

#[test]
fn what_it_counted_does_not_count_again_and_what_it_did_not_counts() {
    let mut known = of([text(9, "bob", ME)]);
    known.listed(&[on_server("bob", Chat::Single, 2, Some(text(5, "bob", ME)))]);
    assert_eq!(list(&known), [("bob", 3, "text 9")], "9 is newer than the list");
    known.observe(&Event::Message(text(4, "bob", ME)));
    known.observe(&Event::Message(text(5, "bob", ME)));
    assert_eq!(known.unread(), 3);
    known.observe(&Event::Message(text(6, "bob", ME)));
    assert_eq!(known.unread(), 4);
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", 4));
    assert_eq!(known.unread(), 4, "the server knew of that reading");
    known.observe(&receipt(ReceiptKind::Conversation, ME, "bob", 7));
    assert_eq!(known.unread(), 1);
}

#[test]
fn rooms_threads_and_commands_are_as_elsewhere() {
    let mut in_thread = to_group(2, "bob");
    in_thread.thread = Some(Default::default());
    let cmd = message("chat", 3, "bob", ME, json!({ "type": "cmd", "action": "ring" }));
    let mut known = known();
    known.listed(&[
        on_server("r1", Chat::Room, 1, None),
        on_server("t1", Chat::Group, 1, Some(in_thread)),
        on_server("bob", Chat::Single, 1, Some(cmd)),
    ]);
    assert_eq!(list(&known), [("bob", 1, "-")]);
}

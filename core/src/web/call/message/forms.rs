//! What the promises of these calls resolve with (rest §2.8, §2.9).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::super::listed;
use crate::event::Event;
use crate::message::Chat;
use crate::rest::Page;
use crate::rest::message::{Conversation, PinnedMessage};
use crate::time::UnixMillis;
use crate::web::MessageForm;

/// A page of history: `{cursor, messages, isLast}`.
pub(super) fn history(document: Value, page: Page<Event>) -> Value {
    let data = document.get("data");
    let cursor = data.and_then(|data| data.get("next_key")).cloned();
    let is_last = data.and_then(|data| data.get("is_last")).cloned();
    json!({
        "cursor": cursor.unwrap_or_default(),
        "messages": said(&page).collect::<Vec<_>>(),
        "isLast": is_last.unwrap_or_default(),
    })
}

/// The same from the old call: a list, the earliest first.
pub(super) fn old_history(_: Value, page: Page<Event>) -> Value {
    let mut messages: Vec<Value> = said(&page).collect();
    messages.reverse();
    Value::Array(messages)
}

/// The messages of a page. Like what is no message, one that cannot be read is left out, where in
/// the official client it costs the whole page.
fn said(page: &Page<Event>) -> impl Iterator<Item = Value> {
    page.items.iter().filter_map(|event| match event {
        Event::Message(message) => serde_json::to_value(MessageForm(message)).ok(),
        _ => None,
    })
}

/// A page of conversations.
pub(super) fn conversations(_: Value, page: Page<Conversation>) -> Value {
    let conversations: Vec<Value> = page.items.iter().map(conversation).collect();
    let data = json!({ "conversations": conversations, "cursor": page.next.unwrap_or_default() });
    json!({ "type": 0, "data": data })
}

fn conversation(one: &Conversation) -> Value {
    let mut form = json!({
        "conversationId": one.id,
        "conversationType": if one.chat == Chat::Single { "singleChat" } else { "groupChat" },
        "isPinned": one.pinned_at.is_some(),
        "pinnedTime": one.pinned_at.unwrap_or_default(),
        "unReadCount": one.unread,
        "lastMessage": one.last.as_deref().map(listed),
    });
    if let Value::Object(members) = &mut form
        && !one.marks.is_empty()
    {
        members.insert("marks".into(), json!(one.marks));
    }
    form
}

/// A list in the old form: the document, where each `meta` that holds a message makes room for it.
pub(super) fn old_list(mut document: Value, conversations: Vec<Conversation>) -> Value {
    let infos = document.pointer_mut("/data/channel_infos").and_then(Value::as_array_mut);
    let infos = infos.into_iter().flatten().filter_map(Value::as_object_mut);
    for (info, conversation) in infos.zip(&conversations) {
        if let Some(last) = &conversation.last {
            info.remove("meta");
            info.insert("lastMessage".into(), listed(last));
        }
    }
    document
}

/// Whether a conversation is pinned, and since when.
pub(super) fn pinned(at: Option<UnixMillis>) -> Value {
    json!({ "isPinned": at.is_some(), "pinnedTime": at.unwrap_or_default() })
}

/// A page of pinned messages.
pub(super) fn pinned_messages(page: Page<PinnedMessage>) -> Value {
    let pin = |pin: &PinnedMessage| {
        json!({
            "message": pin.message.as_deref().map(listed),
            "pinTime": pin.pinned_at,
            "operatorId": pin.by,
        })
    };
    let list: Vec<Value> = page.items.iter().map(pin).collect();
    json!({ "list": list, "cursor": page.next.unwrap_or_default() })
}

/// The reactions to messages: the document, each reaction in the Web SDK's words.
pub(super) fn reactions(mut document: Value) -> Value {
    let messages = document.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten();
    let lists = messages.filter_map(|message| message.get_mut("reactionList")?.as_array_mut());
    lists.flatten().filter_map(Value::as_object_mut).for_each(in_its_words);
    document
}

/// One reaction and its users, likewise.
pub(super) fn reaction_detail(mut document: Value) -> Value {
    if let Some(Value::Object(reaction)) = document.get_mut("data") {
        in_its_words(reaction);
    }
    document
}

fn in_its_words(reaction: &mut Map<String, Value>) {
    reaction.remove("reactionId");
    if let Some(state) = reaction.remove("state") {
        reaction.insert("isAddedBySelf".into(), state);
    }
}

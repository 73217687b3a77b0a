//! Namespace 5: plain UTF-8 JSON with a `type` (messages §6, messages oddity 10).

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;
use serde::{Deserialize, Deserializer};

use super::{Notice, Stamp};
use crate::error::{Layer, Malformed};
use crate::event::{
    ConversationAction, DeviceChange, DevicePresence, Event, Json, MultiDeviceEvent, PinEvent,
    Presence, PresenceEvent, ReactionChange, ReactionEvent, SilentMode, SilentTarget, ThreadChange,
    ThreadEvent,
};
use crate::json::{self, Object};
use crate::message::incoming::{self, Reaction};
use crate::message::{Chat, Reader};

pub(super) fn read(payload: &Bytes, stamp: Stamp, me: Reader<'_>) -> Result<Notice, Malformed> {
    let malformed = |detail| Malformed::new(Layer::Payload, detail, payload.clone());
    let text = core::str::from_utf8(payload).map_err(|_| malformed("not UTF-8"))?;
    let notice = Object::parse(text).ok_or_else(|| malformed("not a JSON object"))?;
    let data = notice.object("data");
    let read = match notice.text("type").as_deref() {
        Some("presence") => presence(&data.unwrap_or_default(), stamp),
        Some("reaction") => reaction(&notice, stamp),
        Some("thread") => match data {
            Some(data) => thread(&data, stamp, me)
                .map_err(|inner| Malformed::new(inner.layer, inner.detail, payload.clone()))?,
            None => None,
        },
        Some("roaming_delete") => data.map(|data| history_deleted(&data, stamp, me)),
        Some("conv") => data.and_then(|data| conversation(&data, stamp, me)),
        Some("user_notification_mute") => silent_mode(&notice, stamp, me),
        _ => return Ok(Notice::Unknown),
    };
    Ok(read.unwrap_or(Notice::Unknown))
}

/// Elements of a list that are objects; `None` when one is not, so that none is lost.
fn objects<'a>(list: Vec<&'a str>) -> Option<Vec<Object<'a>>> {
    list.into_iter().map(Object::parse).collect()
}

/// A list that may be missing, or null.
fn list_or_empty<'a>(object: &Object<'a>, key: &str) -> Option<Vec<Object<'a>>> {
    match object.raw(key) {
        None | Some("null") => Some(Vec::new()),
        Some(list) => objects(json::list(list)?),
    }
}

fn presence(data: &Object<'_>, stamp: Stamp) -> Option<Notice> {
    let users = list_or_empty(data, "values")?.iter().map(user_presence).collect();
    Some(Notice::told(Event::Presence(PresenceEvent { id: stamp.id, at: stamp.at, users })))
}

fn user_presence(user: &Object<'_>) -> Presence {
    Presence {
        user: user.text_or_empty("uid"),
        last_time: user.number("last_time"),
        expiry: user.number("expiry"),
        ext: user.text("ext"),
        devices: devices(&user.object("status").unwrap_or_default()),
    }
}

/// The answers to REST calls tell it in the same words.
impl<'de> Deserialize<'de> for Presence {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Object::deserialize(from).map(|user| user_presence(&user))
    }
}

fn devices(status: &Object<'_>) -> Vec<DevicePresence> {
    let device = |(device, status): (&str, &str)| DevicePresence {
        device: device.into(),
        status: json::number(status),
    };
    status.iter().map(device).collect()
}

fn reaction(notice: &Object<'_>, stamp: Stamp) -> Option<Notice> {
    let messages = objects(notice.list("data")?)?.into_iter().map(|change| ReactionChange {
        message: change.id("messageId"),
        chat: single_or_group(change.text("channel_type").as_deref()),
        from: change.text_or_empty("from"),
        to: change.text_or_empty("to"),
        reactions: Reaction::read_all(&change, "reactions"),
        json: change.json("reactions"),
        at: change.time("ts"),
    });
    let messages = messages.collect();
    Some(Notice::told(Event::Reaction(ReactionEvent { id: stamp.id, messages })))
}

fn thread(
    data: &Object<'_>,
    stamp: Stamp,
    reader: Reader<'_>,
) -> Result<Option<Notice>, Malformed> {
    let count = data.count("message_count");
    let change = match data.text_or_empty("operation").as_ref() {
        "create" => ThreadChange::Created,
        "update" => ThreadChange::Renamed { count },
        "update_msg" => {
            let last = data.raw("last_message").unwrap_or("null");
            ThreadChange::MessagesChanged { count, last: incoming::json::read(last, reader)? }
        }
        "delete" => ThreadChange::Destroyed,
        _ => return Ok(None),
    };
    Ok(Some(Notice::told(Event::Thread(Box::new(ThreadEvent {
        id: stamp.id,
        thread: data.text_or_empty("id"),
        name: data.text_or_empty("name"),
        parent: data.text_or_empty("muc_parent_id"),
        message: data.id("msg_parent_id"),
        by: data.text("from"),
        users: Vec::new(),
        at: data.time("timestamp").unwrap_or_default(),
        change,
    })))))
}

fn history_deleted(data: &Object<'_>, stamp: Stamp, me: Reader<'_>) -> Notice {
    let resource = data.text_or_empty("resource");
    if resource == me.resource {
        return Notice::Own;
    }
    let change = DeviceChange::HistoryDeleted {
        conversation: data.text_or_empty("to"),
        chat: single_or_group(data.text("chatType").as_deref()),
        resource,
    };
    device(change, stamp)
}

fn conversation(data: &Object<'_>, stamp: Stamp, me: Reader<'_>) -> Option<Notice> {
    let by = data.text_or_empty("from");
    let own = me.is_user(&by);
    if own && data.text("res").as_deref() == Some(me.resource) {
        return Some(Notice::Own);
    }
    let (id, kind, at) = (data.text_or_empty("id"), data.text("type"), data.time("ts"));
    let operation = data.text("op")?;
    let action = match &*operation {
        "del" => ConversationAction::Delete,
        "top" => ConversationAction::Pin,
        "not_top" => ConversationAction::Unpin,
        "mark" => ConversationAction::Mark(mark(data)),
        "mark_delete" => ConversationAction::Unmark(mark(data)),
        "pin" | "pin_delete" => {
            let chat = match kind.as_deref() {
                Some("chat") => Some(Chat::Single),
                Some("groupchat") => Some(Chat::Group),
                Some("chatroom") => Some(Chat::Room),
                _ => None,
            };
            // With a user, the conversation is called after the other one of the two.
            let conversation = if chat == Some(Chat::Single) && !own { by.clone() } else { id };
            return Some(Notice::told(Event::Pin(Box::new(PinEvent {
                id: stamp.id,
                message: data.id("ext"),
                conversation,
                chat,
                by,
                at,
                pinned: &*operation == "pin",
            }))));
        }
        _ => return None,
    };
    let chat = single_or_group(kind.as_deref());
    let change = DeviceChange::Conversation { action, conversation: id, chat, at };
    Some(device(change, stamp))
}

/// `mark_3`, or the number alone.
fn mark(data: &Object<'_>) -> Option<u8> {
    let text = data.text("ext")?;
    text.strip_prefix("mark_").unwrap_or(&text).parse().ok().filter(|mark| *mark < 20)
}

fn silent_mode(notice: &Object<'_>, stamp: Stamp, me: Reader<'_>) -> Option<Notice> {
    let mut changes = Vec::new();
    for value in list_or_empty(notice, "values")? {
        let resource = value.text_or_empty("operator_resource");
        if resource == me.resource {
            continue;
        }
        let data = value.object("data").unwrap_or_default();
        let of = if data.raw("ignoreInterval").is_some() {
            SilentTarget::Everything
        } else if value.raw("group").is_some() {
            SilentTarget::Group(value.text_or_empty("group"))
        } else {
            SilentTarget::User(value.text_or_empty("user"))
        };
        changes.push(SilentMode {
            resource,
            of,
            data: value.json("data").unwrap_or_else(|| Json::new("{}")),
            removed: data.is_empty(),
        });
    }
    if changes.is_empty() {
        return Some(Notice::Own);
    }
    Some(device(DeviceChange::SilentMode(changes), stamp))
}

fn device(change: DeviceChange, stamp: Stamp) -> Notice {
    let event = MultiDeviceEvent { id: stamp.id, at: stamp.at, change };
    Notice::told(Event::MultiDevice(Box::new(event)))
}

fn single_or_group(kind: Option<&str>) -> Chat {
    match kind {
        Some("chat") => Chat::Single,
        Some("chatroom") => Chat::Room,
        _ => Chat::Group,
    }
}

//! JSON beside a message: in its body what became of it, around it how it travelled (messages §3.2,
//! §3.3). What is not JSON says nothing, and costs nothing else.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bytestring::ByteString;
use serde_json::Value;

use super::json::last_message;
use super::{Message, OnlineState, Reader};
use crate::message::outgoing::Priority;
use crate::time::UnixMillis;
use crate::wire::{KeyValue, Meta, Value as Field};

/// What users think of a message, all of one kind together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reaction {
    /// Which one, often an emoji.
    pub reaction: ByteString,
    /// How many users chose it.
    pub count: u64,
    /// The first of them.
    #[doc(alias = "userList")]
    pub users: Vec<ByteString>,
    /// The reader is one of them.
    #[doc(alias = "isAddedBySelf")]
    pub by_self: bool,
    /// All of it, as JSON.
    pub json: ByteString,
}

/// A text in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Translation {
    /// The language.
    #[doc(alias = "code")]
    pub language: ByteString,
    /// The text.
    pub text: ByteString,
    /// All of it, as JSON.
    pub json: ByteString,
}

/// The thread a message was sent in.
#[doc(alias = "chatThread")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadInfo {
    /// The message it began with.
    #[doc(alias = "messageId")]
    pub message: ByteString,
    /// The group it is in.
    #[doc(alias = "parentId")]
    pub parent: ByteString,
    /// What it is called.
    #[doc(alias = "chatThreadName")]
    pub name: ByteString,
}

/// The thread that hangs off a message.
#[doc(alias = "chatThreadOverview")]
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ThreadOverview {
    /// The thread.
    pub id: ByteString,
    /// The group it is in.
    #[doc(alias = "parentId")]
    pub parent: ByteString,
    /// What it is called.
    pub name: ByteString,
    /// Its last message. There is nothing of it to commit.
    #[doc(alias = "lastMessage")]
    pub last: Option<Box<Message>>,
    /// When it was made.
    #[doc(alias = "createTimestamp")]
    pub created_at: UnixMillis,
    /// When it was changed.
    #[doc(alias = "updateTimestamp")]
    pub updated_at: UnixMillis,
    /// How many messages are in it.
    #[doc(alias = "messageCount")]
    pub messages: u64,
}

/// That a message was changed after it was sent.
#[doc(alias = "modifiedInfo")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditInfo {
    /// When it was last changed.
    #[doc(alias = "operationTime")]
    pub at: UnixMillis,
    /// Who changed it.
    #[doc(alias = "operatorId")]
    pub by: ByteString,
    /// How often.
    #[doc(alias = "operationCount")]
    pub count: u64,
}

/// `MessageBody.meta`.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) reactions: Vec<Reaction>,
    pub(super) translations: Vec<Translation>,
    pub(super) thread: Option<ThreadInfo>,
    pub(super) overview: Option<Box<ThreadOverview>>,
    pub(super) edited: Option<EditInfo>,
    pub(super) original: Option<Original>,
    pub(super) is_read: bool,
    pub(super) is_delivered: bool,
}

/// What an edit says of the message it changes.
#[derive(Default)]
pub(super) struct Original {
    pub(super) from: ByteString,
    pub(super) sent_at: UnixMillis,
    pub(super) chat: ByteString,
}

impl Beside {
    pub(super) fn read(json: Option<&str>, reader: Reader<'_>) -> Self {
        let json = json.and_then(|json| serde_json::from_str::<Value>(json).ok());
        json.map_or_else(Self::default, |json| {
            let overview = filled(&json, "thread_overview");
            Self {
                overview: overview.map(|it| Box::new(thread_overview(it, reader))),
                ..Self::of(&json)
            }
        })
    }

    /// Without the thread that hangs off it: threads hang off messages of groups only, so that of
    /// a thread's last message has none.
    pub(super) fn of(json: &Value) -> Self {
        let edit = filled(json, "edit_msg");
        Self {
            reactions: list(json, "reaction").map(reaction).collect(),
            translations: list(json, "translations").map(translation).collect(),
            thread: filled(json, "thread").map(|thread| ThreadInfo {
                message: text(thread, "msg_parent_id"),
                parent: text(thread, "muc_parent_id"),
                name: text(thread, "thread_name"),
            }),
            overview: None,
            edited: edit.map(edit_info).filter(|info| info.count > 0),
            original: edit.map(|edit| Original {
                from: text(edit, "sender"),
                sent_at: UnixMillis(number(edit, "send_time")),
                chat: text(edit, "chat_type"),
            }),
            is_read: json.get("isRead").is_some_and(is_truth),
            is_delivered: json.get("isDelivered").is_some_and(is_truth),
        }
    }
}

fn reaction(json: &Value) -> Reaction {
    let users = list(json, "userList").filter_map(Value::as_str);
    Reaction {
        reaction: text(json, "reaction"),
        count: number(json, "count"),
        users: users.map(ByteString::from).collect(),
        // Two names for one thing (oddity 28 of messages).
        by_self: ["state", "isAddedBySelf"].iter().any(|name| json.get(name).is_some_and(is_truth)),
        json: json.to_string().into(),
    }
}

fn translation(json: &Value) -> Translation {
    Translation {
        language: text(json, "code"),
        text: text(json, "text"),
        json: json.to_string().into(),
    }
}

fn thread_overview(json: &Value, reader: Reader<'_>) -> ThreadOverview {
    ThreadOverview {
        id: text(json, "id"),
        parent: text(json, "muc_parent_id"),
        name: text(json, "name"),
        last: filled(json, "last_message").and_then(|last| last_message(last, reader)),
        created_at: UnixMillis(number(json, "create_timestamp")),
        updated_at: UnixMillis(number(json, "update_timestamp")),
        messages: number(json, "message_count"),
    }
}

fn edit_info(json: &Value) -> EditInfo {
    EditInfo {
        at: UnixMillis(number(json, "edit_time")),
        by: text(json, "operator"),
        count: number(json, "count"),
    }
}

/// A member that is an object with something in it.
fn filled<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    json.get(name).filter(|value| value.as_object().is_some_and(|members| !members.is_empty()))
}

/// The objects of a list.
fn list<'a>(json: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    json.get(name).and_then(Value::as_array).into_iter().flatten().filter(|it| !it.is_null())
}

/// A text; of a number, its digits.
pub(super) fn text(json: &Value, name: &str) -> ByteString {
    match json.get(name) {
        Some(Value::String(text)) => text.as_str().into(),
        Some(Value::Number(number)) => number.to_string().into(),
        _ => ByteString::new(),
    }
}

/// A count, also one in quotes; 0 for anything else.
pub(super) fn number(json: &Value, name: &str) -> u64 {
    match json.get(name) {
        Some(Value::String(digits)) => digits.parse().unwrap_or_default(),
        Some(other) => other.as_u64().unwrap_or_default(),
        None => 0,
    }
}

/// What JavaScript takes for true.
fn is_truth(json: &Value) -> bool {
    match json {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// How a message travelled: `Meta.meta`, JSON in plain UTF-8 (oddity 10 of messages), and
/// `Meta.ext`.
pub(super) struct Around {
    pub(super) online: OnlineState,
    pub(super) replaced: bool,
    pub(super) priority: Priority,
    pub(super) broadcast: bool,
    pub(super) recall_ext: String,
}

impl Around {
    pub(super) fn read(meta: &Meta) -> Self {
        let json = meta.meta.as_ref().and_then(|meta| serde_json::from_slice::<Value>(meta).ok());
        let member = |name| json.as_ref().and_then(|json| json.get(name));
        let online = match member("is_online").map(Value::as_u64) {
            None => OnlineState::Unknown,
            Some(Some(0)) => OnlineState::Offline,
            Some(Some(1)) => OnlineState::Online,
            Some(_) => OnlineState::Other,
        };
        let priority = match field(meta, "chatroom_msg_tag") {
            Some(Field::Varint(0)) => Priority::High,
            Some(Field::Varint(2)) => Priority::Low,
            _ => Priority::Normal,
        };
        let broadcast = match field(meta, "is_broadcast") {
            Some(Field::Varint(number)) => *number != 0,
            Some(Field::String(text)) => !text.is_empty(),
            Some(Field::Float(number)) => *number != 0.0,
            Some(Field::Double(number)) => *number != 0.0,
            None => false,
        };
        let recall_ext = match field(meta, "recallMessageExtensionInfo") {
            Some(Field::String(text)) => text.clone(),
            _ => String::new(),
        };
        let replaced = member("callback_replace").is_some_and(is_truth);
        Self { online, replaced, priority, broadcast, recall_ext }
    }
}

fn field<'a>(meta: &'a Meta, key: &str) -> Option<&'a Field> {
    let is_it = |pair: &&KeyValue| pair.key.as_deref() == Some(key);
    meta.ext.iter().rev().find(is_it)?.value.as_ref()
}

//! JSON beside a message: in its body what became of it, around it how it travelled (messages §3.2,
//! §3.3). What is not JSON says nothing, and costs nothing else.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytestring::ByteString;

use super::{Message, OnlineState, Reader};
use crate::json::{self, Object};
use crate::message::outgoing::Priority;
use crate::time::UnixMillis;
use crate::wire::view::{KeyValue, Meta, Repeated, Text, Value as Field};

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
        let Some(json) = json.and_then(Object::parse) else { return Self::default() };
        let overview = filled(&json, "thread_overview");
        Self {
            overview: overview.map(|it| Box::new(thread_overview(&it, reader))),
            ..Self::of(&json)
        }
    }

    /// Without the thread that hangs off it: threads hang off messages of groups only, so that of
    /// a thread's last message has none.
    pub(super) fn of(json: &Object<'_>) -> Self {
        let edit = filled(json, "edit_msg");
        let is_so = |name| json.raw(name).is_some_and(json::is_truth);
        Self {
            reactions: Reaction::read_all(json, "reaction"),
            translations: list(json, "translations").map(translation).collect(),
            thread: filled(json, "thread").map(|thread| ThreadInfo {
                message: thread.text_or_empty("msg_parent_id"),
                parent: thread.text_or_empty("muc_parent_id"),
                name: thread.text_or_empty("thread_name"),
            }),
            overview: None,
            edited: edit.as_ref().map(edit_info).filter(|info| info.count > 0),
            original: edit.map(|edit| Original {
                from: edit.text_or_empty("sender"),
                sent_at: edit.time("send_time").unwrap_or_default(),
                chat: edit.text_or_empty("chat_type"),
            }),
            is_read: is_so("isRead"),
            is_delivered: is_so("isDelivered"),
        }
    }
}

impl Reaction {
    pub(crate) fn read_all(json: &Object<'_>, name: &str) -> Vec<Self> {
        list(json, name).map(Self::read).collect()
    }

    fn read(json: &str) -> Self {
        let members = Object::parse(json).unwrap_or_default();
        let is_so = |name: &&str| members.raw(name).is_some_and(json::is_truth);
        Self {
            reaction: members.text_or_empty("reaction"),
            count: members.count("count").unwrap_or_default(),
            users: json::texts(members.list("userList")),
            // Two names for one thing (messages oddity 28).
            by_self: ["state", "isAddedBySelf"].iter().any(is_so),
            json: json.into(),
        }
    }
}

fn translation(json: &str) -> Translation {
    let members = Object::parse(json).unwrap_or_default();
    Translation {
        language: members.text_or_empty("code"),
        text: members.text_or_empty("text"),
        json: json.into(),
    }
}

fn thread_overview(json: &Object<'_>, reader: Reader<'_>) -> ThreadOverview {
    // One that cannot be read costs nothing else.
    let last = json.raw("last_message").and_then(|last| super::json::read(last, reader).ok());
    ThreadOverview {
        id: json.text_or_empty("id"),
        parent: json.text_or_empty("muc_parent_id"),
        name: json.text_or_empty("name"),
        last: last.flatten(),
        created_at: json.time("create_timestamp").unwrap_or_default(),
        updated_at: json.time("update_timestamp").unwrap_or_default(),
        messages: json.count("message_count").unwrap_or_default(),
    }
}

fn edit_info(json: &Object<'_>) -> EditInfo {
    EditInfo {
        at: json.time("edit_time").unwrap_or_default(),
        by: json.text_or_empty("operator"),
        count: json.count("count").unwrap_or_default(),
    }
}

/// A member that is an object with something in it.
fn filled<'a>(json: &Object<'a>, name: &str) -> Option<Object<'a>> {
    json.object(name).filter(|members| !members.is_empty())
}

/// The elements of a list, but for nothings.
fn list<'a>(json: &Object<'a>, name: &str) -> impl Iterator<Item = &'a str> {
    json.list(name).unwrap_or_default().into_iter().filter(|element| *element != "null")
}

/// How a message travelled: `Meta.meta`, JSON in plain UTF-8 (messages oddity 10), and
/// `Meta.ext`.
pub(super) struct Around<'a> {
    json: Object<'a>,
    ext: Repeated<'a, KeyValue<'a>>,
}

impl<'a> Around<'a> {
    pub(super) fn read(meta: &Meta<'a>) -> Self {
        let json = meta.meta.and_then(|meta| core::str::from_utf8(meta).ok());
        Self { json: json.and_then(Object::parse).unwrap_or_default(), ext: meta.ext }
    }

    pub(super) fn online(&self) -> OnlineState {
        match self.json.raw("is_online") {
            None => OnlineState::Unknown,
            Some("0") => OnlineState::Offline,
            Some("1") => OnlineState::Online,
            Some(_) => OnlineState::Other,
        }
    }

    pub(super) fn replaced(&self) -> bool {
        self.json.raw("callback_replace").is_some_and(json::is_truth)
    }

    pub(super) fn priority(&self) -> Priority {
        match self.field("chatroom_msg_tag") {
            Some(Field::Varint(0)) => Priority::High,
            Some(Field::Varint(2)) => Priority::Low,
            _ => Priority::Normal,
        }
    }

    pub(super) fn broadcast(&self) -> bool {
        match self.field("is_broadcast") {
            Some(Field::Varint(number)) => number != 0,
            Some(Field::String(text)) => !text.is_empty(),
            Some(Field::Float(number)) => number != 0.0,
            Some(Field::Double(number)) => number != 0.0,
            None => false,
        }
    }

    pub(super) fn recall_ext(&self) -> &'a str {
        match self.field("recallMessageExtensionInfo") {
            Some(Field::String(text)) => text.as_str(),
            _ => "",
        }
    }

    fn field(&self, key: &str) -> Option<Field<'a>> {
        let is_it = |pair: &KeyValue<'_>| pair.key.is_some_and(|it: Text<'_>| it == *key);
        self.ext.iter().filter(is_it).last()?.value
    }
}

//! What the members of a room write down about it: texts by key.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::{Value, json};

use super::ChatRooms;
use crate::error::{CallFailed, ErrorCode, Refused};
use crate::ids::RoomId;
use crate::rest::{Answer, Draft, lenient};

/// Attributes by key.
pub type RoomAttributes = BTreeMap<String, String>;

/// How attributes are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetOptions {
    /// They go when this user leaves the room; the default.
    pub auto_delete: bool,
    /// Also those somebody else has set.
    #[doc(alias = "isForced")]
    pub forced: bool,
}

impl Default for SetOptions {
    fn default() -> Self {
        Self { auto_delete: true, forced: false }
    }
}

impl SetOptions {
    /// They stay when this user leaves the room.
    #[must_use]
    pub fn keep(mut self) -> Self {
        self.auto_delete = false;
        self
    }

    /// Also those somebody else has set.
    #[must_use]
    pub fn forced(mut self) -> Self {
        self.forced = true;
        self
    }
}

/// What became of each key of a call. The call succeeds also when none was done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "some keys may have been refused"]
pub struct AttributesOutcome {
    /// Keys that were set or removed.
    #[doc(alias = "successKeys")]
    pub done: Vec<String>,
    /// Keys that were not.
    #[doc(alias = "errorKeys")]
    pub refused: Vec<AttributeRefused>,
}

impl AttributesOutcome {
    /// Whether no key was refused.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Why a key was not set or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttributeRefused {
    /// Which key.
    pub key: String,
    /// What it means: [`ErrorCode::NoPermission`] when it is somebody else's,
    /// [`ErrorCode::MaxLimit`], [`ErrorCode::RequestParameter`] for a key or value that cannot be,
    /// [`ErrorCode::OperationNotAllowed`] when somebody changes it at the same time, else
    /// [`ErrorCode::RequestFailed`].
    pub code: ErrorCode,
    /// The server's words.
    pub message: String,
}

endpoints! {
    face ChatRooms;

    /// The attributes of a room by key: those named, or all.
    attributes = GetChatRoomAttributes {
        /// Which room.
        room: RoomId,
        /// Which keys; none for all.
        keys: Vec<String>,
    } -> RoomAttributes;
    Post safe "getChatRoomAttributes",
    |to| {
        for key in keys {
            check_key(to, key);
        }
        let keys = (!keys.is_empty()).then_some(keys);
        to.path(["metadata", "chatroom", room.as_str()]).json(json!({ "keys": keys }))
    },
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            #[serde(default, deserialize_with = "lenient::texts")]
            data: RoomAttributes,
        }
        answer.json().map(|Document { data }| data)
    }

    /// Sets attributes, 1 to 10 in one call and 100 in a room. The reply says what became of each. The
    /// members are told by [`GroupChange::AttributesSet`](crate::event::GroupChange::AttributesSet).
    ///
    /// The vendor's documents give a call 5 KB of JSON, however long each value may be: more is
    /// refused with status 413, so long values are better set one by one.
    set_attributes = SetChatRoomAttributes {
        /// Which room; this user must be in it.
        room: RoomId,
        /// Keys of 1 to 128 characters of `A-Z a-z 0-9 _ - .`, values of 1 to 4,096 characters.
        attributes: RoomAttributes,
        /// How they are set.
        options: SetOptions,
    } -> AttributesOutcome;
    Put safe "setChatRoomAttributes",
    |to| {
        let count = attributes.len();
        to.require((1..=10).contains(&count), "attributes", "are none, or more than 10");
        for (key, value) in attributes {
            check_key(to, key);
            check_value(to, value);
        }
        in_metadata(to, room, options.forced).json(set(json!(attributes), *options))
    },
    |answer| outcome(answer)

    /// Sets one attribute. Refused where [`SetChatRoomAttributes`] says so of the key. The members are
    /// told by [`GroupChange::AttributesSet`](crate::event::GroupChange::AttributesSet).
    set_attribute = SetChatRoomAttribute {
        /// Which room; this user must be in it.
        room: RoomId,
        /// 1 to 128 characters of `A-Z a-z 0-9 _ - .`.
        key: String,
        /// 1 to 4,096 characters.
        value: String,
        /// How it is set.
        options: SetOptions,
    } -> ();
    Put safe "setChatRoomAttribute",
    |to| {
        check_key(to, key);
        check_value(to, value);
        in_metadata(to, room, options.forced).json(set(json!({ key.as_str(): value }), *options))
    },
    |answer| only(answer)

    /// Removes attributes, 1 to 10 in one call. The reply says what became of each. The members are
    /// told by [`GroupChange::AttributesRemoved`](crate::event::GroupChange::AttributesRemoved).
    remove_attributes = RemoveChatRoomAttributes {
        /// Which room; this user must be in it.
        room: RoomId,
        /// Which keys.
        keys: Vec<String>,
        /// Also those somebody else has set.
        forced: bool,
    } -> AttributesOutcome;
    Delete once "removeChatRoomAttributes",
    |to| {
        to.count("keys", keys, 1, 10);
        for key in keys {
            check_key(to, key);
        }
        in_metadata(to, room, *forced).json(json!({ "keys": keys }))
    },
    |answer| outcome(answer)

    /// Removes one attribute. Refused where [`RemoveChatRoomAttributes`] says so of the key. The members
    /// are told by [`GroupChange::AttributesRemoved`](crate::event::GroupChange::AttributesRemoved).
    remove_attribute = RemoveChatRoomAttribute {
        /// Which room; this user must be in it.
        room: RoomId,
        /// Which key.
        key: String,
        /// Also if somebody else has set it.
        forced: bool,
    } -> ();
    Delete once "removeChatRoomAttribute",
    |to| {
        check_key(to, key);
        in_metadata(to, room, *forced).json(json!({ "keys": [key] }))
    },
    |answer| only(answer)
}

fn check_key(to: &mut Draft<'_>, key: &str) {
    let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    to.require(!key.is_empty(), "key", "is empty").characters("key", key, 128).require(
        key.bytes().all(legal),
        "key",
        "may hold only A-Z a-z 0-9 _ - .",
    );
}

fn check_value(to: &mut Draft<'_>, value: &str) {
    to.require(!value.is_empty(), "value", "is empty: remove the attribute instead")
        .characters("value", value, 4_096);
}

fn in_metadata<'d, 'a>(to: &'d mut Draft<'a>, room: &RoomId, forced: bool) -> &'d mut Draft<'a> {
    let me = to.me();
    to.path(["metadata", "chatroom", room.as_str(), "user", me]).path(forced.then_some("forced"))
}

fn set(attributes: Value, options: SetOptions) -> Value {
    let auto_delete = if options.auto_delete { "DELETE" } else { "NO_DELETE" };
    json!({ "metaData": attributes, "autoDelete": auto_delete })
}

fn outcome(answer: &Answer) -> Result<AttributesOutcome, CallFailed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Data {
        #[serde(default, deserialize_with = "lenient::list")]
        success_keys: Vec<String>,
        #[serde(default, deserialize_with = "lenient::texts")]
        error_keys: BTreeMap<String, String>,
    }
    let data: Data = answer.data()?;
    let refused = data.error_keys.into_iter();
    let refused =
        refused.map(|(key, words)| AttributeRefused { key, code: code(&words), message: words });
    Ok(AttributesOutcome { done: data.success_keys, refused: refused.collect() })
}

/// A call about one key succeeds if the key does.
fn only(answer: &Answer) -> Result<(), CallFailed> {
    let Some(refused) = outcome(answer)?.refused.pop() else { return Ok(()) };
    Err(CallFailed::Refused(Refused {
        status: answer.status(),
        code: refused.code,
        message: refused.message.chars().take(500).collect(),
        error: None,
        error_code: None,
        retry_after_ms: None,
        web_page: false,
    }))
}

/// The server says why in English only.
fn code(words: &str) -> ErrorCode {
    let says = |part: &str| words.contains(part);
    if says("is not part of you") {
        ErrorCode::NoPermission
    } else if says("exceeds the user defined limit") || says("is exceeding maximum limit") {
        ErrorCode::MaxLimit
    } else if says("is not Legal") {
        ErrorCode::RequestParameter
    } else if says("Concurrent updates not allowed") {
        ErrorCode::OperationNotAllowed
    } else {
        ErrorCode::RequestFailed
    }
}

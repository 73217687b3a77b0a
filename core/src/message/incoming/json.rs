//! A message inside JSON: the last one of a thread (messages §3.11). It is put into the words of the
//! wire and read like any other, so that the same rules hold for both (oddity 27 of messages).

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use bytes::Bytes;
use serde_json::Value;

use super::content::{self, Body};
use super::meta::{Beside, number, text};
use super::{Message, OnlineState, Peer, Reader};
use crate::ids::{Delivery, ServerId};
use crate::message::{Attributes, Chat};
use crate::time::UnixMillis;
use crate::wire::{
    Content, ContentSize, ContentSubType, ContentType, GROUP_DOMAIN, KeyValue, Value as Field,
    ValueType,
};

/// Reads it; `None` when there is no content in it.
pub(crate) fn last_message(json: &Value, reader: Reader<'_>) -> Option<Box<Message>> {
    let payload = json.get("payload")?;
    let bodies = payload.get("bodies")?.as_array()?;
    let mut bodies = bodies.iter().map(|body| read(body, reader));
    let body = bodies.next()?;
    let beside = payload.get("meta").map(Beside::of).unwrap_or_default();
    let name = |member| Peer { name: text(payload, member), resource: None };
    Some(Box::new(Message {
        id: ServerId(number(json, "id")),
        chat: chat(payload, &text(json, "to")),
        from: name("from"),
        to: name("to"),
        sent_at: UnixMillis(number(json, "timestamp")),
        body,
        more: bodies.collect(),
        translations: beside.translations,
        ext: attributes(payload.get("ext")),
        reactions: beside.reactions,
        thread: beside.thread,
        thread_overview: None,
        edited: beside.edited,
        is_read: beside.is_read,
        is_delivered: beside.is_delivered,
        group_ack: payload.get("msgConfig").map(|it| it.get("allowGroupAck") == Some(&true.into())),
        priority: None,
        broadcast: false,
        online: OnlineState::Unknown,
        replaced: false,
        delivery: Delivery(0),
    }))
}

fn chat(payload: &Value, to: &str) -> Chat {
    match &*text(payload, "type") {
        "groupchat" => Chat::Group,
        "chatroom" => Chat::Room,
        "" if to.contains(GROUP_DOMAIN) => Chat::Group,
        _ => Chat::Single,
    }
}

fn read(json: &Value, reader: Reader<'_>) -> Body {
    let kind = match &*text(json, "type") {
        "txt" => ContentType::Text,
        "img" => ContentType::Image,
        "video" => ContentType::Video,
        "audio" => ContentType::Voice,
        "file" => ContentType::File,
        "loc" => ContentType::Location,
        "cmd" => ContentType::Command,
        "custom" => ContentType::Custom,
        "combine" => ContentType::Combine,
        _ => {
            let bytes = Bytes::from(json.to_string());
            return Body::Unknown(content::UnknownContent { number: -1, bytes });
        }
    };
    let bodies = content::read_all(vec![content(json, kind)], &Bytes::new(), reader);
    bodies.into_iter().next().unwrap_or_else(|| Body::Unknown(content::UnknownContent::default()))
}

fn content(json: &Value, kind: ContentType) -> Content {
    let some = |member: &str| Some(text(json, member).to_string()).filter(|text| !text.is_empty());
    let count = |member: &str| i32::try_from(number(json, member)).ok();
    let float = |json: &Value, member: &str| json.get(member).and_then(Value::as_f64);
    let sub_type = match &*text(json, "subType") {
        "sub_combine" => Some(ContentSubType::Combine as i32),
        "sub_gif" => Some(ContentSubType::Gif as i32),
        "sub_stream" => Some(ContentSubType::Stream as i32),
        _ => None,
    };
    let size = json
        .get("size")
        .map(|size| ContentSize { width: float(size, "width"), height: float(size, "height") });
    Content {
        kind: Some(kind as i32),
        sub_type,
        text: some("msg"),
        latitude: float(json, "lat"),
        longitude: float(json, "lng"),
        address: some("addr"),
        building_name: some("buildingName"),
        display_name: some("filename"),
        remote_path: some("url"),
        secret_key: some("secret"),
        file_length: count("file_length"),
        duration: count("length"),
        size,
        thumbnail_remote_path: some("thumb"),
        thumbnail_secret_key: some("thumb_secret"),
        action: some("action"),
        params: json.get("params").map(pairs).unwrap_or_default(),
        custom_event: some("customEvent"),
        custom_exts: json.get("customExts").map(pairs).unwrap_or_default(),
        title: some("title"),
        summary: some("summary"),
        combine_level: count("combineLevel"),
        ..Content::default()
    }
}

fn attributes(json: Option<&Value>) -> Attributes {
    Attributes::from_wire(json.map(pairs).unwrap_or_default())
}

/// The members of an object, or of all objects of a list.
fn pairs(json: &Value) -> Vec<KeyValue> {
    match json {
        Value::Object(members) => members.iter().map(|(key, value)| pair(key, value)).collect(),
        Value::Array(objects) => {
            let objects = objects.iter().filter_map(Value::as_object);
            objects.flatten().map(|(key, value)| pair(key, value)).collect()
        }
        _ => Vec::new(),
    }
}

fn pair(key: &str, json: &Value) -> KeyValue {
    let (kind, value) = match json {
        Value::Bool(value) => (ValueType::Bool, Field::Varint(i64::from(*value))),
        Value::String(text) => (ValueType::String, Field::String(text.clone())),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => (ValueType::Int, Field::Varint(number)),
            (_, Some(number), _) => (ValueType::Uint, Field::Varint(number.cast_signed())),
            (.., number) => (ValueType::Double, Field::Double(number.unwrap_or_default())),
        },
        other => (ValueType::JsonString, Field::String(other.to_string())),
    };
    KeyValue { key: Some(String::from(key)), kind: Some(kind as i32), value: Some(value) }
}

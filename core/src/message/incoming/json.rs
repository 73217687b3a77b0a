//! A message in JSON, as lists of conversations, pinned messages and threads tell it (messages
//! §3.11). It is put into the words of the wire and read like any other, so that the same rules
//! hold for both (messages oddity 27).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use prost::Message as _;

use super::content::{self, Body, UnknownContent};
use super::meta::Beside;
use super::stream::StreamState;
use super::{Message, OnlineState, Peer, Reader};
use crate::error::{Layer, Malformed};
use crate::ids::{Delivery, ServerId};
use crate::json::{self, Object};
use crate::message::{Attribute, Attributes, Chat};
use crate::wire::view::{self, View as _};
use crate::wire::{Content, ContentSize, ContentSubType, ContentType, GROUP_DOMAIN, StreamStatus};

/// Reads a message; `None` for `null` and `{}`, which stand for no message.
///
/// What is missing is empty. Parts may be spelt as texts that hold JSON. Without any content it is
/// no message.
pub(crate) fn read(json: &str, reader: Reader<'_>) -> Result<Option<Box<Message>>, Malformed> {
    let malformed =
        |detail| Malformed::new(Layer::Payload, detail, Bytes::copy_from_slice(json.as_bytes()));
    if json.trim() == "null" {
        return Ok(None);
    }
    let outer = Object::parse(json).ok_or_else(|| malformed("a message that is no JSON object"))?;
    if outer.is_empty() {
        return Ok(None);
    }
    let payload = unquoted(&outer, "payload");
    let payload = Object::parse(&payload).ok_or_else(|| malformed("a message without payload"))?;
    let bodies = payload.list("bodies").unwrap_or_default();
    let mut bodies = bodies.into_iter().map(|body| read_body(body, reader));
    let body = bodies.next().ok_or_else(|| malformed("a message without content"))?;
    let beside = unquoted(&payload, "meta");
    let beside = Object::parse(&beside).map(|it| Beside::of(&it)).unwrap_or_default();
    let stream = payload.object("stream").filter(|_| matches!(body, Body::Text(_)));
    Ok(Some(Box::new(Message {
        id: outer.id("id").unwrap_or(ServerId(0)),
        chat: chat(&payload, &outer),
        from: peer(&payload, &outer, "from"),
        to: peer(&payload, &outer, "to"),
        sent_at: outer.time("timestamp").unwrap_or_default(),
        body,
        more: bodies.collect(),
        translations: beside.translations,
        ext: pairs(&unquoted(&payload, "ext")),
        reactions: beside.reactions,
        thread: beside.thread,
        thread_overview: None,
        edited: beside.edited,
        is_read: beside.is_read,
        is_delivered: beside.is_delivered,
        group_ack: payload
            .object("msgConfig")
            .map(|config| config.flag("allowGroupAck").unwrap_or_default()),
        priority: None,
        broadcast: false,
        online: OnlineState::Unknown,
        replaced: false,
        stream: stream.map(|stream| stream_state(&stream)),
        delivery: Delivery(0),
    })))
}

/// A member as JSON, also where it is a text that holds it.
fn unquoted<'a>(json: &Object<'a>, name: &str) -> Cow<'a, str> {
    match json.raw(name) {
        Some(raw) if raw.starts_with('"') => {
            let text = json::text(raw).unwrap_or_default();
            Cow::Owned(String::from(&*text))
        }
        raw => Cow::Borrowed(raw.unwrap_or("null")),
    }
}

fn chat(payload: &Object<'_>, outer: &Object<'_>) -> Chat {
    match &*payload.text_or_empty("type") {
        "groupchat" => Chat::Group,
        "chatroom" => Chat::Room,
        "" if outer.text_or_empty("to").contains(GROUP_DOMAIN) => Chat::Group,
        _ => Chat::Single,
    }
}

/// A name; around the payload it has a domain.
fn peer(payload: &Object<'_>, outer: &Object<'_>, name: &str) -> Peer {
    let name = payload.text(name).unwrap_or_else(|| {
        let address = outer.text_or_empty(name);
        address.split('@').next().unwrap_or_default().into()
    });
    Peer { name, resource: None }
}

fn read_body(json: &str, reader: Reader<'_>) -> Body {
    let body = Object::parse(json).unwrap_or_default();
    let kind = match &*body.text_or_empty("type") {
        "txt" => ContentType::Text,
        "img" => ContentType::Image,
        "video" => ContentType::Video,
        "audio" => ContentType::Voice,
        "file" => ContentType::File,
        "loc" => ContentType::Location,
        "cmd" => ContentType::Command,
        "custom" => ContentType::Custom,
        "combine" => ContentType::Combine,
        _ => return unknown(json),
    };
    let bytes = Bytes::from(content(&body, kind).encode_to_vec());
    let content = view::Content::read(&bytes);
    content.map_or_else(|_| unknown(json), |it| content::read(&it, &bytes, &bytes, reader))
}

fn unknown(json: &str) -> Body {
    Body::Unknown(UnknownContent {
        number: UnknownContent::JSON,
        bytes: Bytes::copy_from_slice(json.as_bytes()),
    })
}

fn content(json: &Object<'_>, kind: ContentType) -> Content {
    let some = |member: &str| {
        json.text(member).filter(|text| !text.is_empty()).map(|text| String::from(&*text))
    };
    let list = |member| json.raw(member).map(|json| pairs(json).to_wire()).unwrap_or_default();
    let sub_type = match &*json.text_or_empty("subType") {
        "sub_combine" => Some(ContentSubType::Combine as i32),
        "sub_gif" => Some(ContentSubType::Gif as i32),
        "sub_stream" => Some(ContentSubType::Stream as i32),
        _ => None,
    };
    let size = json
        .object("size")
        .map(|size| ContentSize { width: float(&size, "width"), height: float(&size, "height") });
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
        file_length: json.count("file_length"),
        duration: json.count("length"),
        size,
        thumbnail_remote_path: some("thumb"),
        thumbnail_secret_key: some("thumb_secret"),
        action: some("action"),
        params: list("params"),
        custom_event: some("customEvent"),
        custom_exts: list("customExts"),
        title: some("title"),
        summary: some("summary"),
        combine_level: json.count("combineLevel"),
        ..Content::default()
    }
}

fn float(json: &Object<'_>, member: &str) -> Option<f64> {
    json.text(member)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// In words where the wire has numbers.
fn stream_state(json: &Object<'_>) -> StreamState {
    let status = match &*json.text_or_empty("stream_status") {
        "stream_start_completed" => StreamStatus::StartCompleted,
        "stream_in_progress" => StreamStatus::InProgress,
        "stream_completed" => StreamStatus::Completed,
        "stream_full" => StreamStatus::Full,
        _ => StreamStatus::Start,
    };
    StreamState::new(
        json.text_or_empty("stream_type"),
        status as i32,
        json.count("stream_error").unwrap_or_default(),
        json.count("stream_finish_reason").unwrap_or_default(),
    )
}

/// The members of an object, or of all objects of a list.
fn pairs(json: &str) -> Attributes {
    let objects: Vec<Object<'_>> = match json::list(json) {
        Some(objects) => objects.into_iter().filter_map(Object::parse).collect(),
        None => Object::parse(json).into_iter().collect(),
    };
    let pair = |(key, value): (&str, &str)| (key.into(), attribute(value));
    objects.iter().flat_map(Object::iter).map(pair).collect()
}

fn attribute(json: &str) -> Attribute {
    match json.as_bytes().first() {
        Some(b't' | b'f') => Attribute::Bool(json == "true"),
        Some(b'"') => Attribute::String(json::text(json).unwrap_or_default()),
        Some(b'-' | b'0'..=b'9') => number(json),
        _ => Attribute::Json(json.into()),
    }
}

/// The type that holds all digits of a number; as JSON where none does.
fn number(digits: &str) -> Attribute {
    if let Ok(number) = digits.parse::<i64>() {
        return Attribute::Int(number);
    }
    if let Ok(number) = digits.parse::<u64>() {
        return Attribute::Uint(number);
    }
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => Attribute::Double(number),
        _ => Attribute::Json(digits.into()),
    }
}

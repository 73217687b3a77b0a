//! A message as JSON: the last one of a conversation, one that is pinned.

use easemob_core::wire::{
    BodyType, Content, ContentSubType, ContentType, KeyValue, MessageBody, Meta, Value as Field,
    ValueType,
};
use prost::Message;
use serde_json::{Map, Value, json};

/// The JSON form of a message, its payload as an object.
pub(crate) fn message_json(meta: &Meta) -> Value {
    let body = MessageBody::decode(meta.payload.clone().unwrap_or_default()).unwrap_or_default();
    let name = |jid: Option<&easemob_core::wire::Jid>| {
        jid.and_then(|jid| jid.name.clone()).unwrap_or_default()
    };
    let (from, to) = (name(meta.from.as_ref()), name(meta.to.as_ref()));
    let mut payload = json!({
        "bodies": body.contents.iter().map(content_json).collect::<Vec<_>>(),
        "from": from,
        "to": to,
        "type": chat_name(body.kind),
        "ext": attributes(&body.ext),
    });
    if let Some(config) = &body.msg_config {
        payload["msgConfig"] = json!({ "allowGroupAck": config.allow_group_ack == Some(true) });
    }
    if let Some(meta) = body.meta.as_deref().and_then(|meta| serde_json::from_str(meta).ok()) {
        payload["meta"] = meta;
    }
    json!({
        "id": meta.id.unwrap_or_default().to_string(),
        "from": from,
        "to": to,
        "timestamp": meta.timestamp.unwrap_or_default(),
        "payload": payload,
    })
}

/// The same with its payload as a text, as lists of messages have it.
pub(crate) fn listed_message(meta: &Meta) -> Value {
    let mut message = message_json(meta);
    message["payload"] = json!(message["payload"].to_string());
    message
}

/// The name of a kind of content.
pub(crate) fn content_name(content: &Content) -> &'static str {
    let combined = content.sub_type == Some(ContentSubType::Combine as i32);
    match content.kind.map_or(Ok(ContentType::Text), ContentType::try_from) {
        Ok(ContentType::Text) if combined => "combine",
        Ok(ContentType::Text) => "txt",
        Ok(ContentType::Image) => "img",
        Ok(ContentType::Video) => "video",
        Ok(ContentType::Location) => "loc",
        Ok(ContentType::Voice) => "audio",
        Ok(ContentType::File) => "file",
        Ok(ContentType::Command) => "cmd",
        Ok(ContentType::Custom) => "custom",
        Ok(ContentType::Combine) => "combine",
        Err(_) => "unknown",
    }
}

fn chat_name(kind: Option<i32>) -> &'static str {
    match kind.map(BodyType::try_from) {
        Some(Ok(BodyType::Groupchat)) => "groupchat",
        Some(Ok(BodyType::Chatroom)) => "chatroom",
        _ => "chat",
    }
}

fn content_json(content: &Content) -> Value {
    let combined = content_name(content) == "combine";
    let mut body = Map::new();
    // A combined message goes as a text of a kind of its own.
    let name = if combined { "txt" } else { content_name(content) };
    body.insert("type".into(), json!(name));
    let sub_type = match content.sub_type.map(ContentSubType::try_from) {
        Some(Ok(ContentSubType::Gif)) => Some("sub_gif"),
        Some(Ok(ContentSubType::Stream)) => Some("sub_stream"),
        _ => combined.then_some("sub_combine"),
    };
    let size = content.size.as_ref();
    let size = size.map(|size| json!({ "width": size.width, "height": size.height }));
    let exts: Vec<Value> = content.custom_exts.iter().map(|ext| attributes([ext])).collect();
    let members = [
        ("subType", sub_type.map(|name| json!(name))),
        ("msg", content.text.as_ref().map(|it| json!(it))),
        ("lat", content.latitude.map(|it| json!(it))),
        ("lng", content.longitude.map(|it| json!(it))),
        ("addr", content.address.as_ref().map(|it| json!(it))),
        ("buildingName", content.building_name.as_ref().map(|it| json!(it))),
        ("filename", content.display_name.as_ref().map(|it| json!(it))),
        ("url", content.remote_path.as_ref().map(|it| json!(it))),
        ("secret", content.secret_key.as_ref().map(|it| json!(it))),
        ("file_length", content.file_length.map(|it| json!(it))),
        ("length", content.duration.map(|it| json!(it))),
        ("size", size),
        ("thumb", content.thumbnail_remote_path.as_ref().map(|it| json!(it))),
        ("thumb_secret", content.thumbnail_secret_key.as_ref().map(|it| json!(it))),
        ("action", content.action.as_ref().map(|it| json!(it))),
        ("customEvent", content.custom_event.as_ref().map(|it| json!(it))),
        ("customExts", (!exts.is_empty() || name == "custom").then_some(json!(exts))),
        ("title", content.title.as_ref().map(|it| json!(it))),
        ("summary", content.summary.as_ref().map(|it| json!(it))),
        ("combineLevel", content.combine_level.map(|it| json!(it))),
    ];
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    body.extend(given);
    Value::Object(body)
}

fn attributes<'a>(entries: impl IntoIterator<Item = &'a KeyValue>) -> Value {
    let members = entries.into_iter().map(|entry| {
        let value = match (&entry.value, entry.kind.map(ValueType::try_from)) {
            (Some(Field::Varint(number)), Some(Ok(ValueType::Bool))) => json!(*number != 0),
            (Some(Field::Varint(number)), Some(Ok(ValueType::Uint))) => {
                json!(number.cast_unsigned())
            }
            (Some(Field::Varint(number)), _) => json!(number),
            (Some(Field::Float(number)), _) => json!(number),
            (Some(Field::Double(number)), _) => json!(number),
            (Some(Field::String(text)), Some(Ok(ValueType::JsonString))) => {
                serde_json::from_str(text).unwrap_or_else(|_| json!(text))
            }
            (Some(Field::String(text)), _) => json!(text),
            (None, _) => Value::Null,
        };
        (entry.key.clone().unwrap_or_default(), value)
    });
    Value::Object(members.collect())
}

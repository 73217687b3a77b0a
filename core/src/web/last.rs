//! A message the server tells in JSON: the last one of a thread (messages §3.11).

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attributes::Raw;
use super::group::{Number, optional};
use crate::notice::json::{self, Object};

/// The Web SDK's message for a message in JSON; `{}` for an empty one.
pub(super) struct LastMessage<'a>(pub(super) &'a str);

impl Serialize for LastMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = Object::parse(self.0).unwrap_or_default();
        let mut map = serializer.serialize_map(None)?;
        if message.is_empty() {
            return map.end();
        }
        let payload = message.object("payload").unwrap_or_default();
        let bodies = payload.list("bodies").unwrap_or_default();
        let body = bodies.first().copied().and_then(Object::parse).unwrap_or_default();
        optional(&mut map, "id", message.raw("id").map(Raw))?;
        let kind = body.text_or_empty("type");
        let sub_kind = body.text_or_empty("subType");
        let is_combine = &*kind == "combine" || &*sub_kind == "sub_combine";
        map.serialize_entry("type", if is_combine { "combine" } else { &*kind })?;
        map.serialize_entry("chatType", &*chat_type(&message, &payload))?;
        optional(&mut map, "from", payload.raw("from").map(Raw))?;
        optional(&mut map, "to", payload.raw("to").map(Raw))?;
        map.serialize_entry("ext", &Raw(payload.raw("ext").unwrap_or("{}")))?;
        optional(&mut map, "time", message.raw("timestamp").map(Number))?;
        let mut copy = |names: &[(&'static str, &str)]| {
            names.iter().try_for_each(|(to, from)| optional(&mut map, to, body.raw(from).map(Raw)))
        };
        match &*kind {
            _ if is_combine => copy(COMBINE)?,
            "txt" => copy(&[("msg", "msg")])?,
            "loc" => copy(LOCATION)?,
            "cmd" => copy(&[("action", "action")])?,
            "custom" => {
                copy(&[("customEvent", "customEvent")])?;
                optional(&mut map, "customExts", body.raw("customExts").map(Merged))?;
            }
            "img" => {
                copy(IMAGE)?;
                let size = body.object("size").unwrap_or_default();
                optional(&mut map, "width", size.raw("width").map(Raw))?;
                optional(&mut map, "height", size.raw("height").map(Raw))?;
                map.serialize_entry("isGif", &(&*sub_kind == "sub_gif"))?;
            }
            "video" | "audio" | "file" => copy(FILE)?,
            // What has no name is told as it came.
            _ => map.serialize_entry("x-body", &bodies.first().copied().map(Raw))?,
        }
        map.end()
    }
}

const COMBINE: &[(&str, &str)] = &[
    ("title", "title"),
    ("summary", "summary"),
    ("url", "url"),
    ("secret", "secret"),
    ("file_length", "file_length"),
    ("filename", "filename"),
    ("compatibleText", "msg"),
    ("combineLevel", "combineLevel"),
];
const LOCATION: &[(&str, &str)] =
    &[("lat", "lat"), ("lng", "lng"), ("addr", "addr"), ("buildingName", "buildingName")];
const IMAGE: &[(&str, &str)] = &[
    ("url", "url"),
    ("thumb", "thumb"),
    ("thumb_secret", "thumb_secret"),
    ("secret", "secret"),
    ("filename", "filename"),
    ("file_length", "file_length"),
];
const FILE: &[(&str, &str)] = &[
    ("url", "url"),
    ("secret", "secret"),
    ("filename", "filename"),
    ("length", "length"),
    ("file_length", "file_length"),
    ("thumb", "thumb"),
    ("thumb_secret", "thumb_secret"),
];

/// As the official client has it: a group's is spelt as on the wire (oddity 27 of messages).
fn chat_type(message: &Object<'_>, payload: &Object<'_>) -> bytestring::ByteString {
    match payload.text("type") {
        Some(kind) if &*kind == "chat" => "singleChat".into(),
        Some(kind) => kind,
        None if message.text_or_empty("to").contains("@conference.") => "groupChat".into(),
        None => "singleChat".into(),
    }
}

/// A list of objects as one object; anything else as it came.
struct Merged<'a>(&'a str);

impl Serialize for Merged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(list) = json::list(self.0) else { return Raw(self.0).serialize(serializer) };
        let objects = list.into_iter().filter_map(Object::parse).collect::<Vec<_>>();
        let members = objects.iter().flat_map(Object::iter);
        serializer.collect_map(members.map(|(key, value)| (key, Raw(value))))
    }
}

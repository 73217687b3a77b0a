//! Takes tokens, passwords and keys out of what is shown.
//!
//! A frame is masked in its bytes, by the table of the protocol, before anything is made of it:
//! whatever shows it, as JSON or as hex, shows stars of the same length. What cannot be read may
//! hide a secret and is masked from there on.

use std::ops::Range;

use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use serde_json::Value;

use crate::record::Frame;
use crate::schema::{Kind, Message, envelope};
use crate::transcode::{self, Way};

/// Fields of frames that hold secrets.
pub(crate) const FIELDS: [&str; 6] =
    ["auth", "authToken", "encryptKey", "password", "secretKey", "thumbnailSecretKey"];

/// Parts of the names of JSON members and query parameters that hold secrets.
const NAMES: [&str; 5] = ["password", "token", "secret", "passwd", "authorization"];

/// Nested messages read before the rest is masked.
const DEPTH: usize = 16;

const STAR: u8 = b'*';

/// The bytes of a frame without its secrets.
pub(super) fn frame(frame: &Frame) -> Vec<u8> {
    let mut bytes = frame.bytes.to_vec();
    // What leaves a server has no secret of a client but where a login is answered, and an
    // unreadable frame down was made so by a fault: that is what one wants to see.
    let unreadable =
        frame.error.is_some() || !message(&envelope::MSYNC, &mut bytes, frame.way, DEPTH);
    if unreadable && frame.way == Way::Up {
        bytes.fill(STAR);
    }
    bytes
}

/// A body of a REST call without its secrets; one that is no JSON is only measured.
pub(crate) fn json_text(text: &str) -> String {
    if text.is_empty() || text.starts_with('<') {
        return text.into();
    }
    match serde_json::from_str::<Value>(text) {
        Ok(mut json) => {
            json_value(&mut json);
            json.to_string()
        }
        Err(_) => format!("<{} bytes>", text.len()),
    }
}

/// The path of a REST call without the secrets of its query.
pub(super) fn target(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.into() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// Whether a member, a parameter or an attribute of this name holds one.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|part| name.contains(part))
}

fn json_value(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(_) | Value::Number(_) if is_secret(name) => {
                        *value = "***".into();
                    }
                    _ => json_value(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(json_value),
        _ => {}
    }
}

/// Masks the secrets of a message in place; whether all of it could be read.
fn message(kind: &Message, bytes: &mut [u8], way: Way, depth: usize) -> bool {
    let Some(fields) = fields(bytes) else { return false };
    let payload = payload_body(kind, bytes, &fields, way);
    for Field { tag, wire, content } in fields {
        let known = kind.fields.iter().find(|field| field.number == tag);
        let Some(known) = known.filter(|_| wire == WireType::LengthDelimited) else { continue };
        let content = &mut bytes[content];
        let inner = match known.kind {
            _ if FIELDS.contains(&known.name) => {
                content.fill(STAR);
                continue;
            }
            Kind::Message(inner) => Some(inner),
            _ if known.name == "payload" => payload,
            _ => None,
        };
        let Some(inner) = inner else { continue };
        let read = depth > 0 && message(inner, content, way, depth - 1);
        if !read && way == Way::Up {
            content.fill(STAR);
        }
    }
    true
}

/// What the payload of an envelope or of a meta holds, if that is known.
fn payload_body(
    kind: &Message,
    bytes: &[u8],
    fields: &[Field],
    way: Way,
) -> Option<&'static Message> {
    let of_envelope = std::ptr::eq(kind, &envelope::MSYNC);
    let (name, of_meta) = if of_envelope { ("command", false) } else { ("ns", true) };
    let selects = kind.fields.iter().find(|field| field.name == name)?;
    let last = fields.iter().rfind(|it| it.tag == selects.number && it.wire == WireType::Varint);
    let number = match last {
        Some(field) => decode_varint(&mut &bytes[field.content.clone()]).ok()? as i32,
        None => 0,
    };
    if of_meta { transcode::namespace_body(number) } else { transcode::command_body(number, way) }
}

/// A field as it lies in a message.
struct Field {
    tag: u32,
    wire: WireType,
    /// Its value, without key and length.
    content: Range<usize>,
}

fn fields(bytes: &[u8]) -> Option<Vec<Field>> {
    let mut rest = bytes;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (tag, wire) = decode_key(&mut rest).ok()?;
        let mut inside = rest;
        skip_field(wire, tag, &mut rest, DecodeContext::default()).ok()?;
        if wire == WireType::LengthDelimited {
            decode_varint(&mut inside).ok()?;
        }
        found.push(Field {
            tag,
            wire,
            content: bytes.len() - inside.len()..bytes.len() - rest.len(),
        });
    }
    Some(found)
}

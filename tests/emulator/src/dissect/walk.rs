//! The way through a frame.

use std::ops::Range;

use bytes::Bytes;
use easemob_core::wire::FIELDS_MAX;
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use serde_json::{Value as Json, json};

use super::{Dissection, Part, Problem, Value};
use crate::inspector::mask;
use crate::schema::{Field, Kind, Label, Message, envelope};
use crate::transcode::{self, Way};

/// The layer around all others.
pub(super) const ENVELOPE: &str = "envelope";

/// Nested messages read before giving up.
const DEPTH: usize = 16;

pub(super) struct Walk<'a> {
    frame: &'a Bytes,
    way: Way,
    problems: Vec<Problem>,
    /// Fields that may still be shown; what a frame of 10 MiB may hold takes too much memory.
    left: usize,
}

/// A field as it lies in a message.
struct Raw {
    at: usize,
    tag: u32,
    wire: WireType,
    /// Its value, without key and length.
    content: Range<usize>,
    /// It states more bytes than there are.
    cut: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(frame: &'a Bytes, way: Way) -> Self {
        Self { frame, way, problems: Vec::new(), left: 4 * FIELDS_MAX }
    }

    pub(super) fn dissect(mut self) -> Dissection {
        if self.frame.is_empty() {
            self.problem(ENVELOPE, 0, "a frame of no bytes");
        }
        let parts = self.message(&envelope::MSYNC, ENVELOPE, 0..self.frame.len(), DEPTH);
        let command = parts.iter().rfind(|part| part.name == Some("command"));
        let command = match command.map(|part| &part.value) {
            Some(Value::Plain(Json::String(name))) => name.clone(),
            Some(Value::Plain(number)) => number.to_string(),
            _ => "?".into(),
        };
        Dissection { way: self.way, command, parts, problems: self.problems }
    }

    fn problem(&mut self, layer: &str, at: usize, what: impl Into<String>) {
        self.problems.push(Problem { layer: layer.into(), at, what: what.into() });
    }

    fn message(
        &mut self,
        kind: &'static Message,
        layer: &str,
        range: Range<usize>,
        depth: usize,
    ) -> Vec<Part> {
        if depth == 0 {
            self.problem(layer, range.start, "nested deeper than anything is");
            return Vec::new();
        }
        let before = self.problems.len();
        let fields = self.fields(layer, range);
        let opened = self.payload(kind, &fields);
        // A piece of a token lies in whatever is read wrongly in a login.
        let of_login = [&envelope::MSYNC, &envelope::PROVISION, &envelope::LOGOUT];
        let of_login = of_login.into_iter().any(|it| std::ptr::eq(it, kind));
        let secretive = of_login && self.problems.len() > before;
        let names_secret = self.is_attribute_of_secret(kind, &fields);
        let mut seen: Vec<(u32, usize)> = Vec::new();
        let mut parts = Vec::with_capacity(fields.len());
        for raw in fields {
            let known = kind.fields.iter().find(|field| field.number == raw.tag);
            let value = match known {
                None => self.unknown(&raw, of_login),
                Some(field) => {
                    let index = match seen.iter_mut().find(|(tag, _)| *tag == raw.tag) {
                        Some((_, count)) => {
                            *count += 1;
                            *count
                        }
                        None => {
                            seen.push((raw.tag, 0));
                            0
                        }
                    };
                    let path = match field.label {
                        Label::One => format!("{layer}.{}", field.name),
                        _ => format!("{layer}.{}[{index}]", field.name),
                    };
                    let path = path.strip_prefix("envelope.").unwrap_or(&path);
                    let length = raw.content.len();
                    let secret = mask::FIELDS.contains(&field.name)
                        || (names_secret && field.name == "stringValue");
                    match (&opened, field.name) {
                        _ if secret => Value::Hidden(length),
                        (Some((name, body)), "payload") if delimited(&raw) => {
                            let outer = match layer {
                                ENVELOPE => name.clone(),
                                _ => format!("{layer}.{name}"),
                            };
                            let inside = self.message(body, &outer, raw.content, depth - 1);
                            Value::Payload(name.clone(), inside)
                        }
                        _ => self.known(field, &raw, path, secretive, depth),
                    }
                }
            };
            let name = known.map(|field| field.name);
            parts.push(Part {
                at: raw.at,
                number: raw.tag,
                wire: wire_name(raw.wire),
                name,
                value,
            });
        }
        parts
    }

    /// The fields of a message, up to where it is one no longer.
    fn fields(&mut self, layer: &str, range: Range<usize>) -> Vec<Raw> {
        let frame = self.frame.slice(..range.end);
        let mut rest = &frame[range.start..];
        let mut found = Vec::new();
        while !rest.is_empty() {
            let at = frame.len() - rest.len();
            if self.left == 0 {
                let what = format!("more fields than are shown; {} bytes not read", rest.len());
                self.problem(layer, at, what);
                break;
            }
            self.left -= 1;
            let read = decode_key(&mut rest).and_then(|(tag, wire)| {
                let mut inside = rest;
                let length = match wire {
                    WireType::LengthDelimited => Some(decode_varint(&mut inside)?),
                    _ => None,
                };
                Ok((tag, wire, inside, length))
            });
            let (tag, wire, inside, length) = match read {
                Ok(read) => read,
                Err(error) => {
                    let unread = frame.len() - at;
                    let why = reason(&error);
                    self.problem(layer, at, format!("no field: {why}; {unread} bytes not read"));
                    break;
                }
            };
            let begin = frame.len() - inside.len();
            let left = inside.len() as u64;
            if let Some(length) = length.filter(|length| *length > left) {
                let what = format!("field {tag} states {length} bytes, {left} are left");
                self.problem(layer, at, what);
                found.push(Raw { at, tag, wire, content: begin..frame.len(), cut: true });
                break;
            }
            if let Err(error) = skip_field(wire, tag, &mut rest, DecodeContext::default()) {
                let unread = frame.len() - at;
                let why = reason(&error);
                let what = format!("field {tag} cannot be read: {why}; {unread} bytes not read");
                self.problem(layer, at, what);
                break;
            }
            let content = begin..frame.len() - rest.len();
            found.push(Raw { at, tag, wire, content, cut: false });
        }
        found
    }

    /// What the payload of an envelope or of a meta holds, and how that is called.
    fn payload(&self, kind: &Message, fields: &[Raw]) -> Option<(String, &'static Message)> {
        let (name, names, of_meta): (_, &[_], _) = if std::ptr::eq(kind, &envelope::MSYNC) {
            ("command", &envelope::MSYNC_COMMAND, false)
        } else if std::ptr::eq(kind, &envelope::META) {
            ("ns", &envelope::META_NAME_SPACE, true)
        } else {
            return None;
        };
        let selects = kind.fields.iter().find(|field| field.name == name)?;
        let field =
            fields.iter().rfind(|it| it.tag == selects.number && it.wire == WireType::Varint);
        let number = field.map_or(0, |field| self.varint(field) as i32);
        let body = match of_meta {
            true => transcode::namespace_body(number),
            false => transcode::command_body(number, self.way),
        }?;
        let name = names.iter().find(|(_, known)| *known == number)?.0;
        Some((name.into(), body))
    }

    /// An attribute whose name says that it holds a secret.
    fn is_attribute_of_secret(&self, kind: &Message, fields: &[Raw]) -> bool {
        std::ptr::eq(kind, &envelope::KEY_VALUE)
            && fields.iter().filter(|raw| raw.tag == 1 && delimited(raw)).any(|raw| {
                let key = String::from_utf8_lossy(&self.frame[raw.content.clone()]);
                mask::is_secret(&key)
            })
    }

    fn known(
        &mut self,
        field: &Field,
        raw: &Raw,
        path: &str,
        secretive: bool,
        depth: usize,
    ) -> Value {
        let right = match field.kind {
            Kind::Float => WireType::ThirtyTwoBit,
            Kind::Double => WireType::SixtyFourBit,
            Kind::Text | Kind::Bytes | Kind::Message(_) => WireType::LengthDelimited,
            _ => WireType::Varint,
        };
        let run = field.label != Label::One && right == WireType::Varint && delimited(raw);
        if raw.wire != right && !run {
            let (is, right) = (wire_name(raw.wire), wire_name(right));
            self.problem(path, raw.at, format!("is {is}, and should be {right}"));
            return Value::Hidden(raw.content.len());
        }
        let bytes = self.frame.slice(raw.content.clone());
        match field.kind {
            Kind::Message(message) => {
                Value::Message(self.message(message, path, raw.content.clone(), depth - 1))
            }
            Kind::Text | Kind::Bytes if secretive => Value::Hidden(bytes.len()),
            Kind::Text => match std::str::from_utf8(&bytes) {
                Ok(text) => shown(text, bytes.len()),
                // A text that is cut is told of already.
                Err(_) if raw.cut => shown(&String::from_utf8_lossy(&bytes), bytes.len()),
                Err(error) => {
                    let at = raw.content.start + error.valid_up_to();
                    self.problem(path, at, "is not UTF-8");
                    shown(&String::from_utf8_lossy(&bytes), bytes.len())
                }
            },
            // Namespaces without a body of their own hold JSON.
            Kind::Bytes => blob(bytes),
            Kind::Float => Value::Plain(match bytes[..].try_into() {
                Ok(four) => json!(f32::from_le_bytes(four)),
                Err(_) => Json::Null,
            }),
            Kind::Double => Value::Plain(match bytes[..].try_into() {
                Ok(eight) => json!(f64::from_le_bytes(eight)),
                Err(_) => Json::Null,
            }),
            _ if run => self.run(field.kind, raw, path),
            _ => Value::Plain(number(field.kind, self.varint(raw))),
        }
    }

    /// Numbers one behind the other.
    fn run(&mut self, kind: Kind, raw: &Raw, path: &str) -> Value {
        let bytes = self.frame.slice(raw.content.clone());
        let (mut rest, mut numbers) = (&bytes[..], Vec::new());
        while !rest.is_empty() && numbers.len() < FIELDS_MAX {
            match decode_varint(&mut rest) {
                Ok(value) => numbers.push(number(kind, value)),
                Err(error) => {
                    let what = format!("not a run of numbers: {}", reason(&error));
                    self.problem(path, raw.content.start, what);
                    break;
                }
            }
        }
        Value::Plain(Json::Array(numbers))
    }

    /// A field nobody knows. In a login it may be anything.
    fn unknown(&self, raw: &Raw, of_login: bool) -> Value {
        let bytes = self.frame.slice(raw.content.clone());
        match raw.wire {
            WireType::Varint => Value::Plain(json!(self.varint(raw).to_string())),
            _ if of_login => Value::Hidden(bytes.len()),
            _ => blob(bytes),
        }
    }

    fn varint(&self, raw: &Raw) -> u64 {
        decode_varint(&mut &self.frame[raw.content.clone()]).unwrap_or_default()
    }
}

fn delimited(raw: &Raw) -> bool {
    raw.wire == WireType::LengthDelimited
}

/// Without the prefix that all of them have.
fn reason(error: &DecodeError) -> String {
    let error = error.to_string();
    match error.split_once("message: ") {
        Some((_, reason)) => reason.to_owned(),
        None => error,
    }
}

fn wire_name(wire: WireType) -> &'static str {
    match wire {
        WireType::Varint => "varint",
        WireType::SixtyFourBit => "64-bit",
        WireType::LengthDelimited => "length-delimited",
        WireType::StartGroup | WireType::EndGroup => "group",
        WireType::ThirtyTwoBit => "32-bit",
    }
}

fn number(kind: Kind, value: u64) -> Json {
    match kind {
        Kind::Int32 => json!(value as i32),
        Kind::Uint32 => json!(value as u32),
        Kind::Int64 => json!((value as i64).to_string()),
        Kind::Bool => json!(value != 0),
        Kind::Enum(names) => {
            let number = value as i32;
            let named = names.iter().find(|(_, known)| *known == number);
            named.map_or(json!(number), |(name, _)| json!(name))
        }
        _ => json!(value.to_string()),
    }
}

/// A text, unless it looks like a token; JSON in it loses the members that are secret.
fn shown(text: &str, length: usize) -> Value {
    if looks_secret(text) {
        return Value::Hidden(length);
    }
    if let Ok(json @ (Json::Object(_) | Json::Array(_))) = serde_json::from_str::<Json>(text) {
        let (masked, plain) = (mask::json_text(text), json.to_string());
        if masked != plain {
            return Value::Plain(json!(masked));
        }
    }
    Value::Plain(json!(text))
}

/// Bytes: JSON, a text or neither.
fn blob(bytes: Bytes) -> Value {
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return match looks_secret(&String::from_utf8_lossy(&bytes)) {
            true => Value::Hidden(bytes.len()),
            false => Value::Bytes(bytes),
        };
    };
    if looks_secret(text) {
        return Value::Hidden(bytes.len());
    }
    match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(_) | Json::Array(_)) => {
            let masked = serde_json::from_str(&mask::json_text(text)).unwrap_or(Json::Null);
            Value::Plain(masked)
        }
        _ if text.is_empty() || text.contains(char::is_control) => Value::Bytes(bytes),
        _ => Value::Plain(json!(text)),
    }
}

/// How tokens of the service begin, also where the envelope marks one.
fn looks_secret(text: &str) -> bool {
    text.contains("YWMt") || text.contains("$t$")
}

//! Bytes to JSON.

use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use serde_json::{Map, Number, Value, json};

use super::{Way, command_body, namespace_body};
use crate::schema::{Field, Kind, Label, Message, envelope};

/// Nested messages read before giving up.
const DEPTH: usize = 16;

/// Whole numbers below this are the same as floating-point ones.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A frame, with its payloads decoded.
pub(crate) fn frame_to_json(way: Way, frame: &[u8]) -> Result<Value, String> {
    let mut shown = to_json(&envelope::MSYNC, frame, way, DEPTH)?;
    let command = shown.get("command").map_or(Some(0), number_of_command);
    let payload = shown.get("payload").and_then(Value::as_str).and_then(unhex);
    if let (Some(payload), Some(body)) = (payload, command.and_then(|c| command_body(c, way))) {
        shown["payload"] = to_json(body, &payload, way, DEPTH)?;
    }
    Ok(shown)
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 0x0f] {
            text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
        text
    })
}

/// The bytes of a hex text.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn to_json(message: &Message, bytes: &[u8], way: Way, depth: usize) -> Result<Value, String> {
    if depth == 0 {
        return Err("nested too deep".into());
    }
    let mut rest = bytes;
    let mut shown = Map::new();
    while !rest.is_empty() {
        let (tag, wire) = decode_key(&mut rest).map_err(|error| error.to_string())?;
        match message.fields.iter().find(|field| field.number == tag) {
            Some(field) => read_field(field, wire, &mut rest, &mut shown, way, depth)?,
            None => skip_field(wire, tag, &mut rest, DecodeContext::default())
                .map_err(|error| error.to_string())?,
        }
    }
    if std::ptr::eq(message, &envelope::META) {
        open_meta(&mut shown, way, depth);
    }
    Ok(Value::Object(shown))
}

fn read_field(
    field: &Field,
    wire: WireType,
    rest: &mut &[u8],
    shown: &mut Map<String, Value>,
    way: Way,
    depth: usize,
) -> Result<(), String> {
    let many = field.label != Label::One;
    if many && wire == WireType::LengthDelimited && is_varint(field.kind) {
        let mut run = take_run(rest)?;
        while !run.is_empty() {
            let value = scalar(field, WireType::Varint, &mut run)?;
            push(shown, field.name, value);
        }
        return Ok(());
    }
    let value = match field.kind {
        Kind::Message(message) => {
            expect(field, wire, WireType::LengthDelimited)?;
            to_json(message, take_run(rest)?, way, depth - 1)?
        }
        _ => scalar(field, wire, rest)?,
    };
    if many {
        push(shown, field.name, value);
    } else {
        shown.insert(field.name.into(), value);
    }
    Ok(())
}

fn scalar(field: &Field, wire: WireType, rest: &mut &[u8]) -> Result<Value, String> {
    let mut varint = || {
        expect(field, wire, WireType::Varint)?;
        decode_varint(rest).map_err(|error| error.to_string())
    };
    Ok(match field.kind {
        Kind::Int32 => json!(varint()? as i32),
        Kind::Uint32 => json!(varint()? as u32),
        Kind::Int64 => json!((varint()? as i64).to_string()),
        Kind::Uint64 => json!(varint()?.to_string()),
        Kind::Bool => json!(varint()? != 0),
        Kind::Enum(names) => {
            let number = varint()? as i32;
            let named = names.iter().find(|(_, known)| *known == number);
            named.map_or(json!(number), |(name, _)| json!(name))
        }
        Kind::Float => {
            expect(field, wire, WireType::ThirtyTwoBit)?;
            number(f64::from(f32::from_le_bytes(*take_array(rest)?)))
        }
        Kind::Double => {
            expect(field, wire, WireType::SixtyFourBit)?;
            number(f64::from_le_bytes(*take_array(rest)?))
        }
        Kind::Text => {
            expect(field, wire, WireType::LengthDelimited)?;
            json!(String::from_utf8_lossy(take_run(rest)?))
        }
        Kind::Bytes => {
            expect(field, wire, WireType::LengthDelimited)?;
            json!(hex(take_run(rest)?))
        }
        Kind::Message(_) => Value::Null,
    })
}

/// Shows a meta's payload as what its namespace says, and its `meta` as JSON where it is.
fn open_meta(shown: &mut Map<String, Value>, way: Way, depth: usize) {
    let bytes =
        |shown: &Map<String, Value>, name| shown.get(name).and_then(Value::as_str).and_then(unhex);
    let as_json = |bytes: &[u8]| {
        let parsed: Option<Value> = serde_json::from_slice(bytes).ok();
        parsed.map(|parsed| json!({ "json": parsed }))
    };
    if let Some(parsed) = bytes(shown, "meta").and_then(|bytes| as_json(&bytes)) {
        shown.insert("meta".into(), parsed);
    }
    let Some(payload) = bytes(shown, "payload") else { return };
    let ns = match shown.get("ns") {
        None => Some(0),
        Some(Value::String(name)) => {
            let named = envelope::META_NAME_SPACE.iter().find(|(known, _)| known == name);
            named.map(|(_, number)| *number)
        }
        Some(_) => None,
    };
    let opened = match ns.and_then(namespace_body) {
        Some(body) => Some(
            to_json(body, &payload, way, depth - 1)
                .unwrap_or_else(|error| json!({ "error": error, "hex": hex(&payload) })),
        ),
        None if ns == Some(5) => as_json(&payload),
        None => None,
    };
    if let Some(opened) = opened {
        shown.insert("payload".into(), opened);
    }
}

fn number_of_command(command: &Value) -> Option<i32> {
    super::number_of(&envelope::MSYNC_COMMAND, command)
}

fn is_varint(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Bool | Kind::Enum(_)
    )
}

fn push(shown: &mut Map<String, Value>, name: &str, value: Value) {
    let list = shown.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        list.push(value);
    }
}

/// A number as JavaScript writes it: whole ones without a point, what JSON lacks by name.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < EXACT {
        return json!(value as i64);
    }
    let unwritable = match value {
        _ if value.is_nan() => "NaN",
        _ if value > 0.0 => "Infinity",
        _ => "-Infinity",
    };
    Number::from_f64(value).map_or_else(|| json!(unwritable), Value::Number)
}

fn expect(field: &Field, found: WireType, right: WireType) -> Result<(), String> {
    let wrong = || format!("{} has wire type {found:?}", field.name);
    (found == right).then_some(()).ok_or_else(wrong)
}

fn take_run<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let length = decode_varint(rest).map_err(|error| error.to_string())?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let cut = rest.split_at_checked(length);
    let (run, tail) = cut.ok_or_else(|| format!("{length} bytes stated, {} left", rest.len()))?;
    *rest = tail;
    Ok(run)
}

fn take_array<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], String> {
    let cut = rest.split_first_chunk::<N>();
    let (run, tail) = cut.ok_or_else(|| format!("{N} bytes wanted, {} left", rest.len()))?;
    *rest = tail;
    Ok(run)
}

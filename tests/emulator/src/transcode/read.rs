//! JSON to bytes.

use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::{Map, Value};

use super::{namespace_body, number_of, unhex};
use crate::schema::{Field, Kind, Label, Message, envelope};

/// Encodes a message; members it does not have are ignored, a wrong value is named by its path.
pub(crate) fn from_json(message: &Message, value: &Value) -> Result<Vec<u8>, String> {
    encode(message, value, "body")
}

fn encode(message: &Message, value: &Value, path: &str) -> Result<Vec<u8>, String> {
    let members = value.as_object().ok_or_else(|| format!("{path} must be an object"))?;
    let mut out = Vec::new();
    for field in message.fields {
        let Some(value) = members.get(field.name).filter(|value| !value.is_null()) else {
            continue;
        };
        let path = format!("{path}.{}", field.name);
        match (field.label, value) {
            (Label::One, value) => write(field, value, members, &path, &mut out)?,
            (Label::Many, Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    write(field, value, members, &format!("{path}[{index}]"), &mut out)?;
                }
            }
            (Label::Packed, Value::Array(values)) => {
                let mut run = Vec::new();
                for value in values {
                    encode_varint(varint(field.kind, value, &path)?, &mut run);
                }
                write_run(field, &run, &mut out);
            }
            _ => return Err(format!("{path} must be a list")),
        }
    }
    Ok(out)
}

fn write(
    field: &Field,
    value: &Value,
    members: &Map<String, Value>,
    path: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    match field.kind {
        Kind::Message(message) => write_run(field, &encode(message, value, path)?, out),
        Kind::Text => {
            let text = value.as_str().ok_or_else(|| format!("{path} must be a text"))?;
            write_run(field, text.as_bytes(), out);
        }
        Kind::Bytes => write_run(field, &bytes(field, value, members, path)?, out),
        Kind::Float => {
            encode_key(field.number, WireType::ThirtyTwoBit, out);
            out.extend_from_slice(&(float(value, path)? as f32).to_le_bytes());
        }
        Kind::Double => {
            encode_key(field.number, WireType::SixtyFourBit, out);
            out.extend_from_slice(&float(value, path)?.to_le_bytes());
        }
        _ => {
            let number = varint(field.kind, value, path)?;
            encode_key(field.number, WireType::Varint, out);
            encode_varint(number, out);
        }
    }
    Ok(())
}

fn varint(kind: Kind, value: &Value, path: &str) -> Result<u64, String> {
    let text = value.as_str();
    let signed = || value.as_i64().or_else(|| text?.parse().ok());
    let unsigned = || value.as_u64().or_else(|| text?.parse().ok());
    let (number, wanted) = match kind {
        Kind::Bool => (value.as_bool().map(u64::from), "true or false"),
        Kind::Enum(names) => {
            let number = number_of(names, value);
            (number.map(|number| i64::from(number) as u64), "a known name or a number")
        }
        Kind::Int32 => {
            let number = signed().filter(|number| i32::try_from(*number).is_ok());
            (number.map(|number| number as u64), "a whole number of 32 bits")
        }
        Kind::Int64 => (signed().map(|number| number as u64), "a whole number of 64 bits"),
        Kind::Uint32 => {
            let number = unsigned().filter(|number| u32::try_from(*number).is_ok());
            (number, "a whole number of 32 bits, 0 or more")
        }
        _ => (unsigned(), "a whole number of 64 bits, 0 or more"),
    };
    number.ok_or_else(|| format!("{path} must be {wanted}"))
}

fn float(value: &Value, path: &str) -> Result<f64, String> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number.ok_or_else(|| format!("{path} must be a number"))
}

/// Bytes: hex, `{"json":…}`, `{"text":…}`, or for a meta's payload the body of its namespace.
fn bytes(
    field: &Field,
    value: &Value,
    members: &Map<String, Value>,
    path: &str,
) -> Result<Vec<u8>, String> {
    match value {
        Value::String(text) => unhex(text).ok_or_else(|| format!("{path} is not hex")),
        Value::Object(object) => match (object.get("json"), object.get("text")) {
            (Some(json), _) => Ok(json.to_string().into_bytes()),
            (None, Some(Value::String(text))) => Ok(text.clone().into_bytes()),
            _ if field.name == "payload" => payload(value, members, path),
            _ => Ok(value.to_string().into_bytes()),
        },
        _ => Err(format!("{path} must be hex or an object")),
    }
}

fn payload(value: &Value, meta: &Map<String, Value>, path: &str) -> Result<Vec<u8>, String> {
    let ns = meta.get("ns").map_or(Some(0), |ns| number_of(&envelope::META_NAME_SPACE, ns));
    match ns.and_then(namespace_body) {
        Some(body) => encode(body, value, path),
        None => Ok(value.to_string().into_bytes()),
    }
}

fn write_run(field: &Field, run: &[u8], out: &mut Vec<u8>) {
    encode_key(field.number, WireType::LengthDelimited, out);
    encode_varint(run.len() as u64, out);
    out.extend_from_slice(run);
}

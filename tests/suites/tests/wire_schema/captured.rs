//! The schema reads the captured frames as the official client did. Together with the agreement of
//! our types with the schema, and with frames coming back byte for byte, that is what they mean.

use easemob_tests::vectors::{self, Vector};
use protobuf::MessageDyn;
use protobuf::reflect::{EnumDescriptor, FieldDescriptor, ReflectValueRef};
use serde_json::{Map, Value, json};

use crate::schema::Schema;

/// Frames the official client could not read, or only in part.
const UNDECODABLE: [&str; 3] = ["sync/broken-chat-payload", "msync/garbage", "msync/truncated"];

/// Half a character, which the official client writes as three bytes that are no UTF-8, and which
/// no other implementation of protobuf reads as text.
const NOT_UNICODE: &str = "text/lone-surrogate";

#[test]
fn captured_uplink_frames_mean_what_the_official_client_meant() {
    let reader = Reader { schema: Schema::compile(), sync: "CommSyncUL", unread: "CommUnreadUL" };
    let unicode = vectors::uplink().into_iter().filter(|vector| vector.name != NOT_UNICODE);
    unicode.for_each(|vector| reader.check(vector));
}

#[test]
fn captured_downlink_frames_mean_what_the_official_client_understood() {
    let reader = Reader { schema: Schema::compile(), sync: "CommSyncDL", unread: "CommUnreadDL" };
    let (broken, whole): (Vec<_>, Vec<_>) =
        vectors::downlink().into_iter().partition(|v| v.decoded.get("undecodable").is_some());
    assert_eq!(broken.iter().map(|v| &*v.name).collect::<Vec<_>>(), UNDECODABLE);
    whole.into_iter().for_each(|vector| reader.check(vector));
}

/// Reads one direction the way the captures are written down.
struct Reader {
    schema: Schema,
    sync: &'static str,
    unread: &'static str,
}

impl Reader {
    fn check(&self, Vector { name, frame, plain, mut decoded }: Vector) {
        // Which fields were skipped is not part of the meaning.
        decoded.as_object_mut().unwrap().remove("_unknown_fields");
        let read = self.message("MSync", &plain.unwrap_or(frame)).unwrap();
        assert_eq!(read, decoded, "{name}");
    }

    /// Nothing when the bytes are no such message.
    fn message(&self, name: &str, bytes: &[u8]) -> Option<Value> {
        let message = self.schema.message(name).parse_from_bytes(bytes).ok()?;
        Some(self.json(&*message))
    }

    fn json(&self, message: &dyn MessageDyn) -> Value {
        let descriptor = message.descriptor_dyn();
        let present = descriptor.fields().filter_map(|field| {
            let value = self.field(&field, message)?;
            Some((camel_case(field.name()), value))
        });
        let mut members: Map<String, Value> = present.collect();
        if let Some(payload) = bytes_of(message, "payload") {
            let written = match descriptor.name_to_package() {
                "MSync" => self.command_body(&members["command"], payload),
                "Meta" => self.meta_body(&members["ns"], payload),
                other => panic!("{other} has no payload"),
            };
            members.insert("payload".into(), written);
        }
        Value::Object(members)
    }

    fn field(&self, field: &FieldDescriptor, message: &dyn MessageDyn) -> Option<Value> {
        if !field.is_repeated() {
            return Some(self.value(field.get_singular(message)?));
        }
        let list = field.get_repeated(message).into_iter().map(|value| self.value(value));
        let list: Vec<Value> = list.collect();
        (!list.is_empty()).then_some(Value::Array(list))
    }

    fn value(&self, value: ReflectValueRef<'_>) -> Value {
        match value {
            ReflectValueRef::Bool(value) => json!(value),
            ReflectValueRef::I32(value) => json!(value),
            ReflectValueRef::U32(value) => json!(value),
            ReflectValueRef::I64(value) => json!(value.to_string()),
            ReflectValueRef::U64(value) => json!(value.to_string()),
            ReflectValueRef::F32(value) => number(value.into()),
            ReflectValueRef::F64(value) => number(value),
            ReflectValueRef::String(value) => json!(value),
            ReflectValueRef::Bytes(value) => json_or_hex(value),
            ReflectValueRef::Enum(names, value) => enum_name(&names, value),
            ReflectValueRef::Message(value) => self.json(&*value),
        }
    }

    fn command_body(&self, command: &Value, payload: &[u8]) -> Value {
        let name = match command.as_str() {
            Some("SYNC") => self.sync,
            Some("UNREAD") => self.unread,
            Some("NOTICE") => "CommNotice",
            Some("PROVISION") => "Provision",
            Some("LOGOUT") => "Logout",
            _ => return json!(hex(payload)),
        };
        self.message(name, payload).expect("the frame was decodable")
    }

    fn meta_body(&self, namespace: &Value, payload: &[u8]) -> Value {
        let name = match namespace.as_str() {
            Some("STATISTIC") => "StatisticsBody",
            Some("CHAT") => "MessageBody",
            Some("MUC") => "MUCBody",
            Some("ROSTER") => "RosterBody",
            Some("CONFERENCE") => "ConferenceBody",
            Some("NOTIFY") => return json_or_hex(payload),
            _ => return json!(hex(payload)),
        };
        self.message(name, payload).expect("the frame was decodable")
    }
}

fn bytes_of<'a>(message: &'a dyn MessageDyn, field: &str) -> Option<&'a [u8]> {
    let field = message.descriptor_dyn().field_by_name(field)?;
    match field.get_singular(message)? {
        ReflectValueRef::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// Unknown numbers stay numbers. The stream states go without a prefix in the captures.
fn enum_name(names: &EnumDescriptor, number: i32) -> Value {
    let Some(value) = names.value_by_number(number) else { return json!(number) };
    json!(value.name().strip_prefix("STREAM_").unwrap_or(value.name()))
}

/// JSON has no word for what is not a finite number, and the captures write whole ones bare.
fn number(value: f64) -> Value {
    if value.is_nan() {
        json!("NaN")
    } else if value.is_infinite() {
        json!(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn json_or_hex(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .map_or_else(|_| json!(hex(bytes)), |json: Value| json!({ "json": json }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| all + &word[..1].to_uppercase() + &word[1..])
}

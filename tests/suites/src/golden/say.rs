//! The official client's message objects in our words.

use easemob_core::{Address, Attribute, GroupId, LocalId, Outgoing, ServerId};
use serde_json::{Map, Value};

/// The message as our builders say it; `None` when they cannot. Nothing of it is left out: a member
/// nobody took makes it unsayable.
pub(super) fn message(said: &Value, id: u64) -> Option<Outgoing> {
    let mut said = said.as_object()?.clone();
    let to = recipient(&mut said)?;
    let kind = said.remove("type");
    let message = match kind.as_ref().and_then(Value::as_str)? {
        "txt" => {
            said.remove("id");
            Outgoing::text(to, text(&mut said, "msg")?)
        }
        "read" => {
            let read = Outgoing::read_ack(to, number(&mut said, "id")?);
            match text(&mut said, "ackContent") {
                Some(words) => read.ack_content(words),
                None => read,
            }
        }
        "delivery" => Outgoing::delivery_ack(to, number(&mut said, "ackId")?),
        "channel" => Outgoing::conversation_ack(to),
        _ => return None,
    };
    let message = match said.remove("ext") {
        Some(ext) => ext.as_object()?.iter().fold(message, attribute),
        None => message,
    };
    said.is_empty().then(|| message.with_id(LocalId(id)))
}

fn recipient(said: &mut Map<String, Value>) -> Option<Address> {
    let to = text(said, "to")?;
    match text(said, "chatType").as_deref() {
        None | Some("singleChat") => Address::user(&to).ok(),
        Some("groupChat") => GroupId::new(to).ok().map(Address::from),
        Some(_) => None,
    }
}

/// JavaScript's types in ours (messages §2.5): whole numbers that 64 bits hold are integers.
fn attribute(message: Outgoing, (key, value): (&String, &Value)) -> Outgoing {
    let key = key.as_str();
    match value {
        Value::Bool(value) => message.ext(key, *value),
        Value::String(value) => message.ext(key, value.as_str()),
        Value::Number(value) => match value.as_i64() {
            Some(value) => message.ext(key, value),
            None => message.ext(key, value.as_f64().expect("a number")),
        },
        Value::Object(special) if special.contains_key("$undefined") => message,
        Value::Object(special) if special.contains_key("$bigint") => {
            message.ext(key, special["$bigint"].as_str().expect("digits"))
        }
        Value::Object(special) if special.contains_key("$number") => {
            match special["$number"].as_str().expect("a word") {
                "Infinity" => message.ext(key, f64::INFINITY),
                word => message.ext(key, word),
            }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => {
            let json = Attribute::json(value.to_string()).expect("JSON");
            message.ext(key, json)
        }
    }
}

fn text(said: &mut Map<String, Value>, member: &str) -> Option<String> {
    said.remove(member).and_then(|value| value.as_str().map(Into::into))
}

fn number(said: &mut Map<String, Value>, member: &str) -> Option<ServerId> {
    text(said, member)?.parse().ok().map(ServerId)
}

//! Messages from the options of the Web SDK's `message.create` (messages §2).

use easemob_core::{
    Address, Attribute, Attributes, ByteString, GroupId, LocalId, Outgoing, ServerId,
};
use serde_json::value::RawValue;

use crate::json::{Members, StandIn, compact, string, whole};
use crate::problem::Problem;

/// What a message is built from: options of `message.create`, or what that made of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `id` of a read receipt is the message that was read; ours is drawn by the client.
    Options,
    /// `id` is ours, `ackId` the message that was read.
    Created,
}

/// Builds the message.
pub(crate) fn outgoing(json: &RawValue, form: Form) -> Result<Outgoing, Problem> {
    let fields = Members::parse(json.get())
        .map_err(|_| Problem::InvalidMessage("a message is an object".into()))?;
    let own_id = match form {
        Form::Options => None,
        Form::Created => Some(LocalId(id(&fields, &["id"])?)),
    };
    let message = built(&fields, form)?;
    Ok(match own_id {
        Some(id) => message.with_id(id),
        None => message,
    })
}

fn built(fields: &Members<'_>, form: Form) -> Result<Outgoing, Problem> {
    let kind = text(fields, "type")?;
    let to = address(fields)?;
    reject_what_is_missing(fields, &to)?;
    let read_fields: &[&str] = if form == Form::Created { &["ackId"] } else { &["id", "ackId"] };
    let message = match kind.as_str() {
        "txt" => Outgoing::text(to, text(fields, "msg")?),
        "read" => {
            let message = Outgoing::read_ack(to, ServerId(id(fields, read_fields)?));
            match fields.get("ackContent").and_then(string) {
                Some(words) => message.ack_content(words),
                None => message,
            }
        }
        "delivery" => Outgoing::delivery_ack(to, ServerId(id(fields, &["ackId", "id"])?)),
        "channel" => Outgoing::conversation_ack(to),
        "img" | "audio" | "video" | "file" | "loc" | "cmd" | "custom" | "combine" => {
            return Err(Problem::NotSupportedYet(format!("type {kind:?}")));
        }
        other => return Err(wrong(format!("type {other:?} is none of the Web SDK's"))),
    };
    match fields.get("ext") {
        Some(ext) => with_ext(message, ext),
        None => Ok(message),
    }
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::InvalidMessage(what.into())
}

fn text(fields: &Members<'_>, name: &str) -> Result<String, Problem> {
    let value = fields.get(name);
    let value = value.ok_or_else(|| wrong(format!("Missing required parameter: {name:?}")))?;
    serde_json::from_str(value.get()).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        wrong(format!("{name} must be a text: {said}"))
    })
}

fn id(fields: &Members<'_>, names: &[&str]) -> Result<u64, Problem> {
    let name = names.first().copied().unwrap_or_default();
    let value = names.iter().find_map(|name| fields.get(name));
    let value = value.ok_or_else(|| wrong(format!("Missing required parameter: {name:?}")))?;
    let id = whole(value).filter(|id| *id != 0);
    id.ok_or_else(|| wrong(format!("{name} is {}: it must be a 64-bit number", value.get())))
}

fn address(fields: &Members<'_>) -> Result<Address, Problem> {
    let to = text(fields, "to")?;
    if to.is_empty() {
        return Err(wrong("Missing required parameter: \"to\""));
    }
    let chat = fields.get("chatType").and_then(string).unwrap_or_default().to_ascii_lowercase();
    match chat.as_str() {
        "groupchat" => {
            let name = to.split('/').next().unwrap_or_default();
            let group = GroupId::new(name).map_err(|invalid| wrong(invalid.to_string()))?;
            Ok(Address::Group(group))
        }
        "chatroom" => Err(Problem::NotSupportedYet("chatType \"chatRoom\"".into())),
        _ => Address::user(&to).map_err(|invalid| wrong(invalid.to_string())),
    }
}

/// Options that change who gets a message must not get lost silently. In single chats most have no
/// effect anyway.
fn reject_what_is_missing(fields: &Members<'_>, to: &Address) -> Result<(), Problem> {
    let set = |name: &str| {
        let value = fields.get(name).map(RawValue::get);
        value.filter(|value| !matches!(*value, "false" | "[]" | "0" | "\"\"")).is_some()
    };
    let mut missing = vec!["deliverOnlineOnly"];
    if matches!(to, Address::Group(_)) {
        missing.extend(["receiverList", "isChatThread"]);
        if !matches!(fields.get("type").and_then(string).as_deref(), Some("read")) {
            missing.push("msgConfig");
        }
    }
    match missing.into_iter().find(|name| set(name)) {
        Some(name) => Err(Problem::NotSupportedYet(name.into())),
        None => Ok(()),
    }
}

/// Each attribute gets the type JavaScript's value would get.
fn with_ext(message: Outgoing, ext: &RawValue) -> Result<Outgoing, Problem> {
    let members = Members::parse(ext.get()).map_err(|_| wrong("ext must be an object"))?;
    let mut attributes = Attributes::new();
    for (key, value) in members.iter() {
        if let Some(value) = attribute(value)? {
            attributes.set(key.to_owned(), value);
        }
    }
    Ok(attributes
        .iter()
        .fold(message, |message, (key, value)| message.ext(ByteString::from(key), value.clone())))
}

fn attribute(value: &RawValue) -> Result<Option<Attribute>, Problem> {
    let json = value.get();
    match StandIn::of(value) {
        Some(StandIn::Undefined) => return Ok(None),
        Some(StandIn::Whole(digits)) => return Ok(Some(Attribute::from(digits.into_owned()))),
        Some(StandIn::Number(x)) if x.is_nan() => return Ok(Some(Attribute::from("NaN"))),
        Some(StandIn::Number(x)) => return Ok(Some(float(x))),
        Some(StandIn::Hex) => return Err(wrong("ext cannot hold bytes")),
        None => {}
    }
    Ok(Some(match json.bytes().next() {
        Some(b'"') => {
            let text: String = serde_json::from_str(json)
                .map_err(|_| wrong("ext holds half a character, which is no text"))?;
            Attribute::from(text)
        }
        Some(b't' | b'f') => Attribute::from(json == "true"),
        Some(b'-' | b'0'..=b'9') => number(json),
        _ => Attribute::Json(compact(json).into()),
    }))
}

/// Whole numbers are integers, as in JavaScript (`1.0` is one); beyond 64 bits they keep their value
/// as floats.
fn number(json: &str) -> Attribute {
    if let Ok(n) = json.parse::<i64>() {
        Attribute::Int(n)
    } else if let Ok(n) = json.parse::<u64>() {
        Attribute::Uint(n)
    } else {
        float(json.parse().unwrap_or(f64::NAN))
    }
}

fn float(x: f64) -> Attribute {
    // Every whole float below 2^63 is exactly an i64.
    let limit = 2f64.powi(63);
    if x.fract() == 0.0 && (-limit..limit).contains(&x) {
        Attribute::Int(x as i64)
    } else {
        Attribute::Double(x)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, attribute};

    fn read(json: &str) -> Option<Attribute> {
        let raw = serde_json::from_str(json).expect("JSON");
        attribute(raw).expect("an attribute")
    }

    #[test]
    fn values_have_the_types_of_javascript() {
        use Attribute::{Bool, Double, Int, Uint};
        for (json, value) in [
            ("1", Int(1)),
            ("1.0", Int(1)),
            ("-0", Int(0)),
            ("1e3", Int(1_000)),
            ("9007199254740993", Int(9_007_199_254_740_993)),
            ("18446744073709551615", Uint(u64::MAX)),
            ("1e21", Double(1e21)),
            ("0.5", Double(0.5)),
            ("true", Bool(true)),
            ("\"\"", Attribute::from("")),
            ("null", Attribute::Json("null".into())),
            ("{ \"a\" : 1.50 }", Attribute::Json("{\"a\":1.50}".into())),
            ("{\"$bigint\":\"9007199254740993\"}", Attribute::from("9007199254740993")),
            ("{\"$number\":\"NaN\"}", Attribute::from("NaN")),
            ("{\"$number\":\"-Infinity\"}", Double(f64::NEG_INFINITY)),
        ] {
            assert_eq!(read(json), Some(value), "{json}");
        }
        assert_eq!(read("{\"$undefined\":true}"), None);
    }
}

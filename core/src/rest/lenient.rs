//! Members of answers that come in more than one spelling: a number as a text, an id as a number, a
//! success as a word. What cannot be read says nothing: one odd member does not spoil an answer.
//!
//! For serde: `#[serde(default, deserialize_with = "lenient::number")]`.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::time::UnixMillis;

/// A whole number, or the text of one.
pub(crate) fn number<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<i64>,
{
    let number = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(number.and_then(|number| N::try_from(number).ok()))
}

/// Milliseconds since 1970; a negative number is no time.
pub(crate) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UnixMillis>, D::Error> {
    number(deserializer).map(|number| number.map(UnixMillis))
}

/// A text, or the digits of a number.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// An id: a text, or the digits of a number; empty where there is none.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer).map(Option::unwrap_or_default)
}

/// The server's id of a message.
#[cfg(feature = "thread")]
pub(crate) fn message<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<crate::ids::ServerId>, D::Error> {
    Ok(text(deserializer)?.and_then(|digits| digits.parse().ok()).map(crate::ids::ServerId))
}

/// True or false, also as a word: `true`, `success` and `ok` are true.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Some(flag),
        Value::String(word) => Some(matches!(word.as_str(), "true" | "success" | "ok")),
        _ => None,
    })
}

/// An object of texts by key; what is no text is kept as JSON.
pub(crate) fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let members = BTreeMap::<String, Value>::deserialize(deserializer)?;
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(members.into_iter().map(|(key, value)| (key, text(value))).collect())
}

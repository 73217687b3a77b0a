//! Members of answers that come in more than one spelling: a number as a text, an id as a number, a
//! success as a word. What cannot be read says nothing: one odd member does not spoil an answer, be it
//! half a character or a number beyond all numbers.
//!
//! For serde: `#[serde(default, deserialize_with = "lenient::number")]`.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json;
use crate::time::UnixMillis;

/// A whole number, or the text of one.
pub(crate) fn number<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<i64>,
{
    let number = json::number(raw(deserializer)?.get());
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
    Ok(json::text(raw(deserializer)?.get()).map(String::from))
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
    let raw = raw(deserializer)?;
    Ok(match raw.get() {
        "true" => Some(true),
        "false" => Some(false),
        word if word.starts_with('"') => {
            json::text(word).map(|word| matches!(&*word, "true" | "success" | "ok"))
        }
        _ => None,
    })
}

/// An object of texts by key; what is no text is kept as JSON. `null` holds none.
pub(crate) fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let members = Option::<BTreeMap<String, Box<RawValue>>>::deserialize(deserializer)?;
    let text = |value: Box<RawValue>| match value.get() {
        string if string.starts_with('"') => {
            json::text(string).map_or_else(|| string.to_string(), String::from)
        }
        other => other.to_string(),
    };
    Ok(members.unwrap_or_default().into_iter().map(|(key, value)| (key, text(value))).collect())
}

/// A list; `null` is an empty one.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Whatever stands there, as JSON text.
fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<RawValue>, D::Error> {
    Box::<RawValue>::deserialize(deserializer)
}

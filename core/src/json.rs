//! JSON of the server, read leniently: order and digits are kept, a number may come as text.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use bytestring::ByteString;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::Json;
use crate::ids::ServerId;
use crate::time::UnixMillis;

/// The members of a JSON object in their order.
#[derive(Default)]
pub(crate) struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.get()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key as JSON text. A key that comes twice counts with its last value.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value.get())
    }

    pub(crate) fn json(&self, key: &str) -> Option<Json> {
        self.raw(key).map(Json::new)
    }

    pub(crate) fn object(&self, key: &str) -> Option<Object<'a>> {
        Self::parse(self.raw(key)?)
    }

    pub(crate) fn list(&self, key: &str) -> Option<Vec<&'a str>> {
        list(self.raw(key)?)
    }

    pub(crate) fn text(&self, key: &str) -> Option<ByteString> {
        text(self.raw(key)?)
    }

    /// The same, empty where there is none.
    pub(crate) fn text_or_empty(&self, key: &str) -> ByteString {
        self.text(key).unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        number(self.raw(key)?)
    }

    pub(crate) fn count<N: TryFrom<i64>>(&self, key: &str) -> Option<N> {
        N::try_from(self.number(key)?).ok()
    }

    pub(crate) fn time(&self, key: &str) -> Option<UnixMillis> {
        self.count(key).map(UnixMillis)
    }

    pub(crate) fn id(&self, key: &str) -> Option<ServerId> {
        self.text(key)?.parse().ok().map(ServerId)
    }

    /// As the official client takes it: true or `"true"`.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.raw(key).map(is_true)
    }
}

/// True or `"true"`.
pub(crate) fn is_true(raw: &str) -> bool {
    matches!(raw, "true" | "\"true\"")
}

/// What JavaScript takes for true.
pub(crate) fn is_truth(raw: &str) -> bool {
    match raw {
        "null" | "false" | "\"\"" => false,
        other => other.parse::<f64>() != Ok(0.0),
    }
}

/// The text of a string; digits of a number; nothing else is a text.
pub(crate) fn text(raw: &str) -> Option<ByteString> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(raw).ok().map(Into::into),
        b'-' | b'0'..=b'9' => Some(raw.to_string().into()),
        _ => None,
    }
}

/// A whole number, or the text of one; of a fraction, the whole part.
#[expect(clippy::cast_possible_truncation, reason = "what does not fit is as good as its bound")]
pub(crate) fn number(raw: &str) -> Option<i64> {
    let text = text(raw)?;
    let text = text.trim();
    text.parse().ok().or_else(|| {
        text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number as i64)
    })
}

/// The elements of a list as JSON text.
pub(crate) fn list(raw: &str) -> Option<Vec<&str>> {
    let list: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
    Some(list.into_iter().map(RawValue::get).collect())
}

/// Those elements of a list that are texts.
pub(crate) fn texts(raw: Option<Vec<&str>>) -> Vec<ByteString> {
    raw.into_iter().flatten().filter_map(text).collect()
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_order_are_kept() {
        let json = r#"{"b":12345678901234567890,"a":" 5 ","x":1.5,"b":"last","n":null}"#;
        let object = Object::parse(json).unwrap();
        let keys: Vec<&str> = object.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["b", "a", "x", "b", "n"]);
        assert_eq!(object.text("b").as_deref(), Some("last"));
        assert_eq!((object.number("a"), object.number("x")), (Some(5), Some(1)));
        assert_eq!((object.text("n"), object.number("n")), (None, None));
        assert_eq!(text("12345678901234567890").as_deref(), Some("12345678901234567890"));
        assert!(Object::parse("[1]").is_none());
    }
}

//! JSON as it was written: members in order, numbers with their digits, stand-ins for what JSON
//! cannot say.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in order. A name that comes twice counts with its last value.
#[derive(Debug, Default)]
pub struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// When `json` is something else, or no JSON.
    pub fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The member, unless it is absent, `null` or the stand-in for `undefined`.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().rev().find(|(member, _)| member == name)?.1;
        (found.get() != "null" && !is_undefined(found)).then_some(found)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// What JSON cannot say, as an object with one member.
#[derive(Debug, PartialEq)]
pub(crate) enum StandIn<'a> {
    /// `$bigint`, `$long`: decimal text.
    Whole(Cow<'a, str>),
    /// `$number`: `NaN`, `Infinity`, `-Infinity`.
    Number(f64),
    /// `$undefined`.
    Undefined,
    /// `$hex`.
    Hex,
}

impl<'a> StandIn<'a> {
    pub(crate) fn of(value: &'a RawValue) -> Option<Self> {
        let text = value.get();
        if !text.starts_with('{') || !text.contains("\"$") {
            return None;
        }
        let members = Members::parse(text).ok()?;
        let [(name, inner)] = members.0.as_slice() else { return None };
        let inner = inner.get();
        let text = || serde_json::from_str::<Cow<'a, str>>(inner).ok();
        Some(match name.as_str() {
            "$bigint" | "$long" => Self::Whole(text()?),
            "$number" => Self::Number(match text()?.as_ref() {
                "NaN" => f64::NAN,
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                other => other.parse().ok()?,
            }),
            "$undefined" => Self::Undefined,
            "$hex" => Self::Hex,
            _ => return None,
        })
    }
}

fn is_undefined(value: &RawValue) -> bool {
    StandIn::of(value) == Some(StandIn::Undefined)
}

/// A string; `None` for anything else.
pub(crate) fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// The digits of a 64-bit id: a string, a number or a stand-in.
pub(crate) fn whole(value: &RawValue) -> Option<u64> {
    if let Some(StandIn::Whole(text)) = StandIn::of(value) {
        return text.parse().ok();
    }
    match string(value) {
        Some(text) => text.parse().ok(),
        None => value.get().parse().ok(),
    }
}

/// JSON text as JavaScript would print it: no blanks between the parts, strings spelt the short
/// way. Numbers keep their digits, members their order.
pub(crate) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(quote) = rest.find('"') {
        let (before, from) = rest.split_at(quote);
        out.extend(before.chars().filter(|c| !c.is_ascii_whitespace()));
        let (string, after) = from.split_at(end_of_string(from));
        match serde_json::from_str::<String>(string).and_then(|text| serde_json::to_string(&text)) {
            Ok(spelt) => out.push_str(&spelt),
            // Half a character: stays as it is.
            Err(_) => out.push_str(string),
        }
        rest = after;
    }
    out.extend(rest.chars().filter(|c| !c.is_ascii_whitespace()));
    out
}

/// The length of the string that `json` begins with, quotes included.
fn end_of_string(json: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn json_is_printed_as_javascript_does() {
        let written = r#" { "b" : [ 1.0 , "\u4f60 \"x\\" , null ] , "a" : 9007199254740993 } "#;
        assert_eq!(compact(written), r#"{"b":[1.0,"你 \"x\\",null],"a":9007199254740993}"#);
        assert_eq!(compact(r#""\ud800""#), r#""\ud800""#);
    }
}

//! Fields of custom messages travel in the order in which they were written, which a JSON value
//! does not keep: here they become lists of pairs.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Members in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

/// Reads a list of steps; `customExts` becomes a list of `[name, value]`.
pub(super) fn steps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Value>, D::Error> {
    let steps: Vec<&RawValue> = Deserialize::deserialize(deserializer)?;
    steps.into_iter().map(|step| value(step).map_err(serde::de::Error::custom)).collect()
}

fn value(json: &RawValue) -> Result<Value, serde_json::Error> {
    if !json.get().starts_with('{') {
        return serde_json::from_str(json.get());
    }
    let members: Members<'_> = serde_json::from_str(json.get())?;
    let told = members.0.into_iter().map(|(name, member)| {
        let told = if name == "customExts" { pairs(member)? } else { inner(member)? };
        Ok((name, told))
    });
    told.collect::<Result<serde_json::Map<_, _>, _>>().map(Value::Object)
}

/// Arguments of a call are a list of objects.
fn inner(json: &RawValue) -> Result<Value, serde_json::Error> {
    if !json.get().starts_with('[') {
        return value(json);
    }
    let items: Vec<&RawValue> = serde_json::from_str(json.get())?;
    items.into_iter().map(value).collect()
}

fn pairs(json: &RawValue) -> Result<Value, serde_json::Error> {
    let members: Members<'_> = serde_json::from_str(json.get())?;
    let pair = |(name, member): (String, &RawValue)| {
        let member: Value = serde_json::from_str(member.get())?;
        Ok(json!([name, member]))
    };
    members.0.into_iter().map(pair).collect()
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

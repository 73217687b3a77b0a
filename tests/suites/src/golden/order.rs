//! Fields of custom messages travel in the order in which they were written, which a JSON value
//! does not keep: here they become lists of pairs.

use easemob_driver::json::Members;
use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Reads a list of steps; `customExts` becomes a list of `[name, value]`.
pub(super) fn steps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Value>, D::Error> {
    let steps: Vec<&RawValue> = Deserialize::deserialize(deserializer)?;
    steps.into_iter().map(|step| value(step).map_err(serde::de::Error::custom)).collect()
}

fn value(json: &RawValue) -> Result<Value, serde_json::Error> {
    if !json.get().starts_with('{') {
        return serde_json::from_str(json.get());
    }
    let members = Members::parse(json.get())?;
    let told = members.iter().map(|(name, member)| {
        let told = if name == "customExts" { pairs(member)? } else { inner(member)? };
        Ok((name.to_owned(), told))
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
    let members = Members::parse(json.get())?;
    let pair = |(name, member): (&str, &RawValue)| {
        let member: Value = serde_json::from_str(member.get())?;
        Ok(json!([name, member]))
    };
    members.iter().map(pair).collect()
}

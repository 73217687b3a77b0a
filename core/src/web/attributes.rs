//! `ext` as an object in the sender's order.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::json::{Float, one_line};
use crate::message::{Attribute, Attributes};

/// The attributes of a message. Those of a type without a name are left out, as in the Web SDK.
pub(super) struct Ext<'a>(pub(super) &'a Attributes);

impl Serialize for Ext<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.0.iter() {
            if !matches!(value, Attribute::Unknown(_)) {
                map.serialize_entry(key, &Value(value))?;
            }
        }
        map.end()
    }
}

struct Value<'a>(&'a Attribute);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Attribute::Bool(b) => serializer.serialize_bool(*b),
            Attribute::Int(n) | Attribute::Long(n) => serializer.serialize_i64(*n),
            Attribute::Uint(n) => serializer.serialize_u64(*n),
            Attribute::Float(x) => Float(f64::from(*x)).serialize(serializer),
            Attribute::Double(x) => Float(*x).serialize(serializer),
            Attribute::String(text) => serializer.serialize_str(text),
            Attribute::Json(text) => Raw(text).serialize(serializer),
            Attribute::Unknown(_) => serializer.serialize_unit(),
        }
    }
}

/// JSON text as it was written; what is not JSON is a plain string, where the official client loses
/// the whole message.
pub(super) struct Raw<'a>(pub(super) &'a str);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(&one_line(self.0)) {
            Ok(json) => json.serialize(serializer),
            Err(_) => serializer.serialize_str(self.0),
        }
    }
}

//! Typed key-value attributes: the application's `ext` (messages §2.5).

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;
use serde_json::value::RawValue;

use crate::error::InvalidMessage;
use crate::wire::view::{self, Repeated};
use crate::wire::{KeyValue, Value, ValueType};

/// One value. Types survive the trip; 64-bit integers stay whole.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Attribute {
    /// `BOOL`
    Bool(bool),
    /// `INT`: what a JavaScript client sends for every integer.
    Int(i64),
    /// `UINT`. The official client reads what is above `i64::MAX` as a negative number.
    Uint(u64),
    /// `LLINT`
    Long(i64),
    /// `FLOAT`. The official client shows all its digits: 1.1 as 1.100000023841858.
    Float(f32),
    /// `DOUBLE`
    Double(f64),
    /// `STRING`
    String(ByteString),
    /// `JSON_STRING`: raw text, so that members keep their order and numbers their digits. As
    /// received it may be anything; what is not JSON is not sent, see [`Attribute::json`].
    Json(ByteString),
    /// A type number this version has no name for.
    Unknown(i32),
}

impl Attribute {
    /// A JSON value, kept as written.
    ///
    /// # Errors
    /// [`InvalidMessage`] when `text` is not JSON.
    pub fn json(text: impl Into<ByteString>) -> Result<Self, InvalidMessage> {
        let text = text.into();
        match serde_json::from_str::<&RawValue>(&text) {
            Ok(_) => Ok(Self::Json(text)),
            Err(error) => Err(InvalidMessage { field: "ext", problem: error.to_string() }),
        }
    }

    fn to_wire(&self, key: &str) -> KeyValue {
        let (kind, value) = match self {
            Self::Bool(b) => (ValueType::Bool, Value::Varint(i64::from(*b))),
            Self::Int(n) => (ValueType::Int, Value::Varint(*n)),
            Self::Uint(n) => (ValueType::Uint, Value::Varint(n.cast_signed())),
            Self::Long(n) => (ValueType::Llint, Value::Varint(*n)),
            Self::Float(x) => (ValueType::Float, Value::Float(*x)),
            Self::Double(x) => (ValueType::Double, Value::Double(*x)),
            Self::String(s) => (ValueType::String, Value::String(s.to_string())),
            Self::Json(s) => (ValueType::JsonString, Value::String(s.to_string())),
            Self::Unknown(kind) => {
                return KeyValue { key: Some(key.into()), kind: Some(*kind), value: None };
            }
        };
        KeyValue { key: Some(key.into()), kind: Some(kind as i32), value: Some(value) }
    }

    fn from_wire(kind: i32, value: Option<view::Value<'_>>, of: &Bytes) -> Self {
        let Ok(kind) = ValueType::try_from(kind) else { return Self::Unknown(kind) };
        let varint = match value {
            Some(view::Value::Varint(n)) => n,
            _ => 0,
        };
        let text = |value| match value {
            Some(view::Value::String(text)) => text.kept(of),
            _ => ByteString::new(),
        };
        match kind {
            ValueType::Bool => Self::Bool(varint != 0),
            ValueType::Int => Self::Int(varint),
            ValueType::Uint => Self::Uint(varint.cast_unsigned()),
            ValueType::Llint => Self::Long(varint),
            ValueType::Float => {
                Self::Float(if let Some(view::Value::Float(x)) = value { x } else { 0.0 })
            }
            ValueType::Double => {
                Self::Double(if let Some(view::Value::Double(x)) = value { x } else { 0.0 })
            }
            ValueType::String => Self::String(text(value)),
            ValueType::JsonString => Self::Json(text(value)),
        }
    }
}

macro_rules! attribute_from {
    ($($from:ty => $variant:ident),*) => {$(
        impl From<$from> for Attribute {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
attribute_from!(bool => Bool, i32 => Int, i64 => Int, u32 => Uint, u64 => Uint, f32 => Float, f64 => Double, &str => String, String => String, ByteString => String);

/// Attributes in the sender's order. A key that comes twice counts with its last value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(Vec<(ByteString, Attribute)>);

impl Attributes {
    /// No attributes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) const fn empty() -> Self {
        Self(Vec::new())
    }

    /// Sets `key`, in its old place if it had one.
    pub fn set(&mut self, key: impl Into<ByteString>, value: impl Into<Attribute>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Attribute> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What keeps them from being sent. JSON that is none would cost some receivers the whole message
    /// (messages §3.2).
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        for (_, value) in self.iter() {
            match value {
                Attribute::Unknown(_) => return Err("holds an attribute of an unknown type"),
                Attribute::Json(text) if serde_json::from_str::<&RawValue>(text).is_err() => {
                    return Err("holds a JSON attribute that is not JSON");
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn to_wire(&self) -> Vec<KeyValue> {
        self.iter().map(|(key, value)| value.to_wire(key)).collect()
    }

    /// Attributes whose texts are slices of what they were read from.
    pub(crate) fn from_wire(pairs: Repeated<'_, view::KeyValue<'_>>, of: &Bytes) -> Self {
        if pairs.is_empty() {
            return Self::new();
        }
        let read = |pair: view::KeyValue<'_>| {
            let kind = pair.kind.unwrap_or(ValueType::Bool as i32);
            let key = pair.key.unwrap_or_default().kept(of);
            (key, Attribute::from_wire(kind, pair.value, of))
        };
        Self::of(pairs.iter().map(read), pairs.len())
    }

    /// These attributes, about so many.
    fn of(pairs: impl Iterator<Item = (ByteString, Attribute)>, about: usize) -> Self {
        let mut attributes = Vec::with_capacity(about);
        // A peer may send very many: none is looked for among all others.
        let mut places = BTreeMap::new();
        for (key, value) in pairs {
            let place = *places.entry(key.clone()).or_insert(attributes.len());
            match attributes.get_mut(place) {
                Some((_, old)) => *old = value,
                None => attributes.push((key, value)),
            }
        }
        Self(attributes)
    }
}

impl FromIterator<(ByteString, Attribute)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (ByteString, Attribute)>>(pairs: I) -> Self {
        Self::of(pairs.into_iter(), 0)
    }
}

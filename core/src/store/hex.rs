//! Bytes as hexadecimal text, for formats that have no bytes.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(crate) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    let text: String = bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect();
    to.serialize_str(&text)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
    let text = Cow::<'de, str>::deserialize(from)?;
    let wrong = || D::Error::custom("not hexadecimal");
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut digits = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()));
    while let Some(high) = digits.next() {
        let low = digits.next().ok_or_else(wrong)?;
        bytes.push(high.ok_or_else(wrong)? << 4 | low.ok_or_else(wrong)?);
    }
    Ok(bytes.into())
}

//! Small values as JSON says them, or as stand-ins where it cannot.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Anything with a `Display`, as a JSON string.
pub(super) struct Text<T>(pub(super) T);

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Bytes, as `{"$hex":"00ff"}`.
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("$hex", &Text(Digits(self.0)))?;
        map.end()
    }
}

struct Digits<'a>(&'a [u8]);

impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A float; `{"$number":"NaN"}` and the like where JSON has no word for it.
pub(super) struct Float(pub(super) f64);

impl Serialize for Float {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = match self.0 {
            x if x.is_finite() => return serializer.serialize_f64(x),
            x if x.is_nan() => "NaN",
            x if x > 0.0 => "Infinity",
            _ => "-Infinity",
        };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("$number", name)?;
        map.end()
    }
}

/// JSON text without line breaks between its parts, so that it fits on one line. Everything else
/// of it stays as it was written.
pub(super) fn one_line(json: &str) -> Cow<'_, str> {
    if !json.contains(['\n', '\r']) {
        return Cow::Borrowed(json);
    }
    // A line break is never part of a string: there it is spelt `\n`.
    Cow::Owned(json.chars().filter(|c| !matches!(c, '\n' | '\r')).collect::<String>())
}

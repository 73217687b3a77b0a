//! JSON as the server wrote it.

use alloc::string::String;
use core::fmt;

use bytestring::ByteString;

/// One JSON value as the server wrote it: members keep their order and numbers their digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Json(ByteString);

impl Json {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text it stands for, when it is a string.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        serde_json::from_str(&self.0).ok()
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

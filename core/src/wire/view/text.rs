//! Text in borrowed bytes.

use core::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use super::Broken;

/// A text: bytes that were found to be UTF-8.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Broken> {
        if bytes.is_ascii() || core::str::from_utf8(bytes).is_ok() {
            Ok(Self(bytes))
        } else {
            Err(Broken)
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        core::str::from_utf8(self.0).unwrap_or_default()
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The text as a slice of the bytes it was read from, which it keeps in memory.
    ///
    /// # Panics
    /// When it was read from other bytes.
    #[must_use]
    pub fn kept(self, of: &Bytes) -> ByteString {
        ByteString::try_from(of.slice_ref(self.0)).unwrap_or_default()
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

//! The bodies of control frames: short, and kept without an allocation (RFC 6455 §5.5).

use core::fmt;
use core::ops::Deref;

use bytestring::ByteString;

use super::Violation;
use super::frame::CONTROL_MAX;

/// The body of a ping or pong: 125 bytes at most. Reads as a slice.
#[derive(Clone, Copy)]
pub struct ControlBody {
    bytes: [u8; CONTROL_MAX],
    length: usize,
}

impl ControlBody {
    pub(super) const EMPTY: Self = Self { bytes: [0; CONTROL_MAX], length: 0 };

    /// `None` when it does not fit.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let mut body = Self::EMPTY;
        body.extend(bytes).then_some(body)
    }

    /// Whether the bytes had room.
    pub(super) fn extend(&mut self, more: &[u8]) -> bool {
        let end = self.length + more.len();
        let Some(room) = self.bytes.get_mut(self.length..end) else { return false };
        room.copy_from_slice(more);
        self.length = end;
        true
    }

    /// The body of a close frame.
    pub(super) fn close(code: u16, reason: &str) -> Option<Self> {
        let mut body = Self::new(&code.to_be_bytes())?;
        body.extend(reason.as_bytes()).then_some(body)
    }
}

impl Deref for ControlBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl PartialEq for ControlBody {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for ControlBody {}

impl fmt::Debug for ControlBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Why the server closes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Farewell {
    /// The code (§7.4), if the server gave one.
    pub code: Option<u16>,
    /// The reason, often empty.
    pub reason: ByteString,
}

impl Farewell {
    pub(super) fn read(body: &[u8]) -> Result<Self, Violation> {
        let Some((code, reason)) = body.split_first_chunk() else {
            return if body.is_empty() {
                Ok(Self::default())
            } else {
                Err(Violation::HalfCloseCode)
            };
        };
        let reason = core::str::from_utf8(reason).map_err(|_| Violation::ReasonNotUtf8)?;
        let code = u16::from_be_bytes(*code);
        if !may_be_sent(code) {
            return Err(Violation::CloseCode(code));
        }
        Ok(Self { code: Some(code), reason: reason.into() })
    }
}

/// §7.4.1, §7.4.2 and the IANA registry: 1004, 1005, 1006 and 1015 are never on the wire, the rest
/// below 3000 is not given out, and there is nothing from 5000 on.
pub(super) fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

//! Bytes of a peer that could not be read.

use alloc::string::String;
use core::fmt;

use bytes::Bytes;

/// Something the server sent could not be read. The guilty party is the server; the link and the
/// queue go on, and the bytes are kept for diagnosis.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed {layer}: {detail}")]
pub struct Malformed {
    /// What was being read.
    pub layer: Layer,
    /// What was wrong with it.
    pub detail: String,
    /// The bytes of that layer.
    pub bytes: Bytes,
}

impl Malformed {
    /// A finding in `layer`.
    #[must_use]
    pub fn new(layer: Layer, detail: impl Into<String>, bytes: Bytes) -> Self {
        Self { layer, detail: detail.into(), bytes }
    }

    /// Keeps nothing of what was found, for a secret of ours is in it, or may be.
    pub(crate) fn hush(&mut self) {
        self.bytes = Bytes::new();
        self.detail = "it may hold a secret of ours, so its bytes are not kept".into();
    }
}

/// Prints at most 64 bytes: what a peer sends may be large.
impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.bytes.slice(..self.bytes.len().min(64));
        f.debug_struct("Malformed")
            .field("layer", &self.layer)
            .field("detail", &self.detail)
            .field("length", &self.bytes.len())
            .field("bytes", &shown)
            .finish()
    }
}

/// The layer of the wire in which something was malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Layer {
    /// A text message where binary ones are spoken (O-20).
    Text,
    /// The LZ4 frame around the envelope (COMP-9).
    Compression,
    /// `MSync`.
    Envelope,
    /// `Provision`.
    Provision,
    /// `Logout`.
    Logout,
    /// `CommUnreadDL`.
    Unread,
    /// `CommNotice`.
    Notice,
    /// `CommSyncDL` or `CommSyncUL`.
    Sync,
    /// One `Meta` of a page.
    Meta,
    /// The payload of a meta.
    Payload,
    /// The answer to an HTTP request.
    Http,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text message",
            Self::Compression => "compressed frame",
            Self::Envelope => "envelope",
            Self::Provision => "PROVISION body",
            Self::Logout => "LOGOUT body",
            Self::Unread => "UNREAD body",
            Self::Notice => "NOTICE body",
            Self::Sync => "SYNC body",
            Self::Meta => "meta",
            Self::Payload => "payload",
            Self::Http => "HTTP answer",
        })
    }
}

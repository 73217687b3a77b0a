//! Why an HTTP exchange failed.

use alloc::string::String;

use super::{ErrorCode, Malformed};
use crate::io::Lost;

/// The end of an exchange that did not succeed. Every exchange ends; the vendor's client leaves
/// some pending for ever (O-14).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CallFailed {
    /// No answer: the network's fault, or the server took too long.
    #[error("no answer: {0}")]
    Lost(Lost),
    /// The server said no.
    #[error(transparent)]
    Refused(Refused),
    /// The server answered something that is not an answer.
    #[error(transparent)]
    Malformed(Malformed),
    /// The session ended, or the call was withdrawn.
    #[error("cancelled")]
    Cancelled,
}

/// What a server said when it refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("HTTP {status}: {message}")]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// The Web SDK's number for it (HTTP-5).
    pub code: ErrorCode,
    /// The server's words, shortened.
    pub message: String,
}

impl CallFailed {
    /// The Web SDK's number.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        use crate::io::LostKind;
        match self {
            Self::Lost(lost) if lost.kind == LostKind::Timeout => ErrorCode::RequestTimeout,
            Self::Lost(_) => ErrorCode::RequestUnknown,
            Self::Refused(refused) => refused.code,
            Self::Malformed(_) => ErrorCode::RequestFailed,
            Self::Cancelled => ErrorCode::RequestAborted,
        }
    }

    /// Whether another host, or the same one later, may answer differently. A refusal (4xx) is
    /// final (O-29); silence, 429 and 5xx are not, nor is an answer some proxy made up.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Lost(_) | Self::Malformed(_) => true,
            Self::Refused(refused) => refused.status == 429 || refused.status >= 500,
            Self::Cancelled => false,
        }
    }
}

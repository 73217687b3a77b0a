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
    /// The arguments cannot be; nothing was sent.
    #[error(transparent)]
    Invalid(InvalidCall),
    /// Nobody is logged in, so there is no one to ask for; nothing was sent.
    #[error("nobody is logged in: log in first")]
    NotLoggedIn,
    /// `Config::calls_max` calls and registrations are under way or wait to be read; nothing was sent.
    #[error("too many calls at once: wait for answers, or raise calls_max")]
    Busy,
    /// The session ended, or the call was withdrawn. What was sent may have been done.
    #[error("cancelled")]
    Cancelled,
}

/// An argument of a call that breaks the vendor's rules, found before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {field} {problem}")]
pub struct InvalidCall {
    /// The Web SDK's name of the call.
    pub call: String,
    /// Which argument.
    pub field: &'static str,
    /// What is wrong with it and what would be right.
    pub problem: String,
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
    /// The server's short name for it (`error`), if it gave one.
    pub error: Option<String>,
    /// The server's number for it (`error_code`), if it gave one.
    pub error_code: Option<i64>,
    /// How long the server asks to be left alone (`Retry-After`), in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The answer is a web page: most likely of something between us and the server, as a captive
    /// portal or a proxy.
    pub web_page: bool,
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
            Self::Invalid(_) => ErrorCode::RequestParameter,
            Self::NotLoggedIn => ErrorCode::RestParameters,
            Self::Busy => ErrorCode::MaxLimit,
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
            Self::Busy => true,
            Self::Invalid(_) | Self::NotLoggedIn | Self::Cancelled => false,
        }
    }

    /// Whether it may be no word of the server's but of something in the way, which sends elsewhere
    /// or shows a web page.
    pub(crate) fn is_in_the_way(&self) -> bool {
        match self {
            Self::Refused(refused) => matches!(refused.status, 300..400) || refused.web_page,
            _ => false,
        }
    }
}

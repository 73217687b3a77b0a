//! Why a message was not accepted for sending.

use alloc::boxed::Box;
use alloc::string::String;

use super::ErrorCode;
use crate::message::Outgoing;

/// A message that was not accepted. It comes back to its owner unchanged; nothing was sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("message not accepted: {why}")]
pub struct NotSent {
    /// The message.
    pub message: Box<Outgoing>,
    /// The reason.
    pub why: WhyNotSent,
}

/// Why a message was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhyNotSent {
    /// Nobody is logged in (TX-1).
    #[error("not logged in")]
    LoggedOut,
    /// The outbox holds as many messages or bytes as `Config` allows: wait for an outcome.
    #[error("the outbox is full")]
    OutboxFull,
    /// The encoded message exceeds `Config::message_bytes_max`.
    #[error("{bytes} bytes exceed the limit of {limit} bytes a message")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A message of that id has not ended yet, or its end was not taken yet.
    #[error("a message of that id is already waiting")]
    DuplicateId,
    /// More of something than the vendor's servers take.
    #[error("{count} {field}: at most {limit} are allowed")]
    TooMany {
        /// What there is too much of.
        field: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The message makes no sense.
    #[error("{field} {problem}")]
    Invalid {
        /// Which part.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl WhyNotSent {
    pub(crate) const fn invalid(field: &'static str, problem: &'static str) -> Self {
        Self::Invalid { field, problem }
    }

    /// The Web SDK's number.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::LoggedOut => ErrorCode::NotLoggedIn,
            Self::OutboxFull | Self::TooMany { .. } => ErrorCode::MaxLimit,
            Self::TooLarge { .. } => ErrorCode::MessageTooLarge,
            Self::DuplicateId | Self::Invalid { .. } => ErrorCode::MessageParameter,
        }
    }
}

/// A message that cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InvalidMessage {
    /// Which part.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

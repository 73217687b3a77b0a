//! How commands to a background client end.

use crate::error::{LoginRefused, NotSent, OfflineCause, WhyNotSent};
use crate::event::Outcome;
use crate::ids::{LocalId, ServerId};
use crate::time::UnixMillis;

/// The server has the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Our id of it.
    pub local: LocalId,
    /// The server's id of it.
    pub server: ServerId,
    /// When the server took it.
    pub at: UnixMillis,
}

/// Why a message was not sent, or may not have been.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SendFailed {
    /// It was not accepted, and comes back.
    #[error(transparent)]
    NotSent(#[from] NotSent),
    /// It was accepted and did not end as [`Outcome::Sent`].
    #[error("message {local}: {outcome}")]
    Ended {
        /// Our id of it.
        local: LocalId,
        /// How it ended.
        outcome: Outcome,
    },
    /// The background loop has ended.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// Why a chat room was not asked to let the user in or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoomNotAsked {
    /// The question was not accepted for sending.
    #[error(transparent)]
    NotSent(#[from] WhyNotSent),
    /// The background loop has ended.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// Why nobody is logged in after a login.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoginFailed {
    /// The login was not even begun.
    #[error(transparent)]
    NotBegun(#[from] LoginRefused),
    /// It ended without success.
    #[error(transparent)]
    Offline(#[from] OfflineCause),
    /// The background loop has ended.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// The background loop has ended: it was shut down, or its task was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the background loop has ended")]
pub struct Gone;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn how_a_message_ended_is_said_in_words() {
        let rejected = Outcome::Rejected {
            code: ErrorCode::UserMuted,
            message: "the user is muted".into(),
            reason: "muted".into(),
            status: Some(5),
            server: None,
        };
        for (outcome, words) in [
            (rejected, "message 7: the server refused it: the user is muted"),
            (Outcome::Unconfirmed, "message 7: never acknowledged: the server may have it or not"),
            (Outcome::Expired, "message 7: it waited too long and was not sent"),
        ] {
            let failed = SendFailed::Ended { local: LocalId(7), outcome };
            assert_eq!(failed.to_string(), words);
        }
    }
}

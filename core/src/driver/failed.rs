//! How commands to a background client end.

use crate::error::{LoginRefused, NotSent, OfflineCause};
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
    NotSent(NotSent),
    /// It was accepted and did not end as [`Outcome::Sent`].
    #[error("message {local} ended as {outcome:?}")]
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

/// Why nobody is logged in after a login.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoginFailed {
    /// The login was not even begun.
    #[error(transparent)]
    NotBegun(#[from] LoginRefused),
    /// It ended without success.
    #[error(transparent)]
    Offline(OfflineCause),
    /// The background loop has ended.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// The background loop has ended: it was shut down, or its task was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the background loop has ended")]
pub struct Gone;

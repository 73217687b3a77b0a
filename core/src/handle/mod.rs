//! A client that runs by itself, and how tasks talk to it: for the transports' background loops.
//!
//! Channels only, no runtime, no clock, no socket. A transport takes all three parts from
//! [`desk`], runs its loop with the [`Desk`] beside the [`Client`](crate::Client), and gives
//! [`Handle`] and [`Events`] to the application.

mod commander;
mod desk;
mod events;

use alloc::boxed::Box;

use crate::error::{CallFailed, LoginRefused, NotSent, OfflineCause};
use crate::event::{Online, Outcome, Registered};
use crate::ids::{Delivery, LocalId, ServerId, UserId};
use crate::io::Network;
use crate::message::Outgoing;
use crate::secret::Secret;
use crate::session::{Credentials, Session};
use crate::time::UnixMillis;

pub use commander::Handle;
pub use desk::{Desk, TokenFuture, desk};
pub use events::Events;

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

type Reply<T> = async_channel::Sender<T>;

/// What a [`Handle`] asks of the loop.
enum Command {
    Login(Credentials, Reply<Result<Online, LoginFailed>>),
    Logout(Reply<()>),
    Send(Box<Outgoing>, Reply<Result<Sent, SendFailed>>),
    Post(Box<Outgoing>, Reply<Result<LocalId, NotSent>>),
    Cancel(LocalId, Reply<bool>),
    Commit(Delivery),
    RenewToken(Secret, Reply<bool>),
    TokenUnavailable,
    Register(UserId, Secret, alloc::string::String, Reply<Result<Registered, CallFailed>>),
    Network(Network),
    Session(Reply<Session>),
    Shutdown(Reply<()>),
}

fn answer<T>(reply: &Reply<T>, answer: T) {
    // Whoever asked may have stopped waiting.
    let _unread = reply.try_send(answer);
}

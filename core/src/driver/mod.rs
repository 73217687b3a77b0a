//! What every transport with futures shares: the loop around a [`Client`](crate::Client), in the
//! foreground and in the background. No runtime, no clock, no socket: those a [`Runtime`] lends.
//!
//! `easemob-smol`, `easemob-tokio` and `easemob-embedded` are this module with a runtime each; for
//! another one implement [`Runtime`] and [`Socket`]. Applications take [`Connection`] from their
//! transport. With the feature `std` it carries files as well.
//!
//! | | |
//! | --- | --- |
//! | [`Connection`] | a client and its sockets, run by being awaited |
//! | [`Background`], [`Handle`], [`Events`] | the same run by a task of its own |
//! | [`Io`] | only what carries out effects and finds inputs, for a loop by hand |
//!
//! Nothing here starts a task: all progress lives in values that are polled, so every `async`
//! method can be dropped at any await and be called again, unless it says otherwise.

mod background;
mod calling;
mod connection;
mod desk;
mod events;
mod failed;
#[cfg(feature = "std")]
mod files;
mod handle;
mod hearing;
mod io;
mod keeper;
mod pages;
mod runtime;
#[cfg(feature = "std")]
mod streams;

pub use background::Background;
pub use calling::Calling;
pub use connection::Connection;
pub use desk::TokenFuture;
pub use events::Events;
pub use failed::{Gone, LoginFailed, RoomNotAsked, SendFailed, Sent};
#[cfg(feature = "std")]
pub use files::{Clerk, Downloaded, Progress, Sink, Source, TransferFailed};
pub use handle::{Answering, Handle};
pub use io::Io;
pub use pages::Pages;
pub use runtime::{Frame, Limits, Runtime, Socket, Work, in_turn};
#[cfg(feature = "std")]
pub use streams::{Chunks, Inflow, Outflow, Streams};

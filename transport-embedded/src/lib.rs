//! Easemob (环信) instant messaging on bare metal: `no_std` with `alloc`, embassy-time as clock, and
//! any [`embedded_io_async`] stream that the application brings.
//!
//! [`Connection`] is the one of the other transports: commands return at once, and
//! [`Connection::next`] runs the client until there is something to tell. One task, nothing spawned,
//! no lock. The application implements [`Dial`]: TCP, TLS and names are its own; the WebSocket and
//! HTTP over them are here.
//!
//! ```
//! use easemob_embedded::core::{AppKey, Config, Credentials, Event, UnixMillis, UserId};
//! use easemob_embedded::{Connection, Dial, Embassy};
//!
//! async fn run(network: impl Dial, seed: [u8; 32], wall: UnixMillis) {
//!     let config = Config::new(AppKey::parse("org#app").expect("an app key")).small();
//!     let embassy = Embassy::new(network, seed, wall);
//!     let mut connection = Connection::with_runtime(config, None, embassy).expect("good options");
//!     let alice = UserId::new("alice").expect("a user id");
//!     connection.log_in(Credentials::token(alice, "a token")).await.expect("a login");
//!     loop {
//!         match connection.next().await {
//!             Event::Message(message) => { /* show message.body */ }
//!             Event::Offline(why) => break,
//!             _ => {}
//!         }
//!     }
//! }
//! ```
//!
//! # What may be dropped
//!
//! Every `async` method, at any await: all progress lives in the connection, that of a dial and of a
//! half-written message too. See [`Dial`].

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod chance;
mod clock;
mod commands;
#[cfg(feature = "defmt")]
mod diagnostics;
mod dial;
mod exchange;
mod halves;
mod http;
mod line;
mod runtime;
mod socket;
mod staging;

use easemob_core::driver;

pub use commands::{Commander, Commands, Ended};
#[cfg(feature = "defmt")]
pub use diagnostics::DefmtLog;
pub use dial::{Dial, Talk};
pub use easemob_core as core;
pub use easemob_core::driver::{Events, Handle};
/// Where a [`Dial`] leads.
pub use easemob_core::websocket::Target;
pub use exchange::Exchange;
pub use halves::Halves;
pub use runtime::Embassy;
pub use socket::{Dialing, Farewell, WebSocket};

/// A client and its streams.
pub type Connection<D> = driver::Connection<Embassy<D>>;
/// A client that runs by itself, for a task to run.
pub type Background<D> = driver::Background<Embassy<D>>;
/// What carries out effects and finds inputs, for a loop of your own.
pub type Io<D> = driver::Io<Embassy<D>>;

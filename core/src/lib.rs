//! The protocol of the Easemob (环信) instant-messaging cloud as a state machine without I/O.
//!
//! A [`Client`] is a value. You tell it *what happened and when*; it queues *effects* for whoever
//! drives it and *events* for the user, and knows one *deadline*. It never touches a socket, a clock
//! or a random generator, so it runs in any runtime, in firmware, and in a simulation that can be
//! repeated from a seed. `easemob-smol`, `easemob-tokio` and `easemob-embedded` drive it for you.
//!
//! # Driving it by hand
//!
//! ```
//! use easemob_core::{AppKey, Client, Config, Credentials, Effect, Input, Instant, UnixMillis, UserId};
//!
//! let config = Config::private(AppKey::parse("org#app")?, "ws://127.0.0.1:1/websocket", "http://127.0.0.1:1");
//! let now = Instant::from_millis(0);
//! let mut client = Client::new(config, None, [7; 32], now, UnixMillis(1_700_000_000_000))?;
//! client.login(now, Credentials::token(UserId::new("alice")?, "a token"))?;
//!
//! while let Some(event) = client.poll_event() {
//!     println!("{event:?}");
//! }
//! while let Some(effect) = client.poll_effect() {
//!     match effect {
//!         Effect::Open(link, endpoint) => println!("{link}: dial {}", endpoint.url),
//!         Effect::Send(link, bytes) => println!("{link}: send {} bytes", bytes.len()),
//!         Effect::Close(link) => println!("{link}: close"),
//!         Effect::Call(call, request) => println!("{call}: {request:?}"),
//!         Effect::Cancel(call) => println!("{call}: no longer wanted"),
//!         Effect::Keep(_) => println!("keep this before the process may end"),
//!     }
//! }
//! // Sleep until the deadline, or until the world does something; then say so.
//! let deadline = client.next_deadline().expect("the dial has one");
//! client.handle(deadline.at, Input::Tick);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The driver's contract
//!
//! 1. After every call, start all effects; they are complete when the call returns.
//! 2. Take events when the user is ready. Coming back for the next one acknowledges the last, which
//!    may queue an effect, also when there is no next one.
//! 3. Wait only when both polls say `None`, the one for effects last: for a socket, an HTTP answer, or
//!    [`Client::next_deadline`], whichever is first.
//! 4. Answer each [`Effect::Open`] with one [`Input::Closed`] in the end, each [`Effect::Call`] with
//!    one [`Input::Answered`] unless it was cancelled. Late ones are harmless.
//! 5. `now` comes from one monotonic clock that advances while the machine sleeps.
//!
//! # Map
//!
//! [`io`] is the boundary, [`event`] what users are told, [`config`] every option and bound,
//! [`error`] one type per question, [`message`] what people mean, [`wire`] how it is spelt,
//! [`conversations`] what a chat list shows.
//!
//! Ids such as `DNS-3`, `O-12` or `messages §3.7` lead into the repository's description of [the
//! protocol](https://github.com/easemob-rs/easemob-rs/tree/main/docs/protocol).

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Nothing a peer sends may panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::std_instead_of_core
    )
)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod acknowledgement;
mod backoff;
mod calls;
mod client;
pub mod config;
mod context;
pub mod conversations;
#[cfg(feature = "driver")]
pub mod driver;
mod errands;
pub mod error;
pub mod event;
mod ids;
mod inbox;
pub mod io;
mod json;
pub mod log;
mod memory;
pub mod message;
mod notice;
mod outbox;
mod random;
mod registration;
pub mod rest;
mod rooms;
mod secret;
mod seeded;
pub mod session;
mod stats;
pub mod store;
mod time;
#[cfg(feature = "web")]
pub mod web;
#[cfg(feature = "websocket")]
pub mod websocket;
pub mod wire;

pub use bytestring::ByteString;
pub use client::Client;
pub use config::{Commit, Config, Https, Identity, Naming, Renewal, Servers};
pub use conversations::{Conversations, LocalConversation};
pub use error::{CallFailed, ErrorCode, Kick, LoginRefused, Malformed, NotSent, OfflineCause};
pub use event::{EditedInfo, Event, Online, Outcome, SentExtra, Statistic, Unrecognized};
pub use ids::{
    AppKey, CallId, Delivery, GroupId, Link, LocalId, QueueId, RoomId, ServerId, UserId,
};
pub use io::{Effect, Endpoint, Input, Lost, LostKind, Method, Network, Request, Response};
pub use message::{Address, Attribute, Attributes, Body, Chat, Message, Outgoing, Peer, Receipt};
pub use rooms::{JoinOptions, RoomAction, RoomAnswer, RoomInfo};
pub use secret::Secret;
#[cfg(feature = "seeded-bugs")]
pub use seeded::SeededBug;
pub use session::{Credentials, Device, PhaseName, Session};
pub use stats::{Gauge, Stats};
pub use time::{Deadline, Instant, Timer, UnixMillis};

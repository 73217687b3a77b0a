//! Easemob (环信) instant messaging on tokio: log in, stay in, talk.
//!
//! [`Connection`] is the protocol of `easemob-core` with sockets: commands return at once, and
//! [`Connection::next`] runs it until there is something to tell. Who wants it to run by itself
//! takes [`Connection::into_background`] and has a task run the [`Background`]; who wants the loop for
//! himself takes [`Io`].
//!
//! No task is started: everything lives in the value that is awaited. It must be awaited in a tokio
//! runtime with I/O and time enabled, of either flavour.
//!
//! ```no_run
//! use easemob_tokio::core::{AppKey, Config, Credentials, Event, Outgoing, UserId};
//! use easemob_tokio::Connection;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::new(AppKey::parse("org#app")?);
//! let mut connection = Connection::new(config, None)?;
//! connection.log_in(Credentials::password(UserId::new("alice")?, "secret")).await?;
//! connection.send(Outgoing::text(UserId::new("bob")?, "hello"))?;
//! loop {
//!     match connection.next().await {
//!         Event::Message(message) => println!("{}: {:?}", message.from.name, message.body),
//!         Event::Offline(why) => break println!("{why}"),
//!         _ => {}
//!     }
//! }
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod calls;
mod clock;
mod socket;
mod tls;

use std::task::{Context, Poll};
use std::time::SystemTime;

use easemob_core::driver::{self, Limits, Runtime, Work};
use easemob_core::{Instant, Lost, Request, Response, UnixMillis};

use crate::clock::{Alarm, Clock};
use crate::socket::Socket;

pub use easemob_core as core;
pub use easemob_core::driver::{Events, Handle};
pub use tls::Tls;
pub use tokio_rustls::rustls;

/// A client and its sockets.
pub type Connection = driver::Connection<Tokio>;
/// A client that runs by itself, for a task to run.
pub type Background = driver::Background<Tokio>;
/// What carries out effects and finds inputs, for a loop of your own.
pub type Io = driver::Io<Tokio>;

/// What tokio lends to a client: clock, alarm, WebSocket and HTTP.
pub struct Tokio {
    clock: Clock,
    alarm: Alarm,
    tls: Tls,
}

impl Tokio {
    /// Trusting whom `tls` says.
    #[must_use]
    pub fn new(tls: Tls) -> Self {
        Self { clock: Clock::new(), alarm: Alarm::new(), tls }
    }
}

/// Trusting [`Tls::default`].
impl Default for Tokio {
    fn default() -> Self {
        Self::new(Tls::default())
    }
}

impl Runtime for Tokio {
    type Socket = Socket;

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the operating system gives randomness");
        seed
    }

    fn wall(&self) -> UnixMillis {
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        UnixMillis(u64::try_from(wall.as_millis()).unwrap_or(u64::MAX))
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn poll_alarm(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()> {
        self.alarm.poll(cx, &self.clock, at)
    }

    fn dial(&self, url: String, limits: Limits) -> Work<Result<Socket, Lost>> {
        Box::pin(Socket::dial(url, self.tls.clone(), limits))
    }

    fn exchange(&self, request: Request) -> Work<Result<Response, Lost>> {
        Box::pin(calls::exchange(request, self.tls.clone()))
    }
}

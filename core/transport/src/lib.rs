//! What Easemob (环信) transports over `std` share. Applications take `easemob-smol` or
//! `easemob-tokio`; this is for who writes another.
//!
//! `easemob-core` opens no socket, and runtimes open them each in its own way; what lies between is
//! the same on all of them: trying one address after another, whom TLS trusts, a WebSocket that
//! writes without waiting, an HTTP exchange that reads no more than it may, and a clock that counts
//! sleep. [`Transport`] is all that, and a [`Runtime`] for the core. A runtime adds a [`Net`]: how
//! to resolve, connect, encrypt, read and write, and a [`Timer`].
//!
//! [`hyper`], [`rustls`] and [`tungstenite`] are the versions a [`Net`] has to fit.
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod clock;
mod connect;
mod exchange;
mod file;
#[cfg(feature = "log-cache")]
pub mod log;
mod net;
mod socket;
mod store;
mod stream;
mod tls;
mod upgrade;

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use easemob_core::driver::{Limits, Runtime, Streams, Work};
use easemob_core::{Instant, Lost, Request, Response, UnixMillis};

use crate::clock::Clock;

pub use crate::file::{FileSink, FileSource};
pub use crate::net::{Net, Timer};
pub use crate::socket::Socket;
pub use crate::store::{FileStore, OpenFailed};
pub use crate::tls::Tls;
pub use {hyper, rustls, tungstenite};

/// What a runtime lends to a client: clock, alarm, WebSocket and HTTP.
pub struct Transport<N: Net> {
    clock: Clock<N::Timer>,
    tls: Tls,
}

impl<N: Net> Transport<N> {
    /// Trusting whom `tls` says.
    #[must_use]
    pub fn new(tls: Tls) -> Self {
        Self { clock: Clock::new(), tls }
    }
}

/// Trusting [`Tls::default`].
impl<N: Net> Default for Transport<N> {
    fn default() -> Self {
        Self::new(Tls::default())
    }
}

impl<N: Net> Runtime for Transport<N> {
    type Socket = Socket<N>;
    type Dialing = Work<Result<Socket<N>, Lost>>;
    type Exchange = Work<Result<Response, Lost>>;

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
        self.clock.poll_alarm(cx, at)
    }

    fn dial(&self, url: String, limits: Limits) -> Self::Dialing {
        Box::pin(Socket::dial(url, self.tls.clone(), limits))
    }

    fn exchange(&self, request: Request) -> Self::Exchange {
        Box::pin(exchange::exchange::<N>(request, self.tls.clone()))
    }

    fn streams(&self) -> Arc<dyn Streams> {
        Arc::new(stream::Http::<N>::new(self.tls.clone()))
    }
}

impl<N: Net> fmt::Debug for Transport<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("tls", &self.tls).finish_non_exhaustive()
    }
}

//! The seam to a runtime.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
#[cfg(feature = "std")]
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::Future;
use core::net::SocketAddr;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;

#[cfg(feature = "std")]
use super::streams::{NoStreams, Streams};
use crate::config::Config;
use crate::io::{Lost, Request, Response};
use crate::time::{Instant, UnixMillis};

/// Something under way that any thread may go on with. Dropping it gives it up.
pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a runtime lends to [`Io`](super::Io): clocks, chance, sockets and HTTP. Where it and its
/// parts are `Send`, so is everything built on it.
pub trait Runtime: Sized + 'static {
    /// An open WebSocket.
    type Socket: Socket;
    /// A dial under way. Dropping it gives it up.
    type Dialing: Future<Output = Result<Self::Socket, Lost>> + Unpin;
    /// An HTTP exchange under way. Dropping it gives it up.
    type Exchange: Future<Output = Result<Response, Lost>> + Unpin;

    /// 32 random bytes of the operating system.
    fn seed(&self) -> [u8; 32];

    /// The time of day.
    fn wall(&self) -> UnixMillis;

    /// The monotonic clock. It advances while the machine sleeps.
    fn now(&self) -> Instant;

    /// Ready once [`Runtime::now`] shows `at`. Asked about one instant at a time, the last one
    /// counts.
    fn poll_alarm(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()>;

    /// Dials a WebSocket: plain for `ws://`, with TLS for `wss://`.
    fn dial(&self, url: String, limits: Limits) -> Self::Dialing;

    /// Makes an HTTP exchange, following no redirect and reading no more than the request allows.
    fn exchange(&self, request: Request) -> Self::Exchange;

    /// What makes exchanges whose bodies are streams, for any task. Without it files are neither
    /// uploaded nor downloaded.
    #[cfg(feature = "std")]
    fn streams(&self) -> Arc<dyn Streams> {
        Arc::new(NoStreams)
    }
}

/// An open WebSocket.
pub trait Socket: 'static {
    /// The end of a socket, under way.
    type Farewell: Future<Output = ()> + Unpin;

    /// Takes a binary message to be written after those before it.
    fn push(&mut self, message: Bytes);

    /// Writes what the network takes, then reads a message if `read`; neither waits for the other.
    ///
    /// # Errors
    /// The socket has ended; it is not polled again.
    fn poll(&mut self, cx: &mut Context<'_>, read: bool) -> Poll<Result<Frame, Lost>>;

    /// Writes what waits and closes in good order, within about 2 s.
    fn farewell(self) -> Self::Farewell;
}

/// What a WebSocket received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole binary message.
    Binary(Bytes),
    /// A whole text message.
    Text(Bytes),
    /// A ping or pong; whatever it asks for is done by the socket.
    Control,
}

/// Bounds of a socket, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest message to be read.
    pub message: usize,
    /// What may wait to be written; beyond it the server does not read and the link has ended.
    pub waiting: usize,
}

impl Limits {
    /// A message down is what `config` says. What waits to go up is bounded by the outbox, which
    /// may repeat itself on a link; requests and receipts are small beside it.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let beside = config.outbox_bytes_max.min(1 << 20);
        let waiting = config.outbox_bytes_max.saturating_mul(2).saturating_add(beside);
        Self { message: config.frame_bytes_max, waiting }
    }
}

/// The addresses of a host in the order to try them: alternately of one family and of the other,
/// the resolver's favourite first, so that a family that leads nowhere costs one attempt.
#[must_use]
pub fn in_turn(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first_is_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (first, second): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv4() == first_is_v4);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut turns = VecDeque::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair.iter().all(Option::is_none) {
            return turns;
        }
        turns.extend(pair.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::net::SocketAddr;

    use super::in_turn;

    #[test]
    fn families_take_turns() {
        let parse = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let (a, b, c) = ("[::1]:1", "[::2]:1", "[::3]:1");
        let (x, y) = ("127.0.0.1:1", "127.0.0.2:1");
        for (given, taken) in [
            (&[a, b, c, x, y][..], &[a, x, b, y, c][..]),
            (&[x, a, b], &[x, a, b]),
            (&[x, y], &[x, y]),
            (&[], &[]),
        ] {
            assert_eq!(in_turn(parse(given)), parse(taken));
        }
    }
}

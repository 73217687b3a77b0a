//! The seam to a runtime.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::Future;
use core::net::SocketAddr;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::config::Config;
use crate::io::{Lost, Request, Response};
use crate::rest::files::Head;
use crate::time::{Instant, UnixMillis};

/// Something under way. Dropping it gives it up.
pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a runtime lends to [`Io`](super::Io): clocks, chance, sockets and HTTP.
pub trait Runtime: Send + Sized + 'static {
    /// An open WebSocket.
    type Socket: Socket;

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
    fn dial(&self, url: String, limits: Limits) -> Work<Result<Self::Socket, Lost>>;

    /// Makes an HTTP exchange, following no redirect and reading no more than the request allows.
    fn exchange(&self, request: Request) -> Work<Result<Response, Lost>>;

    /// What makes exchanges whose bodies are streams, for any task.
    fn streams(&self) -> Arc<dyn Streams>;
}

/// HTTP exchanges whose bodies are streams, and pauses between them. Uploads and downloads run on
/// the task that awaits them, away from the loop, so this is apart from the [`Runtime`].
pub trait Streams: Send + Sync + 'static {
    /// Makes an HTTP exchange, following no redirect. The body is sent with its length, no faster
    /// than the network takes it; the answer comes as soon as its head is there.
    fn exchange(&self, request: Request, body: Outflow) -> Work<Result<Inflow, Lost>>;

    /// Lets so many milliseconds pass.
    fn pause(&self, millis: u64) -> Work<()>;
}

/// Chunks of a body, as they come.
pub type Chunks<E> = Pin<Box<dyn Stream<Item = Result<Bytes, E>> + Send>>;

/// The body of a request.
pub struct Outflow {
    /// Bytes of all chunks together.
    pub length: u64,
    /// The chunks. An error gives the exchange up.
    pub chunks: Chunks<std::io::Error>,
}

impl Outflow {
    /// No body.
    #[must_use]
    pub fn empty() -> Self {
        Self { length: 0, chunks: Box::pin(Nothing) }
    }
}

/// A stream that has ended.
struct Nothing;

impl Stream for Nothing {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

/// An answer whose body is still coming. Dropping it ends the connection.
pub struct Inflow {
    /// Status and the headers of interest.
    pub head: Head,
    /// The chunks; reading them is what drives the connection.
    pub chunks: Chunks<Lost>,
}

/// An open WebSocket.
pub trait Socket: Send + 'static {
    /// Takes a binary message to be written after those before it.
    fn push(&mut self, message: Bytes);

    /// Writes what the network takes, then reads a message if `read`; neither waits for the other.
    ///
    /// # Errors
    /// The socket has ended; it is not polled again.
    fn poll(&mut self, cx: &mut Context<'_>, read: bool) -> Poll<Result<Frame, Lost>>;

    /// Writes what waits and closes in good order, within about 2 s.
    fn farewell(self) -> Work<()>;
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
    /// may repeat itself on a link.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let waiting = config.outbox_bytes_max.saturating_mul(2).saturating_add(1 << 20);
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

//! The seam to a runtime: all that is not the same on each of them.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::select;
use futures_util::{Sink, Stream};
use hyper::rt::{Read, Write};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Error, Message};

/// The network of a runtime. Nothing of it needs a limit of time: whoever has waited long enough
/// drops the future.
pub trait Net: 'static {
    /// A byte stream, encrypted or not.
    type Stream: Send + 'static;
    /// An open WebSocket of the runtime's tungstenite.
    type WebSocket: Stream<Item = Result<Message, Error>>
        + Sink<Message, Error = Error>
        + Send
        + Unpin
        + 'static;
    /// How time passes.
    type Timer: Timer;

    /// The addresses of a host, best first.
    fn resolve(
        host: String,
        port: u16,
    ) -> impl Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static;

    /// A TCP connection, without Nagle's delay.
    fn connect(to: SocketAddr) -> impl Future<Output = io::Result<Self::Stream>> + Send + 'static;

    /// Puts TLS on a stream.
    fn encrypt(
        stream: Self::Stream,
        name: ServerName<'static>,
        config: Arc<ClientConfig>,
    ) -> impl Future<Output = io::Result<Self::Stream>> + Send + 'static;

    /// Reads what has come from a stream; nothing at its end.
    fn read(
        stream: &mut Self::Stream,
        bytes: &mut [u8],
    ) -> impl Future<Output = io::Result<usize>> + Send;

    /// Writes all of it to a stream, and sees it off.
    fn write(
        stream: &mut Self::Stream,
        bytes: &[u8],
    ) -> impl Future<Output = io::Result<()>> + Send;

    /// Makes a WebSocket of a stream that was upgraded, and of what was read behind the upgrade.
    fn websocket(
        stream: Self::Stream,
        behind: Vec<u8>,
        config: WebSocketConfig,
    ) -> impl Future<Output = Self::WebSocket> + Send + 'static;

    /// Does something that may block, where that is no harm.
    fn unblock<T: Send + 'static>(
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> impl Future<Output = io::Result<T>> + Send + 'static;

    /// A stream in the form HTTP takes.
    fn http(stream: Self::Stream) -> impl Read + Write + Send + Unpin + 'static;
}

/// A stopwatch with one alarm. It may be made outside the runtime, and is polled in it.
pub trait Timer: Send + 'static {
    /// Starts now, with no alarm.
    fn new() -> Self;

    /// What has passed since it was made, without the time the machine slept.
    fn elapsed(&self) -> Duration;

    /// Ready `wait` from now. There is one alarm, the last.
    fn set(&mut self, wait: Duration);

    /// Whether the alarm has rung. Never without one.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// What `work` comes to within `limit`.
pub(crate) async fn within<N: Net, T>(
    limit: Duration,
    work: impl Future<Output = T> + Send,
) -> Option<T> {
    let work = async { Some(work.await) };
    let end = async {
        let mut timer = N::Timer::new();
        timer.set(limit);
        poll_fn(|cx| timer.poll(cx)).await;
        None
    };
    either(work, end).await
}

/// What the first of the two comes to; the other is given up.
pub(crate) async fn either<T>(one: impl Future<Output = T>, two: impl Future<Output = T>) -> T {
    select(pin!(one), pin!(two)).await.factor_first().0
}

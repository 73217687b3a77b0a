//! The network and the timer of tokio.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use easemob_transport::hyper::rt;
use easemob_transport::rustls::{ClientConfig, pki_types::ServerName};
use easemob_transport::tungstenite::protocol::{Role, WebSocketConfig};
use easemob_transport::{Net, Timer};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinHandle;
use tokio::time::{Instant, Sleep, sleep};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::WebSocketStream;

/// A byte stream, encrypted or not.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// The network of tokio.
#[derive(Debug)]
pub struct TokioNet;

impl Net for TokioNet {
    type Stream = Box<dyn Duplex>;
    type WebSocket = WebSocketStream<Self::Stream>;
    type Timer = TokioTimer;

    async fn resolve(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(lookup_host((host, port)).await?.collect())
    }

    async fn connect(to: SocketAddr) -> io::Result<Self::Stream> {
        let tcp = TcpStream::connect(to).await?;
        tcp.set_nodelay(true)?;
        Ok(Box::new(tcp))
    }

    async fn encrypt(
        stream: Self::Stream,
        name: ServerName<'static>,
        config: Arc<ClientConfig>,
    ) -> io::Result<Self::Stream> {
        Ok(Box::new(TlsConnector::from(config).connect(name, stream).await?))
    }

    async fn read(stream: &mut Self::Stream, bytes: &mut [u8]) -> io::Result<usize> {
        stream.read(bytes).await
    }

    async fn write(stream: &mut Self::Stream, bytes: &[u8]) -> io::Result<()> {
        stream.write_all(bytes).await?;
        stream.flush().await
    }

    async fn websocket(
        stream: Self::Stream,
        behind: Vec<u8>,
        config: WebSocketConfig,
    ) -> Self::WebSocket {
        WebSocketStream::from_partially_read(stream, behind, Role::Client, Some(config)).await
    }

    async fn unblock<T: Send + 'static>(
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let mut work = Unblocked(tokio::task::spawn_blocking(work));
        (&mut work.0).await?
    }

    fn http(stream: Self::Stream) -> impl rt::Read + rt::Write + Send + Unpin + 'static {
        TokioIo::new(stream)
    }
}

/// Work that is not begun any more once nobody waits for it.
struct Unblocked<T>(JoinHandle<T>);

impl<T> Drop for Unblocked<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A timer on tokio's clock, so that a test may pause it. A [`Sleep`] can only be made inside a
/// runtime, so it is made when first set.
pub struct TokioTimer {
    start: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Timer for TokioTimer {
    fn new() -> Self {
        Self { start: Instant::now(), alarm: None }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn set(&mut self, wait: Duration) {
        match &mut self.alarm {
            Some(alarm) => alarm.as_mut().reset(Instant::now() + wait),
            none => *none = Some(Box::pin(sleep(wait))),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.alarm.as_mut().map_or(Poll::Pending, |alarm| alarm.as_mut().poll(cx))
    }
}

impl fmt::Debug for TokioTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokioTimer").field("is_set", &self.alarm.is_some()).finish_non_exhaustive()
    }
}

//! The network and the timer of `async-io`.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use async_net::TcpStream;
use async_tungstenite::WebSocketStream;
use easemob_transport::hyper::rt;
use easemob_transport::rustls::{ClientConfig, pki_types::ServerName};
use easemob_transport::tungstenite::protocol::{Role, WebSocketConfig};
use easemob_transport::{Net, Timer};
use futures_lite::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use futures_rustls::TlsConnector;
use smol_hyper::rt::FuturesIo;

/// A byte stream, encrypted or not.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// The network of `async-net`.
#[derive(Debug)]
pub struct SmolNet;

impl Net for SmolNet {
    type Stream = Box<dyn Duplex>;
    type WebSocket = WebSocketStream<Self::Stream>;
    type Timer = SmolTimer;

    async fn resolve(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
        async_net::resolve((host, port)).await
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
        blocking::unblock(work).await
    }

    fn http(stream: Self::Stream) -> impl rt::Read + rt::Write + Send + Unpin + 'static {
        FuturesIo::new(stream)
    }
}

/// A timer of `async-io`.
#[derive(Debug)]
pub struct SmolTimer {
    start: Instant,
    alarm: async_io::Timer,
}

impl Timer for SmolTimer {
    fn new() -> Self {
        Self { start: Instant::now(), alarm: async_io::Timer::never() }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn set(&mut self, wait: Duration) {
        self.alarm.set_after(wait);
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(Pin::new(&mut self.alarm).poll(cx));
        Poll::Ready(())
    }
}

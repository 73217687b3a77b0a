//! Dial (TCP, TLS, WebSocket upgrade), write, read one message, say goodbye.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_io::Timer;
use async_net::TcpStream;
use async_tungstenite::tungstenite::Message;
use async_tungstenite::tungstenite::error::{Error, ProtocolError};
use async_tungstenite::tungstenite::protocol::WebSocketConfig;
use async_tungstenite::{WebSocketStream, client_async_with_config};
use bytes::Bytes;
use easemob_core::driver::{self, Frame, Limits, Work, in_turn};
use easemob_core::{Lost, LostKind};
use futures_lite::future::or;
use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::TlsConnector;
use futures_rustls::rustls::pki_types::ServerName;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use hyper::Uri;

use crate::tls::Tls;

/// How long one address of a host may take while others wait for their turn.
const NEXT_ADDRESS: Duration = Duration::from_secs(2);
/// How long a link may take to end in good order.
const LINGER: Duration = Duration::from_secs(2);

/// A byte stream, encrypted or not.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Connects to the host of a URL; encrypted unless its scheme is `ws` or `http`.
pub(crate) async fn connect(uri: &Uri, tls: &Tls) -> Result<Box<dyn Duplex>, Lost> {
    let unusable = |what: &str| Lost::new(LostKind::Unreachable, what);
    let plain = match uri.scheme_str() {
        Some("ws" | "http") => true,
        Some("wss" | "https") => false,
        _ => return Err(unusable("the URL has no scheme this transport speaks")),
    };
    let host = uri.host().ok_or_else(|| unusable("the URL names no host"))?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if plain { 80 } else { 443 });
    let tcp = connect_tcp(host, port).await.map_err(|error| unreachable(&error))?;
    if plain {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|_| unusable("no host name"))?;
    let connected = TlsConnector::from(tls.config()).connect(name, tcp).await;
    Ok(Box::new(connected.map_err(|error| unreachable(&error))?))
}

/// Tries every address, one after another, the families in turn.
async fn connect_tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut addresses = in_turn(async_net::resolve((host, port)).await?);
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    while let Some(address) = addresses.pop_front() {
        let limit = async {
            if addresses.is_empty() {
                std::future::pending::<()>().await;
            }
            Timer::after(NEXT_ADDRESS).await;
            Err(io::ErrorKind::TimedOut.into())
        };
        match or(TcpStream::connect(address), limit).await {
            Ok(tcp) => {
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn unreachable(error: &io::Error) -> Lost {
    Lost::new(LostKind::Unreachable, error.to_string())
}

/// An open WebSocket and what waits to be written to it.
pub struct Socket {
    stream: WebSocketStream<Box<dyn Duplex>>,
    waiting: VecDeque<Bytes>,
    waiting_bytes: usize,
    limits: Limits,
    unflushed: bool,
}

impl Socket {
    pub(crate) async fn dial(url: String, tls: Tls, limits: Limits) -> Result<Self, Lost> {
        let uri: Uri = url.parse().map_err(|_| Lost::new(LostKind::Unreachable, "no URL"))?;
        let tcp = connect(&uri, &tls).await?;
        // The default read buffer of 128 KiB is zeroed on every read.
        let config = WebSocketConfig::default()
            .read_buffer_size(4 * 1024)
            .write_buffer_size(16 * 1024)
            .max_message_size(Some(limits.message))
            .max_frame_size(Some(limits.message));
        let (stream, _) =
            client_async_with_config(uri, tcp, Some(config)).await.map_err(|e| lost(&e))?;
        let waiting = VecDeque::new();
        Ok(Self { stream, waiting, waiting_bytes: 0, limits, unflushed: false })
    }

    /// Writes as far as the network takes it. Where it does not, the waker is registered.
    fn write(&mut self, cx: &mut Context<'_>) -> Result<(), Error> {
        let mut stream = Pin::new(&mut self.stream);
        while !self.waiting.is_empty() {
            let Poll::Ready(ready) = stream.as_mut().poll_ready(cx) else { return Ok(()) };
            ready?;
            let Some(message) = self.waiting.pop_front() else { break };
            self.waiting_bytes -= message.len();
            self.unflushed = true;
            stream.as_mut().start_send(Message::Binary(message))?;
        }
        if self.unflushed
            && let Poll::Ready(flushed) = stream.poll_flush(cx)
        {
            flushed?;
            self.unflushed = false;
        }
        Ok(())
    }

    /// Writes what waits, says goodbye and lets the server do so; not longer than [`LINGER`].
    async fn say_goodbye(mut self) {
        let goodbye = async {
            for message in self.waiting.drain(..) {
                self.stream.feed(Message::Binary(message)).await?;
            }
            SinkExt::close(&mut self.stream).await?;
            while let Some(message) = self.stream.next().await {
                message?;
            }
            Ok::<(), Error>(())
        };
        let limit = async {
            Timer::after(LINGER).await;
            Ok(())
        };
        let _in_vain = or(goodbye, limit).await;
    }
}

impl driver::Socket for Socket {
    fn push(&mut self, message: Bytes) {
        self.waiting_bytes += message.len();
        self.waiting.push_back(message);
    }

    fn poll(&mut self, cx: &mut Context<'_>, read: bool) -> Poll<Result<Frame, Lost>> {
        if let Err(error) = self.write(cx) {
            return Poll::Ready(Err(lost(&error)));
        }
        if self.waiting_bytes > self.limits.waiting {
            return Poll::Ready(Err(Lost::new(LostKind::Broken, "the server does not read")));
        }
        if !read {
            return Poll::Pending;
        }
        Poll::Ready(match ready!(Pin::new(&mut self.stream).poll_next(cx)) {
            Some(Ok(Message::Binary(bytes))) => Ok(Frame::Binary(bytes)),
            Some(Ok(Message::Text(text))) => Ok(Frame::Text(text.into())),
            Some(Ok(Message::Close(frame))) => {
                let words = frame.map_or_else(String::new, |f| format!("{} {}", f.code, f.reason));
                Err(Lost::new(LostKind::Closed, words.trim()))
            }
            Some(Ok(_)) => Ok(Frame::Control),
            Some(Err(error)) => Err(lost(&error)),
            None => Err(Lost::new(LostKind::Broken, "ended without a close frame")),
        })
    }

    fn farewell(self) -> Work<()> {
        Box::pin(self.say_goodbye())
    }
}

/// What a WebSocket error means. Its words hold neither headers nor bodies.
fn lost(error: &Error) -> Lost {
    let kind = match error {
        Error::ConnectionClosed | Error::AlreadyClosed => LostKind::Closed,
        Error::Io(_) | Error::Tls(_) | Error::WriteBufferFull(_) => LostKind::Broken,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => LostKind::Broken,
        Error::Capacity(_) => LostKind::TooLarge,
        Error::Url(_) => LostKind::Unreachable,
        _ => LostKind::Protocol,
    };
    Lost::new(kind, error.to_string())
}

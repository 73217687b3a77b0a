//! An open WebSocket: dial, write, read one message, say goodbye.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use easemob_core::driver::{self, Frame, Limits, Work};
use easemob_core::{Lost, LostKind};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use hyper::Uri;
use tungstenite::Message;
use tungstenite::error::{Error, ProtocolError};
use tungstenite::protocol::WebSocketConfig;

use crate::connect::{connect, unusable};
use crate::net::{Net, within};
use crate::tls::Tls;
use crate::upgrade::upgrade;

/// How long a link may take to end in good order.
const LINGER: Duration = Duration::from_secs(2);

/// An open WebSocket and what waits to be written to it.
pub struct Socket<N: Net> {
    stream: N::WebSocket,
    waiting: VecDeque<Bytes>,
    waiting_bytes: usize,
    limits: Limits,
    unflushed: bool,
}

impl<N: Net> Socket<N> {
    pub(crate) async fn dial(url: String, tls: Tls, limits: Limits) -> Result<Self, Lost> {
        let uri: Uri = url.parse().map_err(|_| unusable("no URL"))?;
        let mut stream = connect::<N>(&uri, &tls).await?;
        // The default of 128 KiB is zeroed on every read; this much stays with an idle connection,
        // and is the most one read takes.
        let config = WebSocketConfig::default()
            .read_buffer_size(3 * 1024)
            .write_buffer_size(16 * 1024)
            .max_message_size(Some(limits.message))
            .max_frame_size(Some(limits.message));
        let behind = upgrade::<N>(&mut stream, &url).await?;
        let stream = N::websocket(stream, behind, config).await;
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
        let _in_vain = within::<N, _>(LINGER, goodbye).await;
    }
}

impl<N: Net> driver::Socket for Socket<N> {
    type Farewell = Work<()>;

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

impl<N: Net> fmt::Debug for Socket<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("waiting_bytes", &self.waiting_bytes)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

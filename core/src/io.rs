//! The whole boundary between the core and whoever drives it, on one screen.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::ids::{CallId, Link};
use crate::store::{Record, StoreFailed};

/// What the world did.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Time passed. Always safe, early or twice.
    Tick,
    /// The link of an [`Effect::Open`] is open for binary messages.
    Opened(Link),
    /// A link ended, or never came about. Exactly one per [`Effect::Open`].
    Closed(Link, Lost),
    /// One whole binary message.
    Received(Link, Bytes),
    /// One text message: not MSYNC, kept for diagnosis (O-20).
    Stray(Link, Bytes),
    /// The answer to an [`Effect::Call`]. Exactly one each, unless it was cancelled.
    Answered(CallId, Result<Response, Lost>),
    /// What the operating system says of the network.
    Network(Network),
    /// An [`Effect::Keep`] failed: the link is given up, for nothing more may be acknowledged. Keep
    /// [`Client::session`](crate::Client::session) as a whole before any effect that comes after.
    NotKept(StoreFailed),
}

/// What the driver must start now. It never waits for the result here.
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Dial a WebSocket. Any link still open has been told to close before.
    Open(Link, Endpoint),
    /// Send one binary message. Order within a link is kept.
    Send(Link, Bytes),
    /// Close the link: flush what was sent, say goodbye, do not wait long.
    Close(Link),
    /// Make an HTTP exchange.
    Call(CallId, Box<Request>),
    /// The answer is no longer wanted.
    Cancel(CallId),
    /// Write this down before the effects after it are started; only with `Config::keep`. What
    /// could not be written is answered with [`Input::NotKept`].
    Keep(Box<Record>),
}

/// The bytes of a frame are not shown: PROVISION and LOGOUT hold the token.
impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(link, endpoint) => write!(f, "Open({link}, {})", endpoint.url),
            Self::Send(link, bytes) => write!(f, "Send({link}, {} bytes)", bytes.len()),
            Self::Close(link) => write!(f, "Close({link})"),
            Self::Call(call, request) => write!(f, "Call({call}, {request:?})"),
            Self::Cancel(call) => write!(f, "Cancel({call})"),
            Self::Keep(_) => f.write_str("Keep"),
        }
    }
}

/// Where to dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `wss://host[:port]/path`, or `ws://…` where the configuration says so.
    pub url: String,
}

/// Why a link or an exchange ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct Lost {
    /// The class of the failure.
    pub kind: LostKind,
    /// The transport's words. Never holds a header or a body.
    pub detail: String,
}

impl Lost {
    /// A failure with the transport's words.
    #[must_use]
    pub fn new(kind: LostKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }
}

/// Classes of [`Lost`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LostKind {
    /// The host could not be resolved or reached, or TLS failed.
    Unreachable,
    /// The peer answered, but not as a WebSocket or HTTP server should.
    Protocol,
    /// The peer closed.
    Closed,
    /// The connection broke.
    Broken,
    /// A message or an answer was larger than allowed.
    TooLarge,
    /// No answer in time; the core's own finding.
    Timeout,
    /// The network was reported down; the core's own finding.
    NetworkDown,
    /// The store failed, so that nothing may be acknowledged.
    NotKept,
}

impl fmt::Display for LostKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "unreachable",
            Self::Protocol => "protocol violation",
            Self::Closed => "closed",
            Self::Broken => "connection broken",
            Self::TooLarge => "too large",
            Self::Timeout => "timed out",
            Self::NetworkDown => "network down",
            Self::NotKept => "store failed",
        })
    }
}

/// Hints about the network (NET rows). Without them everything still works, only later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// There is a network now.
    #[doc(alias = "onOnline")]
    Up,
    /// There is none: the link is given up, attempts pause.
    #[doc(alias = "onOffline")]
    Down,
    /// The machine woke up, or the application came to the foreground (HB-7).
    #[doc(alias = "onShow")]
    Resumed,
}

/// An HTTP request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// `https://host[:port]/path?query`, percent-encoded.
    pub url: String,
    /// Name and value; may hold the token.
    pub headers: Vec<(&'static str, String)>,
    /// The body; may hold a password.
    pub body: Bytes,
    /// The largest answer worth reading, in bytes; a longer one is [`LostKind::TooLarge`].
    pub answer_limit: usize,
}

/// Neither headers nor body are shown: they hold secrets. Nor is the query.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        write!(f, "{:?} {path} ({} bytes)", self.method, self.body.len())
    }
}

/// An HTTP answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// How long the server asks to be left alone (`Retry-After` in seconds), in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The whole body.
    pub body: Bytes,
}

impl Response {
    /// An answer without headers of interest.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, retry_after_ms: None, body: body.into() }
    }
}

/// The body is not shown: it may hold a token.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} ({} bytes)", self.status, self.body.len())
    }
}

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    Patch,
}

impl Method {
    /// The method as HTTP spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }
}

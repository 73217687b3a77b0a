//! HTTP exchanges whose bodies are streams: what files travel through.

use alloc::boxed::Box;
use core::fmt;
use core::future::ready;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::runtime::Work;
use crate::io::{Lost, LostKind, Request};
use crate::rest::files::Head;

/// HTTP exchanges whose bodies are streams, and pauses between them. Uploads and downloads run on
/// the task that awaits them, away from the loop, so this is apart from the
/// [`Runtime`](super::Runtime).
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

/// Of a runtime without them.
pub(super) struct NoStreams;

impl Streams for NoStreams {
    fn exchange(&self, _request: Request, _body: Outflow) -> Work<Result<Inflow, Lost>> {
        let words = "this transport carries no files";
        Box::pin(ready(Err(Lost::new(LostKind::Unreachable, words))))
    }

    fn pause(&self, _millis: u64) -> Work<()> {
        Box::pin(ready(()))
    }
}

impl fmt::Debug for Outflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outflow").field("length", &self.length).finish_non_exhaustive()
    }
}

impl fmt::Debug for Inflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflow").field("head", &self.head).finish_non_exhaustive()
    }
}

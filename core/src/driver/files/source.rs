//! Where files come from and go to.

use core::future::{Future, ready};
use std::io;

use bytes::{Bytes, BytesMut};

/// Something to be uploaded. It is read at several places at once, and again after a failure.
pub trait Source: Send + Sync + 'static {
    /// How long it is.
    fn length(&self) -> u64;

    /// Up to `most` bytes from `offset` on, at least one unless it ends there. A read whose future
    /// is dropped must leave no trace.
    fn read(&self, offset: u64, most: usize)
    -> impl Future<Output = io::Result<Bytes>> + Send + '_;
}

impl Source for Bytes {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read(
        &self,
        offset: u64,
        most: usize,
    ) -> impl Future<Output = io::Result<Bytes>> + Send + '_ {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let end = start.saturating_add(most).min(self.len());
        ready(Ok(self.slice(start..end)))
    }
}

/// Where a download goes.
pub trait Sink: Send {
    /// How much is there: a download goes on after it.
    fn length(&self) -> u64;

    /// Appends. When the future is dropped, the length must be what it was before, or include the
    /// whole chunk: the next write begins there.
    fn write(&mut self, chunk: Bytes) -> impl Future<Output = io::Result<()>> + Send + '_;

    /// It was the last chunk. Should the future be dropped, the next download finishes it again.
    fn finish(&mut self) -> impl Future<Output = io::Result<()>> + Send + '_ {
        ready(Ok(()))
    }
}

/// Into memory: mind [`Download::at_most`](crate::rest::files::Download::at_most).
impl Sink for BytesMut {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn write(&mut self, chunk: Bytes) -> impl Future<Output = io::Result<()>> + Send + '_ {
        self.extend_from_slice(&chunk);
        ready(Ok(()))
    }
}

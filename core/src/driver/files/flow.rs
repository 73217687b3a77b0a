//! The body of an upload: what comes before the file, the file, what comes after it.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::sync::Arc;
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::{Context, Poll};
use std::io;
use std::sync::Mutex;

use bytes::Bytes;
use futures_core::Stream;

use super::{Boxed, CHUNK, Source};
use crate::driver::Outflow;

/// A stretch of a file on its way.
pub(super) struct Flow<S> {
    source: Arc<S>,
    at: u64,
    end: u64,
    head: Option<Bytes>,
    tail: Option<Bytes>,
    reading: Option<Boxed<'static, io::Result<Bytes>>>,
    tally: Tally,
}

/// What a flow tells whoever waits for it: how much has gone, and why no more goes.
#[derive(Clone, Default)]
pub(super) struct Tally {
    all: Arc<AtomicU64>,
    own: Arc<AtomicU64>,
    failure: Arc<Mutex<Option<io::Error>>>,
}

impl Tally {
    /// One more flow of an upload.
    pub(super) fn new(all: &Arc<AtomicU64>) -> Self {
        Self { all: all.clone(), ..Self::default() }
    }

    fn add(&self, bytes: u64) {
        self.own.fetch_add(bytes, Ordering::Relaxed);
        self.all.fetch_add(bytes, Ordering::Relaxed);
    }

    /// It was in vain.
    pub(super) fn undo(&self) {
        let own = self.own.swap(0, Ordering::Relaxed);
        self.all.fetch_sub(own, Ordering::Relaxed);
    }

    /// Why the file could not be read, if that was it.
    pub(super) fn take_failure(&self) -> Option<io::Error> {
        self.failure.lock().ok()?.take()
    }

    fn fail(&self, error: &io::Error) {
        if let Ok(mut failure) = self.failure.lock() {
            *failure = Some(io::Error::new(error.kind(), error.to_string()));
        }
    }
}

impl<S: Source> Flow<S> {
    /// The stretch of a file from `start`, in its frame.
    pub(super) fn body(
        source: &Arc<S>,
        (start, length): (u64, u64),
        (head, tail): (Bytes, Bytes),
        tally: Tally,
    ) -> Outflow {
        let frame = (head.len() + tail.len()) as u64;
        let flow = Self {
            source: source.clone(),
            at: start,
            end: start.saturating_add(length),
            head: Some(head),
            tail: Some(tail),
            reading: None,
            tally,
        };
        Outflow { length: length.saturating_add(frame), chunks: Box::pin(flow) }
    }

    fn read(&self) -> Boxed<'static, io::Result<Bytes>> {
        let (source, at) = (self.source.clone(), self.at);
        let most = usize::try_from(self.end - self.at).unwrap_or(CHUNK).min(CHUNK);
        Box::pin(async move { source.read(at, most).await })
    }
}

impl<S: Source> Stream for Flow<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        if self.at >= self.end {
            return Poll::Ready(self.tail.take().map(Ok));
        }
        let mut reading = match self.reading.take() {
            Some(reading) => reading,
            None => self.read(),
        };
        let Poll::Ready(read) = reading.as_mut().poll(cx) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let left = self.end - self.at;
        let read = read.and_then(|chunk| match chunk.len() as u64 {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter")),
            more if more > left => Err(io::Error::other("more bytes than were asked for")),
            _ => Ok(chunk),
        });
        match &read {
            Ok(chunk) => {
                self.at += chunk.len() as u64;
                self.tally.add(chunk.len() as u64);
            }
            Err(error) => self.tally.fail(error),
        }
        Poll::Ready(Some(read))
    }
}

//! Two halves of a stream that cannot be split.

use core::cell::RefCell;
use core::future::{Future, poll_fn};
use core::pin::pin;

use embedded_io_async::{ErrorType, Read, Write};

/// Two halves of a stream that cannot be split, for [`Talk::over`](crate::Talk::over).
///
/// Each poll asks the stream anew, so a `read` or `write` of it that is dropped while it waits must
/// have taken nothing, and must still wake who waited. TCP sockets of embassy-net are like that,
/// TLS sessions are not: those know how to split themselves.
#[derive(Debug)]
pub struct Halves<S>(RefCell<S>);

impl<S: Read + Write> Halves<S> {
    /// Of this stream.
    pub fn new(stream: S) -> Self {
        Self(RefCell::new(stream))
    }

    /// The half to read from.
    pub fn reader(&self) -> impl Read {
        Half(&self.0)
    }

    /// The half to write to.
    pub fn writer(&self) -> impl Write {
        Half(&self.0)
    }

    /// The stream, to close it.
    pub fn into_inner(self) -> S {
        self.0.into_inner()
    }
}

struct Half<'a, S>(&'a RefCell<S>);

impl<S: ErrorType> ErrorType for Half<'_, S> {
    type Error = S::Error;
}

impl<S: Read> Read for Half<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, S::Error> {
        poll_fn(|cx| pin!(self.0.borrow_mut().read(buffer)).poll(cx)).await
    }
}

impl<S: Write> Write for Half<'_, S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, S::Error> {
        poll_fn(|cx| pin!(self.0.borrow_mut().write(bytes)).poll(cx)).await
    }

    async fn flush(&mut self) -> Result<(), S::Error> {
        poll_fn(|cx| pin!(self.0.borrow_mut().flush()).poll(cx)).await
    }
}

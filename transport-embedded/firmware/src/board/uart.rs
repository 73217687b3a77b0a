//! A serial port as a stream of bytes, over the few registers that [`super::this`] knows.

use core::convert::Infallible;
use core::future::poll_fn;
use core::task::Poll;

use embassy_futures::yield_now;
use embassy_sync::waitqueue::AtomicWaker;
use embedded_io_async::{ErrorType, Read, Write};

use super::this::serial;

/// Who waits for a byte.
static WAKER: AtomicWaker = AtomicWaker::new();

/// A byte has come.
pub(super) fn received() {
    WAKER.wake();
}

/// The serial port of the board: one half of it reads while the other writes.
#[derive(Clone, Copy)]
pub struct Uart(());

impl Uart {
    pub(super) fn start() -> Self {
        serial::start();
        Self(())
    }
}

impl ErrorType for Uart {
    type Error = Infallible;
}

impl Read for Uart {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        poll_fn(|cx| {
            // First, so that a byte that comes while this looks wakes again.
            WAKER.register(cx.waker());
            let mut taken = 0;
            for place in into.iter_mut() {
                let Some(byte) = serial::receive() else { break };
                *place = byte;
                taken += 1;
            }
            if taken > 0 { Poll::Ready(Ok(taken)) } else { Poll::Pending }
        })
        .await
    }
}

impl Write for Uart {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let Some(&first) = bytes.first() else { return Ok(0) };
        while !serial::send(first) {
            yield_now().await;
        }
        let more = bytes.iter().skip(1).take_while(|&&byte| serial::send(byte)).count();
        Ok(1 + more)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

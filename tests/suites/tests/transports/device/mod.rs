//! The embedded transport as a device has it: one thread that does nothing else, and streams that
//! give and take little at a time.

mod allocations;
mod hostile;
mod memory;
mod posted;
mod streams;

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use easemob_core::{Config, UnixMillis};
use easemob_embedded::{Connection, Dial, Embassy, Halves, Talk, Target};
use embedded_io_async::{ErrorType, Read, Write};

use crate::stage::by_password;

/// Polls until it is done, and sleeps for a moment in between: nothing else runs on this thread.
fn run<T>(future: impl Future<Output = T>) -> T {
    let (mut future, mut cx) = (pin!(future), Context::from_waker(Waker::noop()));
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut cx) {
            return done;
        }
        assert!(Instant::now() < end, "the scenario takes too long");
        park_timeout(Duration::from_micros(200));
    }
}

/// TCP in small pieces.
struct Wire {
    /// Bytes that are read or written at once.
    piece: usize,
    /// Whether it is given in one piece, for which each poll is a new start.
    whole: bool,
    /// Reads and writes dropped before they were done.
    dropped: Rc<Cell<u32>>,
}

impl Wire {
    fn new(piece: usize) -> Self {
        Self { piece, whole: false, dropped: Rc::default() }
    }
}

impl Dial for Wire {
    type Error = io::Error;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> io::Result<()> {
        let stream = TcpStream::connect((to.host(), to.port()))?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let half = || Half { stream: &stream, wire: self };
        if self.whole {
            let halves = Halves::new(half());
            talk.over(halves.reader(), halves.writer()).await;
        } else {
            talk.over(half(), half()).await;
        }
        Ok(())
    }
}

struct Half<'a> {
    stream: &'a TcpStream,
    wire: &'a Wire,
}

impl Half<'_> {
    /// Tries again and again, but not at first where it may wait.
    async fn work<T>(&self, mut work: impl FnMut(&TcpStream) -> io::Result<T>) -> io::Result<T> {
        let watched = Watched(&self.wire.dropped);
        let mut tried = self.wire.whole;
        let done = poll_fn(|_| {
            if !std::mem::replace(&mut tried, true) {
                return Poll::Pending;
            }
            match work(self.stream) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
                done => Poll::Ready(done),
            }
        })
        .await;
        std::mem::forget(watched);
        done
    }
}

/// Counts when it is dropped.
struct Watched<'a>(&'a Cell<u32>);

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.0.update(|count| count + 1);
    }
}

impl ErrorType for Half<'_> {
    type Error = io::Error;
}

impl Read for Half<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.wire.piece.min(buffer.len());
        self.work(|mut stream| stream.read(&mut buffer[..most])).await
    }
}

impl Write for Half<'_> {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let most = self.wire.piece.min(bytes.len());
        self.work(|mut stream| stream.write(&bytes[..most])).await
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn embassy(wire: Wire) -> Embassy<Wire> {
    Embassy::new(wire, [7; 32], UnixMillis(1_700_000_000_000))
}

fn connect(wire: Wire, config: Config) -> Connection<Wire> {
    Connection::with_runtime(config, None, embassy(wire)).expect("a good configuration")
}

/// A device that is logged in.
async fn online(name: &str, wire: Wire, config: Config) -> Connection<Wire> {
    let mut connection = connect(wire, config);
    connection.log_in(by_password(name)).await.expect("a login");
    connection
}

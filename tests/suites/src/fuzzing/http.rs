//! HTTP as bare metal reads it.

use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use easemob_core::driver::Runtime as _;
use easemob_core::{LostKind, Method, Request, Response, UnixMillis};
use easemob_embedded::{Dial, Embassy, Talk, Target};
use embedded_io_async::{ErrorType, Read};

/// What a server sends after an answer that has an end of its own.
const TAIL: &[u8] = b"HTTP/1.1 500 x\r\n\r\n";

/// An answer over HTTP, and before it how it is cut into pieces and how long it may be: the pieces
/// make no difference, no body is longer than it may be, an answer that fits is the same where more
/// would fit, and what follows it changes nothing unless only the end of the stream ends it.
pub fn http(data: &[u8]) {
    let Some((&[piece, sixteenth], stream)) = data.split_first_chunk() else { return };
    let limit = 16 * usize::from(sixteenth);
    let whole = read(stream, stream.len(), limit);
    assert_eq!(read(stream, piece.into(), limit), whole, "pieces of {piece} bytes");
    let Ok(answer) = whole else { return };
    assert!(matches!(answer.status, 101 | 200..=999), "{answer:?}");
    assert!(answer.body.len() <= limit, "{answer:?}");
    let roomy = read(stream, stream.len(), 2 * limit + TAIL.len());
    assert_eq!(roomy.as_ref(), Ok(&answer), "more would fit");
    let mut longer = answer.clone();
    longer.body = [&answer.body, TAIL].concat().into();
    let followed = read(&[stream, TAIL].concat(), piece.into(), 2 * limit + TAIL.len());
    assert!(followed.as_ref().is_ok_and(|it| *it == answer || *it == longer), "{followed:?}");
}

/// What an exchange of the transport makes of these bytes.
fn read(stream: &[u8], piece: usize, limit: usize) -> Result<Response, LostKind> {
    let server = Server { stream: stream.to_vec(), piece: piece.max(1) };
    let runtime = Embassy::new(server, [7; 32], UnixMillis(0));
    let mut exchange = pin!(runtime.exchange(Request {
        method: Method::Get,
        url: "http://server.test/".into(),
        headers: Vec::new(),
        body: Vec::new().into(),
        answer_limit: limit,
    }));
    // Nothing has to be waited for: there is no other end.
    match exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer.map_err(|lost| lost.kind),
        Poll::Pending => panic!("the exchange waits for something else than its stream"),
    }
}

/// A server that has said everything and hears nothing.
struct Server {
    stream: Vec<u8>,
    piece: usize,
}

impl Dial for Server {
    type Error = Infallible;

    async fn dial(&self, _: &Target<'_>, talk: Talk) -> Result<(), Infallible> {
        talk.over(Pieces { left: &self.stream, piece: self.piece }, Vec::new()).await;
        Ok(())
    }
}

/// Bytes in pieces.
struct Pieces<'a> {
    left: &'a [u8],
    piece: usize,
}

impl ErrorType for Pieces<'_> {
    type Error = Infallible;
}

impl Read for Pieces<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let length = self.piece.min(buffer.len()).min(self.left.len());
        let (piece, left) = self.left.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.left = left;
        Ok(length)
    }
}

//! A WebSocket over a line: its upgrade, its messages, its end.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use easemob_core::driver::{Frame, Limits, Socket};
use easemob_core::websocket::{Codec, Item, Target, Upgrade, Violation};
use easemob_core::{Lost, LostKind};
use embassy_time::{Duration, Timer};

use crate::chance::Masks;
use crate::dial::Dial;
use crate::line::{Line, unusable};
use crate::staging::Staging;

/// How long a link may take to end in good order.
const LINGER: Duration = Duration::from_secs(2);

/// A WebSocket that is being dialled.
pub struct Dialing(Step);

enum Step {
    Upgrading(Upgrade, Box<WebSocket>),
    Refused(Lost),
    Done,
}

impl Dialing {
    pub(crate) fn new<D: Dial>(
        dialer: Rc<D>,
        url: String,
        limits: Limits,
        nonce: [u8; 16],
        masks: Masks,
    ) -> Self {
        let staging = Rc::<Staging>::default();
        let upgrade = match Target::parse(&url) {
            Ok(target) => staging.speak(|_, out| Upgrade::new(&target, nonce, out)),
            Err(bad) => return Self(Step::Refused(unusable(bad))),
        };
        staging.want(true);
        let line = Line::new(dialer, url, |url| Target::parse(url), None, staging);
        let codec = Codec::new(limits.message, masks);
        let socket = WebSocket { line, codec, waiting: limits.waiting };
        Self(Step::Upgrading(upgrade, Box::new(socket)))
    }
}

impl Future for Dialing {
    type Output = Result<WebSocket, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        while let Step::Upgrading(upgrade, socket) = &mut self.0 {
            let over = socket.line.poll(cx);
            let has_come = !socket.line.staging.is_taken();
            let agreed = socket.line.staging.speak(|input, _| upgrade.feed(input));
            match (agreed, over) {
                (Ok(false), _) if has_come => {}
                (Ok(false), Poll::Pending) => return Poll::Pending,
                (Ok(true), _) => break,
                (Ok(false), Poll::Ready(lost)) => self.0 = Step::Refused(lost),
                (Err(why), _) => {
                    self.0 = Step::Refused(Lost::new(LostKind::Protocol, why.to_string()));
                }
            }
        }
        match mem::replace(&mut self.0, Step::Done) {
            Step::Upgrading(_, socket) => Poll::Ready(Ok(*socket)),
            Step::Refused(lost) => Poll::Ready(Err(lost)),
            Step::Done => Poll::Pending,
        }
    }
}

/// An open WebSocket.
pub struct WebSocket {
    line: Line,
    codec: Codec<Masks>,
    /// What may wait to be written, in bytes.
    waiting: usize,
}

impl WebSocket {
    /// The next thing the server said, of what has come. What is owed for it is on its way.
    fn item(&mut self) -> Result<Option<Item>, Violation> {
        let Self { line, codec, .. } = self;
        line.staging.speak(|input, out| {
            let item = codec.feed(input);
            codec.answer(out);
            item
        })
    }
}

impl Socket for WebSocket {
    type Farewell = Farewell;

    fn push(&mut self, message: Bytes) {
        let Self { line, codec, .. } = self;
        // Refused only on a connection that is closing, which the next poll tells.
        let _closing = line.staging.speak(|_, out| codec.binary(&message, out));
    }

    fn poll(&mut self, cx: &mut Context<'_>, read: bool) -> Poll<Result<Frame, Lost>> {
        self.line.staging.want(read);
        loop {
            let over = self.line.poll(cx);
            if self.line.staging.waiting() > self.waiting {
                return Poll::Ready(Err(Lost::new(LostKind::Broken, "the server does not read")));
            }
            if read {
                let has_come = !self.line.staging.is_taken();
                match self.item() {
                    Ok(None) if has_come => continue,
                    Ok(None) => {}
                    Ok(Some(item)) => return Poll::Ready(frame(item)),
                    Err(violation) => return Poll::Ready(Err(broken(violation))),
                }
            }
            return over.map(Err);
        }
    }

    fn farewell(self) -> Farewell {
        let Self { line, mut codec, .. } = self;
        // Refused where the close frame was sent already.
        let _said = line.staging.speak(|_, out| codec.close(1_000, "", out));
        line.staging.want(true);
        Farewell { line, codec, late: Timer::after(LINGER) }
    }
}

fn frame(item: Item) -> Result<Frame, Lost> {
    match item {
        Item::Binary(bytes) => Ok(Frame::Binary(bytes)),
        Item::Text(text) => Ok(Frame::Text(text.into_bytes())),
        Item::Ping(_) | Item::Pong(_) => Ok(Frame::Control),
        Item::Close(why) => {
            let code = why.code.map_or_else(String::new, |code| alloc::format!("{code} "));
            let words = alloc::format!("{code}{}", why.reason);
            Err(Lost::new(LostKind::Closed, words.trim()))
        }
    }
}

fn broken(violation: Violation) -> Lost {
    let kind = match violation {
        Violation::TooBig { .. } => LostKind::TooLarge,
        _ => LostKind::Protocol,
    };
    Lost::new(kind, violation.to_string())
}

/// A WebSocket that says goodbye: what waits is written, a close frame after it, and the server may
/// do likewise, within 2 s.
pub struct Farewell {
    line: Line,
    codec: Codec<Masks>,
    late: Timer,
}

impl Future for Farewell {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { line, codec, late } = &mut *self;
        if Pin::new(late).poll(cx).is_ready() {
            return Poll::Ready(());
        }
        loop {
            // What still comes interests nobody but the codec.
            let _heard = line.staging.speak(|input, out| {
                let heard = codec.feed(input);
                codec.answer(out);
                heard
            });
            if codec.is_over() {
                line.staging.finish();
            }
            let closed = line.poll_closed(cx);
            if closed.is_ready() || line.staging.is_taken() {
                return closed;
            }
        }
    }
}

impl fmt::Debug for Dialing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialing").finish_non_exhaustive()
    }
}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocket").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl fmt::Debug for Farewell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Farewell").finish_non_exhaustive()
    }
}

//! What the world lends to a client.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use easemob_core::driver::{
    Chunks, Frame, Inflow, Limits, Outflow, Runtime, Socket, Streams, Work,
};
use easemob_core::rest::files::Head;
use easemob_core::{Instant, Lost, LostKind, Request, Response, UnixMillis};
use easemob_emulator::{Peer, Push};
use easemob_tests::peer::EPOCH;
use futures_lite::Stream;

use crate::world::{Alarm, World};

/// In how many pieces an answer comes.
const PIECES: usize = 8;

pub(crate) struct Memory {
    world: World,
    alarm: Alarm,
}

impl Memory {
    pub(crate) fn new(world: &World) -> Self {
        Self { world: world.clone(), alarm: world.alarm() }
    }
}

impl Runtime for Memory {
    type Socket = Wire;
    type Dialing = Work<Result<Wire, Lost>>;
    type Exchange = Work<Result<Response, Lost>>;

    fn seed(&self) -> [u8; 32] {
        [7; 32]
    }

    fn wall(&self) -> UnixMillis {
        UnixMillis(EPOCH + self.world.now())
    }

    fn now(&self) -> Instant {
        Instant::from_millis(self.world.now())
    }

    fn poll_alarm(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()> {
        self.alarm.poll(cx, at.as_millis())
    }

    fn dial(&self, _url: String, _limits: Limits) -> Self::Dialing {
        let world = self.world.clone();
        Box::pin(async move {
            world.turn().await;
            let peer = world.open_link();
            let wire = Wire { world, peer, waiting: VecDeque::new() };
            wire.world.turn().await;
            Ok(wire)
        })
    }

    fn exchange(&self, request: Request) -> Self::Exchange {
        let world = self.world.clone();
        Box::pin(async move {
            let body = request.body.clone();
            let answer = world.ask(request, body).await;
            Ok(Response::new(answer.status, answer.body))
        })
    }

    fn streams(&self) -> Arc<dyn Streams> {
        Arc::new(Exchanges(self.world.clone()))
    }
}

/// An open WebSocket. A message is written in a step of its own.
pub(crate) struct Wire {
    world: World,
    peer: Peer,
    waiting: VecDeque<Bytes>,
}

impl Wire {
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while !self.waiting.is_empty() {
            if self.world.poll_turn(cx).is_pending() {
                return Poll::Pending;
            }
            if let Some(message) = self.waiting.pop_front() {
                self.world.say(self.peer, message);
            }
        }
        Poll::Ready(())
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.world.hang_up(self.peer);
    }
}

impl Socket for Wire {
    type Farewell = Work<()>;

    fn push(&mut self, message: Bytes) {
        self.waiting.push_back(message);
    }

    fn poll(&mut self, cx: &mut Context<'_>, read: bool) -> Poll<Result<Frame, Lost>> {
        let _written = self.poll_write(cx);
        if !read {
            return Poll::Pending;
        }
        self.world.poll_pushed(self.peer, cx).map(|push| match push {
            Push::Binary(message) => Ok(Frame::Binary(message)),
            Push::Text(text) => Ok(Frame::Text(text.into())),
            Push::Close(_) => Err(Lost::new(LostKind::Closed, "closed by the server")),
        })
    }

    fn farewell(mut self) -> Self::Farewell {
        Box::pin(async move {
            poll_fn(|cx| self.poll_write(cx)).await;
            self.world.turn().await;
        })
    }
}

/// Exchanges whose bodies are streams.
struct Exchanges(World);

impl Streams for Exchanges {
    fn exchange(&self, request: Request, mut body: Outflow) -> Work<Result<Inflow, Lost>> {
        let world = self.0.clone();
        Box::pin(async move {
            let mut whole = Vec::new();
            world.turn().await;
            while let Some(chunk) = poll_fn(|cx| body.chunks.as_mut().poll_next(cx)).await {
                let chunk =
                    chunk.map_err(|error| Lost::new(LostKind::Broken, error.to_string()))?;
                whole.extend_from_slice(&chunk);
                world.turn().await;
            }
            assert_eq!(whole.len() as u64, body.length, "a body of another length");
            let answer = world.ask(request, whole.into()).await;
            let text = |name: &str| {
                let mut headers = answer.headers.iter();
                headers.find(|(known, _)| *known == name).map(|(_, value)| value.clone())
            };
            let head = Head {
                status: answer.status,
                length: Some(answer.body.len() as u64),
                range: text("Content-Range"),
                tag: text("ETag"),
                ..Head::default()
            };
            let piece = answer.body.len().div_ceil(PIECES);
            let chunks: Chunks<Lost> = Box::pin(Pieces { world, piece, rest: answer.body });
            Ok(Inflow { head, chunks })
        })
    }

    fn pause(&self, millis: u64) -> Work<()> {
        Box::pin(self.0.pause(millis))
    }
}

/// The body of an answer, a piece a step.
struct Pieces {
    world: World,
    piece: usize,
    rest: Bytes,
}

impl Stream for Pieces {
    type Item = Result<Bytes, Lost>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        self.world.poll_turn(cx).map(|()| {
            let most = self.piece.min(self.rest.len());
            Some(Ok(self.rest.split_to(most)))
        })
    }
}

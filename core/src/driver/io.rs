//! What a client asks of the world, carried out: one WebSocket, HTTP exchanges, one alarm.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::runtime::{Frame, Limits, Runtime, Socket};
use crate::config::Config;
use crate::ids::{CallId, Link};
use crate::io::{Effect, Input, Lost, LostKind};
use crate::time::{Deadline, Instant};

/// Inputs in a row after which others get a turn.
const TURN: u32 = 64;

type Farewell<R> = <<R as Runtime>::Socket as Socket>::Farewell;

/// Carries out the effects of a [`Client`](crate::Client) and finds its inputs: for who drives one
/// by hand. [`Connection`](super::Connection) does so for everybody else.
///
/// It owns at most one live WebSocket besides those being closed, and spawns nothing: everything
/// moves while [`Io::input`] is awaited, and stops when it is dropped.
pub struct Io<R: Runtime> {
    runtime: R,
    limits: Limits,
    found: VecDeque<Input>,
    dialing: Option<(Link, R::Dialing)>,
    open: Option<(Link, R::Socket)>,
    leaving: Vec<Farewell<R>>,
    calls: Vec<(CallId, R::Exchange)>,
    streak: u32,
}

impl<R: Runtime> Io<R> {
    /// Nothing under way. Takes the byte limits from `config`.
    #[must_use]
    pub fn new(config: &Config) -> Self
    where
        R: Default,
    {
        Self::with_runtime(config, R::default())
    }

    /// The same with a runtime that was set up, to trust a private CA for example.
    #[must_use]
    pub fn with_runtime(config: &Config, runtime: R) -> Self {
        Self {
            runtime,
            limits: Limits::new(config),
            found: VecDeque::new(),
            dialing: None,
            open: None,
            leaving: Vec::new(),
            calls: Vec::new(),
            streak: 0,
        }
    }

    /// The clock of the inputs. It advances while the machine sleeps.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.runtime.now()
    }

    /// What lends the sockets.
    #[must_use]
    pub fn runtime(&self) -> &R {
        &self.runtime
    }

    /// Begins what the effect says and returns at once.
    pub fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.leave();
                self.dialing = Some((link, self.runtime.dial(endpoint.url, self.limits)));
            }
            Effect::Send(link, bytes) => {
                if let Some((_, socket)) = self.open.as_mut().filter(|(open, _)| *open == link) {
                    socket.push(bytes);
                }
            }
            Effect::Close(link) => {
                if self.link() == Some(link) {
                    self.leave();
                }
            }
            Effect::Call(call, request) => {
                self.calls.push((call, self.runtime.exchange(*request)));
            }
            Effect::Cancel(call) => self.calls.retain(|(id, _)| *id != call),
            // For whoever holds the store, before it comes here.
            Effect::Keep(_) => {}
        }
    }

    /// What happens next: the link opened, ended or received something, a call was answered, or
    /// `deadline` has come. The socket is not read without `wants_input`.
    ///
    /// Cancel-safe: all progress lives in `self`, nothing is lost when the future is dropped.
    pub async fn input(&mut self, wants_input: bool, deadline: Option<Deadline>) -> Input {
        poll_fn(|cx| self.poll_input(cx, wants_input, deadline)).await
    }

    /// [`Io::input`] for who polls by hand.
    pub fn poll_input(
        &mut self,
        cx: &mut Context<'_>,
        wants_input: bool,
        deadline: Option<Deadline>,
    ) -> Poll<Input> {
        if self.streak == TURN {
            self.streak = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.leaving.retain_mut(|work| Pin::new(work).poll(cx).is_pending());
        let input = self.find(cx, wants_input, deadline);
        self.streak = if input.is_some() { self.streak + 1 } else { 0 };
        input.map_or(Poll::Pending, Poll::Ready)
    }

    /// Waits until the links being closed have ended: at most 2 s. Cancel-safe.
    pub async fn settled(&mut self) {
        poll_fn(|cx| {
            self.leaving.retain_mut(|work| Pin::new(work).poll(cx).is_pending());
            if self.leaving.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    fn find(
        &mut self,
        cx: &mut Context<'_>,
        wants_input: bool,
        deadline: Option<Deadline>,
    ) -> Option<Input> {
        if let Some(input) = self.found.pop_front() {
            return Some(input);
        }
        if let Some(deadline) = deadline
            && self.runtime.poll_alarm(cx, deadline.at).is_ready()
        {
            return Some(Input::Tick);
        }
        self.poll_calls(cx)
            .or_else(|| self.poll_dial(cx))
            .or_else(|| self.poll_socket(cx, wants_input))
    }

    fn poll_calls(&mut self, cx: &mut Context<'_>) -> Option<Input> {
        let mut calls = self.calls.iter_mut().enumerate();
        let (index, answer) =
            calls.find_map(|(index, (_, work))| match Pin::new(work).poll(cx) {
                Poll::Ready(answer) => Some((index, answer)),
                Poll::Pending => None,
            })?;
        let (call, _) = self.calls.remove(index);
        Some(Input::Answered(call, answer))
    }

    fn poll_dial(&mut self, cx: &mut Context<'_>) -> Option<Input> {
        let (_, dial) = self.dialing.as_mut()?;
        let Poll::Ready(dialed) = Pin::new(dial).poll(cx) else { return None };
        let (link, _) = self.dialing.take()?;
        Some(match dialed {
            Ok(socket) => {
                self.open = Some((link, socket));
                Input::Opened(link)
            }
            Err(lost) => Input::Closed(link, lost),
        })
    }

    fn poll_socket(&mut self, cx: &mut Context<'_>, wants_input: bool) -> Option<Input> {
        let (link, socket) = self.open.as_mut()?;
        let Poll::Ready(read) = socket.poll(cx, wants_input) else { return None };
        Some(match read {
            Ok(Frame::Binary(bytes)) => Input::Received(*link, bytes),
            Ok(Frame::Text(text)) => Input::Stray(*link, text),
            Ok(Frame::Control) => {
                // Look again when the others had their turn.
                cx.waker().wake_by_ref();
                return None;
            }
            Err(lost) => {
                let (link, socket) = self.open.take()?;
                self.leaving.push(socket.farewell());
                Input::Closed(link, lost)
            }
        })
    }

    fn link(&self) -> Option<Link> {
        let dialing = self.dialing.as_ref().map(|(link, _)| *link);
        dialing.or_else(|| self.open.as_ref().map(|(link, _)| *link))
    }

    /// Gives the link up: a dial at once, an open one with a farewell in the background.
    fn leave(&mut self) {
        let Some(link) = self.link() else { return };
        self.dialing = None;
        if let Some((_, socket)) = self.open.take() {
            self.leaving.push(socket.farewell());
        }
        let lost = Lost::new(LostKind::Closed, "closed by this side");
        self.found.push_back(Input::Closed(link, lost));
    }
}

/// Links and numbers only: no address, no header, no content.
impl<R: Runtime> fmt::Debug for Io<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io")
            .field("link", &self.link())
            .field("open", &self.open.is_some())
            .field("leaving", &self.leaving.len())
            .field("calls", &self.calls.len())
            .finish_non_exhaustive()
    }
}

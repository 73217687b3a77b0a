//! What a client asks of the world, carried out: one WebSocket, HTTP exchanges, one alarm.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use async_tungstenite::tungstenite::Message;
use easemob_core::config::Config;
use easemob_core::{CallId, Deadline, Effect, Input, Instant, Link, Lost, LostKind, Response};

use crate::calls::exchange;
use crate::clock::{Alarm, Clock};
use crate::socket::{Limits, Socket, Tls};

/// Inputs in a row after which others get a turn.
const TURN: u32 = 64;

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Carries out the effects of a [`Client`](easemob_core::Client) and finds its inputs: for who
/// drives one by hand. [`Connection`](crate::Connection) does so for everybody else.
///
/// It owns at most one live WebSocket besides those being closed, and spawns nothing: everything
/// moves while [`Io::input`] is awaited, and stops when it is dropped.
pub struct Io {
    clock: Clock,
    alarm: Alarm,
    tls: Tls,
    limits: Limits,
    found: VecDeque<Input>,
    dialing: Option<(Link, Work<Result<Socket, Lost>>)>,
    open: Option<(Link, Socket)>,
    leaving: Vec<Work<()>>,
    calls: Vec<(CallId, Work<Result<Response, Lost>>)>,
    streak: u32,
}

impl Io {
    /// Nothing under way. Takes the byte limits from `config`.
    #[must_use]
    pub fn new(config: &Config, tls: Tls) -> Self {
        Self {
            clock: Clock::new(),
            alarm: Alarm::new(),
            tls,
            limits: Limits::new(config),
            found: VecDeque::new(),
            dialing: None,
            open: None,
            leaving: Vec::new(),
            calls: Vec::new(),
            streak: 0,
        }
    }

    /// The clock of the inputs: milliseconds since this value was made, sleep of the machine
    /// included.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Begins what the effect says and returns at once.
    pub fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.leave();
                let dial = Socket::dial(endpoint.url, self.tls.clone(), self.limits);
                self.dialing = Some((link, Box::pin(dial)));
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
                self.calls.push((call, Box::pin(exchange(request, self.tls.clone()))));
            }
            Effect::Cancel(call) => self.calls.retain(|(id, _)| *id != call),
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
        self.leaving.retain_mut(|work| work.as_mut().poll(cx).is_pending());
        let input = self.find(cx, wants_input, deadline);
        self.streak = if input.is_some() { self.streak + 1 } else { 0 };
        input.map_or(Poll::Pending, Poll::Ready)
    }

    /// Waits until the links being closed have ended: at most 2 s. Cancel-safe.
    pub async fn settled(&mut self) {
        poll_fn(|cx| {
            self.leaving.retain_mut(|work| work.as_mut().poll(cx).is_pending());
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
        if self.alarm.poll(cx, &self.clock, deadline.map(|deadline| deadline.at)).is_ready() {
            return Some(Input::Tick);
        }
        self.poll_calls(cx)
            .or_else(|| self.poll_dial(cx))
            .or_else(|| self.poll_socket(cx, wants_input))
    }

    fn poll_calls(&mut self, cx: &mut Context<'_>) -> Option<Input> {
        let mut calls = self.calls.iter_mut().enumerate();
        let (index, answer) =
            calls.find_map(|(index, (_, work))| match work.as_mut().poll(cx) {
                Poll::Ready(answer) => Some((index, answer)),
                Poll::Pending => None,
            })?;
        let (call, _) = self.calls.remove(index);
        Some(Input::Answered(call, answer))
    }

    fn poll_dial(&mut self, cx: &mut Context<'_>) -> Option<Input> {
        let (_, dial) = self.dialing.as_mut()?;
        let Poll::Ready(dialed) = dial.as_mut().poll(cx) else { return None };
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
            Ok(Message::Binary(bytes)) => Input::Received(*link, bytes),
            Ok(Message::Text(text)) => Input::Stray(*link, text.into()),
            Ok(_) => {
                // A ping, answered by itself: look again when the others had their turn.
                cx.waker().wake_by_ref();
                return None;
            }
            Err(lost) => {
                let (link, socket) = self.open.take()?;
                self.leaving.push(Box::pin(socket.farewell()));
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
            self.leaving.push(Box::pin(socket.farewell()));
        }
        let lost = Lost::new(LostKind::Closed, "closed by this side");
        self.found.push_back(Input::Closed(link, lost));
    }
}

/// Links and numbers only: no address, no header, no content.
impl fmt::Debug for Io {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io")
            .field("link", &self.link())
            .field("open", &self.open.is_some())
            .field("leaving", &self.leaving.len())
            .field("calls", &self.calls.len())
            .finish_non_exhaustive()
    }
}

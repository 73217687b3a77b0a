//! The loop's end: carries out commands, and routes what the client tells to who waits for it.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use async_channel::{Receiver, Sender, TrySendError, bounded, unbounded};
use futures_core::Stream;

use super::handle::{Command, Handle, Reply, answer};
use super::hearing::{End, Hearing, NotBegun};
use super::{Events, LoginFailed, Runtime};
use crate::client::Client;
use crate::error::CallFailed;
use crate::event::{Event, Online};
use crate::ids::{CallId, LocalId};
use crate::rest::Answer;
#[cfg(feature = "std")]
use crate::rest::files::Terms;
use crate::secret::Secret;
use crate::session::PhaseName;
use crate::time::Instant;

/// Commands on their way to the loop; whoever sends more waits.
const COMMANDS: usize = 64;

/// A new token on its way, or `None` when there is none to be had.
pub type TokenFuture = Pin<Box<dyn Future<Output = Option<Secret>> + Send>>;

/// Makes the three parts of a background client.
pub(super) fn desk(runtime: &impl Runtime) -> (Desk, Handle, Events) {
    let (commands, command_queue) = bounded(COMMANDS);
    let (asks, ask_queue) = bounded(1);
    let (events, event_queue) = unbounded();
    let (hearing, hearings) = unbounded();
    let desk = Desk {
        commands: Box::pin(command_queue),
        asks: Box::pin(ask_queue),
        events,
        event_wanted: false,
        event: None,
        provider: None,
        token: None,
        hearing: Box::pin(hearings.clone()),
        sends: BTreeMap::new(),
        lent: BTreeSet::new(),
        registrations: BTreeMap::new(),
        calls: BTreeMap::new(),
        login: None,
        logouts: Vec::new(),
        shutdowns: Vec::new(),
        closing: false,
    };
    (desk, Handle::new(commands, hearing, runtime), Events::new(asks, event_queue, hearings))
}

/// The loop's end of [`Handle`] and [`Events`]. The loop polls it beside its I/O and calls
/// [`Desk::route`] after each input.
pub(super) struct Desk {
    commands: Pin<Box<Receiver<Command>>>,
    asks: Pin<Box<Receiver<()>>>,
    /// Holds one event at most while the loop runs.
    events: Sender<Event>,
    event_wanted: bool,
    /// On its way there: taking it has taken the one before, which is kept first.
    event: Option<Event>,
    provider: Option<Box<dyn FnMut() -> TokenFuture + Send>>,
    token: Option<TokenFuture>,
    hearing: Pin<Box<Receiver<Hearing>>>,
    sends: BTreeMap<LocalId, Reply<End>>,
    /// Messages whose outcome was given to who waits for it, and is kept until it was heard.
    lent: BTreeSet<LocalId>,
    registrations: BTreeMap<CallId, Reply<End>>,
    calls: BTreeMap<CallId, Reply<Result<Box<Answer>, CallFailed>>>,
    login: Option<Reply<Result<Online, LoginFailed>>>,
    logouts: Vec<Reply<()>>,
    /// Answered by being dropped.
    shutdowns: Vec<Reply<()>>,
    closing: bool,
}

impl Desk {
    /// Asks `provider` for a token on [`Event::TokenWanted`], which is then not told. One question
    /// at a time; a new one drops the one before.
    pub(super) fn provide_tokens(&mut self, provider: Box<dyn FnMut() -> TokenFuture + Send>) {
        self.provider = Some(provider);
    }

    /// Ready when something was done with `client`: a command carried out, an event handed over.
    /// Effects may wait then.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        now: Instant,
        client: &mut Client,
    ) -> Poll<()> {
        let heard = self.poll_hearing(cx, client);
        let done = self.poll_command(cx, now, client)
            || self.poll_token(cx, now, client)
            || self.poll_ask(cx, client);
        if !self.withdraw_calls(now, client) && !done && !heard {
            return Poll::Pending;
        }
        self.route(client);
        Poll::Ready(())
    }

    /// Gives outcomes to who waits for them. They go past the events the application has not
    /// asked for yet, so a slow reader does not hold up a sender.
    pub(super) fn route(&mut self, client: &mut Client) {
        self.route_outcomes(client);
        self.route_login(client);
        if client.is_offline() {
            self.logouts.drain(..).for_each(|reply| answer(&reply, ()));
        }
        if let Some(provider) = &mut self.provider
            && client.take_event(|event| matches!(event, Event::TokenWanted)).is_some()
        {
            self.token = Some(provider());
        }
        if self.events.is_closed() {
            while client.take_event(|_| true).is_some() {}
        }
    }

    /// Whether the loop may end: it was told to, and nobody is logged in.
    pub(super) fn is_over(&self, client: &Client) -> bool {
        self.closing && client.is_offline()
    }

    /// The loop has ended: tells the application what it has not asked for, but no content, which
    /// the server keeps. What lies before a caller counts as heard; other outcomes are told by the
    /// next process too, for there is nobody left to say that they were taken.
    pub(super) fn finish(mut self, client: &mut Client) {
        while let Ok(hearing) = self.hearing.try_recv() {
            self.on_hearing(hearing, client);
        }
        for local in core::mem::take(&mut self.lent) {
            client.outcome_taken(local);
        }
        let mut rest: Vec<Event> = core::iter::from_fn(|| client.lend_event(|_| true)).collect();
        rest.extend(self.event.take());
        while let Some(event) = rest.pop() {
            let _unread = self.events.try_send(event);
        }
    }

    fn poll_hearing(&mut self, cx: &mut Context<'_>, client: &mut Client) -> bool {
        let mut any = false;
        while let Poll::Ready(Some(hearing)) = self.hearing.as_mut().poll_next(cx) {
            self.on_hearing(hearing, client);
            any = true;
        }
        any
    }

    fn on_hearing(&mut self, hearing: Hearing, client: &mut Client) {
        match hearing {
            Hearing::Heard(local) => {
                self.lent.remove(&local);
                client.outcome_taken(local);
            }
            Hearing::Unheard(event) => {
                if let Event::Settled { local, .. } = &*event {
                    self.lent.remove(local);
                }
                client.tell_again(*event);
            }
        }
    }

    /// Withdraws what is still asked for: nobody is left to be told.
    #[cfg(feature = "std")]
    pub(super) fn give_up(&mut self, now: Instant, client: &mut Client) {
        while let Ok(command) = self.commands.try_recv() {
            self.obey(now, client, command);
        }
        self.withdraw_calls(now, client);
    }

    fn poll_command(&mut self, cx: &mut Context<'_>, now: Instant, client: &mut Client) -> bool {
        match self.commands.as_mut().poll_next(cx) {
            Poll::Ready(Some(command)) => self.obey(now, client, command),
            Poll::Ready(None) if !self.closing => self.close(now, client),
            Poll::Ready(None) | Poll::Pending => return false,
        }
        true
    }

    fn poll_token(&mut self, cx: &mut Context<'_>, now: Instant, client: &mut Client) -> bool {
        let Some(token) = &mut self.token else { return false };
        let Poll::Ready(token) = token.as_mut().poll(cx) else { return false };
        self.token = None;
        if !token.is_some_and(|token| client.renew_token(now, token)) {
            client.token_unavailable(now);
        }
        true
    }

    fn poll_ask(&mut self, cx: &mut Context<'_>, client: &mut Client) -> bool {
        if let Some(event) = self.event.take() {
            self.event_wanted = false;
            let _unread = self.events.try_send(event);
        }
        // Also right after an event was handed over: asking for the next one is to wake the loop.
        let asked =
            !self.event_wanted && matches!(self.asks.as_mut().poll_next(cx), Poll::Ready(Some(())));
        self.event_wanted |= asked;
        if self.event_wanted {
            self.event = client.poll_event();
        }
        // Even without an event, asking has committed the one before.
        asked || self.event.is_some()
    }

    fn obey(&mut self, now: Instant, client: &mut Client, command: Command) {
        match command {
            Command::Login(who, reply) => match client.login(now, who) {
                Ok(()) => self.login = Some(reply),
                Err(refused) => answer(&reply, Err(refused.into())),
            },
            Command::Logout(reply) => {
                client.logout(now);
                self.logouts.push(reply);
            }
            Command::Send(message, reply) => match client.send(now, *message) {
                Ok(local) => drop(self.sends.insert(local, reply)),
                Err(not_sent) => answer(&reply, End::NotBegun(NotBegun::Message(not_sent))),
            },
            Command::Post(message, reply) => answer(&reply, client.send(now, *message)),
            Command::Cancel(local, reply) => answer(&reply, client.cancel(now, local)),
            Command::JoinRoom(room, options, reply) => {
                answer(&reply, client.join_room(now, room, options));
            }
            Command::LeaveRoom(room, reply) => answer(&reply, client.leave_room(now, room)),
            Command::Commit(delivery) => client.commit(now, delivery),
            Command::Refuse(delivery, reply) => answer(&reply, client.refuse(now, delivery)),
            Command::RenewToken(token, reply) => answer(&reply, client.renew_token(now, token)),
            Command::TokenUnavailable => client.token_unavailable(now),
            Command::Register(user, password, nickname, reply) => {
                match client.register(now, user, password, &nickname) {
                    Ok(call) => drop(self.registrations.insert(call, reply)),
                    Err(failed) => answer(&reply, End::NotBegun(NotBegun::Registration(failed))),
                }
            }
            Command::Call(endpoint, reply) => {
                let call = |me: &str, resource: &str| endpoint.prepare(me, resource);
                match client.call_prepared(now, call) {
                    Ok(call) => drop(self.calls.insert(call, reply)),
                    Err(failed) => answer(&reply, Err(failed)),
                }
            }
            #[cfg(feature = "std")]
            Command::Terms(reply) => answer(&reply, Terms::new(client.config())),
            #[cfg(feature = "std")]
            Command::Authorize(step, tries, reply) => {
                answer(&reply, client.authorize(now, &*step, tries));
            }
            Command::Look => {}
            Command::Network(network) => client.handle(now, crate::Input::Network(network)),
            Command::Session(reply) => answer(&reply, client.session()),
            Command::Shutdown(reply) => {
                self.shutdowns.push(reply);
                self.close(now, client);
            }
        }
    }

    fn close(&mut self, now: Instant, client: &mut Client) {
        self.closing = true;
        client.logout(now);
    }

    /// Calls whose future was dropped are withdrawn, and their answers told to nobody. Whether there
    /// were any: others may have got their turn.
    fn withdraw_calls(&mut self, now: Instant, client: &mut Client) -> bool {
        let mut dropped = Vec::new();
        self.calls.retain(|call, reply| {
            let wanted = !reply.is_closed();
            if !wanted {
                dropped.push(*call);
            }
            wanted
        });
        for call in &dropped {
            client.cancel_call(now, *call);
            client.take_event(
                |event| matches!(event, Event::Answered { call: id, .. } if id == call),
            );
        }
        !dropped.is_empty()
    }

    fn route_outcomes(&mut self, client: &mut Client) {
        self.sends.retain(|_, reply| !reply.is_closed());
        self.registrations.retain(|_, reply| !reply.is_closed());
        if self.sends.is_empty() && self.registrations.is_empty() && self.calls.is_empty() {
            return;
        }
        while let Some(event) = client.lend_event(|event| match event {
            Event::Settled { local, .. } => self.sends.contains_key(local),
            Event::Registered { call, .. } => self.registrations.contains_key(call),
            Event::Answered { call, .. } => self.calls.contains_key(call),
            _ => false,
        }) {
            match event {
                Event::Settled { local, .. } => {
                    let caller = self.sends.remove(&local);
                    if client.config().keep {
                        self.lent.insert(local);
                    }
                    self.lend(client, caller, event);
                }
                Event::Registered { call, .. } => {
                    let caller = self.registrations.remove(&call);
                    self.lend(client, caller, event);
                }
                Event::Answered { call, result } => {
                    if let Some(reply) = self.calls.remove(&call) {
                        answer(&reply, result);
                    }
                }
                _ => {}
            }
        }
    }

    /// Gives an end to who waits for it; should that be nobody now, it is told as an event.
    fn lend(&mut self, client: &mut Client, caller: Option<Reply<End>>, event: Event) {
        let Some(caller) = caller else { return };
        let end = End::Told(event, client.config().keep);
        if let Err(TrySendError::Closed(End::Told(event, _))) = caller.try_send(end) {
            self.on_hearing(Hearing::Unheard(Box::new(event)), client);
        }
    }

    fn route_login(&mut self, client: &Client) {
        if self.login.is_none() {
            return;
        }
        let mut newest_first = client.waiting_events().rev();
        let end = match client.phase() {
            PhaseName::Online => newest_first.find_map(|event| match event {
                Event::Online(online) => Some(Ok(online.clone())),
                _ => None,
            }),
            PhaseName::Offline => newest_first.find_map(|event| match event {
                Event::Offline(cause) => Some(Err(LoginFailed::Offline(cause.clone()))),
                _ => None,
            }),
            _ => None,
        };
        if let Some(end) = end
            && let Some(reply) = self.login.take()
        {
            answer(&reply, end);
        }
    }
}

/// Whoever waits for the answer to a command that was never read learns that nobody will: the
/// channel itself would keep the command as long as there are handles.
impl Drop for Desk {
    fn drop(&mut self) {
        self.commands.close();
        while self.commands.try_recv().is_ok() {}
    }
}

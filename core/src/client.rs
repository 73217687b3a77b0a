//! The client: routes inputs to the machines and keeps the two queues to the outside.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::acknowledgement::outcome;
use crate::calls::{Calls, Purpose};
use crate::config::{Commit, Config};
use crate::context::Context;
use crate::error::{
    CallFailed, InvalidConfig, Layer, LoginRefused, Malformed, NotSent, WhyNotSent,
};
use crate::event::{Event, Unrecognized, What};
use crate::ids::{CallId, Delivery, Link, LocalId, ServerId, UserId};
use crate::inbox::Inbox;
use crate::io::{Effect, Input, Response};
use crate::log::{debug, info};
use crate::message::{Outgoing, Peer};
use crate::outbox::Outbox;
use crate::registration;
use crate::secret::Secret;
use crate::session::{
    Change, Credentials, Cursor, Device, PhaseName, Session, SessionMachine, Transition,
};
use crate::time::{Deadline, Instant, Timer, UnixMillis};
use crate::wire::{CommSyncDl, CommSyncUl, down, up};

/// A chat client as a value: it is told what happened and when, and answers with effects for the
/// driver and events for the user. It never waits, never reads a clock, and cannot be crashed by
/// what a peer sends.
///
/// Method families: `handle` takes from the world; `poll_*` gives to it; plain verbs are commands;
/// nouns look. The [crate documentation](crate) has the driver's loop.
pub struct Client {
    cx: Context,
    session: SessionMachine,
    calls: Calls,
    outbox: Outbox,
    inbox: Inbox,
    /// Handed to the application by the last `poll_event`: committed by the next one.
    in_hand: Option<Delivery>,
    /// Whose cursors and seen ids the inbox holds.
    inbox_of: Option<String>,
}

impl Client {
    /// A client that is logged out.
    ///
    /// `session` is what an earlier process kept, `seed` the only randomness there will be (ids,
    /// jitter), `now` the driver's monotonic clock and `wall` the time of day at that moment.
    ///
    /// # Errors
    /// [`InvalidConfig`] names the option that cannot be.
    pub fn new(
        config: Config,
        session: Option<Session>,
        seed: [u8; 32],
        now: Instant,
        wall: UnixMillis,
    ) -> Result<Self, InvalidConfig> {
        config.validate()?;
        let mut cx = Context::new(config, seed, now, wall);
        let (device, kept) = match session {
            Some(kept) => (Some(kept.device.clone()), Some(kept)),
            None => (None, None),
        };
        let mut inbox = Inbox::default();
        let mut inbox_of = None;
        if let Some(kept) = kept {
            let cursors = kept.cursors.into_iter().map(Cursor::into_parts);
            inbox.restore(&cx, cursors, kept.seen);
            inbox_of = kept.user;
        }
        let session = SessionMachine::new(&mut cx, device);
        let (calls, outbox) = (Calls::default(), Outbox::default());
        Ok(Self { cx, session, calls, outbox, inbox, in_hand: None, inbox_of })
    }

    // ---- commands: typed, immediate, never block ----------------------------------------------

    /// Logs in. [`Event::Online`] or [`Event::Offline`] follows.
    ///
    /// # Errors
    /// [`LoginRefused`] when somebody is logged in or a login is under way; nothing changes then.
    #[doc(alias = "open")]
    pub fn login(&mut self, now: Instant, who: Credentials) -> Result<(), LoginRefused> {
        self.advance_to(now);
        let user = who.user.clone();
        self.session.login(&mut self.cx, &mut self.calls, who)?;
        if self.inbox_of.as_deref() != Some(user.as_str()) {
            self.inbox.session_over(&mut self.cx);
            self.inbox.forget_user();
            self.inbox_of = Some(user.as_str().into());
        }
        self.settle();
        Ok(())
    }

    /// Logs out: LOGOUT, its answer or a short wait, then [`Event::Offline`]. Without effect when
    /// nobody is logged in.
    #[doc(alias = "close")]
    pub fn logout(&mut self, now: Instant) {
        self.advance_to(now);
        let change = self.session.logout(&mut self.cx, &mut self.calls);
        self.apply(change);
        self.settle();
    }

    /// Accepts a message for sending. [`Event::Settled`] with the returned id tells its end,
    /// exactly once. Between links it waits.
    ///
    /// # Errors
    /// [`NotSent`] gives the message back with the reason; nothing was sent.
    pub fn send(&mut self, now: Instant, message: Outgoing) -> Result<LocalId, NotSent> {
        self.advance_to(now);
        let result = self.accept(message);
        self.settle();
        result
    }

    fn accept(&mut self, message: Outgoing) -> Result<LocalId, NotSent> {
        let refuse = |message, why| Err(NotSent { message: Box::new(message), why });
        let phase = self.session.phase();
        let user = match self.session.user() {
            Some(user)
                if !matches!(phase, PhaseName::Offline | PhaseName::LoggingOut)
                    && self.cx.config.app_key.is_known() =>
            {
                user
            }
            _ => return refuse(message, WhyNotSent::LoggedOut),
        };
        let payload = message.payload(user);
        let (bytes, limit) = (payload.len(), self.cx.config.message_bytes_max);
        if bytes > limit {
            return refuse(message, WhyNotSent::TooLarge { bytes, limit });
        }
        if !self.outbox.has_room(&self.cx, bytes) {
            return refuse(message, WhyNotSent::OutboxFull);
        }
        if message.id().is_some_and(|id| self.outbox.contains(id)) {
            return refuse(message, WhyNotSent::DuplicateId);
        }
        let local = message.id().unwrap_or_else(|| self.cx.local_id());
        let meta = message.meta(local, &self.cx.config.app_key, payload);
        self.outbox.accept(&mut self.cx, local, meta, bytes);
        if phase == PhaseName::Online {
            let session = &mut self.session;
            self.outbox.flush_last(&mut self.cx, |cx, meta| deliver(session, cx, meta));
        }
        Ok(local)
    }

    /// Withdraws a message that was not transmitted yet; it ends as
    /// [`Outcome::Cancelled`](crate::Outcome::Cancelled). `false` when it is too late.
    pub fn cancel(&mut self, now: Instant, local: LocalId) -> bool {
        self.advance_to(now);
        let cancelled = self.outbox.cancel(&mut self.cx, local);
        self.settle();
        cancelled
    }

    /// Says that the application has taken a message, with
    /// [`Commit::Manual`](crate::Commit::Manual). Order does not matter; twice is harmless.
    pub fn commit(&mut self, now: Instant, delivery: Delivery) {
        self.advance_to(now);
        self.take(delivery);
        self.settle();
    }

    /// Gives a new token: asked for by [`Event::TokenWanted`], or unasked.
    /// [`Event::TokenRenewed`] follows when the server was asked about it. `false`, and nothing
    /// done, when nobody is logged in or the token is empty.
    #[doc(alias = "renewToken")]
    pub fn renew_token(&mut self, now: Instant, token: Secret) -> bool {
        self.advance_to(now);
        let renewed = !token.expose().is_empty()
            && self.session.renew_token(&mut self.cx, &mut self.calls, token);
        self.settle();
        renewed
    }

    /// Says that there is no new token: the answer to [`Event::TokenWanted`] of an application
    /// that failed to get one.
    pub fn token_unavailable(&mut self, now: Instant) {
        self.advance_to(now);
        let change = self.session.token_unavailable(&mut self.cx, &mut self.calls);
        self.apply(change);
        self.settle();
    }

    /// Registers an account on an application with open registration. Needs no login.
    /// [`Event::Registered`] with the returned id follows.
    #[doc(alias = "registerUser")]
    pub fn register(
        &mut self,
        now: Instant,
        user: UserId,
        password: Secret,
        nickname: &str,
    ) -> CallId {
        self.advance_to(now);
        let hosts = self.session.hosts();
        let call =
            registration::begin(&mut self.cx, &mut self.calls, hosts, user, password, nickname);
        self.settle();
        call
    }

    // ---- the world in ---------------------------------------------------------------------------

    /// Takes in what happened. Cannot fail: what a peer does wrong becomes an event. When it
    /// returns, all effects and events are there and no deadline is due.
    pub fn handle(&mut self, now: Instant, input: Input) {
        self.advance_to(now);
        match input {
            Input::Tick => {}
            Input::Opened(link) if self.is_current(link) => self.session.on_opened(&mut self.cx),
            Input::Closed(link, lost) if self.is_current(link) => {
                let change = self.session.on_closed(&mut self.cx, &mut self.calls, lost);
                self.apply(change);
            }
            Input::Received(link, bytes) if self.is_current(link) => self.receive(bytes),
            Input::Stray(link, bytes) if self.is_current(link) => {
                let what = Malformed::new(Layer::Text, "a text message", bytes);
                self.malformed(what);
            }
            Input::Opened(_) | Input::Closed(..) | Input::Received(..) | Input::Stray(..) => {
                debug!("input of an older link ignored");
            }
            Input::Answered(id, answer) => {
                if let Some((purpose, answer)) = self.calls.answered(&mut self.cx, id, answer) {
                    self.answered(purpose, answer);
                }
            }
            Input::Network(network) => {
                let change = self.session.network(&mut self.cx, &mut self.calls, network);
                self.apply(change);
            }
        }
        self.settle();
    }

    fn is_current(&self, link: Link) -> bool {
        self.session.link() == Some(link)
    }

    fn receive(&mut self, bytes: Bytes) {
        let frame = match self.session.restore(bytes) {
            Ok(bytes) => down::Frame::decode(bytes),
            Err(malformed) => {
                let lost = crate::io::Lost::new(crate::io::LostKind::Protocol, "compression");
                self.cx.tell(Event::Malformed(malformed));
                let change = self.session.lost(&mut self.cx, &mut self.calls, lost);
                return self.apply(change);
            }
        };
        match frame {
            Ok(frame) => {
                self.session.on_readable();
                self.route(frame);
            }
            Err(malformed) => self.malformed(malformed),
        }
    }

    fn malformed(&mut self, malformed: Malformed) {
        self.cx.tell(Event::Malformed(malformed));
        let change = self.session.on_malformed(&mut self.cx, &mut self.calls);
        self.apply(change);
    }

    fn route(&mut self, frame: down::Frame) {
        let phase = self.session.phase();
        match (phase, frame) {
            (PhaseName::Provisioning, down::Frame::Provision(reply)) => {
                let change = self.session.on_provision(&mut self.cx, &mut self.calls, &reply);
                self.apply(change);
            }
            (PhaseName::LoggingOut, down::Frame::Logout(_)) => {
                let change = self.session.logout_done(&mut self.cx, &mut self.calls);
                self.apply(change);
            }
            (PhaseName::Online, down::Frame::Unread(reply)) => {
                self.session.proven(&mut self.cx);
                if let Some(time) = reply.timestamp.filter(|time| *time != 0) {
                    self.session.learn_time(&mut self.cx, UnixMillis(time));
                }
                self.inbox.unread(&mut self.cx, reply);
            }
            (PhaseName::Online, down::Frame::Notice(notice)) => {
                self.inbox.notice(&mut self.cx, notice);
            }
            (PhaseName::Online, down::Frame::Sync(page)) => self.sync(page),
            // The last words before a logout are acknowledged after it.
            (PhaseName::LoggingOut, down::Frame::Sync(ack))
                if ack.meta_id.is_some_and(|id| id != 0) =>
            {
                self.sync(ack);
            }
            (_, down::Frame::Other { command, payload }) => {
                let what = What::Command(command);
                let id = ServerId(0);
                self.cx.tell(Event::Unrecognized(Unrecognized { queue: None, what, id, payload }));
            }
            (phase, _) => debug!("frame ignored while {phase}"),
        }
    }

    fn sync(&mut self, frame: CommSyncDl) {
        if let Some(id) = frame.meta_id.filter(|id| *id != 0) {
            self.session.proven(&mut self.cx);
            let known = self.outbox.acknowledged(&mut self.cx, LocalId(id), outcome(&frame));
            if !known {
                debug!("acknowledgement of something nobody waits for");
            }
            return;
        }
        let reader = self.session.reader(&self.cx);
        let result = self.inbox.page(&mut self.cx, frame, reader);
        if result.proof {
            self.session.proven(&mut self.cx);
        }
        if let Some(kick) = result.kick {
            let change = self.session.kicked(&mut self.cx, &mut self.calls, kick);
            self.apply(change);
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Result<Response, CallFailed>) {
        let (cx, calls) = (&mut self.cx, &mut self.calls);
        let change = match purpose {
            Purpose::Discovery(seed) => self.session.on_hosts(cx, calls, seed, answer),
            Purpose::Token => self.session.on_token(cx, calls, answer),
            Purpose::Expiry(secret) => {
                self.session.on_expiry(cx, secret, answer);
                None
            }
            Purpose::Register(registration) => {
                registration::answered(cx, calls, registration, answer);
                None
            }
        };
        self.apply(change);
    }

    // ---- what follows from an input -------------------------------------------------------------

    fn advance_to(&mut self, now: Instant) {
        self.cx.now = self.cx.now.max(now);
    }

    fn apply(&mut self, change: Option<Change>) {
        match change {
            None => {}
            Some(Change::Up) => {
                self.inbox.online();
                let within = self.cx.config.heartbeat_reply_ms;
                self.session.probe(&mut self.cx, within);
                self.flush();
                self.cx.tell(Event::SessionChanged);
            }
            Some(Change::LinkLost) => {
                self.inbox.link_lost(&mut self.cx);
                self.outbox.link_lost(&mut self.cx);
            }
            Some(Change::Over(why)) => {
                info!("offline: {why}");
                self.inbox.session_over(&mut self.cx);
                self.outbox.session_over(&mut self.cx);
                self.cx.tell(Event::Offline(why));
            }
        }
    }

    fn flush(&mut self) {
        if self.session.phase() == PhaseName::Online {
            let session = &mut self.session;
            self.outbox.flush(&mut self.cx, |cx, meta| deliver(session, cx, meta));
        }
    }

    /// Runs what is due and asks for what may be asked for: the law of progress.
    fn settle(&mut self) {
        while let Some(deadline) = self.cx.timers.next() {
            let Some(timer) = self.cx.timers.take_due(self.cx.now) else { break };
            self.on_timer(timer, self.cx.now.since(deadline.at));
        }
        self.pull();
    }

    fn pull(&mut self) {
        if self.session.phase() == PhaseName::Online {
            while let Some(pull) = self.inbox.next_pull(&mut self.cx) {
                self.session.send(&mut self.cx, up::Body::Sync(pull));
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, late: u64) {
        let reading = self.wants_input();
        let (cx, calls) = (&mut self.cx, &mut self.calls);
        let change = match timer {
            Timer::Dial | Timer::Provision | Timer::Login => {
                self.session.on_step_timeout(cx, calls, timer)
            }
            Timer::Retry => {
                self.session.retry(cx, calls);
                None
            }
            Timer::Heartbeat => {
                self.session.on_heartbeat(cx);
                None
            }
            Timer::HeartbeatReply => self.session.on_silence(cx, calls, reading, late),
            Timer::Pull => {
                if self.inbox.on_pull_due(cx, reading) {
                    self.session.doubt(cx);
                }
                None
            }
            Timer::SendAck => {
                if self.outbox.on_alarm(cx, reading) {
                    self.session.doubt(cx);
                }
                self.flush();
                None
            }
            Timer::Call => {
                if let Some((purpose, answer)) = self.calls.timed_out(cx) {
                    self.answered(purpose, answer);
                }
                None
            }
            Timer::TokenWarning => {
                self.session.on_token_warning(cx);
                None
            }
            Timer::TokenExpiry => self.session.on_token_expiry(cx, calls),
            Timer::TokenWanted => self.session.token_unavailable(cx, calls),
            Timer::Logout => self.session.logout_done(cx, calls),
        };
        self.apply(change);
    }

    fn take(&mut self, delivery: Delivery) {
        if let Some((peer, message)) = self.inbox.commit(&mut self.cx, delivery) {
            self.send_receipt(&peer, message);
        }
    }

    /// A delivery receipt: fire-and-forget, so that an unanswered one disturbs nothing (O-3).
    fn send_receipt(&mut self, peer: &Peer, message: ServerId) {
        let Some(user) = self.session.user() else { return };
        let id = self.cx.local_id();
        if let Some(meta) =
            crate::message::receipt(peer, message, id, &self.cx.config.app_key, user)
        {
            deliver(&mut self.session, &mut self.cx, meta);
        }
    }

    // ---- the core out ---------------------------------------------------------------------------

    /// The next thing to start. O(1).
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.cx.effects.pop_front()
    }

    /// The next thing to tell the user. O(1).
    ///
    /// Coming back here says that the application has taken the event before, so content is never
    /// acknowledged before the application had it; with manual commits that holds for everything
    /// but messages. It may queue an effect: wait only when both polls say `None`.
    pub fn poll_event(&mut self) -> Option<Event> {
        if let Some(delivery) = self.in_hand.take() {
            self.take(delivery);
            self.pull();
        }
        let (event, delivery) = self.cx.events.pop_front()?;
        let manual = self.cx.config.commit == Commit::Manual && event.delivery().is_some();
        self.in_hand = delivery.filter(|_| !manual);
        self.pull_if_caught_up();
        Some(event)
    }

    /// One event fewer waits: asks for more if the application is no longer behind.
    fn pull_if_caught_up(&mut self) {
        if self.cx.events.len() + 1 == self.cx.config.events_high {
            self.pull();
        }
    }

    /// The events that wait for [`Client::poll_event`], oldest first: for a driver that must know
    /// what the application will only be told later.
    pub fn waiting_events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.cx.events.iter().map(|(event, _)| event)
    }

    /// Takes the newest waiting event that `wanted` accepts, past the others, which keep their
    /// order: for a driver that gives answers to who waits for them. Content is passed over, so
    /// this acknowledges nothing. O(n) in the events that wait.
    pub fn take_event(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Option<Event> {
        let events = &mut self.cx.events;
        let is_it = |(event, delivery): &(Event, _)| Option::is_none(delivery) && wanted(event);
        let index = events.iter().rposition(is_it)?;
        let (event, _) = events.remove(index)?;
        self.pull_if_caught_up();
        Some(event)
    }

    /// When to call [`Client::handle`] with [`Input::Tick`] if nothing happens before. Always later
    /// than the last `now`. O(1).
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        self.cx.timers.next()
    }

    /// Whether the driver should go on reading the socket. `false` only when the application is far
    /// behind and the server pushes unasked.
    #[must_use]
    pub fn wants_input(&self) -> bool {
        self.cx.events.len() < self.cx.config.events_max
    }

    // ---- looks ----------------------------------------------------------------------------------

    /// Where the session is.
    #[must_use]
    pub fn phase(&self) -> PhaseName {
        self.session.phase()
    }

    /// How often the phase has changed, and how last: lets a test follow the automaton.
    #[doc(hidden)]
    #[must_use]
    pub fn changes(&self) -> (u64, Option<Transition>) {
        self.session.changes()
    }

    /// Who is logged in, or was last.
    #[must_use]
    pub fn user(&self) -> Option<&UserId> {
        self.session.user()
    }

    /// The device this client is to the server.
    #[must_use]
    pub fn device(&self) -> &Device {
        self.session.device()
    }

    /// The token of the session, once there is one.
    #[doc(alias = "accessToken")]
    #[must_use]
    pub fn access_token(&self) -> Option<&Secret> {
        self.session.access_token()
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.cx.config
    }

    /// Messages accepted and not yet settled.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.outbox.len()
    }

    /// Content handed over and not yet taken.
    #[must_use]
    pub fn uncommitted(&self) -> usize {
        self.inbox.open()
    }

    /// What may be kept for the next process; see [`Event::SessionChanged`].
    #[must_use]
    pub fn session(&self) -> Session {
        let mut session = Session::new(self.session.device().clone());
        session.user.clone_from(&self.inbox_of);
        session.cursors = self.inbox.cursors().map(Cursor::from).collect::<Vec<_>>();
        session.seen = self.inbox.seen();
        session
    }

    /// Whether the last session ended, and nothing is under way.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.phase() == PhaseName::Offline
    }
}

fn deliver(session: &mut SessionMachine, cx: &mut Context, meta: crate::wire::Meta) {
    session.send(cx, up::Body::Sync(CommSyncUl { meta: Some(meta), ..CommSyncUl::default() }));
}

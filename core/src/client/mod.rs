//! The client: routes inputs to the machines and keeps the two queues to the outside.

mod inputs;
mod looks;
mod outputs;
mod rooms;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::calls::Calls;
use crate::config::Config;
use crate::context::Context;
use crate::errands::Errands;
use crate::error::{CallFailed, InvalidConfig, LoginRefused, NotSent, WhyNotSent};
use crate::ids::{CallId, Delivery, LocalId, ServerId, UserId};
use crate::inbox::Inbox;
use crate::io::{Lost, LostKind};
use crate::message::{Outgoing, Peer, Reader};
use crate::outbox::Outbox;
use crate::registration;
use crate::rest::files::{Authority, Authorized, Step};
use crate::rest::{At, Endpoint, Prepared, Ticket};
use crate::secret::Secret;
use crate::seeded::{self, SeededBug};
use crate::session::{Credentials, Cursor, PhaseName, Session, SessionMachine};
use crate::store::Record;
use crate::time::{Instant, UnixMillis};
use crate::wire::{CommSyncUl, up};

/// A chat client as a value: it is told what happened and when, and answers with effects for the
/// driver and events for the user. It never waits, never reads a clock, and cannot be crashed by
/// what a peer sends.
///
/// Method families: `handle` takes from the world; `poll_*` gives to it; plain verbs are commands;
/// nouns look. The [crate documentation](crate) has the driver's loop.
///
/// A login, with the test in the place of the driver and of the server:
///
/// ```
/// use easemob_core::wire::{Provision, Status, down};
/// use easemob_core::{
///     AppKey, Client, Config, Credentials, Effect, Event, Input, Instant, PhaseName, UnixMillis, UserId,
/// };
///
/// let config = Config::private(AppKey::parse("org#app")?, "ws://server.test/websocket", "http://server.test");
/// let (mut now, wall) = (Instant::from_millis(0), UnixMillis(1_700_000_000_000));
/// let mut client = Client::new(config, None, [7; 32], now, wall)?;
/// client.login(now, Credentials::token(UserId::new("alice")?, "a token"))?;
/// let Some(Effect::Open(link, endpoint)) = client.poll_effect() else { panic!("it dials") };
/// assert_eq!(endpoint.url, "ws://server.test/websocket");
///
/// now = Instant::from_millis(20);
/// client.handle(now, Input::Opened(link));
/// assert!(matches!(client.poll_effect(), Some(Effect::Send(..))), "who it is");
///
/// now = Instant::from_millis(40);
/// let yes = Status { error_code: Some(0), ..Status::default() };
/// let reply = down::Frame::Provision(Provision { status: Some(yes), ..Provision::default() });
/// client.handle(now, Input::Received(link, reply.encode()));
/// let Some(Event::Online(online)) = client.poll_event() else { panic!("it is online") };
/// assert_eq!((online.user.as_str(), client.phase()), ("alice", PhaseName::Online));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client {
    cx: Context,
    session: SessionMachine,
    calls: Calls,
    errands: Errands,
    outbox: Outbox,
    inbox: Inbox,
    /// Handed to the application by the last `poll_event`: committed by the next one.
    in_hand: Option<Delivery>,
    /// The same for the outcome of a message.
    outcome_in_hand: Option<LocalId>,
    /// Delivery receipts of messages taken between links; at most `Config::outbox_max`.
    receipts_owed: Vec<(Peer, ServerId)>,
    /// Whose cursors and seen ids the inbox holds.
    inbox_of: Option<String>,
    /// The token an earlier process kept.
    kept_token: Option<Secret>,
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
        let (mut inbox, mut outbox) = (Inbox::keyed(cx.random.key()), Outbox::default());
        let mut inbox_of = None;
        let mut token = None;
        if let Some(kept) = kept {
            let cursors = kept.cursors.into_iter().map(Cursor::into_parts);
            inbox.restore(&cx, cursors, kept.seen, kept.refused);
            inbox_of = kept.user;
            token = kept.token;
            outbox.restore(&mut cx, kept.outbox);
        }
        let session = SessionMachine::new(&mut cx, device);
        let calls = Calls::default();
        let mut client = Self {
            cx,
            session,
            calls,
            errands: Errands::default(),
            outbox,
            inbox,
            in_hand: None,
            outcome_in_hand: None,
            receipts_owed: Vec::new(),
            inbox_of,
            kept_token: token,
        };
        // What was kept may have expired meanwhile.
        client.settle();
        Ok(client)
    }

    // ---- commands: typed, immediate, never block ----------------------------------------------

    /// Logs in. [`Event::Online`](crate::Event::Online) or
    /// [`Event::Offline`](crate::Event::Offline) follows. Content of another user that was not told
    /// yet is not told any more: the server still has it.
    ///
    /// # Errors
    /// [`LoginRefused`] when somebody is logged in or a login is under way; nothing changes then.
    #[doc(alias = "open")]
    pub fn login(&mut self, now: Instant, who: Credentials) -> Result<(), LoginRefused> {
        let _inside = self.enter(now);
        let begun = self.begin(who);
        self.settle();
        begun
    }

    fn begin(&mut self, who: Credentials) -> Result<(), LoginRefused> {
        let user = who.user.clone();
        self.session.login(&mut self.cx, &mut self.calls, who)?;
        self.kept_token = None;
        if self.inbox_of.as_deref() != Some(user.as_str()) {
            self.inbox.session_over(&mut self.cx);
            self.inbox.forget_user(&mut self.cx);
            self.outbox.session_over(&mut self.cx);
            self.outbox.forget_user();
            // What was not taken stays on the server; what was is nobody's but its reader's. The
            // ends of what this client was asked for are still told.
            self.cx.take_back(|_| true);
            self.in_hand = None;
            self.receipts_owed.clear();
            self.inbox_of = Some(user.as_str().into());
            // Before this user's first message, which must not be found among another's.
            self.cx.keep(Record::All(Box::new(self.session())));
        }
        Ok(())
    }

    /// Logs in with the user and the token that an earlier process kept, or of a session that the
    /// network has ended, and goes on where it stopped: [`Session::token`]. Otherwise as
    /// [`Client::login`].
    ///
    /// # Errors
    /// [`LoginRefused::NoProof`] when none was kept, or somebody has logged in since; and as
    /// [`Client::login`].
    pub fn resume(&mut self, now: Instant) -> Result<(), LoginRefused> {
        let _inside = self.enter(now);
        let user = self.inbox_of.clone().and_then(|user| UserId::new(user).ok());
        let resumed = match user.zip(self.kept_token.clone()) {
            Some((user, token)) => self.begin(Credentials::token(user, token)),
            None => Err(LoginRefused::NoProof),
        };
        self.settle();
        resumed
    }

    /// Logs out: LOGOUT, its answer or a short wait, then
    /// [`Event::Offline`](crate::Event::Offline). Without effect when nobody is logged in.
    #[doc(alias = "close")]
    pub fn logout(&mut self, now: Instant) {
        let _inside = self.enter(now);
        let change = self.session.logout(&mut self.cx, &mut self.calls);
        self.apply(change);
        self.settle();
    }

    /// Accepts a message for sending. [`Event::Settled`](crate::Event::Settled) with the returned
    /// id tells its end, exactly once. Between links it waits.
    ///
    /// # Errors
    /// [`NotSent`] gives the message back with the reason; nothing was sent.
    pub fn send(&mut self, now: Instant, message: Outgoing) -> Result<LocalId, NotSent> {
        let _inside = self.enter(now);
        let result = self.accept(message);
        self.settle();
        result
    }

    fn accept(&mut self, message: Outgoing) -> Result<LocalId, NotSent> {
        // Who sends a message again has heard how it ended.
        if message.id().is_some() && message.id() == self.outcome_in_hand {
            self.take_outcome();
        }
        let refuse = |message, why| Err(NotSent { message: Box::new(message), why });
        let phase = self.session.phase();
        let Some(user) = self.sender() else {
            return refuse(message, WhyNotSent::LoggedOut);
        };
        if let Err(why) = message.check() {
            return refuse(message, why);
        }
        let payload = message.payload(user);
        let (bytes, limit) =
            (payload.len() + message.bytes_beside(), self.cx.config.message_bytes_max);
        if bytes > limit {
            return refuse(message, WhyNotSent::TooLarge { bytes, limit });
        }
        if !self.outbox.has_room(&self.cx, bytes, self.outcome_in_hand) {
            return refuse(message, WhyNotSent::OutboxFull);
        }
        if let Some(id) = message.id()
            && self.outbox.owes(&self.cx, id)
        {
            return refuse(message, WhyNotSent::DuplicateId);
        }
        let local = message.id().unwrap_or_else(|| self.cx.local_id());
        let meta = message.meta(local, &self.cx.config.app_key, payload);
        self.outbox.accept(&mut self.cx, local, meta, bytes);
        if phase == PhaseName::Online {
            let session = &mut self.session;
            self.outbox.flush_last(&mut self.cx, |cx, meta| deliver(session, cx, meta));
        }
        if self.cx.config.has_bug(SeededBug::KeptAfterSend) {
            seeded::send_before_keeping(&mut self.cx.effects);
        }
        Ok(local)
    }

    /// Who may send something.
    fn sender(&self) -> Option<&UserId> {
        let over = matches!(self.session.phase(), PhaseName::Offline | PhaseName::LoggingOut);
        self.session.user().filter(|_| !over && self.cx.config.app_key.is_known())
    }

    /// Withdraws a message that was not transmitted yet; it ends as
    /// [`Outcome::Cancelled`](crate::Outcome::Cancelled). `false` when it is too late.
    pub fn cancel(&mut self, now: Instant, local: LocalId) -> bool {
        let _inside = self.enter(now);
        let cancelled = self.outbox.cancel(&mut self.cx, local);
        self.settle();
        cancelled
    }

    /// Says that the application has taken a message, with
    /// [`Commit::Manual`](crate::Commit::Manual). Order does not matter; twice is harmless.
    pub fn commit(&mut self, now: Instant, delivery: Delivery) {
        let _inside = self.enter(now);
        self.take(delivery);
        self.settle();
    }

    /// Says that the application cannot take a message now. It is handed over again after
    /// `Config::refusal_pause_ms` under the same [`Delivery`], and what comes after it in its queue
    /// waits for it; other queues go on. When that has happened `Config::refusals_max` times, it
    /// comes as [`Event::DeadLetter`](crate::Event::DeadLetter) instead, and the queue goes on.
    ///
    /// With [`Commit::Auto`](crate::Commit::Auto) that is the message told last, before the next
    /// [`Client::poll_event`]; with [`Commit::Manual`](crate::Commit::Manual) any that is not
    /// committed. A commit during the pause still counts. `false`, and nothing done, when the
    /// application does not have it: it was taken, or refused before, or is another user's.
    pub fn refuse(&mut self, now: Instant, delivery: Delivery) -> bool {
        let _inside = self.enter(now);
        // A session that is over has no user, its inbox has.
        let user = self.inbox_of.as_deref().unwrap_or_default();
        let reader = Reader { user, ..self.session.reader(&self.cx) };
        let refused = self.inbox.refuse(&mut self.cx, delivery, reader);
        if refused && self.in_hand == Some(delivery) {
            self.in_hand = None;
        }
        if self.cx.config.has_bug(SeededBug::RefusalReconnects) && self.phase() == PhaseName::Online
        {
            let lost = Lost::new(LostKind::Closed, "refused");
            let change = self.session.lost(&mut self.cx, &mut self.calls, lost);
            self.apply(change);
        }
        self.settle();
        refused
    }

    /// Gives a new token: asked for by [`Event::TokenWanted`](crate::Event::TokenWanted), or
    /// unasked. [`Event::TokenRenewed`](crate::Event::TokenRenewed) follows when the server was
    /// asked about it; it is [`CallFailed::Cancelled`] for one that is still being asked about when
    /// the next is given. `false`, and nothing done, when nobody is logged in or the token is empty.
    #[doc(alias = "renewToken")]
    pub fn renew_token(&mut self, now: Instant, token: Secret) -> bool {
        let _inside = self.enter(now);
        let renewed = !token.expose().is_empty()
            && self.session.renew_token(&mut self.cx, &mut self.calls, token);
        self.settle();
        renewed
    }

    /// Says that there is no new token: the answer to
    /// [`Event::TokenWanted`](crate::Event::TokenWanted) of an application that failed to get one.
    pub fn token_unavailable(&mut self, now: Instant) {
        let _inside = self.enter(now);
        let change = self.session.token_unavailable(&mut self.cx, &mut self.calls);
        self.apply(change);
        self.settle();
    }

    /// Registers an account on an application with open registration. Needs no login.
    /// [`Event::Registered`](crate::Event::Registered) with the returned id follows.
    ///
    /// # Errors
    /// [`CallFailed::Busy`]; nothing was sent then, and no event follows.
    #[doc(alias = "registerUser")]
    pub fn register(
        &mut self,
        now: Instant,
        user: UserId,
        password: Secret,
        nickname: &str,
    ) -> Result<CallId, CallFailed> {
        let _inside = self.enter(now);
        if self.errands.accepted(&self.cx) >= self.cx.config.calls_max {
            return Err(CallFailed::Busy);
        }
        let hosts = self.session.hosts();
        let call =
            registration::begin(&mut self.cx, &mut self.calls, hosts, user, password, nickname);
        self.settle();
        Ok(call)
    }

    /// Makes a call over REST. [`Event::Answered`](crate::Event::Answered) with the ticket's id
    /// follows, exactly once: within `Config::call_ttl_ms`, or when the session ends. Between links
    /// calls go on; during a login they wait for its hosts and its token.
    ///
    /// # Errors
    /// [`CallFailed::Invalid`], [`CallFailed::NotLoggedIn`] and [`CallFailed::Busy`]; nothing was
    /// sent then, and no event follows.
    pub fn call<E: Endpoint>(
        &mut self,
        now: Instant,
        endpoint: E,
    ) -> Result<Ticket<E>, CallFailed> {
        let accepted = self.call_prepared(now, |me, device| Prepared::new(&endpoint, me, device));
        accepted.map(|id| Ticket::new(id, endpoint))
    }

    /// The same for who reads the answer somewhere else.
    pub(crate) fn call_prepared(
        &mut self,
        now: Instant,
        prepare: impl FnOnce(&str, &str) -> Result<Prepared, CallFailed>,
    ) -> Result<CallId, CallFailed> {
        let _inside = self.enter(now);
        let me = self.session.user().map_or("", UserId::as_str);
        let call = prepare(me, self.session.resource());
        let accepted = call.and_then(|call| {
            self.errands.accept(&mut self.cx, &mut self.calls, &self.session, call)
        });
        self.settle();
        accepted
    }

    /// This client at a moment, for the modules: `client.at(now).contact().ids()` is a call.
    pub fn at(&mut self, now: Instant) -> At<'_> {
        At { client: self, now }
    }

    /// The request of a step of an upload or a download, whose body is not for the core: see
    /// [`rest::files`](crate::rest::files). `tries` is how often it was tried before.
    ///
    /// # Errors
    /// [`CallFailed::Invalid`] and [`CallFailed::NotLoggedIn`], also while the first login is under
    /// way.
    pub fn authorize(
        &mut self,
        now: Instant,
        step: &dyn Step,
        tries: u32,
    ) -> Result<Authorized, CallFailed> {
        let _inside = self.enter(now);
        self.settle();
        let token = self.session.access_token().filter(|_| !self.session.is_over());
        let token = token.ok_or(CallFailed::NotLoggedIn)?;
        let reader = self.session.reader(&self.cx);
        if reader.rest.is_empty() {
            return Err(CallFailed::NotLoggedIn);
        }
        let Context { config, random, .. } = &mut self.cx;
        step.authorize(&mut Authority { config, random, token, reader, tries })
    }

    /// Withdraws a call; it ends as [`CallFailed::Cancelled`], though the server may have done it.
    /// `false` when it has ended.
    pub fn cancel_call(&mut self, now: Instant, call: CallId) -> bool {
        let _inside = self.enter(now);
        let cancelled = self.errands.cancel(&mut self.cx, &mut self.calls, call);
        self.settle();
        cancelled
    }
}

fn deliver(session: &mut SessionMachine, cx: &mut Context, meta: crate::wire::Meta) {
    session.send(cx, up::Body::Sync(CommSyncUl { meta: Some(meta), ..CommSyncUl::default() }));
}

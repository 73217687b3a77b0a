//! A client and its sockets, run by being awaited.

use alloc::boxed::Box;
use core::fmt;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;

use super::background::{self, Background};
use super::keeper::Keeper;
use super::{Calling, Events, Handle, Io, LoginFailed, Runtime};
use crate::client::Client;
use crate::config::Config;
use crate::error::{CallFailed, InvalidConfig, LoginRefused, NotSent, WhyNotSent};
use crate::event::{Event, Online, Registered};
use crate::ids::{Delivery, LocalId, RoomId, UserId};
use crate::io::{Input, Network};
use crate::message::Outgoing;
use crate::rest::{Caller, Endpoint, Paged, Walk};
use crate::rooms::JoinOptions;
use crate::secret::Secret;
use crate::session::{Credentials, PhaseName, Session};
use crate::store::Store;

/// A client and its sockets.
///
/// Everything moves while [`next`](Self::next) (or another `async` method) is awaited, heartbeats
/// too. Between two awaits, commands are plain calls; what they ask for is sent with the next
/// await. Dropping it drops the sockets without a word; [`shutdown`](Self::shutdown) says goodbye.
///
/// The same on every runtime:
///
/// ```
/// use easemob_core::driver::{Connection, Runtime};
/// use easemob_core::{Body, Event, OfflineCause, Outgoing, UserId};
///
/// async fn echo<R: Runtime>(connection: &mut Connection<R>) -> OfflineCause {
///     loop {
///         match connection.next().await {
///             Event::Message(message) => {
///                 let Body::Text(text) = &message.body else { continue };
///                 let Ok(writer) = UserId::new(message.from.name.clone()) else { continue };
///                 if let Err(refused) = connection.send(Outgoing::text(writer, text.clone())) {
///                     println!("not sent: {}", refused.why);
///                 }
///             }
///             Event::Offline(why) => break why,
///             _ => {}
///         }
///     }
/// }
/// ```
pub struct Connection<R: Runtime> {
    pub(super) client: Client,
    pub(super) io: Io<R>,
    keeper: Keeper,
}

impl<R: Runtime> Connection<R> {
    /// A client that is logged out, on a runtime as it comes. `session` is what an earlier process
    /// kept.
    ///
    /// # Errors
    /// [`InvalidConfig`] names the option that cannot be.
    ///
    /// # Panics
    /// The operating system has no randomness to give.
    pub fn new(config: Config, session: Option<Session>) -> Result<Self, InvalidConfig>
    where
        R: Default,
    {
        Self::with_runtime(config, session, R::default())
    }

    /// The same on a runtime that was set up, to trust a private CA for example.
    ///
    /// # Errors
    /// As [`Connection::new`].
    ///
    /// # Panics
    /// As [`Connection::new`].
    pub fn with_runtime(
        config: Config,
        session: Option<Session>,
        runtime: R,
    ) -> Result<Self, InvalidConfig> {
        let (seed, wall) = (runtime.seed(), runtime.wall());
        let io = Io::with_runtime(&config, runtime);
        let client = Client::new(config, session, seed, io.now(), wall)?;
        Ok(Self { client, io, keeper: Keeper::default() })
    }

    /// The same with a store: what must outlive the process is kept before what depends on it is
    /// sent. `session` is what the store held; [`Connection::resume`] goes on with it.
    ///
    /// # Errors
    /// As [`Connection::new`].
    ///
    /// # Panics
    /// As [`Connection::new`].
    pub fn with_store(
        mut config: Config,
        session: Option<Session>,
        runtime: R,
        store: impl Store + 'static,
    ) -> Result<Self, InvalidConfig> {
        config.keep = true;
        let connection = Self::with_runtime(config, session, runtime)?;
        Ok(Self { keeper: Keeper::new(Box::new(store)), ..connection })
    }

    // ---- the loop -----------------------------------------------------------------------------

    /// Runs the client until it has something to tell. Coming back says that the event before was
    /// taken: a message is acknowledged then, unless commits are manual.
    ///
    /// Cancel-safe: all progress lives in `self`.
    pub async fn next(&mut self) -> Event {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// [`Connection::next`] for who polls by hand.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        loop {
            self.start_effects();
            let event = self.client.poll_event();
            // Coming back has taken the event before, which is kept before this one is told.
            self.start_effects();
            if let Some(event) = event {
                return Poll::Ready(event);
            }
            ready!(self.poll_input(cx));
        }
    }

    /// The events as a stream. It has no end: after [`Event::Offline`] it waits for a login.
    ///
    /// Cancel-safe, as [`Connection::next`].
    pub fn events(&mut self) -> impl Stream<Item = Event> + '_ {
        EventStream(self)
    }

    pub(super) fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (wants_input, deadline) = (self.client.wants_input(), self.client.next_deadline());
        let input = ready!(self.io.poll_input(cx, wants_input, deadline));
        self.client.handle(self.io.now(), input);
        Poll::Ready(())
    }

    pub(super) fn start_effects(&mut self) {
        self.keeper.start_effects(&mut self.client, &mut self.io);
    }

    /// Runs the client until `done` says so, and tells no event meanwhile.
    async fn drive<T>(&mut self, mut done: impl FnMut(&mut Client) -> Option<T>) -> T {
        poll_fn(|cx| self.poll_drive(cx, &mut done)).await
    }

    pub(super) fn poll_drive<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut done: impl FnMut(&mut Client) -> Option<T>,
    ) -> Poll<T> {
        loop {
            self.start_effects();
            if let Some(done) = done(&mut self.client) {
                return Poll::Ready(done);
            }
            ready!(self.poll_input(cx));
        }
    }

    // ---- commands -----------------------------------------------------------------------------

    /// Begins a login. [`Event::Online`] or [`Event::Offline`] follows.
    ///
    /// # Errors
    /// [`LoginRefused`] when somebody is logged in or a login is under way.
    pub fn login(&mut self, who: Credentials) -> Result<(), LoginRefused> {
        self.client.login(self.io.now(), who)
    }

    /// Logs in and waits for the end of it, which is not told as an event: who keeps
    /// [`Conversations`](crate::Conversations) lets them observe [`Event::Online`] with what this
    /// returns. Other events wait in order for [`next`](Self::next), so [`Event::TokenWanted`] goes
    /// unanswered meanwhile.
    ///
    /// Cancel-safe: when dropped, the login goes on and its end is told as an event.
    ///
    /// # Errors
    /// [`LoginFailed`] says why nobody is logged in.
    pub async fn log_in(&mut self, who: Credentials) -> Result<Online, LoginFailed> {
        self.login(who)?;
        let end = |client: &mut Client| match client.phase() {
            PhaseName::Online => client.take_event(|event| matches!(event, Event::Online(_))),
            PhaseName::Offline => client.take_event(|event| matches!(event, Event::Offline(_))),
            _ => None,
        };
        loop {
            match self.drive(end).await {
                Event::Online(online) => return Ok(online),
                Event::Offline(cause) => return Err(LoginFailed::Offline(cause)),
                _ => {}
            }
        }
    }

    /// Begins a login with the user and the token that an earlier process kept. [`Event::Online`] or
    /// [`Event::Offline`] follows.
    ///
    /// # Errors
    /// [`LoginRefused::NoProof`] when none was kept; and as [`Connection::login`].
    pub fn resume(&mut self) -> Result<(), LoginRefused> {
        self.client.resume(self.io.now())
    }

    /// Begins a logout. [`Event::Offline`] follows, within `Config::logout_ms`.
    pub fn logout(&mut self) {
        self.client.logout(self.io.now());
    }

    /// Accepts a message for sending. [`Event::Settled`] with the returned id tells its end.
    ///
    /// # Errors
    /// [`NotSent`] gives the message back with the reason.
    pub fn send(&mut self, message: Outgoing) -> Result<LocalId, NotSent> {
        let accepted = self.client.send(self.io.now(), message);
        // With a store, what was accepted is kept before this returns.
        self.start_effects();
        accepted
    }

    /// Withdraws a message that was not transmitted yet; `false` when it is too late.
    pub fn cancel(&mut self, local: LocalId) -> bool {
        self.client.cancel(self.io.now(), local)
    }

    /// Joins a chat room; [`Event::RoomAnswered`] tells how that ended.
    ///
    /// # Errors
    /// [`WhyNotSent`] when it could not be asked.
    #[doc(alias = "joinChatRoom")]
    pub fn join_room(&mut self, room: RoomId, options: JoinOptions) -> Result<LocalId, WhyNotSent> {
        self.client.join_room(self.io.now(), room, options)
    }

    /// Leaves a chat room; [`Event::RoomAnswered`] tells how that ended.
    ///
    /// # Errors
    /// [`WhyNotSent`] when it could not be asked.
    #[doc(alias = "leaveChatRoom")]
    pub fn leave_room(&mut self, room: RoomId) -> Result<LocalId, WhyNotSent> {
        self.client.leave_room(self.io.now(), room)
    }

    /// Says that a message was taken, with [`Commit::Manual`](crate::Commit::Manual).
    pub fn commit(&mut self, delivery: Delivery) {
        self.client.commit(self.io.now(), delivery);
    }

    /// Says that a message cannot be taken now: it is told again later, and as
    /// [`Event::DeadLetter`] in the end. See [`Client::refuse`].
    pub fn refuse(&mut self, delivery: Delivery) -> bool {
        self.client.refuse(self.io.now(), delivery)
    }

    /// Gives a new token, asked for by [`Event::TokenWanted`] or unasked. `false` when nobody is
    /// logged in or it is empty.
    pub fn renew_token(&mut self, token: Secret) -> bool {
        self.client.renew_token(self.io.now(), token)
    }

    /// Answers [`Event::TokenWanted`] with "there is none".
    pub fn token_unavailable(&mut self) {
        self.client.token_unavailable(self.io.now());
    }

    /// Passes on what the operating system says of the network.
    pub fn network(&mut self, network: Network) {
        self.client.handle(self.io.now(), Input::Network(network));
    }

    /// Registers an account on an application with open registration and waits for the answer.
    /// Needs no login.
    ///
    /// Cancel-safe: when dropped, the answer is told as [`Event::Registered`].
    ///
    /// # Errors
    /// [`CallFailed`] says why there is no account.
    pub async fn register(
        &mut self,
        user: UserId,
        password: Secret,
        nickname: &str,
    ) -> Result<Registered, CallFailed> {
        let ticket = self.client.register(self.io.now(), user, password, nickname)?;
        let is_it =
            |event: &Event| matches!(event, Event::Registered { call, .. } if *call == ticket);
        match self.drive(|client| client.take_event(is_it)).await {
            Event::Registered { result, .. } => result,
            _ => Err(CallFailed::Cancelled),
        }
    }

    /// Makes a call over REST and waits for its answer. The modules ([`Connection::contact`], …) are
    /// names for this. Events meanwhile wait for [`next`](Self::next).
    ///
    /// Cancel-safe: when dropped, the call goes on and its answer is told as [`Event::Answered`].
    ///
    /// # Errors
    /// [`CallFailed`] says who failed and how.
    pub fn call<E: Endpoint>(&mut self, endpoint: E) -> Calling<'_, R, E> {
        Calling::new(self, endpoint)
    }

    /// The next item of a list that comes in pages, which are asked for as they are needed; `None`
    /// at its end.
    ///
    /// Cancel-safe: when dropped, the page is asked for again.
    ///
    /// # Errors
    /// [`CallFailed`]; the walk has ended then.
    pub async fn next_item<E: Paged>(
        &mut self,
        walk: &mut Walk<E>,
    ) -> Result<Option<E::Item>, CallFailed> {
        loop {
            if let Some(item) = walk.item() {
                return Ok(Some(item));
            }
            let Some(wanted) = walk.wanted().cloned() else { return Ok(None) };
            let page = self.call(wanted).await.inspect_err(|_| walk.stop())?;
            walk.take(page);
        }
    }

    /// Logs out, closes the link in good order and gives back what may be kept. Takes
    /// `Config::logout_ms` and 2 s at most. Events not yet taken are lost; messages among them
    /// stay on the server.
    ///
    /// When dropped early the sockets are dropped without a word, as with the connection itself; a
    /// store holds what the next process goes on with.
    pub async fn shutdown(mut self) -> Session {
        self.logout();
        self.drive(|client| client.is_offline().then_some(())).await;
        self.start_effects();
        self.io.settled().await;
        self.client.session()
    }

    /// Lets the client run by itself: the returned [`Background`] is to be run by a task.
    #[must_use]
    pub fn into_background(self) -> (Handle, Events, Background<R>) {
        background::new(self)
    }

    // ---- looks --------------------------------------------------------------------------------

    /// What may be kept for the next process; see [`Event::SessionChanged`].
    #[must_use]
    pub fn session(&self) -> Session {
        self.client.session()
    }

    /// The client inside, to look at.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The parts, for a loop of your own.
    #[must_use]
    pub fn into_parts(self) -> (Client, Io<R>) {
        (self.client, self.io)
    }
}

impl<'a, R: Runtime> Caller for &'a mut Connection<R> {
    type Answer<E: Endpoint> = Calling<'a, R, E>;

    fn call<E: Endpoint>(self, endpoint: E) -> Calling<'a, R, E> {
        Calling::new(self, endpoint)
    }
}

crate::rest::faces::faces!([R: Runtime] Connection<R>, &mut Self);

impl<R: Runtime> fmt::Debug for Connection<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("phase", &self.client.phase())
            .field("io", &self.io)
            .finish_non_exhaustive()
    }
}

struct EventStream<'a, R: Runtime>(&'a mut Connection<R>);

impl<R: Runtime> Stream for EventStream<'_, R> {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        self.0.poll_next(cx).map(Some)
    }
}

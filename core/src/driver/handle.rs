//! The application's end: commands to a background client.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::future::Future;
use core::pin::Pin;

use async_channel::{Sender, bounded};

#[cfg(feature = "std")]
use super::Streams;
use super::hearing::{Awaited, End, Hearing, NotBegun};
use super::{Gone, LoginFailed, Pages, RoomNotAsked, Runtime, SendFailed, Sent};
use crate::error::{CallFailed, NotSent, WhyNotSent};
use crate::event::{Event, Online, Outcome, Registered};
use crate::ids::{Delivery, LocalId, RoomId, UserId};
use crate::io::Network;
use crate::message::Outgoing;
#[cfg(feature = "std")]
use crate::rest::files::{Authorized, Step, Terms};
use crate::rest::{Answer, Caller, Endpoint, Paged, Prepared};
use crate::rooms::JoinOptions;
use crate::secret::Secret;
use crate::session::{Credentials, Session};

/// Commands to a client that runs in the background. Cheap to clone, usable from any task.
///
/// Each method hands its command over and waits for the answer. Dropping a future before it is
/// ready does not withdraw a command that was handed over; an outcome nobody waits for any longer
/// comes as an [`Event`](crate::Event) instead. When the last handle is dropped the client logs out
/// and the loop ends.
///
/// ```
/// use easemob_core::driver::{Handle, SendFailed};
/// use easemob_core::{Outgoing, UserId};
///
/// /// Waits for the server's answer, and does not hold up anybody else's messages.
/// async fn greet(handle: Handle, whom: UserId) -> Result<(), SendFailed> {
///     let sent = handle.send(Outgoing::text(whom, "hello")).await?;
///     println!("the server has it as {}", sent.server);
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Handle {
    commands: Sender<Command>,
    hearing: Sender<Hearing>,
    #[cfg(feature = "std")]
    pub(super) streams: Arc<dyn Streams>,
}

impl Handle {
    pub(super) fn new(
        commands: Sender<Command>,
        hearing: Sender<Hearing>,
        runtime: &impl Runtime,
    ) -> Self {
        let _of_no_use_without_files = runtime;
        Self {
            commands,
            hearing,
            #[cfg(feature = "std")]
            streams: runtime.streams(),
        }
    }

    /// Logs in and waits for the end of it. [`Event::Online`](crate::Event::Online) or
    /// [`Event::Offline`](crate::Event::Offline) is told as well.
    ///
    /// # Errors
    /// [`LoginFailed`] says why nobody is logged in.
    pub async fn login(&self, who: Credentials) -> Result<Online, LoginFailed> {
        self.ask(|reply| Command::Login(who, reply)).await?
    }

    /// Logs out and waits until nobody is logged in.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn logout(&self) -> Result<(), Gone> {
        self.ask(Command::Logout).await
    }

    /// Sends a message and waits for its one end. Over cuts of the link this may take as long as
    /// `Config::send_ttl_ms`. When the future is dropped, a message that was accepted is sent
    /// nevertheless and its end comes as [`Event::Settled`](crate::Event::Settled).
    ///
    /// # Errors
    /// [`SendFailed`] gives the message back if it was not accepted, or tells its other end.
    pub async fn send(&self, message: Outgoing) -> Result<Sent, SendFailed> {
        match self.hear(|reply| Command::Send(Box::new(message), reply)).await? {
            Ok(Event::Settled { local, outcome: Outcome::Sent { server, at, .. } }) => {
                Ok(Sent { local, server, at })
            }
            Ok(Event::Settled { local, outcome }) => Err(SendFailed::Ended { local, outcome }),
            Err(NotBegun::Message(not_sent)) => Err(SendFailed::NotSent(not_sent)),
            Ok(_) | Err(NotBegun::Registration(_)) => Err(SendFailed::Gone(Gone)),
        }
    }

    /// Has a message accepted and waits for no more: its end comes as
    /// [`Event::Settled`](crate::Event::Settled).
    ///
    /// # Errors
    /// [`SendFailed::NotSent`] gives the message back; [`SendFailed::Gone`].
    pub async fn post(&self, message: Outgoing) -> Result<LocalId, SendFailed> {
        let accepted: Result<LocalId, NotSent> =
            self.ask(|reply| Command::Post(Box::new(message), reply)).await?;
        accepted.map_err(SendFailed::NotSent)
    }

    /// Withdraws a message that was not transmitted yet; `false` when it is too late.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn cancel(&self, local: LocalId) -> Result<bool, Gone> {
        self.ask(|reply| Command::Cancel(local, reply)).await
    }

    /// Joins a chat room; [`Event::RoomAnswered`](crate::Event::RoomAnswered) with the returned id
    /// tells how that ended.
    ///
    /// # Errors
    /// [`RoomNotAsked`]: nothing was sent.
    #[doc(alias = "joinChatRoom")]
    pub async fn join_room(
        &self,
        room: RoomId,
        options: JoinOptions,
    ) -> Result<LocalId, RoomNotAsked> {
        Ok(self.ask(|reply| Command::JoinRoom(room, options, reply)).await??)
    }

    /// Leaves a chat room; [`Event::RoomAnswered`](crate::Event::RoomAnswered) with the returned id
    /// tells how that ended.
    ///
    /// # Errors
    /// [`RoomNotAsked`]: nothing was sent.
    #[doc(alias = "leaveChatRoom")]
    pub async fn leave_room(&self, room: RoomId) -> Result<LocalId, RoomNotAsked> {
        Ok(self.ask(|reply| Command::LeaveRoom(room, reply)).await??)
    }

    /// Says that the application has taken a message, with
    /// [`Commit::Manual`](crate::Commit::Manual).
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn commit(&self, delivery: Delivery) -> Result<(), Gone> {
        self.tell(Command::Commit(delivery)).await
    }

    /// Says that the application cannot take a message now, before it asks for the next event or,
    /// with [`Commit::Manual`](crate::Commit::Manual), commits it: it is told again later, and as
    /// [`Event::DeadLetter`](crate::Event::DeadLetter) in the end. `false` when the application does
    /// not have it. See [`Client::refuse`](crate::Client::refuse).
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn refuse(&self, delivery: Delivery) -> Result<bool, Gone> {
        self.ask(|reply| Command::Refuse(delivery, reply)).await
    }

    /// Gives a new token; `false` when nobody is logged in or it is empty.
    /// [`Event::TokenRenewed`](crate::Event::TokenRenewed) tells the rest.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn renew_token(&self, token: Secret) -> Result<bool, Gone> {
        self.ask(|reply| Command::RenewToken(token, reply)).await
    }

    /// Answers [`Event::TokenWanted`](crate::Event::TokenWanted) with "there is none".
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn token_unavailable(&self) -> Result<(), Gone> {
        self.tell(Command::TokenUnavailable).await
    }

    /// Registers an account on an application with open registration. Needs no login. When the
    /// future is dropped, the answer comes as [`Event::Registered`](crate::Event::Registered).
    ///
    /// # Errors
    /// [`CallFailed`]; [`CallFailed::Cancelled`] when the loop has ended.
    pub async fn register(
        &self,
        user: UserId,
        password: Secret,
        nickname: impl Into<String>,
    ) -> Result<Registered, CallFailed> {
        let nickname = nickname.into();
        let command = |reply| Command::Register(user, password, nickname, reply);
        match self.hear(command).await {
            Ok(Ok(Event::Registered { result, .. })) => result,
            Ok(Err(NotBegun::Registration(failed))) => Err(failed),
            _ => Err(CallFailed::Cancelled),
        }
    }

    /// Passes on what the operating system says of the network.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn network(&self, network: Network) -> Result<(), Gone> {
        self.tell(Command::Network(network)).await
    }

    /// What may be kept for the next process.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn session(&self) -> Result<Session, Gone> {
        self.ask(Command::Session).await
    }

    /// Logs out, ends the loop and waits until it has ended, for all handles.
    pub async fn shutdown(&self) {
        // The loop answers by dropping the reply at its end.
        let _ended = self.ask(Command::Shutdown).await;
    }

    /// Makes a call over REST and waits for its answer. The modules ([`Handle::contact`], …) are
    /// names for this.
    ///
    /// Dropping the future withdraws the call; the server may have done it already.
    ///
    /// # Errors
    /// [`CallFailed`]; [`CallFailed::Cancelled`] when the loop has ended.
    pub async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Reply, CallFailed> {
        let endpoint = Arc::new(endpoint);
        let shared: Arc<dyn Prepare> = endpoint.clone();
        let mut nudge = Nudge(Some(&self.commands));
        let answer = self.ask(|reply| Command::Call(shared, reply)).await;
        nudge.0 = None;
        let answer = answer.unwrap_or(Err(CallFailed::Cancelled))?;
        endpoint.read(&answer)
    }

    /// The items of a list that comes in pages, from this page on, as a stream: each page is asked for
    /// when the one before is used up.
    #[must_use]
    pub fn pages<E: Paged>(&self, first: E) -> Pages<E> {
        Pages::new(self.clone(), first)
    }

    async fn tell(&self, command: Command) -> Result<(), Gone> {
        self.commands.send(command).await.map_err(|_| Gone)
    }

    /// Asks for what has one end, which comes back to the loop when nobody hears it here.
    async fn hear(
        &self,
        command: impl FnOnce(Reply<End>) -> Command,
    ) -> Result<Result<Event, NotBegun>, Gone> {
        let (reply, end) = bounded(1);
        let awaited = Awaited { end, hearing: &self.hearing };
        self.tell(command(reply)).await?;
        awaited.end().await
    }

    pub(super) async fn ask<T>(
        &self,
        command: impl FnOnce(Reply<T>) -> Command,
    ) -> Result<T, Gone> {
        let (reply, answer) = bounded(1);
        self.tell(command(reply)).await?;
        answer.recv().await.map_err(|_| Gone)
    }
}

/// Has the loop look for calls nobody waits for any longer, when a future is dropped.
struct Nudge<'a>(Option<&'a Sender<Command>>);

impl Drop for Nudge<'_> {
    fn drop(&mut self) {
        // A loop with many commands to read comes by anyway.
        let _sent = self.0.map(|commands| commands.try_send(Command::Look));
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

impl<'a> Caller for &'a Handle {
    type Answer<E: Endpoint> = Answering<'a, E>;

    fn call<E: Endpoint>(self, endpoint: E) -> Answering<'a, E> {
        Box::pin(self.call(endpoint))
    }
}

crate::rest::faces::faces!([] Handle, &Self);

/// What a call over a [`Handle`] gives: its answer, once awaited.
pub type Answering<'a, E> =
    Pin<Box<dyn Future<Output = Result<<E as Endpoint>::Reply, CallFailed>> + Send + 'a>>;

/// An endpoint of any kind, to be written down where user and device are known.
pub(super) trait Prepare: Send + Sync {
    fn prepare(&self, me: &str, resource: &str) -> Result<Prepared, CallFailed>;
}

impl<E: Endpoint> Prepare for E {
    fn prepare(&self, me: &str, resource: &str) -> Result<Prepared, CallFailed> {
        Prepared::new(self, me, resource)
    }
}

pub(super) type Reply<T> = async_channel::Sender<T>;

/// What a [`Handle`] asks of the loop.
pub(super) enum Command {
    Login(Credentials, Reply<Result<Online, LoginFailed>>),
    Logout(Reply<()>),
    Send(Box<Outgoing>, Reply<End>),
    Post(Box<Outgoing>, Reply<Result<LocalId, NotSent>>),
    Cancel(LocalId, Reply<bool>),
    JoinRoom(RoomId, JoinOptions, Reply<Result<LocalId, WhyNotSent>>),
    LeaveRoom(RoomId, Reply<Result<LocalId, WhyNotSent>>),
    Commit(Delivery),
    Refuse(Delivery, Reply<bool>),
    RenewToken(Secret, Reply<bool>),
    TokenUnavailable,
    Register(UserId, Secret, String, Reply<End>),
    Call(Arc<dyn Prepare>, Reply<Result<Box<Answer>, CallFailed>>),
    #[cfg(feature = "std")]
    Terms(Reply<Terms>),
    #[cfg(feature = "std")]
    Authorize(Arc<dyn Step>, u32, Reply<Result<Authorized, CallFailed>>),
    /// Nothing but a turn of the loop.
    Look,
    Network(Network),
    Session(Reply<Session>),
    Shutdown(Reply<()>),
}

pub(super) fn answer<T>(reply: &Reply<T>, answer: T) {
    // Whoever asked may have stopped waiting.
    let _unread = reply.try_send(answer);
}

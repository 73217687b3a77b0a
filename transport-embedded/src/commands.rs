//! Messages posted from other tasks and from interrupts, and how they end.

use core::fmt;

use easemob_core::driver::{Connection, Runtime};
use easemob_core::{Event, LocalId, NotSent, Outcome, Outgoing};
use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::RawMutex;
use embassy_sync::channel::{Channel, TrySendError};
use heapless::Vec;

/// Up to `N` messages on their way between who posts them and the task that owns the connection.
/// Fixed in size; in a `static` it serves every task, and with a `CriticalSectionRawMutex` interrupts
/// as well.
///
/// Each posted message ends once: what [`Commands::end`] gives. Ends that nobody takes hold up the
/// messages behind them, so [`Commands::post`] refuses in the end; nothing is lost or grows.
///
/// ```
/// use easemob_embedded::core::{Outgoing, UserId};
/// use easemob_embedded::{Commands, Commander, Connection, Dial};
/// use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
///
/// static COMMANDS: Commands<CriticalSectionRawMutex, 4> = Commands::new();
///
/// fn on_button(peer: UserId) {
///     if COMMANDS.post(1, Outgoing::text(peer, "ding dong")).is_err() { /* too many on their way */ }
/// }
///
/// async fn run(mut connection: Connection<impl Dial>) {
///     let mut commander = Commander::new(&COMMANDS);
///     loop {
///         let event = commander.next(&mut connection).await;
///         // …
///     }
/// }
/// ```
pub struct Commands<M: RawMutex, const N: usize> {
    posted: Channel<M, Posted, N>,
    ended: Channel<M, Ended, N>,
}

struct Posted {
    tag: u32,
    message: Outgoing,
}

/// How a posted message ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What it was posted with.
    pub tag: u32,
    /// Its outcome, or the message back if it was not accepted.
    pub end: Result<Outcome, NotSent>,
}

impl<M: RawMutex, const N: usize> Commands<M, N> {
    /// None on their way.
    #[must_use]
    pub const fn new() -> Self {
        Self { posted: Channel::new(), ended: Channel::new() }
    }

    /// Hands a message to the task that owns the connection, at once. Its end is told with `tag`.
    ///
    /// # Errors
    /// The message back: `N` are on their way already.
    #[allow(clippy::result_large_err, reason = "it comes back without asking the heap")]
    pub fn post(&self, tag: u32, message: Outgoing) -> Result<(), Outgoing> {
        let posted = self.posted.try_send(Posted { tag, message });
        posted.map_err(|TrySendError::Full(posted)| posted.message)
    }

    /// The next end of a message. Cancel-safe.
    pub async fn end(&self) -> Ended {
        self.ended.receive().await
    }

    /// An end that has come, for who cannot wait.
    pub fn try_end(&self) -> Option<Ended> {
        self.ended.try_receive().ok()
    }
}

impl<M: RawMutex, const N: usize> Default for Commands<M, N> {
    fn default() -> Self {
        Self::new()
    }
}

/// The other end of [`Commands`], at the task that owns the connection.
pub struct Commander<'a, M: RawMutex, const N: usize> {
    commands: &'a Commands<M, N>,
    /// Accepted, and not ended.
    sent: Vec<(LocalId, u32), N>,
}

impl<'a, M: RawMutex, const N: usize> Commander<'a, M, N> {
    /// For the messages posted there. One at a time.
    #[must_use]
    pub const fn new(commands: &'a Commands<M, N>) -> Self {
        Self { commands, sent: Vec::new() }
    }

    /// [`Connection::next`], and between events what was posted is sent. Ends of posted messages are
    /// told to who posted them, not here.
    ///
    /// Cancel-safe.
    pub async fn next<R: Runtime>(&mut self, connection: &mut Connection<R>) -> Event {
        loop {
            // Whatever is taken must find a place for its end.
            let has_room = self.commands.ended.free_capacity() > self.sent.len();
            let first = match has_room {
                true => select(connection.next(), self.commands.posted.receive()).await,
                false => Either::First(connection.next().await),
            };
            match first {
                Either::First(event) => match self.route(event) {
                    Some(event) => return event,
                    None => continue,
                },
                Either::Second(posted) => self.send(connection, posted),
            }
        }
    }

    fn send<R: Runtime>(&mut self, connection: &mut Connection<R>, posted: Posted) {
        match connection.send(posted.message) {
            // There is room: see `next`.
            Ok(local) => drop(self.sent.push((local, posted.tag))),
            Err(not_sent) => self.tell(posted.tag, Err(not_sent)),
        }
    }

    fn route(&mut self, event: Event) -> Option<Event> {
        let Event::Settled { local, outcome } = event else { return Some(event) };
        match self.sent.iter().position(|(sent, _)| *sent == local) {
            Some(index) => {
                let (_, tag) = self.sent.swap_remove(index);
                self.tell(tag, Ok(outcome));
                None
            }
            None => Some(Event::Settled { local, outcome }),
        }
    }

    fn tell(&self, tag: u32, end: Result<Outcome, NotSent>) {
        let _there_is_room = self.commands.ended.try_send(Ended { tag, end });
    }
}

impl<M: RawMutex, const N: usize> fmt::Debug for Commands<M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commands").finish_non_exhaustive()
    }
}

impl<M: RawMutex, const N: usize> fmt::Debug for Commander<'_, M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commander").field("sent", &self.sent).finish_non_exhaustive()
    }
}

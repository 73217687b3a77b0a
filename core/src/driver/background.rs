//! A connection that runs by itself, and the end of it that a task runs.

use alloc::boxed::Box;
use core::fmt;
use core::future::{Future, poll_fn};
use core::task::Poll;

use super::desk::{Desk, desk};
use super::{Connection, Events, Handle, Runtime};
use crate::secret::Secret;
use crate::session::Session;

/// The loop of a connection in the background. Nothing happens until a task runs
/// [`Background::run`].
///
/// An application that does not take its [`Events`] holds up nothing but them: heartbeats and
/// outcomes go on, the core asks the server for no more, and what was not taken stays there.
pub struct Background<R: Runtime> {
    connection: Connection<R>,
    desk: Desk,
}

pub(super) fn new<R: Runtime>(connection: Connection<R>) -> (Handle, Events, Background<R>) {
    let (desk, handle, events) = desk(connection.io.runtime());
    (handle, events, Background { connection, desk })
}

impl<R: Runtime> Background<R> {
    /// Where new tokens come from: with
    /// [`Renewal::Application`](crate::Renewal::Application) `provider` is called when one is
    /// wanted, once at a time, instead of telling [`Event::TokenWanted`](crate::Event::TokenWanted).
    /// `None` means that there is no new token. What it returns runs inside the loop and must not
    /// block.
    #[must_use]
    pub fn token_provider<F>(mut self, mut provider: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output = Option<Secret>> + Send + 'static,
    {
        self.desk.provide_tokens(Box::new(move || Box::pin(provider())));
        self
    }

    /// Runs until [`Handle::shutdown`], or until the last handle is dropped; then logs out, closes
    /// the link and gives back what may be kept.
    ///
    /// When dropped early, the sockets are dropped without a word, and who waits for an answer learns
    /// that the loop is [`Gone`](super::Gone). A store holds what the next process goes on with.
    pub async fn run(self) -> Session {
        let Self { mut connection, mut desk } = self;
        loop {
            connection.start_effects();
            let Connection { client, io, .. } = &mut connection;
            if desk.is_over(client) {
                break;
            }
            poll_fn(|cx| {
                let served = desk.poll(cx, io.now(), client).is_ready();
                let (wants_input, deadline) = (client.wants_input(), client.next_deadline());
                match io.poll_input(cx, wants_input, deadline) {
                    Poll::Ready(input) => client.handle(io.now(), input),
                    Poll::Pending if served => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
                desk.route(client);
                Poll::Ready(())
            })
            .await;
        }
        connection.io.settled().await;
        desk.finish(&mut connection.client);
        connection.start_effects();
        connection.client.session()
    }
}

impl<R: Runtime> fmt::Debug for Background<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("connection", &self.connection).finish_non_exhaustive()
    }
}

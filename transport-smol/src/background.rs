//! A connection that runs by itself, and the end of it that a task runs.

use std::future::{Future, poll_fn};
use std::task::Poll;

use easemob_core::handle::{Desk, desk};
use easemob_core::{Secret, Session};

use crate::{Connection, Events, Handle};

/// The loop of a connection in the background. Nothing happens until [`Background::run`] runs, on
/// an executor or a thread of its own:
///
/// ```no_run
/// # fn start(connection: easemob_smol::Connection) {
/// let (handle, mut events, background) = connection.into_background();
/// let thread = std::thread::spawn(|| futures_lite::future::block_on(background.run()));
/// # }
/// ```
///
/// An application that does not take its [`Events`] holds up nothing but them: heartbeats and
/// outcomes go on, the core asks the server for no more, and what was not taken stays there.
pub struct Background {
    connection: Connection,
    desk: Desk,
}

pub(crate) fn new(connection: Connection) -> (Handle, Events, Background) {
    let (desk, handle, events) = desk();
    (handle, events, Background { connection, desk })
}

impl Background {
    /// Where new tokens come from: with
    /// [`Renewal::Application`](easemob_core::Renewal::Application) `provider` is called when one is
    /// wanted, once at a time, instead of telling [`Event::TokenWanted`](easemob_core::Event::TokenWanted).
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
    /// When dropped early, the sockets are dropped without a word and every handle learns that the
    /// loop is [`Gone`](easemob_core::handle::Gone).
    pub async fn run(self) -> Session {
        let Self { connection, mut desk } = self;
        let (mut client, mut io) = connection.into_parts();
        loop {
            while let Some(effect) = client.poll_effect() {
                io.start(effect);
            }
            if desk.is_over(&client) {
                break;
            }
            poll_fn(|cx| {
                let served = desk.poll(cx, io.now(), &mut client).is_ready();
                let (wants_input, deadline) = (client.wants_input(), client.next_deadline());
                match io.poll_input(cx, wants_input, deadline) {
                    Poll::Ready(input) => client.handle(io.now(), input),
                    Poll::Pending if served => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
                desk.route(&mut client);
                Poll::Ready(())
            })
            .await;
        }
        io.settled().await;
        desk.finish(&mut client);
        client.session()
    }
}

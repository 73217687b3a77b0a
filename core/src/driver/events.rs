//! Where a background client's events come out.

use alloc::boxed::Box;
use core::fmt;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use async_channel::{Receiver, Sender};
use futures_core::Stream;

use super::hearing::Hearing;
use crate::event::Event;

/// The events of a background client, one at a time and only when asked for.
///
/// An event leaves the client when [`Events::next`] asks for it, and counts as taken when the next
/// one is asked for; only then is a message acknowledged to the server (with
/// [`Commit::Manual`](crate::Commit::Manual), when it is committed). So a process that dies with an
/// event in its hands, or on the way, is given it again. While nobody asks, heartbeats go on,
/// outcomes reach who waits for them, and the server keeps what has not been fetched.
///
/// Also a [`Stream`]. When this is dropped events are dropped too, and messages stay on the server.
pub struct Events {
    asks: Sender<()>,
    events: Pin<Box<Receiver<Event>>>,
    /// Read here when the loop has ended, and before that by the loop.
    hearing: Pin<Box<Receiver<Hearing>>>,
    asked: bool,
}

impl Events {
    pub(super) fn new(
        asks: Sender<()>,
        events: Receiver<Event>,
        hearing: Receiver<Hearing>,
    ) -> Self {
        Self { asks, events: Box::pin(events), hearing: Box::pin(hearing), asked: false }
    }

    /// The next event; `None` when the loop has ended. Only a future of a [`Handle`](super::Handle)
    /// that is dropped with its outcome unread even later leaves another one.
    ///
    /// Cancel-safe: an event that was on its way is returned by the next call.
    pub async fn next(&mut self) -> Option<Event> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        if !self.asked {
            self.asked = true;
            // Closed: the loop has ended, and so will the channel of events.
            let _ended = self.asks.try_send(());
        }
        let event = ready!(self.events.as_mut().poll_next(cx));
        self.asked = false;
        let left =
            || core::iter::from_fn(|| self.hearing.try_recv().ok()).find_map(Hearing::unheard);
        Poll::Ready(event.or_else(left))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

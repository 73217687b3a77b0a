//! A call over a connection, as a future.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::{Connection, Runtime};
use crate::error::CallFailed;
use crate::event::Event;
use crate::rest::{Endpoint, Ticket};

/// What [`Connection::call`] and its modules give: the answer, once awaited.
///
/// Cancel-safe: when dropped, the call goes on and its answer is told as [`Event::Answered`].
#[must_use = "nothing is asked before this is awaited"]
pub struct Calling<'a, R: Runtime, E: Endpoint> {
    connection: &'a mut Connection<R>,
    unasked: Option<E>,
    asked: Option<Ticket<E>>,
}

impl<'a, R: Runtime, E: Endpoint> Calling<'a, R, E> {
    pub(super) fn new(connection: &'a mut Connection<R>, endpoint: E) -> Self {
        Self { connection, unasked: Some(endpoint), asked: None }
    }
}

// Nothing in it is pinned in place.
impl<R: Runtime, E: Endpoint> Unpin for Calling<'_, R, E> {}

impl<R: Runtime, E: Endpoint> Future for Calling<'_, R, E> {
    type Output = Result<E::Reply, CallFailed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { connection, unasked, asked } = self.get_mut();
        if let Some(endpoint) = unasked.take() {
            *asked = Some(connection.client.call(connection.io.now(), endpoint)?);
        }
        // Without one it has ended.
        let Some(id) = asked.as_ref().map(Ticket::id) else { return Poll::Pending };
        let is_it = |event: &Event| matches!(event, Event::Answered { call, .. } if *call == id);
        let event = ready!(connection.poll_drive(cx, |client| client.take_event(is_it)));
        Poll::Ready(match (asked.take(), event) {
            (Some(ticket), Event::Answered { result, .. }) => ticket.read(result),
            _ => Err(CallFailed::Cancelled),
        })
    }
}

impl<R: Runtime, E: Endpoint> fmt::Debug for Calling<'_, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calling").finish_non_exhaustive()
    }
}

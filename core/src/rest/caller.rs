//! Who makes calls: the client itself at some moment, a connection, a handle.

use alloc::boxed::Box;

use core::fmt;

use super::{Answer, Endpoint};
use crate::client::Client;
use crate::error::CallFailed;
use crate::ids::CallId;
use crate::time::Instant;

/// Something that can make calls. The modules (`contact`, `group`, …) are written once over it:
/// over [`At`] a call gives a [`Ticket`], over a connection or a handle a future.
pub trait Caller: Sized {
    /// What a call gives.
    type Answer<E: Endpoint>;

    /// Makes a call.
    fn call<E: Endpoint>(self, endpoint: E) -> Self::Answer<E>;
}

/// A client and the time: see [`Client::at`].
pub struct At<'a> {
    pub(crate) client: &'a mut Client,
    pub(crate) now: Instant,
}

super::faces::faces!(['a] At<'a>, Self);

impl Caller for At<'_> {
    type Answer<E: Endpoint> = Result<Ticket<E>, CallFailed>;

    fn call<E: Endpoint>(self, endpoint: E) -> Self::Answer<E> {
        self.client.call(self.now, endpoint)
    }
}

impl fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("At").field("now", &self.now).finish_non_exhaustive()
    }
}

/// A call that was accepted. [`Event::Answered`](crate::Event::Answered) with its id follows,
/// exactly once; then [`Ticket::read`] says what it means.
#[derive(Clone, Debug)]
pub struct Ticket<E> {
    id: CallId,
    endpoint: E,
}

impl<E: Endpoint> Ticket<E> {
    pub(crate) fn new(id: CallId, endpoint: E) -> Self {
        Self { id, endpoint }
    }

    /// The call's id.
    #[must_use]
    pub const fn id(&self) -> CallId {
        self.id
    }

    /// What was asked.
    #[must_use]
    pub const fn endpoint(&self) -> &E {
        &self.endpoint
    }

    /// What the answer means.
    ///
    /// # Errors
    /// [`CallFailed`] says who failed and how.
    pub fn read(&self, answer: Result<Box<Answer>, CallFailed>) -> Result<E::Reply, CallFailed> {
        let answer = answer?;
        self.endpoint.read(&answer)
    }
}

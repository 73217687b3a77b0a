//! What a client holds of the heap: everything allocated in calls into it and for what it is given,
//! less everything freed in them and of what it gives.
//!
//! So that the rest of the world does not count, what crosses the boundary is copied: a client is
//! given what nobody else holds, and what it gives is let go of at once.

use bytes::Bytes;
use easemob_core::store::{Record, Unsent};
use easemob_core::{Effect, Input, Request, Response, Session};

use super::{Who, World};

/// Bytes of the heap that the program holds, as its allocator counts them.
pub type Scale = fn() -> i64;

impl World {
    /// Weighs clients from now on. Nothing else may run in the program meanwhile.
    pub fn weigh(&mut self, scale: Scale) {
        self.scale = Some(scale);
    }

    /// Bytes a client holds more than when it was made.
    #[must_use]
    pub fn weight(&self, who: Who) -> i64 {
        self.people[who.0].weight
    }

    /// Does something of which the bytes that are held afterwards are the client's.
    pub(super) fn weighed<T>(&mut self, who: Who, work: impl FnOnce(&mut Self) -> T) -> T {
        let Some(scale) = self.scale else { return work(self) };
        let before = scale();
        let result = work(self);
        self.people[who.0].weight += scale() - before;
        result
    }

    /// Lets go of what a client gave.
    pub(super) fn drop_given<T>(&mut self, who: Who, given: T) {
        self.weighed(who, |_| drop(given));
    }
}

/// An input that shares no bytes with the world.
pub(super) fn own_input(input: &Input) -> Input {
    match input {
        Input::Received(link, bytes) => Input::Received(*link, own(bytes)),
        Input::Stray(link, bytes) => Input::Stray(*link, own(bytes)),
        Input::Answered(call, Ok(response)) => {
            let body = own(&response.body);
            Input::Answered(*call, Ok(Response { body, ..response.clone() }))
        }
        other => other.clone(),
    }
}

/// An effect that shares no bytes with the client.
pub(super) fn own_effect(effect: &Effect) -> Effect {
    match effect {
        Effect::Send(link, bytes) => Effect::Send(*link, own(bytes)),
        Effect::Call(call, request) => {
            let request = Request { body: own(&request.body), ..Request::clone(request) };
            Effect::Call(*call, Box::new(request))
        }
        Effect::Keep(record) => Effect::Keep(Box::new(own_record(record))),
        other => other.clone(),
    }
}

fn own_record(record: &Record) -> Record {
    match record {
        Record::Accepted(unsent) => Record::Accepted(own_unsent(unsent)),
        Record::All(session) => Record::All(Box::new(own_session(session))),
        other => other.clone(),
    }
}

/// A session that shares no bytes with the client.
pub(crate) fn own_session(session: &Session) -> Session {
    let outbox = session.outbox.iter().map(own_unsent).collect();
    let mut own = session.clone();
    own.outbox = outbox;
    own
}

fn own_unsent(unsent: &Unsent) -> Unsent {
    Unsent { meta: own(&unsent.meta), ..unsent.clone() }
}

fn own(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

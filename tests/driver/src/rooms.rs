//! Joining and leaving chat rooms.

use easemob_core::error::WhyNotSent;
use easemob_core::web::{RoomResult, WebError};
use easemob_core::{JoinOptions, LocalId, RoomAnswer, RoomId};

use crate::command::Id;
use crate::connection::Connection;
use crate::output::Output;
use crate::problem::Problem;

impl Connection {
    pub(crate) fn join(&mut self, id: Id, room: RoomId, options: JoinOptions, out: &mut Output) {
        let asked = self.client.join_room(out.now, room, options);
        self.asked_room(id, asked, out);
    }

    pub(crate) fn leave(&mut self, id: Id, room: RoomId, out: &mut Output) {
        let asked = self.client.leave_room(out.now, room);
        self.asked_room(id, asked, out);
    }

    fn asked_room(&mut self, id: Id, asked: Result<LocalId, WhyNotSent>, out: &mut Output) {
        match asked {
            Ok(local) => drop(self.rooms.insert(local, id)),
            Err(WhyNotSent::LoggedOut) => out.failure(&id, &Problem::NotLoggedIn),
            Err(why) => out.failure(&id, &Problem::of(why)),
        }
    }

    /// The one end of it.
    pub(crate) fn room_answered(&mut self, answer: &RoomAnswer, out: &mut Output) {
        let Some(id) = self.rooms.remove(&answer.local) else { return };
        match (WebError::room(answer), self.client.user()) {
            (None, Some(user)) => out.result(&id, &RoomResult { answer, user }),
            (Some(error), _) => out.failure(&id, &Problem::Client(error)),
            (None, None) => out.failure(&id, &Problem::NotLoggedIn),
        }
    }
}

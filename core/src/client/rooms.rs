//! Joining and leaving chat rooms.

use super::{Client, deliver};
use crate::error::WhyNotSent;
use crate::ids::{LocalId, RoomId};
use crate::rooms::{self, JoinOptions, RoomAction, RoomCall};
use crate::seeded::SeededBug;
use crate::session::PhaseName;
use crate::time::Instant;

impl Client {
    /// Joins a chat room. [`Event::RoomAnswered`](crate::Event::RoomAnswered) with the returned id
    /// tells how that ended, exactly once; between links the question waits, as a message does.
    /// After a reconnection the room is joined again by itself, until it is left.
    ///
    /// # Errors
    /// [`WhyNotSent`] when it could not be asked; nothing was sent. Rooms are bounded by
    /// `Config::rooms_max`.
    #[doc(alias = "joinChatRoom")]
    pub fn join_room(
        &mut self,
        now: Instant,
        room: RoomId,
        options: JoinOptions,
    ) -> Result<LocalId, WhyNotSent> {
        let _inside = self.enter(now);
        let limit = self.cx.config.rooms_max;
        let count = self.outbox.rooms_with([&room]);
        let result = if count > limit {
            Err(WhyNotSent::TooMany { field: "rooms", count, limit })
        } else {
            self.ask_room(RoomCall::new(room, RoomAction::Join, options))
        };
        self.settle();
        result
    }

    /// Leaves a chat room, joined by this client or not.
    /// [`Event::RoomAnswered`](crate::Event::RoomAnswered) with the returned id tells how that
    /// ended, exactly once. Whatever the answer, the room is not joined again.
    ///
    /// # Errors
    /// [`WhyNotSent`] when it could not be asked; nothing was sent.
    #[doc(alias = "leaveChatRoom")]
    #[doc(alias = "quitChatRoom")]
    pub fn leave_room(&mut self, now: Instant, room: RoomId) -> Result<LocalId, WhyNotSent> {
        let _inside = self.enter(now);
        let call = RoomCall::new(room, RoomAction::Leave, JoinOptions::default());
        let result = self.ask_room(call);
        self.settle();
        result
    }

    fn ask_room(&mut self, call: RoomCall) -> Result<LocalId, WhyNotSent> {
        let local = self.cx.local_id();
        let user = self.sender().ok_or(WhyNotSent::LoggedOut)?;
        let app_key = &self.cx.config.app_key;
        let payload = call.payload(app_key, user);
        let (bytes, limit) = (payload.len(), self.cx.config.message_bytes_max);
        if bytes > limit {
            return Err(WhyNotSent::TooLarge { bytes, limit });
        }
        if !self.outbox.has_room(&self.cx, bytes, self.outcome_in_hand) {
            return Err(WhyNotSent::OutboxFull);
        }
        let meta = rooms::meta(local, app_key, user, payload);
        self.outbox.ask_room(&mut self.cx, local, call, meta, bytes);
        if self.session.phase() == PhaseName::Online {
            let session = &mut self.session;
            self.outbox.flush_last(&mut self.cx, |cx, meta| deliver(session, cx, meta));
        }
        Ok(local)
    }

    /// The link is new: rooms are joined again, before what waits to be said in them.
    pub(super) fn rejoin_rooms(&mut self) {
        let Some(user) = self.session.user() else { return };
        if self.cx.config.has_bug(SeededBug::RejoinForgotten) {
            return;
        }
        for call in self.outbox.rooms_to_rejoin() {
            let app_key = &self.cx.config.app_key;
            let payload = call.payload(app_key, user);
            let bytes = payload.len();
            let local = self.cx.local_id();
            let meta = rooms::meta(local, &self.cx.config.app_key, user, payload);
            self.outbox.ask_room(&mut self.cx, local, call, meta, bytes);
        }
    }
}

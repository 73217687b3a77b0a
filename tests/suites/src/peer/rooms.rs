//! Chat rooms.

use easemob_core::error::WhyNotSent;
use easemob_core::wire::{GROUP_DOMAIN, Jid, MucBody, MucOperation, MucStatus, Namespace, down};
use easemob_core::{Client, Event, Instant, JoinOptions, LocalId, RoomAction, RoomAnswer, RoomId};
use prost::Message as _;

use super::{APP_KEY, Peer, Said, USER, say};

/// A room id.
///
/// # Panics
/// When `id` is none.
#[must_use]
pub fn room(id: &str) -> RoomId {
    RoomId::new(id.to_string()).expect("a room id")
}

/// The answers about rooms among the events, in their order.
#[must_use]
pub fn answers(events: &[Event]) -> Vec<RoomAnswer> {
    let answers = events.iter().filter_map(|event| match event {
        Event::RoomAnswered(answer) => Some(RoomAnswer::clone(answer)),
        _ => None,
    });
    answers.collect()
}

impl Peer {
    /// Joins a room.
    ///
    /// # Errors
    /// The client's.
    pub fn join(&mut self, id: &str, options: JoinOptions) -> Result<LocalId, WhyNotSent> {
        self.ask_room(|client, now| client.join_room(now, room(id), options))
    }

    /// Leaves a room.
    ///
    /// # Errors
    /// The client's.
    pub fn leave(&mut self, id: &str) -> Result<LocalId, WhyNotSent> {
        self.ask_room(|client, now| client.leave_room(now, room(id)))
    }

    /// Joins a room, and the server agrees.
    ///
    /// # Panics
    /// When the client does not.
    pub fn join_now(&mut self, id: &str) {
        let local = self.join(id, JoinOptions::default()).expect("accepted");
        self.hear(&say::ack(local, 1));
        self.take_said();
        self.take_events();
    }

    fn ask_room(
        &mut self,
        ask: impl FnOnce(&mut Client, Instant) -> Result<LocalId, WhyNotSent>,
    ) -> Result<LocalId, WhyNotSent> {
        let eager = std::mem::replace(&mut self.eager, false);
        let result = self.call(ask);
        if let Ok(local) = &result {
            self.expect_settled(*local);
        }
        self.eager = eager;
        self.call(|_, _| ());
        result
    }

    /// What the client asked about rooms since the last look; everything else said is forgotten.
    pub fn take_room_calls(&mut self) -> Vec<(LocalId, MucBody)> {
        let said = self.take_said();
        let calls = said.into_iter().filter_map(|said| match said {
            Said::Message(id, meta) if meta.ns == Some(Namespace::Muc as i32) => {
                let payload = meta.payload.expect("a payload");
                Some((LocalId(id), MucBody::decode(payload).expect("a body")))
            }
            _ => None,
        });
        calls.collect()
    }

    /// An answer about a room was told: it settles what was asked.
    pub(super) fn check_room_answer(&mut self, answer: &RoomAnswer) {
        if answer.action != RoomAction::Rejoin {
            let waits = self.accepted.remove(&answer.local).is_some();
            assert!(waits, "{answer:?}: nobody waits for it");
        }
    }
}

/// The server lets the client into a room, and tells this JSON of it.
#[must_use]
pub fn welcome(local: LocalId, info: &str) -> down::Frame {
    let status = MucStatus { chatroom_info: Some(info.to_string()), ..MucStatus::default() };
    let body = MucBody { status: Some(status), ..MucBody::default() };
    let meta = say::meta(9, Namespace::Muc as i32, USER, body.encode_to_vec());
    let down::Frame::Sync(mut ack) = say::ack(local, 9) else { unreachable!("an answer") };
    ack.metas = vec![meta];
    down::Frame::Sync(ack)
}

/// Something happened to a room.
#[must_use]
pub fn change(id: u64, room: &str, operation: MucOperation, to: &[&str]) -> down::Frame {
    let name = |name: &&str| Jid { name: Some((*name).to_string()), ..Jid::default() };
    let body = MucBody {
        muc_id: Some(Jid {
            app_key: Some(APP_KEY.to_string()),
            name: Some(room.to_string()),
            domain: Some(GROUP_DOMAIN.to_string()),
            client_resource: None,
        }),
        operation: Some(operation as i32),
        to: to.iter().map(name).collect(),
        is_chatroom: Some(true),
        ..MucBody::default()
    };
    say::page(
        USER,
        &[say::meta(id, Namespace::Muc as i32, "owner", body.encode_to_vec())],
        id,
        true,
    )
}

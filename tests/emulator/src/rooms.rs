//! Chat rooms, joined and left by frames.

use easemob_core::wire::{Meta, MucBody, MucOperation, MucStatus, MucStatusCode, StatusCode};
use prost::Message;
use serde_json::json;

use crate::agenda::Job;
use crate::chat::refuse;
use crate::groups::{Group, Kind, shown_time};
use crate::muc::Actor;
use crate::queues::Receipt;
use crate::server::Server;
use crate::sessions::Login;
use crate::sync::Verdict;

/// How long the vendor lets somebody be away from a room.
const AWAY_MS: u64 = 120_000;

impl Server {
    /// Joins or leaves a chat room.
    pub(crate) fn take_muc(&mut self, sender: &Login, meta: &Meta, receipt: Receipt) -> Verdict {
        let Ok(body) = MucBody::decode(meta.payload.clone().unwrap_or_default()) else {
            return refuse(StatusCode::PbParserError, "body cannot be read");
        };
        let id = body.muc_id.as_ref().and_then(|jid| jid.name.clone()).unwrap_or_default();
        let user = sender.user.as_str();
        let joins = match body.operation.map(MucOperation::try_from).and_then(Result::ok) {
            Some(MucOperation::Join) => true,
            Some(MucOperation::Leave) => false,
            _ => return refuse(StatusCode::Fail, "only joining and leaving is done by frames"),
        };
        let Some(group) = self.groups.get_mut(&id) else {
            return refuse(StatusCode::Fail, &format!("grpID {id} does not exist!"));
        };
        if joins && let Err(reason) = may_join(group, user) {
            return refuse(StatusCode::Fail, &reason);
        }
        let changed = match joins {
            true => group.admit(user, self.now),
            false => group.remove(user),
        };
        let info = self.room_info(&id, user);
        let actor = Actor::device(sender);
        if joins && body.leave_other_rooms == Some(true) {
            self.leave_rooms(&actor, |other, _| other != id);
        }
        let operation = if joins { MucOperation::Join } else { MucOperation::Leave };
        if changed {
            self.tell_of_membership(&id, &actor, joins, body.ext);
        }
        let result = MucStatus {
            error_code: Some(MucStatusCode::Ok as i32),
            description: None,
            chatroom_info: joins.then_some(info),
        };
        let payload = MucBody { status: Some(result), ..self.muc_body(&id, user, operation) };
        let extra = self.muc_meta(receipt.server_id, &payload).encode_to_vec();
        Verdict::Accepted(Receipt { extra: Some(extra.into()), ..receipt })
    }

    /// With the vendor's limits, who stays away for two minutes is taken out of the rooms.
    pub(crate) fn watch_rooms_of(&mut self, user: &str) {
        if self.config.vendor_limits && self.sessions.of(user).is_empty() {
            let at = self.now.saturating_add(AWAY_MS);
            self.away.insert(user.into(), at);
            self.agenda.enter(at, Job::LeaveRooms(user.into()));
        }
    }

    pub(crate) fn leave_rooms_of_the_absent(&mut self, user: &str) {
        let away = self.away.get(user).is_some_and(|until| *until <= self.now);
        if away && self.sessions.of(user).is_empty() {
            self.away.remove(user);
            self.leave_rooms(&Actor::named(user), |_, room| !room.allowed.contains(user));
        }
    }

    fn room_info(&self, id: &str, user: &str) -> String {
        let Some(room) = self.groups.get(id) else { return String::new() };
        let info = json!({ user: {
            "is_all_mute": room.silent,
            "create_timestamp": room.created,
            "is_in_white_list": room.allowed.contains(user),
            "member_count": room.members.len(),
            "mute_duration": room.muted_until(user, self.now).map_or(0, shown_time),
        } });
        info.to_string()
    }

    fn leave_rooms(&mut self, actor: &Actor, which: impl Fn(&str, &Group) -> bool) {
        let rooms = self.groups.iter_mut();
        let others = rooms.filter(|(id, room)| room.kind == Kind::Chatroom && which(id, room));
        let left = others.filter_map(|(id, room)| room.remove(&actor.user).then(|| id.clone()));
        for id in left.collect::<Vec<_>>() {
            self.tell_of_membership(&id, actor, false, None);
        }
    }
}

/// Whether somebody may join a room; why not.
fn may_join(room: &Group, user: &str) -> Result<(), String> {
    if room.has(user) {
        return Ok(());
    }
    if room.blocked.contains(user) {
        return Err(format!("can not join this group, reason:user: {user} is in the blacklist"));
    }
    if room.is_full() {
        return Err("group member list is full!".into());
    }
    if room.open { Ok(()) } else { Err("can not join this group, reason: it is not open".into()) }
}

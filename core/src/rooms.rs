//! Chat rooms: joined and left over the socket, and joined again after a reconnection (messages
//! §8, TX-10).

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use prost::Message as _;
use serde_json::Value;

use crate::event::{GroupChange, Outcome, RoomEvent};
use crate::ids::{AppKey, LocalId, RoomId, UserId};
use crate::time::UnixMillis;
use crate::wire::{
    CommSyncDl, GROUP_DOMAIN, Jid, Meta, MucBody, MucOperation, Namespace, USER_DOMAIN,
};

/// How a chat room is joined: what [`Client::join_room`](crate::Client::join_room) takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JoinOptions {
    /// What the others in the room are told; empty for nothing.
    pub ext: String,
    /// Leave all other rooms.
    #[doc(alias = "leaveOtherRooms")]
    pub leave_others: bool,
}

impl JoinOptions {
    /// Tells the others in the room this.
    #[must_use]
    pub fn ext(mut self, ext: impl Into<String>) -> Self {
        self.ext = ext.into();
        self
    }

    /// Leaves all other rooms.
    #[must_use]
    pub fn leave_others(mut self) -> Self {
        self.leave_others = true;
        self
    }
}

/// What was asked about a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomAction {
    /// To be let in: [`Client::join_room`](crate::Client::join_room).
    Join,
    /// To be let in again after a reconnection: the client asks by itself.
    Rejoin,
    /// To be let out: [`Client::leave_room`](crate::Client::leave_room).
    Leave,
}

/// The one end of a [`Client::join_room`](crate::Client::join_room) or
/// [`Client::leave_room`](crate::Client::leave_room), or of a join the client made by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomAnswer {
    /// What the command returned; a fresh one for [`RoomAction::Rejoin`].
    pub local: LocalId,
    /// Which room.
    pub room: RoomId,
    /// What was asked.
    pub action: RoomAction,
    /// What the server tells of the room, if it tells anything; or the end it came to instead,
    /// which is any but [`Outcome::Sent`].
    pub result: Result<Option<RoomInfo>, Outcome>,
}

/// What the server tells of a room when one joins it (ACK-2). What it left out is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoomInfo {
    /// Nobody may speak.
    #[doc(alias = "isAllMembersMuted")]
    pub all_muted: Option<bool>,
    /// When it was made.
    #[doc(alias = "createTimestamp")]
    pub created_at: Option<UnixMillis>,
    /// This user may speak even so.
    #[doc(alias = "isInAllowlist")]
    pub in_allow_list: Option<bool>,
    /// How many are in it.
    #[doc(alias = "memberCount")]
    pub members: Option<u64>,
    /// This user is muted: the number of the server, which calls it a duration where the Web SDK
    /// calls it a time. `None` when there is none or it is 0.
    #[doc(alias = "muteExpireTimestamp")]
    pub muted: Option<i64>,
}

impl RoomInfo {
    /// Reads what came with the acknowledgement of a join: JSON by user.
    pub(crate) fn read(frame: &CommSyncDl, user: &str) -> Option<Self> {
        let meta = Meta::decode(frame.metas.first()?.clone()).ok()?;
        let body = MucBody::decode(meta.payload.unwrap_or_default()).ok()?;
        let json = body.status?.chatroom_info?;
        let json: Value = serde_json::from_str(&json).ok()?;
        let (_, own) =
            json.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(user))?;
        let own = own.as_object()?;
        let number = |name: &str| own.get(name).and_then(Value::as_u64);
        let flag = |name: &str| own.get(name).and_then(Value::as_bool);
        Some(Self {
            all_muted: flag("is_all_mute"),
            created_at: number("create_timestamp").map(UnixMillis),
            in_allow_list: flag("is_in_white_list"),
            members: number("member_count"),
            muted: own.get("mute_duration").and_then(Value::as_i64).filter(|n| *n != 0),
        })
    }
}

/// A question about a room, on its way.
pub(crate) struct RoomCall {
    pub(crate) room: RoomId,
    pub(crate) action: RoomAction,
    /// Of a join; empty for the others.
    pub(crate) options: JoinOptions,
}

impl RoomCall {
    pub(crate) fn new(room: RoomId, action: RoomAction, options: JoinOptions) -> Self {
        Self { room, action, options }
    }

    pub(crate) fn lets_in(&self) -> bool {
        self.action != RoomAction::Leave
    }

    pub(crate) fn payload(&self, app_key: &AppKey, user: &UserId) -> Vec<u8> {
        let joins = self.lets_in();
        let operation = if joins { MucOperation::Join } else { MucOperation::Leave };
        let body = MucBody {
            muc_id: Some(Jid {
                name: Some(self.room.to_string()),
                domain: Some(GROUP_DOMAIN.to_string()),
                ..of(app_key)
            }),
            operation: Some(operation as i32),
            from: Some(Jid { name: Some(user.to_string()), ..Jid::default() }),
            is_chatroom: Some(true),
            ext: joins.then(|| self.options.ext.clone()),
            leave_other_rooms: joins.then_some(self.options.leave_others),
            ..MucBody::default()
        };
        body.encode_to_vec()
    }
}

/// The frame of a question about a room.
pub(crate) fn meta(id: LocalId, app_key: &AppKey, user: &UserId, payload: Vec<u8>) -> Meta {
    let domain = Some(USER_DOMAIN.to_string());
    Meta {
        id: Some(id.0),
        from: Some(Jid { name: Some(user.to_string()), domain: domain.clone(), ..of(app_key) }),
        to: Some(Jid { domain, ..Jid::default() }),
        ns: Some(Namespace::Muc as i32),
        payload: Some(payload.into()),
        ..Meta::default()
    }
}

fn of(app_key: &AppKey) -> Jid {
    Jid { app_key: Some(app_key.as_str().to_string()), ..Jid::default() }
}

/// The rooms this client is in, as far as it knows.
#[derive(Default)]
pub(crate) struct Rooms {
    joined: BTreeMap<RoomId, JoinOptions>,
}

impl Rooms {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&RoomId, &JoinOptions)> {
        self.joined.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.joined.clear();
    }

    pub(crate) fn left(&mut self, room: &RoomId) {
        self.joined.remove(room);
    }

    /// The server has answered, or never will.
    pub(crate) fn ended(&mut self, call: RoomCall, end: Result<(), &Outcome>) {
        match (call.action, end) {
            (RoomAction::Join, Ok(())) => {
                if call.options.leave_others {
                    self.joined.clear();
                }
                self.joined.insert(call.room, call.options);
            }
            (RoomAction::Rejoin, Err(Outcome::Rejected { .. })) => self.left(&call.room),
            _ => {}
        }
    }
}

/// The room, when its end or that of this user's stay in it is told: it is not joined again.
pub(crate) fn ended_stay(event: &RoomEvent, user: &str) -> Option<RoomId> {
    let over = match event.change {
        GroupChange::Destroyed => true,
        GroupChange::MembersRemoved => {
            event.users.is_empty() || event.users.iter().any(|name| name.eq_ignore_ascii_case(user))
        }
        _ => false,
    };
    over.then(|| RoomId::new(event.room.clone()).ok()).flatten()
}

//! Groups, chat rooms and threads: who is in, and what joining and leaving answers.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::wire::{
    BodyType, Meta, MucBody, MucOperation, MucStatus, MucStatusCode, Namespace, StatusCode,
};
use prost::Message;
use serde_json::json;

use crate::chat::refuse;
use crate::queues::{Audience, QueueId, Receipt};
use crate::server::Server;
use crate::sessions::Login;
use crate::sync::Verdict;

/// What a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    Chatroom,
    Thread,
}

/// Messages a second the vendor passes on in a room before it drops what is not urgent.
const ROOM_PACE: u32 = 20;

/// One group, chat room or thread.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) members: BTreeSet<String>,
    pub(crate) kind: Kind,
    pub(crate) open: bool,
    pub(crate) created: u64,
    pub(crate) pace: Pace,
}

/// Messages of the current second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pace {
    second: u64,
    messages: u32,
}

/// All of them by id.
#[derive(Default)]
pub(crate) struct Groups(BTreeMap<String, Group>);

impl Kind {
    /// The kind of messages in it.
    pub(crate) fn chat(self) -> BodyType {
        match self {
            Self::Chatroom => BodyType::Chatroom,
            Self::Group | Self::Thread => BodyType::Groupchat,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Chatroom => "chatroom",
            Self::Thread => "thread",
        }
    }
}

impl Groups {
    pub(crate) fn get(&self, id: &str) -> Option<&Group> {
        self.0.get(id)
    }

    /// Counts a message in a room; whether the vendor would still pass on one that is not urgent.
    pub(crate) fn keeps_pace(&mut self, id: &str, now: u64) -> bool {
        let Some(group) = self.0.get_mut(id) else { return false };
        if group.pace.second != now / 1000 {
            group.pace = Pace { second: now / 1000, messages: 0 };
        }
        group.pace.messages += 1;
        group.pace.messages <= ROOM_PACE
    }

    pub(crate) fn put(&mut self, id: String, group: Group) {
        self.0.insert(id, group);
    }

    /// An id nobody has, spelled as the service's are.
    pub(crate) fn free_id(&self) -> String {
        let ids = (259_000_000_000_001_u64..).map(|number| number.to_string());
        ids.into_iter().find(|id| !self.0.contains_key(id)).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Group)> {
        self.0.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Server {
    /// Joins or leaves a chat room.
    pub(crate) fn take_muc(&mut self, sender: &Login, meta: &Meta, receipt: Receipt) -> Verdict {
        let Ok(body) = MucBody::decode(meta.payload.clone().unwrap_or_default()) else {
            return refuse(StatusCode::PbParserError, "body cannot be read");
        };
        let id = body.muc_id.as_ref().and_then(|jid| jid.name.clone()).unwrap_or_default();
        let operation = body.operation.map(MucOperation::try_from).and_then(Result::ok);
        let user = sender.user.clone();
        let (operation, told) = match operation {
            Some(MucOperation::Join) => (MucOperation::Join, MucOperation::Presence),
            Some(MucOperation::Leave) => (MucOperation::Leave, MucOperation::Absence),
            _ => return refuse(StatusCode::Fail, "only joining and leaving is done by frames"),
        };
        let Some(group) = self.groups.0.get_mut(&id) else {
            return refuse(StatusCode::Fail, &format!("grpID {id} does not exist!"));
        };
        if !group.open && !group.members.contains(&user) {
            return refuse(StatusCode::Fail, "can not join this group, reason: it is not open");
        }
        let changed = match operation {
            MucOperation::Join => group.members.insert(user.clone()),
            _ => group.members.remove(&user),
        };
        let (members, created) = (group.members.clone(), group.created);
        if body.leave_other_rooms == Some(true) && operation == MucOperation::Join {
            self.leave_other_rooms(&user, &id);
        }
        if changed {
            self.tell_room(&id, &user, told, body.ext.clone(), &members);
        }
        let info = json!({ user.as_str(): {
            "is_all_mute": false,
            "create_timestamp": created,
            "is_in_white_list": false,
            "member_count": members.len(),
            "mute_duration": 0,
        } });
        let result = MucStatus {
            error_code: Some(MucStatusCode::Ok as i32),
            description: None,
            chatroom_info: (operation == MucOperation::Join).then(|| info.to_string()),
        };
        let payload = MucBody { status: Some(result), ..self.room_body(&id, &user, operation) };
        let extra = self.muc_meta(receipt.server_id, &payload).encode_to_vec();
        Verdict::Accepted(Receipt { extra: Some(extra.into()), ..receipt })
    }

    /// A MUC meta from a group, without addresses.
    pub(crate) fn muc_meta(&self, id: u64, body: &MucBody) -> Meta {
        Meta {
            id: Some(id),
            timestamp: Some(self.now),
            ns: Some(Namespace::Muc as i32),
            payload: Some(body.encode_to_vec().into()),
            ..Meta::default()
        }
    }

    fn leave_other_rooms(&mut self, user: &str, stays: &str) {
        for (id, group) in &mut self.groups.0 {
            if id != stays && group.kind == Kind::Chatroom {
                group.members.remove(user);
            }
        }
    }

    fn tell_room(
        &mut self,
        id: &str,
        user: &str,
        operation: MucOperation,
        ext: Option<String>,
        members: &BTreeSet<String>,
    ) {
        let count = i32::try_from(members.len()).ok();
        let body = self.room_body(id, user, operation);
        let body = MucBody { ext, muc_member_count: count, ..body };
        let queue = QueueId::of_group(id);
        for member in members.iter().filter(|member| *member != user) {
            if !self.sessions.of(member).is_empty() {
                let server_id = self.next_id();
                let mut meta = self.muc_meta(server_id, &body);
                meta.from = Some(queue.jid(&self.config.app_key));
                meta.to = Some(self.user_jid(member, None));
                self.deliver(member, &queue, meta, Audience::All);
            }
        }
    }

    fn room_body(&self, id: &str, user: &str, operation: MucOperation) -> MucBody {
        MucBody {
            muc_id: Some(QueueId::of_group(id).jid(&self.config.app_key)),
            operation: Some(operation as i32),
            from: Some(self.user_jid(user, None)),
            is_chatroom: Some(true),
            ..MucBody::default()
        }
    }
}

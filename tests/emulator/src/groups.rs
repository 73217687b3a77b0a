//! Groups, chat rooms and threads: who is in, and what is settled about them.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::wire::BodyType;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::attributes::Attributes;
use crate::kept::{Kept, Table};
use crate::shares::Share;

/// What a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[default]
    Group,
    Chatroom,
    Thread,
}

/// Messages a second the vendor passes on in a room before it drops what is not urgent.
const ROOM_PACE: u32 = 20;

/// One group, chat room or thread.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) custom: String,
    pub(crate) avatar: String,
    pub(crate) announcement: String,
    pub(crate) owner: String,
    pub(crate) admins: BTreeSet<String>,
    /// With the owner and the admins.
    pub(crate) members: BTreeMap<String, Member>,
    pub(crate) kind: Kind,
    /// Whoever wants to is in; otherwise somebody has to agree.
    pub(crate) open: bool,
    /// Nobody can ask to be let in.
    pub(crate) private: bool,
    /// Members may invite, not the owner and admins alone.
    pub(crate) members_invite: bool,
    /// Who is invited has to agree.
    pub(crate) confirm: bool,
    /// Members it can have; 0: any number.
    pub(crate) max_users: usize,
    pub(crate) created: u64,
    /// Who may not speak, and until when.
    pub(crate) mutes: BTreeMap<String, u64>,
    /// Nobody may speak but the owner, the admins and those in `allowed`.
    pub(crate) silent: bool,
    pub(crate) allowed: BTreeSet<String>,
    /// Who cannot come back.
    pub(crate) blocked: BTreeSet<String>,
    /// Members who want no messages of it.
    pub(crate) shielding: BTreeSet<String>,
    /// Who was invited, and by whom.
    pub(crate) invited: BTreeMap<String, String>,
    /// Who asked to be let in.
    pub(crate) applied: BTreeSet<String>,
    /// Files its members share.
    pub(crate) shares: Vec<Share>,
    /// Of a room: what its members have written down about it.
    pub(crate) attributes: Attributes,
    /// Of a thread: where it hangs.
    pub(crate) parent: Option<Parent>,
    /// Of a thread: the messages sent in it.
    pub(crate) said: Vec<u64>,
    #[serde(skip)]
    pub(crate) pace: Pace,
}

/// What is known of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) joined: u64,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// The message a thread hangs on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parent {
    pub(crate) group: String,
    pub(crate) message: String,
}

/// Messages of the current second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pace {
    second: u64,
    messages: u32,
}

/// All of them by id.
#[derive(Default)]
pub(crate) struct Groups(Kept<String, Group>);

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

impl Group {
    pub(crate) fn has(&self, user: &str) -> bool {
        self.members.contains_key(user)
    }

    /// Names of all members.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.members.keys().cloned().collect()
    }

    /// Takes somebody in; whether that changed anything.
    pub(crate) fn admit(&mut self, user: &str, now: u64) -> bool {
        self.applied.remove(user);
        self.invited.remove(user);
        if self.has(user) {
            return false;
        }
        self.members.insert(user.into(), Member { joined: now, ..Member::default() });
        true
    }

    /// What somebody is in it; nothing for a stranger.
    pub(crate) fn role(&self, user: &str) -> Option<&'static str> {
        match user {
            user if self.owner == user => Some("owner"),
            user if self.admins.contains(user) => Some("admin"),
            user if self.has(user) => Some("member"),
            _ => None,
        }
    }

    /// Whether somebody rules it: its owner or an admin.
    pub(crate) fn is_ruled_by(&self, user: &str) -> bool {
        self.owner == user || self.admins.contains(user)
    }

    /// Owner and admins.
    pub(crate) fn rulers(&self) -> BTreeSet<String> {
        self.admins.iter().chain([&self.owner]).cloned().collect()
    }

    /// Until when somebody may not speak, if that time is still to come.
    pub(crate) fn muted_until(&self, user: &str, now: u64) -> Option<u64> {
        self.mutes.get(user).copied().filter(|until| *until > now)
    }

    /// How messages in a thread say which one it is.
    pub(crate) fn mark(&self) -> Value {
        let parent = self.parent.clone().unwrap_or_default();
        json!({
            "msg_parent_id": parent.message,
            "muc_parent_id": parent.group,
            "thread_name": self.name,
        })
    }

    pub(crate) fn is_full(&self) -> bool {
        self.max_users > 0 && self.members.len() >= self.max_users
    }

    /// Takes somebody out of everything but the list of the blocked.
    pub(crate) fn remove(&mut self, user: &str) -> bool {
        self.admins.remove(user);
        self.mutes.remove(user);
        self.allowed.remove(user);
        self.shielding.remove(user);
        self.members.remove(user).is_some()
    }
}

impl Groups {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Group> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.0.get_mut(id)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Group)> {
        self.0.iter_mut()
    }

    /// Takes somebody out of a group and the threads that hang in it.
    pub(crate) fn leave(&mut self, id: &str, user: &str) -> bool {
        let threads = self.0.values_mut();
        let threads = threads.filter(|t| t.parent.as_ref().is_some_and(|p| p.group == id));
        threads.for_each(|thread| {
            thread.remove(user);
        });
        self.0.get_mut(id).is_some_and(|group| group.remove(user))
    }

    /// Removes a group and the threads that hang in it.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Group> {
        self.0.retain(|_, group| group.parent.as_ref().is_none_or(|parent| parent.group != id));
        self.0.remove(id)
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

    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&String, &Group)> {
        self.iter().filter(move |(_, group)| group.kind == kind)
    }

    /// Those of a kind somebody is in.
    pub(crate) fn joined<'a>(
        &'a self,
        kind: Kind,
        user: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Group)> {
        self.of_kind(kind).filter(move |(_, group)| group.has(user))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A time as clients read it: -1 is for ever.
pub(crate) fn shown_time(until: u64) -> i64 {
    if until == u64::MAX { -1 } else { i64::try_from(until).unwrap_or(i64::MAX) }
}

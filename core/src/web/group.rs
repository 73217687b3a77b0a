//! Groups, chat rooms and threads (messages §4, §6.4).

use alloc::vec;
use alloc::vec::Vec;

use bytestring::ByteString;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attributes::Raw;
use super::event::{Data, Form};
use super::json::{Float, Text};
use super::message::MessageForm;
use crate::event::{GroupChange, GroupEvent, RoomEvent, ThreadChange, ThreadEvent};
use crate::json::{self, Object};

/// What happened to a group or a chat room: the payload of `onGroupEvent` and `onChatroomEvent`.
#[derive(Clone, Copy, Debug)]
pub struct GroupForm<'a> {
    is_room: bool,
    place: &'a str,
    name: Option<&'a str>,
    by: Option<&'a str>,
    users: &'a [ByteString],
    reason: Option<&'a str>,
    change: &'a GroupChange,
    ext: Option<&'a str>,
    info: Option<&'a str>,
    /// Of several members that came or went, this one: chat rooms tell them one by one.
    member: Option<&'a str>,
}

impl<'a> From<&'a GroupEvent> for GroupForm<'a> {
    fn from(event: &'a GroupEvent) -> Self {
        Self {
            is_room: false,
            place: &event.group,
            name: event.name.as_deref(),
            by: event.by.as_deref(),
            users: &event.users,
            reason: event.reason.as_deref(),
            change: &event.change,
            ext: event.ext.as_deref(),
            info: event.info.as_deref(),
            member: None,
        }
    }
}

impl<'a> From<&'a RoomEvent> for GroupForm<'a> {
    fn from(event: &'a RoomEvent) -> Self {
        Self {
            is_room: true,
            place: &event.room,
            name: event.name.as_deref(),
            by: event.by.as_deref(),
            users: &event.users,
            reason: event.reason.as_deref(),
            change: &event.change,
            ext: event.ext.as_deref(),
            info: event.info.as_deref(),
            member: None,
        }
    }
}

impl<'a> GroupForm<'a> {
    /// One call, none where nothing changed, one a member where a chat room tells them.
    pub(super) fn forms(self) -> Vec<Form<'a>> {
        let handler = if self.is_room { "onChatroomEvent" } else { "onGroupEvent" };
        let form = |form| Form { handler, data: Data::Group(form) };
        match self.change {
            GroupChange::AttributesSet(set) if set.is_empty() => Vec::new(),
            GroupChange::AttributesRemoved(removed) if removed.is_empty() => Vec::new(),
            GroupChange::MembersJoined { members, .. }
            | GroupChange::MembersLeft { members, .. }
                if self.is_room && !members.is_empty() =>
            {
                let one = |member: &'a ByteString| form(Self { member: Some(member), ..self });
                members.iter().map(one).collect()
            }
            _ => vec![form(self)],
        }
    }

    /// Those that came or went, where they are told together.
    fn several(&self) -> Option<&'a [ByteString]> {
        let (GroupChange::MembersJoined { members, .. } | GroupChange::MembersLeft { members, .. }) =
            self.change
        else {
            return None;
        };
        let alone = self.member.is_some() || matches!(&members[..], [one] if self.by == Some(one));
        (!alone && !members.is_empty()).then_some(members)
    }

    fn operation(&self) -> &'static str {
        match self.change {
            GroupChange::Created => "create",
            GroupChange::Destroyed => "destroy",
            GroupChange::Joined => "x-join",
            GroupChange::Left => "x-leave",
            GroupChange::JoinRequested => "requestToJoin",
            GroupChange::JoinAccepted => "acceptRequest",
            GroupChange::JoinDeclined => "joinPublicGroupDeclined",
            GroupChange::Invited => "inviteToJoin",
            GroupChange::InviteAccepted => "acceptInvite",
            GroupChange::InviteDeclined => "rejectInvite",
            GroupChange::MembersRemoved => "removeMember",
            GroupChange::BlockListAsked => "x-getBlackList",
            GroupChange::MembersBlocked => "x-ban",
            GroupChange::MembersUnblocked => "unblockMember",
            GroupChange::Updated(_) => "updateInfo",
            GroupChange::MessagesBlocked => "x-block",
            GroupChange::MessagesUnblocked => "x-unblock",
            GroupChange::MembersJoined { .. } if self.several().is_some() => "membersPresence",
            GroupChange::MembersJoined { .. } => "memberPresence",
            GroupChange::MembersLeft { .. } if self.several().is_some() => "membersAbsence",
            GroupChange::MembersLeft { .. } => "memberAbsence",
            GroupChange::DirectJoined => "directJoined",
            GroupChange::OwnerChanged => "changeOwner",
            GroupChange::AdminsAdded => "setAdmin",
            GroupChange::AdminsRemoved => "removeAdmin",
            GroupChange::MembersMuted { .. } => "muteMember",
            GroupChange::MembersUnmuted => "unmuteMember",
            GroupChange::AnnouncementUpdated { .. } => "updateAnnouncement",
            GroupChange::AnnouncementDeleted => "deleteAnnouncement",
            GroupChange::FileUploaded => "uploadFile",
            GroupChange::FileDeleted => "deleteFile",
            GroupChange::AllowListAdded => "addUserToAllowlist",
            GroupChange::AllowListRemoved => "removeAllowlistMember",
            GroupChange::AllMuted => "muteAllMembers",
            GroupChange::AllUnmuted => "unmuteAllMembers",
            GroupChange::Disabled => "x-disableGroup",
            GroupChange::Enabled => "x-ableGroup",
            GroupChange::AttributesSet(_) => "updateChatRoomAttributes",
            GroupChange::AttributesRemoved(_) => "removeChatRoomAttributes",
            GroupChange::MemberAttributes { .. } => "memberAttributesUpdate",
        }
    }

    /// Whether the Web SDK names the first of those it was done to.
    fn names_first(&self) -> bool {
        match self.change {
            GroupChange::JoinDeclined => !self.is_room,
            GroupChange::AdminsAdded
            | GroupChange::MembersMuted { .. }
            | GroupChange::MembersUnmuted
            | GroupChange::AllowListAdded
            | GroupChange::AllowListRemoved => true,
            _ => false,
        }
    }

    /// Whether those it was done to cannot be told from the rest (messages oddity 33).
    fn names_all(&self) -> bool {
        match self.change {
            GroupChange::AdminsRemoved | GroupChange::MembersRemoved => !self.users.is_empty(),
            _ => self.users.len() > 1,
        }
    }

    fn extras<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self.change {
            GroupChange::JoinRequested | GroupChange::MembersUnblocked => {
                optional(map, "reason", self.reason)
            }
            GroupChange::Invited | GroupChange::DirectJoined => {
                map.serialize_entry("name", self.name.unwrap_or_default())
            }
            GroupChange::Updated(_) if !self.is_room => {
                map.serialize_entry("detail", &Details(self.info.unwrap_or("{}")))
            }
            GroupChange::MembersJoined { count, .. } | GroupChange::MembersLeft { count, .. } => {
                if let Some(members) = self.several() {
                    map.serialize_entry("members", &Names(members))?;
                }
                if self.is_room && matches!(self.change, GroupChange::MembersJoined { .. }) {
                    optional(map, "ext", self.ext)?;
                }
                optional(map, "memberCount", *count)
            }
            GroupChange::MembersMuted { .. } => {
                let ext = self.ext.and_then(Object::parse);
                let time = ext.and_then(|ext| ext.raw("user_mute_time"));
                optional(map, "muteTimestamp", time.map(Raw))
            }
            GroupChange::AnnouncementUpdated { text } => {
                map.serialize_entry("announcement", &**text)
            }
            GroupChange::AttributesSet(set) => {
                let set = set.iter().map(|(key, value)| (&**key, Raw(value.as_str())));
                map.serialize_entry("attributes", &Members(set.collect()))
            }
            GroupChange::AttributesRemoved(keys) => map.serialize_entry("attributes", &Names(keys)),
            GroupChange::MemberAttributes { user, attributes } => {
                map.serialize_entry("attributes", &Raw(attributes.as_str()))?;
                map.serialize_entry("userId", &**user)
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for GroupForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("operation", self.operation())?;
        map.serialize_entry("id", self.place)?;
        if self.several().is_none() {
            optional(&mut map, "from", self.member.or(self.by))?;
        }
        if self.names_first() {
            map.serialize_entry("userId", self.users.first().map_or("", |user| user))?;
        }
        self.extras(&mut map)?;
        if self.names_all() {
            map.serialize_entry("x-users", &Names(self.users))?;
        }
        map.end()
    }
}

pub(super) fn optional<M: SerializeMap>(
    map: &mut M,
    key: &'static str,
    value: Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, &value))
}

/// A list of names.
pub(super) struct Names<'a>(pub(super) &'a [ByteString]);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|name| &**name))
    }
}

struct Members<'a>(Vec<(&'a str, Raw<'a>)>);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// `detail` of `updateInfo`, from the server's JSON (messages §4.5).
struct Details<'a>(&'a str);

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let info = Object::parse(self.0).unwrap_or_default();
        let mut map = serializer.serialize_map(None)?;
        let plain = [
            ("name", info.raw("title").or_else(|| info.raw("name"))),
            ("description", info.raw("description")),
            ("maxUsers", info.raw("max_users")),
            ("ext", info.raw("custom")),
            ("avatar", info.raw("avatar")),
        ];
        for (key, value) in plain {
            optional(&mut map, key, value.map(Raw))?;
        }
        let flags = [
            ("public", info.flag("public")),
            ("approval", info.flag("members_only")),
            ("allowInvites", info.flag("allow_user_invites")),
            ("inviteNeedConfirm", info.flag("invite_need_confirm")),
        ];
        for (key, value) in flags {
            optional(&mut map, key, value)?;
        }
        optional(&mut map, "lastModified", info.raw("last_modified").map(Number))?;
        map.end()
    }
}

/// JSON as JavaScript's `Number` takes it, in whole numbers.
pub(super) struct Number<'a>(pub(super) &'a str);

impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match json::number(self.0) {
            Some(number) => serializer.serialize_i64(number),
            None => Float(f64::NAN).serialize(serializer),
        }
    }
}

/// What happened to a thread: the payload of `onChatThreadChange`.
#[derive(Clone, Copy, Debug)]
pub struct ThreadForm<'a>(pub(super) &'a ThreadEvent);

impl Serialize for ThreadForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &*event.thread)?;
        map.serialize_entry("name", &*event.name)?;
        map.serialize_entry("parentId", &*event.parent)?;
        map.serialize_entry("operator", event.by.as_deref().unwrap_or_default())?;
        let first = event.users.first().map_or("", |user| user);
        match &event.change {
            ThreadChange::MembersRemoved => {
                map.serialize_entry("operation", "userRemove")?;
                map.serialize_entry("userName", first)?;
                if event.users.len() > 1 {
                    map.serialize_entry("x-users", &Names(&event.users))?;
                }
                return map.end();
            }
            ThreadChange::MembersJoined(members) | ThreadChange::MembersLeft(members) => {
                let joined = matches!(event.change, ThreadChange::MembersJoined(_));
                map.serialize_entry("operation", if joined { "x-presence" } else { "x-absence" })?;
                map.serialize_entry("x-users", &Names(members))?;
                return map.end();
            }
            _ => {}
        }
        match event.message {
            Some(message) => map.serialize_entry("messageId", &Text(message))?,
            None => map.serialize_entry("messageId", "")?,
        }
        map.serialize_entry("timestamp", &event.at)?;
        match &event.change {
            ThreadChange::Created => {
                map.serialize_entry("operation", "create")?;
                map.serialize_entry("createTimestamp", &event.at)?;
                map.serialize_entry("messageCount", &0)?;
            }
            ThreadChange::Renamed { count } => {
                map.serialize_entry("operation", "update")?;
                optional(&mut map, "messageCount", *count)?;
            }
            ThreadChange::MessagesChanged { count, last } => {
                map.serialize_entry("operation", "update")?;
                optional(&mut map, "messageCount", *count)?;
                match last {
                    Some(last) => map.serialize_entry("lastMessage", &MessageForm(last))?,
                    None => map.serialize_entry("lastMessage", &Raw("{}"))?,
                }
            }
            _ => map.serialize_entry("operation", "destroy")?,
        }
        map.end()
    }
}

//! Namespace 2: groups, chat rooms and threads (messages §4).

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;

use super::{Notice, Stamp, filled, name, names};
use crate::error::{Layer, Malformed};
use crate::event::{
    DeviceChange, Event, GroupChange, GroupDetails, GroupEvent, Json, MultiDeviceEvent, RoomEvent,
    ThreadAction, ThreadChange, ThreadEvent,
};
use crate::json::{self, Object};
use crate::message::Reader;
use crate::time::UnixMillis;
use crate::wire::{MucBody, MucOperation, decode};

pub(super) fn read(payload: &Bytes, stamp: Stamp, me: Reader<'_>) -> Result<Notice, Malformed> {
    let body: MucBody = decode(Layer::Payload, payload)?;
    let Ok(operation) = MucOperation::try_from(body.operation.unwrap_or_default()) else {
        return Ok(Notice::Unknown);
    };
    let malformed = |detail| Malformed::new(Layer::Payload, detail, payload.clone());
    let Some(place) = name(body.muc_id.as_ref()) else {
        return Err(malformed("a notice that names no group"));
    };
    if let Some(kind) = thread_kind(operation, &body) {
        return Ok(Notice::told(thread(kind, place, &body, stamp)));
    }
    if body.is_thread == Some(true) {
        return Ok(Notice::Unknown);
    }
    let change = change(operation, &body).ok_or_else(|| malformed("attributes without JSON"))?;
    let attributes = matches!(change, GroupChange::MemberAttributes { .. });
    let event = Told { place, change, body, stamp };
    if event.body.is_chatroom == Some(true) {
        return Ok(Notice::told(Event::Room(Box::new(event.into()))));
    }
    if attributes && from_another_device(&event.body, me) {
        let change = DeviceChange::MemberAttributes(Box::new(event.into()));
        let event = MultiDeviceEvent { id: stamp.id, at: stamp.at, change };
        return Ok(Notice::told(Event::MultiDevice(Box::new(event))));
    }
    Ok(Notice::told(Event::Group(Box::new(event.into()))))
}

/// This user on a device that is not this one; one that is not named counts as another.
fn from_another_device(body: &MucBody, me: Reader<'_>) -> bool {
    body.from.as_ref().is_some_and(|from| {
        from.name.as_deref().is_some_and(|name| me.is_user(name))
            && from.client_resource.as_deref() != Some(me.resource)
    })
}

// ---- groups and rooms ---------------------------------------------------------------------------

/// A notice of a group or a chat room, before it is one of them.
struct Told {
    place: ByteString,
    change: GroupChange,
    body: MucBody,
    stamp: Stamp,
}

macro_rules! event_from_told {
    ($event:ident, $place:ident) => {
        impl From<Told> for $event {
            fn from(told: Told) -> Self {
                let Told { place, change, body, stamp } = told;
                let info = body.event_info.as_ref().and_then(|info| info.ext.as_deref());
                Self {
                    id: stamp.id,
                    $place: place,
                    name: filled(body.muc_name.as_deref()),
                    by: name(body.from.as_ref()),
                    users: names(&body.to),
                    reason: filled(body.reason.as_deref()),
                    change,
                    ext: filled(body.ext.as_deref()),
                    info: filled(info),
                    at: stamp.at,
                }
            }
        }
    };
}
event_from_told!(GroupEvent, group);
event_from_told!(RoomEvent, room);

/// What happened; `None` when that needs JSON which is not there.
fn change(operation: MucOperation, body: &MucBody) -> Option<GroupChange> {
    let info = body.event_info.as_ref().and_then(|info| info.ext.as_deref());
    let info = || Object::parse(info?);
    Some(match operation {
        MucOperation::Create => GroupChange::Created,
        MucOperation::Destroy => GroupChange::Destroyed,
        MucOperation::Join => GroupChange::Joined,
        MucOperation::Leave => GroupChange::Left,
        MucOperation::Apply => GroupChange::JoinRequested,
        MucOperation::ApplyAccept => GroupChange::JoinAccepted,
        MucOperation::ApplyDecline => GroupChange::JoinDeclined,
        MucOperation::Invite => GroupChange::Invited,
        MucOperation::InviteAccept => GroupChange::InviteAccepted,
        MucOperation::InviteDecline => GroupChange::InviteDeclined,
        MucOperation::Kick => GroupChange::MembersRemoved,
        MucOperation::GetBlacklist => GroupChange::BlockListAsked,
        MucOperation::Ban => GroupChange::MembersBlocked,
        MucOperation::Allow => GroupChange::MembersUnblocked,
        MucOperation::Update => GroupChange::Updated(details(&info().unwrap_or_default())),
        MucOperation::Block => GroupChange::MessagesBlocked,
        MucOperation::Unblock => GroupChange::MessagesUnblocked,
        MucOperation::Presence => {
            GroupChange::MembersJoined { members: members(body), count: count(body) }
        }
        MucOperation::Absence => {
            GroupChange::MembersLeft { members: members(body), count: count(body) }
        }
        MucOperation::DirectJoined => GroupChange::DirectJoined,
        MucOperation::AssignOwner => GroupChange::OwnerChanged,
        MucOperation::AddAdmin => GroupChange::AdminsAdded,
        MucOperation::RemoveAdmin => GroupChange::AdminsRemoved,
        MucOperation::AddMute => GroupChange::MembersMuted { until: muted_until(body) },
        MucOperation::RemoveMute => GroupChange::MembersUnmuted,
        MucOperation::UpdateAnnouncement => GroupChange::AnnouncementUpdated {
            text: body.reason.as_deref().unwrap_or_default().into(),
        },
        MucOperation::DeleteAnnouncement => GroupChange::AnnouncementDeleted,
        MucOperation::UploadFile => GroupChange::FileUploaded,
        MucOperation::DeleteFile => GroupChange::FileDeleted,
        MucOperation::AddUserWhiteList => GroupChange::AllowListAdded,
        MucOperation::RemoveUserWhiteList => GroupChange::AllowListRemoved,
        MucOperation::BanGroup => GroupChange::AllMuted,
        MucOperation::RemoveBanGroup => GroupChange::AllUnmuted,
        MucOperation::DisableGroup => GroupChange::Disabled,
        MucOperation::AbleGroup => GroupChange::Enabled,
        MucOperation::SetMetadata => {
            let info = info()?;
            let properties = info.object("properties").unwrap_or_default();
            // There may be very many: no key is looked for among all, and each is told once. Of a
            // key that comes twice the last value counts.
            let mut values: BTreeMap<&str, &str> = properties.iter().collect();
            let set = success_keys(&info).into_iter();
            let value = |key: ByteString| {
                let value = values.remove(&*key).map(Json::new)?;
                Some((key, value))
            };
            GroupChange::AttributesSet(set.filter_map(value).collect())
        }
        MucOperation::DeleteMetadata => GroupChange::AttributesRemoved(success_keys(&info()?)),
        MucOperation::GroupMemberMetadataUpdate => {
            let info = info()?;
            GroupChange::MemberAttributes {
                user: info.text_or_empty("username"),
                attributes: info.json("properties").unwrap_or_else(|| Json::new("{}")),
            }
        }
        MucOperation::ThreadCreate
        | MucOperation::ThreadDestroy
        | MucOperation::ThreadJoin
        | MucOperation::ThreadLeave
        | MucOperation::ThreadKick
        | MucOperation::ThreadUpdate
        | MucOperation::ThreadPresence
        | MucOperation::ThreadAbsence => return None,
    })
}

/// Who came or went: the list, or the sender alone.
fn members(body: &MucBody) -> Vec<ByteString> {
    if body.members.is_empty() {
        return name(body.from.as_ref()).into_iter().collect();
    }
    body.members.iter().map(|member| member.as_str().into()).collect()
}

fn count(body: &MucBody) -> Option<u32> {
    body.muc_member_count.and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0)
}

fn success_keys(info: &Object<'_>) -> Vec<ByteString> {
    json::texts(info.object("result").and_then(|result| result.list("successKeys")))
}

/// One time for all, or one a user: then the first one's.
fn muted_until(body: &MucBody) -> Option<UnixMillis> {
    let ext = Object::parse(body.ext.as_deref()?)?;
    ext.time("user_mute_time").or_else(|| {
        let times = ext.object("user_mute_time")?;
        times.time(body.to.first()?.name.as_deref()?)
    })
}

fn details(info: &Object<'_>) -> GroupDetails {
    GroupDetails {
        name: info.text("title").or_else(|| info.text("name")),
        description: info.text("description"),
        public: info.flag("public"),
        approval: info.flag("members_only"),
        allow_invites: info.flag("allow_user_invites"),
        invite_need_confirm: info.flag("invite_need_confirm"),
        max_users: info.count("max_users"),
        ext: info.text("custom"),
        last_modified: info.time("last_modified"),
        avatar: info.text("avatar"),
    }
}

// ---- threads ------------------------------------------------------------------------------------

enum ThreadKind {
    Change(ThreadChange),
    /// This user's own doing on another device.
    Own(ThreadAction),
}

fn thread_kind(operation: MucOperation, body: &MucBody) -> Option<ThreadKind> {
    Some(match operation {
        MucOperation::ThreadCreate => ThreadKind::Own(ThreadAction::Create),
        MucOperation::ThreadDestroy => ThreadKind::Own(ThreadAction::Destroy),
        MucOperation::ThreadJoin => ThreadKind::Own(ThreadAction::Join),
        MucOperation::ThreadLeave => ThreadKind::Own(ThreadAction::Leave),
        MucOperation::ThreadUpdate => ThreadKind::Own(ThreadAction::Rename),
        MucOperation::ThreadKick => ThreadKind::Change(ThreadChange::MembersRemoved),
        MucOperation::ThreadPresence => {
            ThreadKind::Change(ThreadChange::MembersJoined(members(body)))
        }
        MucOperation::ThreadAbsence => ThreadKind::Change(ThreadChange::MembersLeft(members(body))),
        _ => return None,
    })
}

fn thread(kind: ThreadKind, thread: ByteString, body: &MucBody, stamp: Stamp) -> Event {
    let thread_name = body.muc_name.as_deref().unwrap_or_default().into();
    let parent = name(body.muc_parent_id.as_ref()).unwrap_or_default();
    match kind {
        ThreadKind::Own(action) => {
            let change = DeviceChange::Thread { action, thread, name: thread_name, parent };
            Event::MultiDevice(Box::new(MultiDeviceEvent { id: stamp.id, at: stamp.at, change }))
        }
        ThreadKind::Change(change) => Event::Thread(Box::new(ThreadEvent {
            id: stamp.id,
            thread,
            name: thread_name,
            parent,
            message: None,
            by: name(body.from.as_ref()),
            users: names(&body.to),
            at: stamp.at,
            change,
        })),
    }
}

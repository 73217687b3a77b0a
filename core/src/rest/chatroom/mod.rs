//! Chat rooms: their members, roles, rules, files and attributes (rest §2.4).
//!
//! Joining and leaving go over the socket: [`Client::join_room`](crate::Client::join_room) and
//! [`Client::leave_room`](crate::Client::leave_room). What happens in a room is told as a
//! [`RoomEvent`](crate::event::RoomEvent).

mod room;

pub(crate) mod announcement;
pub(crate) mod attributes;
pub(crate) mod files;
pub(crate) mod members;
pub(crate) mod roles;
pub(crate) mod rules;

use alloc::string::String;

use serde_json::json;

pub use announcement::*;
pub use attributes::*;
pub use files::*;
pub use members::*;
pub use roles::*;
pub use room::{ChatRoom, ChatRoomDetails, JoinedChatRoom, NewChatRoom};
pub use rules::*;

pub use super::members::{Member, MemberOutcome, MuteOutcome, Muted, Role};
pub use super::shared_file::SharedFile;

use super::members::{confirmed, entry, numbered};
use super::{Draft, Page};
use crate::ids::RoomId;
use crate::secret::Secret;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[
    DECLARED,
    members::DECLARED,
    roles::DECLARED,
    rules::DECLARED,
    announcement::DECLARED,
    files::DECLARED,
    attributes::DECLARED,
];

endpoints! {
    /// Chat rooms: their members, roles, rules, files and attributes: `client.chatroom()`.
    ///
    /// Where a call is for the owner, or for owner and admins, others get
    /// [`ErrorCode::PermissionDenied`](crate::ErrorCode::PermissionDenied). Where there is no such
    /// room, any call gets [`ErrorCode::ChatRoomNotFound`](crate::ErrorCode::ChatRoomNotFound).
    pub face ChatRooms;

    /// A page of the rooms of the application. The server lists the first 1,000 rooms only.
    list = ListChatRooms {
        /// Which page, from 1.
        page: u32,
        /// Rooms a page, 1 to 1,000.
        size: u32,
    } -> Page<ChatRoom>;
    Get safe "getChatRooms",
    |to| numbered(to, *page, *size, 1_000).path(["chatrooms"]),
    |answer| room::listed(answer, |room: &mut ChatRoom| &mut room.owner).map(|rooms| Page::with_number(rooms, *page, *size))

    /// A page of the rooms this user is in.
    joined = ListJoinedChatRooms {
        /// Which page, from 1.
        page: u32,
        /// Rooms a page, 1 to 500.
        size: u32,
    } -> Page<JoinedChatRoom>;
    Get safe "getJoinedChatRooms",
    |to| numbered(to, *page, *size, 500).mine(["joined_chatrooms"]).query("detail", true),
    |answer| room::listed(answer, |room: &mut JoinedChatRoom| &mut room.owner).map(|rooms| Page::with_number(rooms, *page, *size))

    /// Creates a room, which this user owns, and answers its id. Only super admins of the application
    /// may ([`ErrorCode::PermissionDenied`](crate::ErrorCode::PermissionDenied)). Refused with
    /// [`ErrorCode::GroupMembersLimit`](crate::ErrorCode::GroupMembersLimit) when it is to hold more
    /// than the application allows, with
    /// [`ErrorCode::UserNotFound`](crate::ErrorCode::UserNotFound) when a member is unknown.
    create = CreateChatRoom {
        /// The room.
        room: NewChatRoom,
    } -> RoomId;
    Post once "createChatRoom",
    |to| room.write(to.path(["chatrooms"])),
    |answer| room::created(answer)

    /// Deletes a room with everything in it. Only its owner may. Its members are told by
    /// [`GroupChange::Destroyed`](crate::event::GroupChange::Destroyed).
    destroy = DestroyChatRoom {
        /// Which room.
        room: RoomId,
        /// Asks with this token instead of that of the session.
        token: Option<Secret>,
    } -> ();
    Delete once "destroyChatRoom",
    |to| with_token(in_room(to, room, []).acting().v3(), token.as_ref()),
    |answer| confirmed(answer)

    /// What there is to know about a room.
    details = GetChatRoomDetails {
        /// Which room.
        room: RoomId,
    } -> ChatRoomDetails;
    Get safe "getChatRoomDetails",
    |to| in_room(to, room, []),
    |answer| entry(answer)

    /// Changes the properties of a room that are given. Only its owner and admins may. The members are
    /// told by [`GroupChange::Updated`](crate::event::GroupChange::Updated).
    modify = ModifyChatRoom {
        /// Which room.
        room: RoomId,
        /// At most 128 characters.
        name: Option<String>,
        /// At most 512 characters.
        description: Option<String>,
        /// How many it may hold, 1 to 10,000; not fewer than are in it.
        max_members: Option<u32>,
    } -> ();
    Put safe "modifyChatRoom",
    |to| {
        let some = name.is_some() || description.is_some() || max_members.is_some();
        to.require(some, "name", "is missing, and so is everything else to change");
        room::bounds(to, name.as_deref(), description.as_deref(), *max_members);
        in_room(to, room, []).acting().json(json!({
            "groupname": name, "description": description, "maxusers": max_members,
        }))
    },
    |answer| answer.done()
}

paged! {
    ListChatRooms => ChatRoom, number page;
    ListJoinedChatRooms => JoinedChatRoom, number page;
}

/// Appends `chatrooms/{room}` and segments.
fn in_room<'d, 'a, const N: usize>(
    to: &'d mut Draft<'a>,
    room: &RoomId,
    segments: [&str; N],
) -> &'d mut Draft<'a> {
    to.path(["chatrooms", room.as_str()]).path(segments)
}

fn with_token<'d, 'a>(to: &'d mut Draft<'a>, token: Option<&Secret>) -> &'d mut Draft<'a> {
    match token {
        Some(token) => to.bearer(token),
        None => to,
    }
}

//! Who is in a room.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::{ChatRooms, Member, MemberOutcome, in_room};
use crate::ids::{RoomId, UserId};
use crate::rest::members::{confirmed, entries, member_page, names, numbered};
use crate::rest::{Page, lenient};

endpoints! {
    face ChatRooms;

    /// A page of the members of a room, with their roles and when they came.
    members = ListChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Members a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<Member>;
    Get safe "getChatRoomMembers",
    |to| in_room(to.within("limit", u64::from(*limit), 1, 50), room, ["users"])
        // The official client asks for the page `undefined` where it has no cursor (rest oddity 9).
        .query_some("cursor", cursor.as_deref())
        .query("limit", limit)
        .query("joined_time", true),
    |answer| member_page(answer)

    /// The same in pages with numbers, of up to 1,000 members. Admins come as members, and nobody is
    /// told when they came: prefer [`ListChatRoomMembers`].
    members_numbered = ListChatRoomMembersNumbered {
        /// Which room.
        room: RoomId,
        /// Which page, from 1.
        page: u32,
        /// Members a page, 1 to 1,000.
        size: u32,
    } -> Page<Member>;
    Get safe "listChatRoomMembers" ["listChatRoomMember"],
    |to| numbered(in_room(to, room, ["users"]).v3(), *page, *size, 1_000),
    |answer| answer.data().map(|members| Page::with_number(members, *page, *size))

    /// Puts users into a room, 1 to 60 in one call. Answers who came in. Only owner and admins may. The
    /// members are told by [`GroupChange::MembersJoined`](crate::event::GroupChange::MembersJoined).
    add_members = AddChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    } -> Vec<String>;
    Post once "addUsersToChatRoom",
    |to| in_room(to.count("users", users, 1, 60), room, ["users"])
        .acting()
        .json(json!({ "usernames": names(users) })),
    |answer| {
        #[derive(serde::Deserialize)]
        struct Data {
            #[serde(default, deserialize_with = "lenient::list")]
            newmembers: Vec<String>,
        }
        answer.data().map(|Data { newmembers }| newmembers)
    }

    /// Removes somebody from a room. Only owner and admins may. Refused with
    /// [`ErrorCode::ChatRoomNotJoined`](crate::ErrorCode::ChatRoomNotJoined) when they are not in it.
    /// They are told by [`GroupChange::MembersRemoved`](crate::event::GroupChange::MembersRemoved), the
    /// others by [`GroupChange::MembersLeft`](crate::event::GroupChange::MembersLeft).
    remove_member = RemoveChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> ();
    Delete once "removeChatRoomMember" ["removeSingleChatRoomMember"],
    |to| in_room(to, room, ["users", user.as_str()]).acting(),
    |answer| confirmed(answer)

    /// Removes users from a room, 1 to 100 in one call. The reply says what became of each. Rights and
    /// events are those of [`RemoveChatRoomMember`].
    remove_members = RemoveChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Delete once "removeChatRoomMembers" ["removeMultiChatRoomMember"],
    |to| in_room(to.count("users", users, 1, 100), room, ["users"])
        .path_list("users", names(users))
        .acting(),
    |answer| entries(answer)
}

paged! { ListChatRoomMembers => Member, cursor cursor; }
paged! { ListChatRoomMembersNumbered => Member, number page; }

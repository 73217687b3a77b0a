//! Who the admins of a room are.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::{ChatRooms, in_room};
use crate::ids::{RoomId, UserId};
use crate::rest::members::confirmed;

endpoints! {
    face ChatRooms;

    /// The ids of the admins of a room, without its owner.
    admins = ListChatRoomAdmins {
        /// Which room.
        room: RoomId,
    } -> Vec<String>;
    Get safe "getChatRoomAdmin",
    |to| in_room(to, room, ["admin"]).v3(),
    |answer| answer.data()

    /// Makes a member an admin, one of at most 99. Only the owner may. Told by
    /// [`GroupChange::AdminsAdded`](crate::event::GroupChange::AdminsAdded).
    add_admin = AddChatRoomAdmin {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> ();
    Post once "setChatRoomAdmin",
    |to| in_room(to, room, ["admin"]).acting().v3().json(json!({ "newadmin": user.as_str() })),
    |answer| confirmed(answer)

    /// Makes an admin a member again. Only the owner may. Told by
    /// [`GroupChange::AdminsRemoved`](crate::event::GroupChange::AdminsRemoved).
    remove_admin = RemoveChatRoomAdmin {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> ();
    Delete once "removeChatRoomAdmin",
    |to| in_room(to, room, ["admin", user.as_str()]).acting(),
    |answer| confirmed(answer)
}

//! What a room announces.

use alloc::string::String;

use serde_json::json;

use super::{ChatRooms, in_room};
use crate::ids::RoomId;
use crate::rest::members::{announced, confirmed};

endpoints! {
    face ChatRooms;

    /// The announcement of a room; empty when there is none.
    announcement = GetChatRoomAnnouncement {
        /// Which room.
        room: RoomId,
    } -> String;
    Get safe "fetchChatRoomAnnouncement",
    |to| in_room(to, room, ["announcement"]).v3(),
    |answer| announced(answer)

    /// Sets the announcement of a room. Only owner and admins may. The members are told by
    /// [`GroupChange::AnnouncementUpdated`](crate::event::GroupChange::AnnouncementUpdated), for an
    /// empty text by
    /// [`GroupChange::AnnouncementDeleted`](crate::event::GroupChange::AnnouncementDeleted).
    set_announcement = SetChatRoomAnnouncement {
        /// Which room.
        room: RoomId,
        /// At most 512 characters; empty takes the old one away.
        text: String,
    } -> ();
    Post safe "updateChatRoomAnnouncement",
    |to| in_room(to.characters("text", text, 512), room, ["announcement"])
        .acting()
        .v3()
        .json(json!({ "announcement": text })),
    |answer| confirmed(answer)
}

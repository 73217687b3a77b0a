//! Files that are shared with a room.

use alloc::string::String;
use alloc::vec::Vec;

use super::{ChatRooms, SharedFile, in_room};
use crate::ids::RoomId;
use crate::rest::members::confirmed;

endpoints! {
    face ChatRooms;

    /// The files that are shared with a room.
    files = ListChatRoomFiles {
        /// Which room.
        room: RoomId,
    } -> Vec<SharedFile>;
    Get safe "getChatRoomSharedFilelist" ["fetchChatRoomSharedFileList"],
    |to| in_room(to, room, ["share_files"]),
    |answer| answer.data()

    /// Deletes a file that is shared with a room. Only who shared it, owner and admins may. The members
    /// are told by [`GroupChange::FileDeleted`](crate::event::GroupChange::FileDeleted).
    delete_file = DeleteChatRoomFile {
        /// Which room.
        room: RoomId,
        /// Which file: [`SharedFile::id`].
        file: String,
    } -> ();
    Delete once "deleteChatRoomSharedFile",
    |to| in_room(to, room, ["share_files", file.as_str()]).acting(),
    |answer| confirmed(answer)
}

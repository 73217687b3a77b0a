//! Who may speak in a room, and who is kept out of it.

use alloc::string::String;
use alloc::vec::Vec;
use core::slice::from_ref;

use serde_json::json;

use super::{ChatRooms, MemberOutcome, MuteOutcome, Muted, in_room};
use crate::ids::{RoomId, UserId};
use crate::rest::members::{allowed, entries, entry, mute_body, names};

endpoints! {
    face ChatRooms;

    // ---- who is muted ---------------------------------------------------------------------------

    /// Lets a member say nothing for some time. Only owner and admins may. Told by
    /// [`GroupChange::MembersMuted`](crate::event::GroupChange::MembersMuted).
    mute_member = MuteChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
        /// How long, in milliseconds; `None` for good.
        duration_ms: Option<u64>,
    } -> MuteOutcome;
    Post safe "muteChatRoomMember",
    |to| in_room(to, room, ["mute"]).acting().json(mute_body(from_ref(user), *duration_ms)),
    |answer| entry(answer)

    /// Lets a member speak again. Only owner and admins may. Told by
    /// [`GroupChange::MembersUnmuted`](crate::event::GroupChange::MembersUnmuted).
    unmute_member = UnmuteChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Delete safe "unmuteChatRoomMember" ["removeMuteChatRoomMember"],
    |to| in_room(to, room, ["mute", user.as_str()]).acting(),
    |answer| entry(answer)

    /// Who may not speak, and until when. Only owner and admins may ask.
    muted = ListChatRoomMuted {
        /// Which room.
        room: RoomId,
    } -> Vec<Muted>;
    Get safe "getChatRoomMutelist" ["getChatRoomMuteList", "getChatRoomMuted"],
    |to| in_room(to, room, ["mute"]).v3(),
    |answer| answer.data()

    /// Whether this user may not speak.
    am_i_muted = AmIMutedInChatRoom {
        /// Which room.
        room: RoomId,
    } -> bool;
    Get safe "isInChatRoomMutelist",
    |to| {
        let me = to.me();
        to.path(["sdk", "chatrooms", room.as_str(), "mute", me]).v3()
    },
    |answer| answer.data()

    /// Lets nobody speak but owner, admins and who is on the allow list. Only owner and admins may. The
    /// members are told by [`GroupChange::AllMuted`](crate::event::GroupChange::AllMuted).
    mute_all = MuteChatRoom {
        /// Which room.
        room: RoomId,
    } -> ();
    Post safe "disableSendChatRoomMsg",
    |to| in_room(to, room, ["ban"]).acting().v3(),
    |answer| answer.done()

    /// Lets everybody speak again. Only owner and admins may. The members are told by
    /// [`GroupChange::AllUnmuted`](crate::event::GroupChange::AllUnmuted).
    unmute_all = UnmuteChatRoom {
        /// Which room.
        room: RoomId,
    } -> ();
    Delete safe "enableSendChatRoomMsg",
    |to| in_room(to, room, ["ban"]).acting().v3(),
    |answer| answer.done()

    // ---- who is kept out ------------------------------------------------------------------------

    /// Removes somebody from a room and keeps them out. Only owner and admins may. They are told by
    /// [`GroupChange::MembersRemoved`](crate::event::GroupChange::MembersRemoved).
    block = BlockChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Post once "blockChatRoomMember" ["chatRoomBlockSingle"],
    |to| in_room(to, room, ["blocks", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// Removes users from a room and keeps them out, 1 to 60 in one call. The reply says what became of
    /// each. Rights and events are those of [`BlockChatRoomMember`].
    block_several = BlockChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Post once "blockChatRoomMembers" ["chatRoomBlockMulti"],
    |to| in_room(to.count("users", users, 1, 60), room, ["blocks", "users"])
        .acting()
        .v3()
        .json(json!({ "usernames": names(users) })),
    |answer| entries(answer)

    /// Lets somebody in again who was kept out; they have to join by themselves. Only owner and admins
    /// may. They are told by
    /// [`GroupChange::MembersUnblocked`](crate::event::GroupChange::MembersUnblocked).
    unblock = UnblockChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Delete once "unblockChatRoomMember" ["removeChatRoomBlockSingle"],
    |to| in_room(to, room, ["blocks", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// Lets users in again who were kept out, 1 to 60 in one call. The reply says what became of each.
    /// Rights and events are those of [`UnblockChatRoomMember`].
    unblock_several = UnblockChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Delete once "unblockChatRoomMembers" ["removeChatRoomBlockMulti"],
    |to| in_room(to.count("users", users, 1, 60), room, ["blocks", "users"])
        .path_list("users", names(users))
        .acting()
        .v3(),
    |answer| entries(answer)

    /// Who is kept out. Only owner and admins may ask.
    blocked = ListChatRoomBlocked {
        /// Which room.
        room: RoomId,
    } -> Vec<String>;
    Get safe "getChatRoomBlocklist" ["getChatRoomBlacklist", "getChatRoomBlacklistNew"],
    |to| in_room(to, room, ["blocks", "users"]),
    |answer| answer.data()

    // ---- who may speak even so ------------------------------------------------------------------

    /// Lets users speak also while everybody is muted, 1 to 60 in one call. The reply says what became of
    /// each. Only owner and admins may. Told by
    /// [`GroupChange::AllowListAdded`](crate::event::GroupChange::AllowListAdded).
    allow = AllowChatRoomMembers {
        /// Which room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Post safe "addUsersToChatRoomAllowlist" ["addUsersToChatRoomWhitelist"],
    |to| in_room(to.count("users", users, 1, 60), room, ["white", "users"])
        .acting()
        .v3()
        .json(json!({ "usernames": names(users) })),
    |answer| entries(answer)

    /// Takes somebody off the allow list. Only owner and admins may. Told by
    /// [`GroupChange::AllowListRemoved`](crate::event::GroupChange::AllowListRemoved).
    disallow = DisallowChatRoomMember {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Delete safe "removeChatRoomAllowlistMember"
        ["removeChatRoomWhitelistMember", "rmUsersFromChatRoomWhitelist"],
    |to| in_room(to, room, ["white", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// Who is on the allow list. Only owner and admins may ask.
    allowed = ListChatRoomAllowed {
        /// Which room.
        room: RoomId,
    } -> Vec<String>;
    Get safe "getChatRoomAllowlist" ["getChatRoomWhitelist"],
    |to| in_room(to, room, ["white", "users"]),
    |answer| answer.data()

    /// Whether somebody is on the allow list. Only owner and admins may ask about others than
    /// themselves.
    is_allowed = IsAllowedInChatRoom {
        /// Which room.
        room: RoomId,
        /// Who.
        user: UserId,
    } -> bool;
    Get safe "isInChatRoomAllowlist" ["isChatRoomWhiteUser"],
    |to| in_room(to, room, ["white", "users", user.as_str()]),
    |answer| allowed(answer)
}

//! Who may not speak in a group.

use alloc::vec::Vec;

use super::{Groups, in_group};
use crate::ids::{GroupId, UserId};
use crate::rest::members::{
    MemberOutcome, MuteOutcome, Muted, confirmed, entries, mute_body, names,
};

endpoints! {
    face Groups;

    /// Lets members not speak. For owner and admins. The members are told by
    /// [`GroupChange::MembersMuted`](crate::event::GroupChange::MembersMuted). The reply says what
    /// became of each.
    mute_members = MuteGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 10.
        users: Vec<UserId>,
        /// For how many milliseconds; `None` for good.
        duration_ms: Option<u64>,
    } -> Vec<MuteOutcome>;
    Post safe "muteGroupMember" ["mute"],
    |to| in_group(to, group, ["mute"])
        .count("users", users, 1, 10)
        .acting()
        .v3()
        .json(mute_body(users, *duration_ms)),
    |answer| entries(answer)

    /// Lets members speak again. For owner and admins. The members are told by
    /// [`GroupChange::MembersUnmuted`](crate::event::GroupChange::MembersUnmuted). The reply says
    /// what became of each.
    unmute_members = UnmuteGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Delete safe "unmuteGroupMember" ["removeMute"],
    |to| in_group(to, group, ["mute"])
        .count("users", users, 1, 60)
        .path_list("users", names(users))
        .acting()
        .v3(),
    |answer| entries(answer)

    /// Who may not speak. For owner and admins.
    muted = ListGroupMuted {
        /// Which group.
        group: GroupId,
    } -> Vec<Muted>;
    Get safe "getGroupMutelist" ["getGroupMuteList", "getMuted"],
    |to| in_group(to, group, ["mute"]).v3(),
    |answer| entries(answer)

    /// Whether this user may not speak.
    am_i_muted = AmIMutedInGroup {
        /// Which group.
        group: GroupId,
    } -> bool;
    Get safe "isInGroupMutelist",
    |to| {
        let me = to.me();
        to.path(["sdk", "chatgroups", group.as_str(), "mute", me]).v3()
    },
    |answer| answer.data()

    /// Lets nobody speak but owner, admins and the allow list: see [`Groups::allow`]. For owner and
    /// admins. The members are told by
    /// [`GroupChange::AllMuted`](crate::event::GroupChange::AllMuted).
    mute_all = MuteGroup {
        /// Which group.
        group: GroupId,
    } -> ();
    Post safe "disableSendGroupMsg",
    |to| in_group(to, group, ["ban"]).acting().v3(),
    |answer| confirmed(answer)

    /// Lets everybody speak again whom [`Groups::mute_all`] did not. For owner and admins. The
    /// members are told by [`GroupChange::AllUnmuted`](crate::event::GroupChange::AllUnmuted).
    unmute_all = UnmuteGroup {
        /// Which group.
        group: GroupId,
    } -> ();
    Delete safe "enableSendGroupMsg",
    |to| in_group(to, group, ["ban"]).acting().v3(),
    |answer| confirmed(answer)
}

//! Who comes into a group: invitations and applications.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::{Groups, in_group};
use crate::ids::{GroupId, UserId};
use crate::rest::members::{MemberOutcome, confirmed, entries, names};

endpoints! {
    face Groups;

    /// Invites users. For owner and admins, and for members where
    /// [`NewGroup::allow_invites`](super::NewGroup::allow_invites) says so. They are told by
    /// [`GroupChange::DirectJoined`](crate::event::GroupChange::DirectJoined), or asked by
    /// [`GroupChange::Invited`](crate::event::GroupChange::Invited). The reply says what became of
    /// each. Refused with [`ErrorCode::GroupAlreadyJoined`](crate::ErrorCode::GroupAlreadyJoined)
    /// when all of them are in the group.
    invite = InviteToGroup {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Post once "inviteUsersToGroup" ["inviteToGroup"],
    |to| in_group(to, group, ["invite"])
        .count("users", users, 1, 60)
        .acting()
        .json(json!({ "usernames": names(users) })),
    |answer| entries(answer)

    /// Joins a group, or asks to be let in where [`NewGroup::approval`](super::NewGroup::approval)
    /// says so: then owner and admins are told by
    /// [`GroupChange::JoinRequested`](crate::event::GroupChange::JoinRequested), and this user by
    /// [`GroupChange::JoinAccepted`](crate::event::GroupChange::JoinAccepted) or
    /// [`GroupChange::JoinDeclined`](crate::event::GroupChange::JoinDeclined). Members are told of
    /// a new one by [`GroupChange::MembersJoined`](crate::event::GroupChange::MembersJoined).
    /// Refused with [`ErrorCode::GroupFull`](crate::ErrorCode::GroupFull) when there is no room.
    join = JoinGroup {
        /// Which group.
        group: GroupId,
        /// Shown to owner and admins.
        message: Option<String>,
    } -> ();
    Post once "joinGroup",
    |to| in_group(to, group, ["apply"])
        .acting()
        .json(json!({ "message": message.as_deref().unwrap_or_default() })),
    |answer| confirmed(answer)

    /// Lets in somebody who asked to be. For owner and admins. They are told by
    /// [`GroupChange::JoinAccepted`](crate::event::GroupChange::JoinAccepted), the members by
    /// [`GroupChange::MembersJoined`](crate::event::GroupChange::MembersJoined).
    accept_request = AcceptGroupJoinRequest {
        /// Which group.
        group: GroupId,
        /// Who asked.
        applicant: UserId,
        /// Words to go with it. The official client always says `no clue` (rest oddity 16).
        reason: Option<String>,
    } -> ();
    Post once "acceptGroupJoinRequest" ["agreeJoinGroup"],
    |to| in_group(to, group, ["apply_verify"]).acting().json(json!({
        "applicant": applicant.as_str(), "verifyResult": true, "reason": reason,
    })),
    |answer| confirmed(answer)

    /// Does not let in somebody who asked to be. For owner and admins. They are told by
    /// [`GroupChange::JoinDeclined`](crate::event::GroupChange::JoinDeclined).
    decline_request = RejectGroupJoinRequest {
        /// Which group.
        group: GroupId,
        /// Who asked.
        applicant: UserId,
        /// Shown to them.
        reason: Option<String>,
    } -> ();
    Post once "rejectGroupJoinRequest" ["rejectJoinGroup"],
    |to| in_group(to, group, ["apply_verify"]).acting().json(json!({
        "applicant": applicant.as_str(),
        "verifyResult": false,
        "reason": reason.as_deref().unwrap_or_default(),
    })),
    |answer| confirmed(answer)

    /// Accepts an invitation of this user. Who invited is told by
    /// [`GroupChange::InviteAccepted`](crate::event::GroupChange::InviteAccepted), the members by
    /// [`GroupChange::MembersJoined`](crate::event::GroupChange::MembersJoined).
    accept_invite = AcceptGroupInvite {
        /// Which group.
        group: GroupId,
    } -> ();
    Post once "acceptGroupInvite" ["agreeInviteIntoGroup"],
    |to| {
        let body = json!({ "invitee": to.me(), "verifyResult": true });
        in_group(to, group, ["invite_verify"]).acting().json(body)
    },
    |answer| confirmed(answer)

    /// Declines an invitation of this user. Who invited is told by
    /// [`GroupChange::InviteDeclined`](crate::event::GroupChange::InviteDeclined).
    decline_invite = RejectGroupInvite {
        /// Which group.
        group: GroupId,
    } -> ();
    Post once "rejectGroupInvite" ["rejectInviteIntoGroup"],
    |to| {
        let body = json!({ "invitee": to.me(), "verifyResult": false });
        in_group(to, group, ["invite_verify"]).acting().json(body)
    },
    |answer| confirmed(answer)
}

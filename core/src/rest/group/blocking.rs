//! Who may not come into a group, and who may speak in it while nobody else may.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::{Groups, in_group};
use crate::ids::{GroupId, UserId};
use crate::rest::members::{MemberOutcome, allowed, entries, entry, names};

endpoints! {
    face Groups;

    /// Puts a member on the block list, which removes them and keeps them out. For owner and
    /// admins. They are told by
    /// [`GroupChange::MembersRemoved`](crate::event::GroupChange::MembersRemoved), the others by
    /// [`GroupChange::MembersLeft`](crate::event::GroupChange::MembersLeft).
    block = BlockGroupMember {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Post once "blockGroupMember" ["groupBlockSingle"],
    |to| in_group(to, group, ["blocks", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// Puts members on the block list, as [`Groups::block`] does with one. The reply says what
    /// became of each.
    block_several = BlockGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Post once "blockGroupMembers" ["groupBlockMulti"],
    |to| in_group(to, group, ["blocks", "users"])
        .count("users", users, 1, 60)
        .acting()
        .v3()
        .json(json!({ "usernames": names(users) })),
    |answer| entries(answer)

    /// Takes somebody off the block list; they may join again. For owner and admins. They are told
    /// by [`GroupChange::MembersUnblocked`](crate::event::GroupChange::MembersUnblocked).
    unblock = UnblockGroupMember {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Delete once "unblockGroupMember" ["removeGroupBlockSingle"],
    |to| in_group(to, group, ["blocks", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// Takes users off the block list, as [`Groups::unblock`] does with one. The reply says what
    /// became of each.
    unblock_several = UnblockGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Delete once "unblockGroupMembers" ["removeGroupBlockMulti"],
    |to| in_group(to, group, ["blocks", "users"])
        .count("users", users, 1, 60)
        .path_list("users", names(users))
        .acting()
        .v3(),
    |answer| entries(answer)

    /// The ids of those on the block list, 200 at most. For owner and admins.
    blocked = ListGroupBlocked {
        /// Which group.
        group: GroupId,
    } -> Vec<String>;
    Get safe "getGroupBlocklist" ["getGroupBlacklist", "getGroupBlacklistNew"],
    |to| in_group(to, group, ["blocks", "users"]).v3(),
    |answer| answer.data()

    /// Puts members on the allow list: they may speak also when all are muted. For owner and
    /// admins. The members are told by
    /// [`GroupChange::AllowListAdded`](crate::event::GroupChange::AllowListAdded). The reply says
    /// what became of each.
    allow = AllowGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Post safe "addUsersToGroupAllowlist" ["addUsersToGroupWhitelist"],
    |to| in_group(to, group, ["white", "users"])
        .count("users", users, 1, 60)
        .acting()
        .v3()
        .json(json!({ "usernames": names(users) })),
    |answer| entries(answer)

    /// Takes a member off the allow list. For owner and admins. The members are told by
    /// [`GroupChange::AllowListRemoved`](crate::event::GroupChange::AllowListRemoved).
    disallow = DisallowGroupMember {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> MemberOutcome;
    Delete safe "removeGroupAllowlistMember"
        ["removeGroupWhitelistMember", "rmUsersFromGroupWhitelist"],
    |to| in_group(to, group, ["white", "users", user.as_str()]).acting().v3(),
    |answer| entry(answer)

    /// The ids of those on the allow list. For owner and admins.
    allowed = ListGroupAllowed {
        /// Which group.
        group: GroupId,
    } -> Vec<String>;
    Get safe "getGroupAllowlist" ["getGroupWhitelist"],
    |to| in_group(to, group, ["white", "users"]).v3(),
    |answer| answer.data()

    /// Whether somebody is on the allow list. Owner and admins may ask for anybody, members for
    /// themselves.
    is_allowed = IsAllowedInGroup {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> bool;
    Get safe "isInGroupAllowlist" ["isInGroupWhiteList", "isGroupWhiteUser"],
    |to| in_group(to, group, ["white", "users", user.as_str()]).v3(),
    |answer| allowed(answer)
}

//! Who is in a group; leaving it and being removed.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Groups, in_group};
use crate::ids::{GroupId, UserId};
use crate::rest::Page;
use crate::rest::members::{
    Member, MemberOutcome, confirmed, entries, member_page, names, numbered,
};

endpoints! {
    face Groups;

    /// A page of the members of a group, with role and time of joining.
    members = ListGroupMembers {
        /// Which group.
        group: GroupId,
        /// Members a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<Member>;
    Get safe "getGroupMembers",
    |to| in_group(to, group, ["users"])
        .within("limit", u64::from(*limit), 1, 50)
        // The official client sends the word `undefined` for none (rest oddity 9).
        .query_some("cursor", cursor.as_ref())
        .query("limit", limit)
        .query("joined_time", true),
    |answer| member_page(answer)

    /// The same in numbered pages, larger ones, without the time of joining.
    members_numbered = ListGroupMembersNumbered {
        /// Which group.
        group: GroupId,
        /// Which page, from 1.
        page: u32,
        /// Members a page, 1 to 1,000.
        size: u32,
    } -> Page<Member>;
    Get safe "listGroupMembers" ["listGroupMember"],
    |to| numbered(in_group(to, group, ["users"]).v3(), *page, *size, 1_000),
    |answer| Ok(Page::with_number(answer.data()?, *page, *size))

    /// Leaves a group. The others are told by
    /// [`GroupChange::MembersLeft`](crate::event::GroupChange::MembersLeft). Its owner cannot leave
    /// it: see [`Groups::change_owner`] and [`Groups::destroy`].
    leave = LeaveGroup {
        /// Which group.
        group: GroupId,
    } -> ();
    Delete once "leaveGroup" ["quitGroup"],
    |to| in_group(to, group, ["quit"]).acting(),
    |answer| confirmed(answer)

    /// Removes a member. For owner and admins. They are told by
    /// [`GroupChange::MembersRemoved`](crate::event::GroupChange::MembersRemoved), the others by
    /// [`GroupChange::MembersLeft`](crate::event::GroupChange::MembersLeft). Refused with
    /// [`ErrorCode::GroupNotJoined`](crate::ErrorCode::GroupNotJoined) for a stranger.
    remove_member = RemoveGroupMember {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> ();
    Delete once "removeGroupMember" ["removeSingleGroupMember"],
    |to| in_group(to, group, ["users", user.as_str()]).acting(),
    |answer| confirmed(answer)

    /// Removes members. For owner and admins. Events are those of [`Groups::remove_member`]; the
    /// reply says what became of each.
    remove_members = RemoveGroupMembers {
        /// Which group.
        group: GroupId,
        /// Who, 1 to 60.
        users: Vec<UserId>,
    } -> Vec<MemberOutcome>;
    Delete once "removeGroupMembers" ["removeMultiGroupMember"],
    |to| in_group(to, group, ["users"])
        .count("users", users, 1, 60)
        .path_list("users", names(users))
        .acting(),
    |answer| entries(answer)
}

paged! { ListGroupMembers => Member, cursor cursor; }
paged! { ListGroupMembersNumbered => Member, number page; }

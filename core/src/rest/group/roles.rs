//! Who decides in a group: its owner and admins.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::{Groups, in_group};
use crate::ids::{GroupId, UserId};
use crate::rest::members::confirmed;

endpoints! {
    face Groups;

    /// Hands a group on to a member. For the owner. The members are told by
    /// [`GroupChange::OwnerChanged`](crate::event::GroupChange::OwnerChanged).
    change_owner = ChangeGroupOwner {
        /// Which group.
        group: GroupId,
        /// The member who owns it from now on.
        user: UserId,
    } -> ();
    Put once "changeGroupOwner" ["changeOwner"],
    |to| in_group(to, group, []).acting().json(json!({ "newowner": user.as_str() })),
    |answer| confirmed(answer)

    /// The ids of the admins; the owner is not among them.
    admins = ListGroupAdmins {
        /// Which group.
        group: GroupId,
    } -> Vec<String>;
    Get safe "getGroupAdmin",
    |to| in_group(to, group, ["admin"]).v3(),
    |answer| answer.data()

    /// Makes a member an admin, one of at most 99. For the owner. The members are told by
    /// [`GroupChange::AdminsAdded`](crate::event::GroupChange::AdminsAdded).
    add_admin = AddGroupAdmin {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> ();
    Post once "setGroupAdmin" ["setAdmin"],
    |to| in_group(to, group, ["admin"]).acting().v3().json(json!({ "newadmin": user.as_str() })),
    |answer| confirmed(answer)

    /// Makes an admin a plain member. For the owner. The members are told by
    /// [`GroupChange::AdminsRemoved`](crate::event::GroupChange::AdminsRemoved).
    remove_admin = RemoveGroupAdmin {
        /// Which group.
        group: GroupId,
        /// Who.
        user: UserId,
    } -> ();
    Delete once "removeGroupAdmin" ["removeAdmin"],
    |to| in_group(to, group, ["admin", user.as_str()]).acting().v3(),
    |answer| confirmed(answer)
}

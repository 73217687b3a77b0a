//! What is written down about each member of a group: texts by key.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;

use super::Groups;
use crate::ids::{GroupId, UserId};
use crate::rest::lenient;
use crate::rest::members::names;

/// Attributes of a member by key.
pub type MemberAttributes = BTreeMap<String, String>;

/// Bytes of keys and values of one member.
const TOTAL: usize = 4_096;

/// The attributes of one member, whatever spelling their values have.
#[derive(Default, Deserialize)]
struct Attributes(#[serde(deserialize_with = "lenient::texts")] MemberAttributes);

endpoints! {
    face Groups;

    /// Sets attributes of a member; an empty value removes one. The owner may set anybody's, others
    /// their own. The members are told by
    /// [`GroupChange::MemberAttributes`](crate::event::GroupChange::MemberAttributes). Refused with
    /// [`ErrorCode::MemberAttributesFailed`](crate::ErrorCode::MemberAttributesFailed),
    /// [`ErrorCode::MaxLimit`](crate::ErrorCode::MaxLimit) or
    /// [`ErrorCode::NoPermission`](crate::ErrorCode::NoPermission).
    ///
    /// The vendor's documents give a call 5 KB of JSON: what comes close to all that one member may
    /// have is better set in two, for more is refused with status 413.
    set_attributes = SetGroupMemberAttributes {
        /// Which group.
        group: GroupId,
        /// Whose.
        user: UserId,
        /// Keys of 1 to 16 bytes, values of at most 512, 4,096 bytes together.
        attributes: MemberAttributes,
    } -> ();
    Put safe "setGroupMemberAttributes",
    |to| {
        let mut total = 0;
        for (key, value) in attributes {
            to.require(!key.is_empty(), "key", "is empty")
                .bytes_within("key", key, 16)
                .bytes_within("value", value, 512);
            total += key.len() + value.len();
        }
        to.within("bytes of all attributes", total as u64, 0, TOTAL as u64)
            .path(["sdk", "metadata", "chatgroup", group.as_str(), "user", user.as_str()])
            .acting()
            .v3()
            .json(json!({ "metaData": attributes }))
    },
    |answer| answer.done()

    /// All attributes of a member.
    attributes = GetGroupMemberAttributes {
        /// Which group.
        group: GroupId,
        /// Whose.
        user: UserId,
    } -> MemberAttributes;
    Post safe "getGroupMemberAttributes",
    |to| to
        .path(["sdk", "metadata", "chatgroup", group.as_str(), "get"])
        .v3()
        .json(json!({ "targets": [user.as_str()], "properties": [] })),
    |answer| {
        let of: BTreeMap<String, Attributes> = answer.data()?;
        let theirs = of.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(user.as_str()));
        Ok(theirs.map(|(_, attributes)| attributes.0).unwrap_or_default())
    }

    /// The attributes of members, by user: those named, or all.
    attributes_of = GetGroupMembersAttributes {
        /// Which group.
        group: GroupId,
        /// Whose, 1 to 10.
        users: Vec<UserId>,
        /// Which keys; none for all.
        keys: Vec<String>,
    } -> BTreeMap<String, MemberAttributes>;
    Post safe "getGroupMembersAttributes",
    |to| to
        .count("users", users, 1, 10)
        .path(["sdk", "metadata", "chatgroup", group.as_str(), "get"])
        .v3()
        .json(json!({ "targets": names(users), "properties": keys })),
    |answer| {
        let of: BTreeMap<String, Attributes> = answer.data()?;
        Ok(of.into_iter().map(|(user, attributes)| (user, attributes.0)).collect())
    }
}

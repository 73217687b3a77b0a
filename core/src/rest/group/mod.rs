//! Groups: their members, roles, rules, files and attributes (rest §2.3).
//!
//! What happens in a group is told as a [`GroupEvent`](crate::event::GroupEvent), also to the other
//! devices of who did it.

pub(crate) mod admission;
pub(crate) mod announcement;
pub(crate) mod attributes;
pub(crate) mod blocking;
pub(crate) mod files;
mod info;
pub(crate) mod life;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod muting;
pub(crate) mod roles;

pub use admission::*;
pub use announcement::*;
pub use attributes::*;
pub use blocking::*;
pub use files::*;
pub use info::{GroupInfo, JoinedDetail, JoinedGroup, PublicGroup};
pub use life::*;
pub use lists::*;
pub use members::*;
pub use messages::*;
pub use muting::*;
pub use roles::*;

pub use super::members::{Member, MemberOutcome, MuteOutcome, Muted, Role};
pub use super::shared_file::SharedFile;

use super::Draft;
use crate::ids::GroupId;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[
    DECLARED,
    life::DECLARED,
    lists::DECLARED,
    members::DECLARED,
    admission::DECLARED,
    roles::DECLARED,
    muting::DECLARED,
    blocking::DECLARED,
    announcement::DECLARED,
    files::DECLARED,
    attributes::DECLARED,
    messages::DECLARED,
];

endpoints! {
    /// Groups: their members, roles, rules, files and attributes: `client.group()`.
    ///
    /// Where a call is for the owner, or for owner and admins, others get
    /// [`ErrorCode::PermissionDenied`](crate::ErrorCode::PermissionDenied). Where there is no such
    /// group, any call gets [`ErrorCode::GroupNotFound`](crate::ErrorCode::GroupNotFound).
    pub face Groups;
}

/// Appends `chatgroups/{group}` and segments.
fn in_group<'d, 'a, const N: usize>(
    to: &'d mut Draft<'a>,
    group: &GroupId,
    segments: [&str; N],
) -> &'d mut Draft<'a> {
    to.path(["chatgroups", group.as_str()]).path(segments)
}

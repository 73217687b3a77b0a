//! Groups: their members, roles, rules, files and attributes (rest §2.3).

pub use super::members::{Member, MemberOutcome, MuteOutcome, Muted, Role};
pub use super::shared_file::SharedFile;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Groups: their members, roles, rules, files and attributes: `client.group()`.
    pub face Groups;
}

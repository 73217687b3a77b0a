//! Groups: their members, roles, rules, files and attributes (rest §2.3).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Groups: their members, roles, rules, files and attributes: `client.group()`.
    pub face Groups;
}

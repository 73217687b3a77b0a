//! Do not disturb, and the language of notifications (rest §2.10).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Do not disturb, and the language of notifications: `client.silent()`.
    pub face SilentModes;
}

//! Threads below the messages of a group (rest §2.5).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Threads below the messages of a group: `client.thread()`.
    pub face Threads;
}

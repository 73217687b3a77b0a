//! Presence: publishing it, subscribing to it (rest §2.6).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Presence: publishing it, subscribing to it: `client.presence()`.
    pub face Presences;
}

//! Tokens of push services (rest §2.11).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Tokens of push services: `client.push()`.
    pub face PushTokens;
}

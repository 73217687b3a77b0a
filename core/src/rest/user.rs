//! Profiles, devices, tokens of audio and video (rest §2.1).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Profiles, devices, tokens of audio and video: `client.user()`.
    pub face Users;
}

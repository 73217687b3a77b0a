//! Translating text (rest §2.7).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Translating text: `client.translation()`.
    pub face Translations;
}

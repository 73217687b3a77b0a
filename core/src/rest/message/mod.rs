//! History, conversations, reactions, pins, and speech to text (rest §2.8).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// History, conversations, reactions, pins, and speech to text: `client.message()`.
    pub face Messages;
}

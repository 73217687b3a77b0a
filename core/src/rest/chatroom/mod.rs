//! Chat rooms: their members, roles, rules, files and attributes (rest §2.4).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Chat rooms: their members, roles, rules, files and attributes: `client.chatroom()`.
    pub face ChatRooms;
}

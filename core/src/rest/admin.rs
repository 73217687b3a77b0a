//! What a server of the application may do with an app token: never ship one in a client (rest §2.1).

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// What a server of the application may do with an app token: never ship one in a client: `client.admin()`.
    pub face Admin;
}

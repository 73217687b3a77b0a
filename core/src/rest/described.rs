//! What calls there are: for documentation and tests.

/// A call of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// The Web SDK's name.
    pub name: &'static str,
    /// Its older names there.
    pub aliases: &'static [&'static str],
    /// The type of the call here.
    pub endpoint: &'static str,
    /// The method that makes it: `Contacts::add`.
    pub method: &'static str,
}

/// Every call of the modules that were compiled in.
pub fn described() -> impl Iterator<Item = &'static Described> {
    let modules: &[&[&'static [Described]]] = &[
        super::files::CALLS,
        #[cfg(feature = "contact")]
        super::contact::CALLS,
        #[cfg(feature = "group")]
        super::group::CALLS,
        #[cfg(feature = "chatroom")]
        super::chatroom::CALLS,
        #[cfg(feature = "thread")]
        super::thread::CALLS,
        #[cfg(feature = "presence")]
        super::presence::CALLS,
        #[cfg(feature = "translation")]
        super::translation::CALLS,
        #[cfg(feature = "message")]
        super::message::CALLS,
        #[cfg(feature = "user")]
        super::user::CALLS,
        #[cfg(feature = "silent")]
        super::silent::CALLS,
        #[cfg(feature = "push")]
        super::push::CALLS,
        #[cfg(feature = "admin")]
        super::admin::CALLS,
    ];
    modules.iter().copied().flatten().copied().flatten()
}

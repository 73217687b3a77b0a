//! Bugs planted into the clients, to show that the oracle finds them.

use easemob_core::Config;

#[cfg(feature = "seeded-bugs")]
thread_local! {
    /// What every client makes that is created on this thread.
    pub(crate) static BUG: std::cell::Cell<Option<easemob_core::SeededBug>> =
        const { std::cell::Cell::new(None) };
}

/// Gives a client the mistake that is planted on this thread, if one is.
pub(crate) fn put_in(config: &mut Config) {
    #[cfg(feature = "seeded-bugs")]
    {
        config.seeded_bug = BUG.get();
    }
    #[cfg(not(feature = "seeded-bugs"))]
    let _ = config;
}

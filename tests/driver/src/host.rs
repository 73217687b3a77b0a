//! What the driver must ask the process it runs in.

use easemob_core::UnixMillis;

/// The process around the driver.
pub trait Host {
    /// An environment variable.
    fn variable(&self, name: &str) -> Option<String>;

    /// Chance for one client.
    fn seed(&mut self) -> [u8; 32];

    /// The time of day.
    fn wall(&self) -> UnixMillis;

    /// The number of this process.
    fn pid(&self) -> u32;

    /// What this process has used so far.
    ///
    /// # Errors
    /// Words that say why nobody can tell.
    fn usage(&self) -> Result<Usage, String>;
}

/// What a process has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Resident memory in bytes.
    pub rss: u64,
    /// Processor time in user mode, in microseconds.
    pub user_us: u64,
    /// Processor time in the system, in microseconds.
    pub system_us: u64,
}

impl Usage {
    /// Processor time since `earlier`, in milliseconds.
    #[must_use]
    pub const fn cpu_ms_since(self, earlier: Self) -> u64 {
        let total = self.user_us.saturating_add(self.system_us);
        total.saturating_sub(earlier.user_us.saturating_add(earlier.system_us)) / 1_000
    }
}

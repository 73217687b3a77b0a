//! What holds for every connection of a driver until its own options say otherwise.

use easemob_core::{Config, Identity};

/// Messages are as large as the caller likes; this only bounds what waits in the outbox.
const OUTBOX_BYTES: usize = 256 * 1024 * 1024;

/// The caller waits for the process to end.
const LOGOUT_MS: u64 = 2_000;

/// How the driver was started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What `_ready` says of the program, `easemob-smol@0.1.0`.
    pub sdk: String,
    /// What each connection starts from.
    pub config: Config,
    /// Print every frame, dial and HTTP exchange.
    pub tap: bool,
}

impl Settings {
    /// From a configuration; what the driver promises of it is set.
    #[must_use]
    pub fn new(mut config: Config) -> Self {
        config.identity = Identity::web();
        config.outbox_bytes_max = OUTBOX_BYTES;
        config.message_bytes_max = OUTBOX_BYTES;
        config.logout_ms = LOGOUT_MS;
        Self {
            sdk: concat!("easemob-driver@", env!("CARGO_PKG_VERSION")).into(),
            config,
            tap: false,
        }
    }
}

//! A process that stands still, for tests of the driver.

use easemob_core::UnixMillis;

use crate::host::{Host, Usage};

/// No environment but `PASSWORD=secret`, no chance, no time, 7 units of everything used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Still;

impl Host for Still {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "PASSWORD").then(|| "secret".to_owned())
    }

    fn seed(&mut self) -> [u8; 32] {
        [7; 32]
    }

    fn wall(&self) -> UnixMillis {
        UnixMillis(1_700_000_000_000)
    }

    fn pid(&self) -> u32 {
        7
    }

    fn usage(&self) -> Result<Usage, String> {
        Ok(Usage { rss: 7, user_us: 7, system_us: 7 })
    }
}

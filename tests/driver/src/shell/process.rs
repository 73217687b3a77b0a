//! This process, as the system sees it.

use std::fs;

use easemob_core::UnixMillis;
use easemob_core::driver::Runtime;

use crate::host::{Host, Usage};

/// Ticks of `/proc` a second: part of Linux's interface, whatever the kernel's own rate.
const TICKS: u64 = 100;

/// The process, with the chance and the time of a runtime.
pub(super) struct Process<R>(pub(super) R);

impl<R: Runtime> Host for Process<R> {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn seed(&mut self) -> [u8; 32] {
        self.0.seed()
    }

    fn wall(&self) -> UnixMillis {
        self.0.wall()
    }

    fn pid(&self) -> u32 {
        std::process::id()
    }

    fn usage(&self) -> Result<Usage, String> {
        let read = |path: &str| {
            fs::read_to_string(path).map_err(|error| format!("only Linux tells: {path}: {error}"))
        };
        let (status, stat) = (read("/proc/self/status")?, read("/proc/self/stat")?);
        usage(&status, &stat).ok_or_else(|| "/proc is not as Linux writes it".to_owned())
    }
}

fn usage(status: &str, stat: &str) -> Option<Usage> {
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = rss.trim().strip_suffix("kB")?.trim().parse().ok()?;
    // The second field is a name that may hold anything, even brackets and blanks.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut microseconds = || {
        let ticks: u64 = fields.next()?.parse().ok()?;
        Some(ticks * (1_000_000 / TICKS))
    };
    let (user_us, system_us) = (microseconds()?, microseconds()?);
    Some(Usage { rss: kilobytes * 1_024, user_us, system_us })
}

#[cfg(test)]
mod tests {
    use super::{Usage, usage};

    #[test]
    fn numbers_are_found_behind_any_name() {
        let status = "Name:\tx\nVmRSS:\t    5124 kB\nThreads:\t1\n";
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 10 0 0 0 12 34 0 0 20 0 1 0 5 1 2";
        let expected = Usage { rss: 5124 * 1_024, user_us: 120_000, system_us: 340_000 };
        assert_eq!(usage(status, stat), Some(expected));
        assert_eq!(usage("", stat), None);
        assert_eq!(usage(status, "7"), None);
    }
}

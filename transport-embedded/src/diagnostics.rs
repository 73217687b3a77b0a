//! From `log` to `defmt`.

use defmt::Display2Format;
use log::{Level, Log, Metadata, Record};

/// A logger that hands the lines of `log` to `defmt`, as whole texts:
/// `log::set_logger(&DefmtLog)`, and a level for `log::set_max_level`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefmtLog;

impl Log for DefmtLog {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let (target, words) = (record.target(), Display2Format(record.args()));
        match record.level() {
            Level::Error => defmt::error!("{=str}: {}", target, words),
            Level::Warn => defmt::warn!("{=str}: {}", target, words),
            Level::Info => defmt::info!("{=str}: {}", target, words),
            Level::Debug => defmt::debug!("{=str}: {}", target, words),
            Level::Trace => defmt::trace!("{=str}: {}", target, words),
        }
    }

    fn flush(&self) {
        defmt::flush();
    }
}

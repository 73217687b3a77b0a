//! Times and durations as people write them.

use std::time::Duration;

use easemob_smol::core::UnixMillis;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A point in time, by the clock on the wall here.
pub(crate) fn local(at: UnixMillis) -> String {
    formatted(at, "%Y-%m-%d %H:%M:%S", &TimeZone::system()).unwrap_or_else(|| at.0.to_string())
}

/// The same by a clock elsewhere, in a format of `strftime`; `None` for what no calendar has.
pub(crate) fn formatted(at: UnixMillis, format: &str, zone: &TimeZone) -> Option<String> {
    let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
    Some(at.to_zoned_datetime(zone.clone()).strftime(format).to_string())
}

/// A duration on a command line.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "it looks like 30s, 5m or 1h30m, and is not 0".to_owned();
    let duration: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(duration).ok().filter(|it| !it.is_zero()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{duration, local};
    use easemob_smol::core::UnixMillis;

    #[test]
    fn durations_are_written_with_units() {
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5_400)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        for wrong in ["", "5", "-5s", "0s", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_no_calendar_has_are_numbers() {
        assert_eq!(local(UnixMillis(u64::MAX)), u64::MAX.to_string());
    }
}

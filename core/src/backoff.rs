//! How long to wait before the next attempt: exponential, with full jitter and a cap.

use crate::config::Config;
use crate::random::Random;
use crate::seeded::SeededBug;

/// A delay in milliseconds, uniform in `[0, min(cap, base · 2^tries)]`. Full jitter spreads a fleet
/// whose server has just restarted over the whole interval (RC-4 lets it come back in one second).
pub(crate) fn delay(config: &Config, random: &mut Random, tries: u32) -> u64 {
    let tries = if config.has_bug(SeededBug::BackoffWithoutGrowth) { 0 } else { tries };
    let grown =
        config.backoff_base_ms.saturating_mul(1_u64.checked_shl(tries.min(32)).unwrap_or(1));
    if config.has_bug(SeededBug::BackoffWithoutJitter) {
        return grown.min(config.backoff_cap_ms);
    }
    random.up_to(grown.min(config.backoff_cap_ms))
}

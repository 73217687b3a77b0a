//! How long to wait before the next attempt.
//!
//! A session comes back in windows that follow each other: the first is as long as
//! `backoff_base_ms`, each further one half as long again, none longer than `backoff_cap_ms`. A
//! client draws its place in them once an outage, and dials there in every window:
//!
//! ```text
//! lost   |· window 0 |·   window 1    |·       window 2       |·            window 3 …
//! ann        ^             ^                   ^
//! bob    ^           ^                ^
//! ```
//! So whenever a server returns, a fleet comes at an even pace, spread over the window at hand and
//! the next one. With a delay drawn anew each time most of the fleet comes at first and the rest
//! late; with the official client's (RC-4) all of it comes within a second.

use crate::config::Config;
use crate::random::Random;
use crate::seeded::SeededBug;

/// A client's place in its windows.
#[derive(Clone, Copy)]
pub(crate) struct Place(u32);

impl Place {
    pub(crate) fn draw(random: &mut Random) -> Self {
        Self(u32::try_from(random.next() >> 32).unwrap_or(u32::MAX))
    }

    /// How far into something of this length.
    fn of(self, length: u64) -> u64 {
        let scaled = u128::from(length).saturating_mul(u128::from(self.0)) >> 32;
        u64::try_from(scaled).unwrap_or(length)
    }
}

/// Milliseconds from the end of a link, or of the attempt before, to the next one.
pub(crate) fn pause(config: &Config, place: Place, failures: u32) -> u64 {
    let failures = if config.has_bug(SeededBug::BackoffWithoutGrowth) { 0 } else { failures };
    let place = if config.has_bug(SeededBug::BackoffWithoutJitter) { Place(0) } else { place };
    match failures.checked_sub(1) {
        None => place.of(window(config, 0)),
        Some(before) => {
            let (here, next) = (window(config, before), window(config, failures));
            here.saturating_add(place.of(next.saturating_sub(here)))
        }
    }
}

/// How long a window is.
fn window(config: &Config, number: u32) -> u64 {
    let mut length = config.backoff_base_ms;
    for _ in 0..number {
        if length >= config.backoff_cap_ms {
            break;
        }
        length = length.saturating_add(length.div_ceil(2));
    }
    length.min(config.backoff_cap_ms)
}

/// The pause before an exchange is tried again: uniform in `[0, min(cap, base · 2^tries)]`. Calls
/// are few, and an application waits for them.
pub(crate) fn delay(config: &Config, random: &mut Random, tries: u32) -> u64 {
    let grown =
        config.backoff_base_ms.saturating_mul(1_u64.checked_shl(tries.min(32)).unwrap_or(1));
    random.up_to(grown.min(config.backoff_cap_ms))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::ids::AppKey;

    fn config() -> Config {
        Config::new(AppKey::parse("org#app").expect("an app key"))
    }

    /// Rate at which a thousand clients arrive, in the fullest second and on average, when the
    /// server returns so many milliseconds after it went.
    fn recovery(away: u64) -> (usize, u64) {
        let (config, mut random) = (config(), Random::new([3; 32]));
        let mut arrivals: Vec<u64> = (0..1_000)
            .map(|_| {
                let place = Place::draw(&mut random);
                let mut at = 0;
                (0..)
                    .find_map(|failures| {
                        at += pause(&config, place, failures);
                        at.checked_sub(away)
                    })
                    .unwrap_or_default()
            })
            .collect();
        arrivals.sort_unstable();
        let seconds = arrivals.last().map_or(1, |last| last / 1_000 + 1);
        let in_second = |n: u64| arrivals.iter().filter(|at| **at / 1_000 == n).count();
        ((0..seconds).map(in_second).max().unwrap_or_default(), 1_000 / seconds)
    }

    /// Not only for one length of the outage.
    #[test]
    fn a_fleet_arrives_evenly_however_long_the_server_was_away() {
        for seconds in (0..20).chain((20..120).step_by(5)).chain([600, 3_600]) {
            let (peak, mean) = recovery(seconds * 1_000);
            assert!(peak as u64 <= 2 * mean, "{seconds} s away: {peak}/s, {mean}/s on average");
        }
    }

    #[test]
    fn pauses_grow_to_their_cap_and_never_beyond() {
        let mut config = config();
        let windows: Vec<u64> = (0..11).map(|n| window(&config, n)).collect();
        assert_eq!(windows[..5], [1_000, 1_500, 2_250, 3_375, 5_063]);
        assert_eq!(windows[9..], [30_000, 30_000]);
        for place in [Place(0), Place(1 << 31), Place(u32::MAX)] {
            assert!(pause(&config, place, 0) < 1_000);
            for failures in 1..200 {
                let (least, most) = (window(&config, failures - 1), window(&config, failures));
                assert!((least..=most).contains(&pause(&config, place, failures)), "{failures}");
            }
        }
        (config.backoff_base_ms, config.backoff_cap_ms) = (1, 86_400_000);
        assert_eq!(window(&config, u32::MAX), 86_400_000);
    }
}

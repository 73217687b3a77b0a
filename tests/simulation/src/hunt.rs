//! Looking for planted bugs, with nothing but what looks for real ones.

use std::ops::Range;
use std::panic::catch_unwind;

use easemob_core::SeededBug;

use crate::planted::BUG;
use crate::scenario;
use crate::weather::Weather;

/// How a bug was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In the world of this seed.
    pub seed: u64,
    /// The first rule that broke.
    pub rule: String,
}

/// The first of these seeds whose world breaks a rule when every client makes this mistake.
#[must_use]
pub fn hunt(bug: SeededBug, seeds: Range<u64>, weather: &str, seconds: u64) -> Option<Found> {
    with_bug(bug, || first_broken(seeds, weather, seconds))
}

/// The first of these seeds whose world breaks a rule.
///
/// # Panics
/// When there is no weather of this name.
#[must_use]
pub fn first_broken(mut seeds: Range<u64>, weather: &str, seconds: u64) -> Option<Found> {
    seeds.find_map(|seed| {
        let kind = Weather::named(weather, seed).expect("a weather of this name");
        let lived = catch_unwind(|| scenario::chatter(seed, kind, seconds * 1_000, None));
        let rule = match lived {
            Ok(report) => report.violations.into_iter().next()?,
            Err(_) => "it panics".into(),
        };
        Some(Found { seed, rule })
    })
}

/// Runs worlds in which every client makes this mistake: all that is created on this thread
/// meanwhile.
pub fn with_bug<T>(bug: SeededBug, run: impl FnOnce() -> T) -> T {
    /// Also when `run` panics.
    struct Restore(Option<SeededBug>);
    impl Drop for Restore {
        fn drop(&mut self) {
            BUG.set(self.0);
        }
    }
    let _restore = Restore(BUG.replace(Some(bug)));
    run()
}

/// The command that replays a world with this bug.
#[must_use]
pub fn replay_line(bug: SeededBug, seed: u64, weather: &str, seconds: u64) -> String {
    let line = scenario::replay_line(seed, weather, seconds);
    let line = line.replace(" -- ", " --features seeded-bugs -- ");
    format!("{line} --bug {}", bug.name())
}

//! A fleet through a restart of its server: how evenly it comes back.

use std::fmt;

use easemob_core::PhaseName;

use crate::world::World;

/// How a fleet came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// How long the server was away, in milliseconds.
    pub away: u64,
    /// When each connection was made, in milliseconds after the return of the server.
    pub connects: Vec<u64>,
    /// Every rule that was broken; clients that are not back are one.
    pub violations: Vec<String>,
}

impl Recovery {
    /// Connections in the fullest second.
    #[must_use]
    pub fn peak(&self) -> usize {
        let second = |n: u64| self.connects.iter().filter(|at| **at / 1_000 == n).count();
        (0..self.seconds()).map(second).max().unwrap_or_default()
    }

    /// Seconds until the last one was back.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.connects.iter().max().map_or(0, |last| last / 1_000 + 1)
    }

    /// Connections a second, over the whole recovery.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.connects.len() as f64 / self.seconds().max(1) as f64
    }

    /// Whether the fullest second had at most twice what all of them had on average.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.peak() as f64 <= 2.0 * self.mean()
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (away, seconds, peak, mean) = (self.away, self.seconds(), self.peak(), self.mean());
        write!(
            f,
            "away {:>5.1} s: {} connections in {seconds} s, {peak}/s at most, {mean:.1}/s on \
             average, {:.2} times",
            away as f64 / 1_000.0,
            self.connects.len(),
            peak as f64 / mean,
        )
    }
}

/// A fleet whose server goes away for so long, all links broken at once.
#[must_use]
pub fn recovery(seed: u64, clients: usize, away: u64) -> Recovery {
    let mut world = World::new(seed);
    let fleet: Vec<_> = (0..clients).map(|n| world.client(&format!("u{n}"))).collect();
    fleet.iter().for_each(|who| world.log_in(*who));
    world.run_for(15_000);
    let (before, back) = (world.connects().len(), world.now() + away);
    world.restart_server(away, false);
    // The longest window, and what a dial takes.
    world.run_for(away + 45_000);
    let connects = world.connects()[before..].iter().map(|at| at.saturating_sub(back)).collect();
    let mut violations = world.violations();
    let missing = fleet.iter().filter(|who| world.phase(**who) != PhaseName::Online).count();
    if missing > 0 || before != clients {
        violations.push(format!("{missing} of {clients} are not back, {before} had come at first"));
    }
    Recovery { away, connects, violations }
}

/// Restarts of several lengths, printed as they are seen. Whether all of them were even and broke
/// no rule.
pub fn report(clients: usize, mut print: impl FnMut(&str)) -> bool {
    let aways = [0, 1_000, 5_000, 20_000, 60_000, 300_000];
    let good = aways.map(|away| {
        let recovery = recovery(away, clients, away);
        print(&recovery.to_string());
        recovery.violations.iter().for_each(|broken| print(broken));
        recovery.violations.is_empty() && recovery.is_even()
    });
    good.into_iter().all(|good| good)
}

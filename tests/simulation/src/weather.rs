//! How bad the world is. TCP loses no bytes, so the faults are honest ones.

mod named;

use crate::fault::Fault;

/// The chance of each [`Fault`], and how long things take.
///
/// ```
/// use easemob_simulation::{Fault, Weather};
///
/// let weather = Weather::flaky_mobile().with(Fault::Crash, 2);
/// assert_eq!(weather.chance(Fault::Crash), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Weather {
    /// How many milliseconds a message travels, least and most. Messages of one direction keep their
    /// order.
    pub delay: (u64, u64),
    /// How many milliseconds a direction stands still, least and most.
    pub stall: (u64, u64),
    /// How many more writes fail after one has, least and most.
    pub store_stays_bad: (u64, u64),
    chances: [u16; Fault::ALL.len()],
}

impl Weather {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn calm() -> Self {
        let chances = [0; Fault::ALL.len()];
        Self { delay: (5, 40), stall: (1_000, 20_000), store_stays_bad: (0, 0), chances }
    }

    /// The same with this fault so many times in a thousand.
    #[must_use]
    pub const fn with(mut self, fault: Fault, per_mille: u16) -> Self {
        self.chances[fault as usize] = per_mille;
        self
    }

    /// The same with messages that travel so long.
    #[must_use]
    pub const fn with_delay(mut self, least: u64, most: u64) -> Self {
        self.delay = (least, most);
        self
    }

    /// How many times in a thousand a fault happens.
    #[must_use]
    pub const fn chance(&self, fault: Fault) -> u64 {
        self.chances[fault as usize] as u64
    }

    /// Whether anything can go wrong.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        self.has_any(Fault::ALL)
    }

    pub(crate) fn has_any(&self, faults: &[Fault]) -> bool {
        faults.iter().any(|fault| self.chance(*fault) > 0)
    }

    /// Both at once: of everything the worse.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        let worse =
            |mine: (u64, u64), other: (u64, u64)| if other.1 > mine.1 { other } else { mine };
        self.delay = worse(self.delay, other.delay);
        self.stall = worse(self.stall, other.stall);
        self.store_stays_bad = worse(self.store_stays_bad, other.store_stays_bad);
        for (mine, other) in self.chances.iter_mut().zip(other.chances) {
            *mine = other.max(*mine);
        }
        self
    }
}

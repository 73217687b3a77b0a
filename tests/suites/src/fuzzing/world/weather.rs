//! Weathers by their values.

use arbitrary::Arbitrary;
use easemob_simulation::{Fault, Weather};

/// How long a message travels, and the chances of faults.
#[derive(Arbitrary, Debug)]
pub(super) struct Climate {
    delay: u8,
    chances: Vec<(u8, u8)>,
}

/// Faults by the number that stands for them in a seed. New ones follow at the end: what a seed
/// means does not change when there are more.
const FAULTS: &[Fault] = &[
    Fault::DialFails,
    Fault::DialOdd,
    Fault::DialHangs,
    Fault::CutBefore,
    Fault::CutAfter,
    Fault::Stall,
    Fault::SilentUp,
    Fault::SilentDown,
    Fault::Torn,
    Fault::Split,
    Fault::Merge,
    Fault::RestLost,
    Fault::RestBreaks,
    Fault::RestLate,
    Fault::RestError,
    Fault::RestHtml,
    Fault::Crash,
    Fault::StoreFails,
    Fault::ServerRestarts,
    Fault::ServerCutOff,
    Fault::Kick,
    Fault::Refusal,
    Fault::OddReply,
    Fault::Redirect,
    Fault::TokenExpires,
    Fault::TokenShort,
    Fault::AckLost,
    Fault::PageAgain,
    Fault::Duplicate,
    Fault::Reorder,
    Fault::Ignored,
    Fault::Poison,
    Fault::OddNotice,
    Fault::Garbage,
    Fault::OddText,
    Fault::HostDies,
    Fault::HostsChange,
    Fault::Sleep,
    Fault::NetworkGone,
    Fault::Moves,
    Fault::Refuses,
];

/// Numbers of faults, given and to be given.
const NUMBERS: u8 = 64;

impl Climate {
    pub(super) fn weather(&self) -> Weather {
        let calm = Weather::calm().with_delay(1, 1 + 10 * u64::from(self.delay));
        self.chances.iter().fold(calm, |weather, (which, chance)| {
            let Some(fault) = FAULTS.get(usize::from(which % NUMBERS)) else { return weather };
            // Where a process or a server does little else than end, nothing can be learned.
            let rare = matches!(fault, Fault::Crash | Fault::ServerRestarts);
            weather.with(*fault, u16::from(if rare { *chance / 8 } else { *chance }))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use easemob_simulation::Fault;

    use super::{FAULTS, NUMBERS};

    #[test]
    fn every_fault_has_one_number() {
        let numbered: BTreeSet<Fault> = FAULTS.iter().copied().collect();
        assert_eq!(numbered, Fault::ALL.iter().copied().collect(), "add the new one at the end");
        assert_eq!(numbered.len(), FAULTS.len(), "one has two numbers");
        assert!(FAULTS.len() <= NUMBERS.into());
    }
}

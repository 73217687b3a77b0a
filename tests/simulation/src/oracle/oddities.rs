//! What nobody can read: each poisoned message is reported once, in place of its content; any other
//! report needs bytes that were sent for it.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::{Event, Session};

use crate::world::Who;

#[derive(Default)]
pub(super) struct Oddities {
    /// By reader and content.
    poison: BTreeMap<(Who, Bytes), Poison>,
    /// Bytes that may be reported, if they arrive: not content, so nobody repeats them.
    odd: BTreeSet<(Who, Bytes)>,
}

struct Poison {
    /// The server's id of it.
    id: u64,
    /// The process that lives now has been told.
    here: bool,
    /// It was taken, and that was kept.
    kept: bool,
    told: u32,
}

impl Oddities {
    pub(super) fn poisoned(&mut self, who: Who, content: Bytes, id: u64) {
        self.poison.insert((who, content), Poison { id, here: false, kept: false, told: 0 });
    }

    pub(super) fn odd(&mut self, who: Who, bytes: Bytes) {
        self.odd.insert((who, bytes));
    }

    pub(super) fn event(&mut self, who: Who, event: &Event) -> Result<(), String> {
        let malformed = match event {
            Event::Malformed(malformed) => malformed,
            Event::Unrecognized(what) => return Err(format!("{what:?}")),
            _ => return Ok(()),
        };
        let key = (who, malformed.bytes.clone());
        match self.poison.get_mut(&key) {
            Some(poison) => {
                let again = std::mem::replace(&mut poison.here, true) || poison.kept;
                poison.told += 1;
                (!again).then_some(()).ok_or_else(|| format!("{malformed:?} is told twice"))
            }
            None if self.odd.contains(&key) => Ok(()),
            None => Err(format!("{malformed:?}, and nobody sent that")),
        }
    }

    /// Only what was kept is known to the next process.
    pub(super) fn restarted(&mut self, who: Who, kept: Option<&Session>) {
        for ((reader, _), poison) in &mut self.poison {
            if *reader == who {
                let seen = kept.map(|kept| kept.seen.iter().any(|seen| seen.1 == poison.id));
                // Another device starts with nothing.
                poison.kept = seen.is_some_and(|seen| seen || poison.kept);
                poison.here = false;
            }
        }
    }

    pub(super) fn are_settled(&self) -> bool {
        self.poison.values().all(|poison| poison.told > 0)
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        let silent = self.poison.iter().filter(|(_, poison)| poison.told == 0);
        silent.map(|((_, content), _)| format!("nobody was told of {content:?}")).collect()
    }
}

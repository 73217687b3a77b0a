//! How often a client says what its peer can make it say: a bucket of lines for each kind, which the
//! time that the core is told fills again. What does not fit is counted, and the count is told.

use alloc::boxed::Box;

use super::{debug, trace};
use crate::config::Config;
use crate::time::Instant;

/// What one line costs. A bucket holds `Config::log_burst` times as much, and gets
/// `Config::log_per_second` a millisecond.
const LINE: u64 = 1_000;

/// The lines that a peer can cause without end. All others are worth a timer, a command or a session.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Page,
    OwnDoing,
    PageIgnored,
    FrameIgnored,
    StrayAck,
    OldLink,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Page,
        Self::OwnDoing,
        Self::PageIgnored,
        Self::FrameIgnored,
        Self::StrayAck,
        Self::OldLink,
    ];

    /// Says how many were left out, at the level they would have had.
    fn tell(self, count: u64) {
        match self {
            Self::Page => trace!("left out {count} lines: pages"),
            Self::OwnDoing => trace!("left out {count} lines: own doings"),
            Self::PageIgnored => debug!("left out {count} lines: pages ignored"),
            Self::FrameIgnored => debug!("left out {count} lines: frames ignored"),
            Self::StrayAck => {
                debug!("left out {count} lines: acknowledgements of something nobody waits for");
            }
            Self::OldLink => debug!("left out {count} lines: inputs of older links"),
        }
    }
}

#[derive(Default)]
pub(crate) struct Limit {
    /// Since the first line that somebody hears.
    buckets: Option<Box<[Bucket; Kind::ALL.len()]>>,
    /// Whether any of them has left something out: nothing else is looked at with every input.
    owing: bool,
}

#[derive(Clone, Copy, Default)]
struct Bucket {
    /// What was taken, at this moment; nothing for a full one.
    taken: u64,
    at: Instant,
    left_out: u64,
}

impl Limit {
    /// Whether a line of this kind may be said now.
    pub(crate) fn admits(&mut self, kind: Kind, config: &Config, now: Instant) -> bool {
        let buckets = self.buckets.get_or_insert_default();
        let Some(bucket) = buckets.get_mut(kind as usize) else { return false };
        // The count of what came before goes first.
        let admitted = bucket.left_out == 0 && bucket.take(1, config, now);
        if !admitted {
            bucket.left_out += 1;
            self.owing = true;
        }
        admitted
    }

    /// Tells what was left out, of every kind that has room for the count and a line after it: in a
    /// flood that does not end, they take turns.
    pub(crate) fn catch_up(&mut self, config: &Config, now: Instant) {
        if self.owing {
            self.tell(|bucket| bucket.take(2, config, now));
        }
    }

    /// Tells all of it: who ends may not be heard again.
    pub(crate) fn close(&mut self) {
        self.tell(|_| true);
    }

    fn tell(&mut self, mut may: impl FnMut(&mut Bucket) -> bool) {
        self.owing = false;
        let Some(buckets) = &mut self.buckets else { return };
        for (kind, bucket) in Kind::ALL.into_iter().zip(&mut **buckets) {
            if bucket.left_out > 0 && may(bucket) {
                kind.tell(core::mem::take(&mut bucket.left_out));
            }
            self.owing |= bucket.left_out > 0;
        }
    }
}

impl Bucket {
    /// Takes a line out, if there are so many.
    fn take(&mut self, least: u64, config: &Config, now: Instant) -> bool {
        let filled = now.since(self.at).saturating_mul(config.log_per_second.into());
        (self.taken, self.at) = (self.taken.saturating_sub(filled), now);
        let fits = self.taken + least * LINE <= u64::from(config.log_burst) * LINE;
        if fits {
            self.taken += LINE;
        }
        fits
    }
}

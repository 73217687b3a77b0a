//! A log with a bound: the oldest goes, and whoever reads too slowly is told how much they missed.

use std::collections::VecDeque;

/// How much a [`Ring`] keeps.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) entries: usize,
    pub(crate) bytes: usize,
}

/// The last entries of a log.
pub(crate) struct Ring<T> {
    kept: VecDeque<Entry<T>>,
    bytes: usize,
    /// Place of the first entry that is kept, counted from the first there ever was.
    first: u64,
    /// Everything before this place was cleared on purpose.
    cleared: u64,
}

struct Entry<T> {
    order: u64,
    weight: usize,
    value: T,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), bytes: 0, first: 0, cleared: 0 }
    }
}

impl<T> Ring<T> {
    /// Adds an entry. `order` places it among the entries of other rings, `weight` is what it
    /// counts against the limit of bytes.
    pub(crate) fn push(&mut self, order: u64, value: T, weight: usize, limits: Limits) {
        self.kept.push_back(Entry { order, weight, value });
        self.bytes += weight;
        while self.kept.len() > limits.entries || self.bytes > limits.bytes {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.weight;
            self.first += 1;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().map(|entry| &entry.value)
    }

    pub(crate) fn clear(&mut self) {
        self.first = self.end();
        self.cleared = self.first;
        self.bytes = 0;
        self.kept.clear();
    }

    /// The place of the first entry that is kept.
    pub(crate) fn start(&self) -> u64 {
        self.first
    }

    /// The place after the last entry.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.kept.len() as u64
    }

    /// The entries from a place on, each with its order.
    pub(crate) fn from(&self, place: u64) -> impl Iterator<Item = (u64, &T)> {
        let skip = usize::try_from(place.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let start = skip.min(self.kept.len());
        self.kept.range(start..).map(|entry| (entry.order, &entry.value))
    }

    /// How many entries from a place on had to go before anybody could read them there.
    pub(crate) fn missed_from(&self, place: u64) -> u64 {
        self.first.saturating_sub(place.max(self.cleared))
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Ring};

    fn ring(entries: usize, bytes: usize, weights: &[usize]) -> Ring<usize> {
        let mut ring = Ring::default();
        for (order, weight) in weights.iter().enumerate() {
            ring.push(order as u64, *weight, *weight, Limits { entries, bytes });
        }
        ring
    }

    #[test]
    fn the_oldest_goes_and_is_counted() {
        let ring = ring(3, 1000, &[1, 2, 3, 4, 5]);
        assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!((ring.missed_from(0), ring.missed_from(1), ring.missed_from(4)), (2, 1, 0));
        assert_eq!(ring.from(3).map(|(order, _)| order).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(ring.from(99).count(), 0);
    }

    #[test]
    fn bytes_count_too_and_one_that_is_too_large_is_not_kept() {
        assert_eq!(ring(100, 10, &[4, 4, 4]).iter().count(), 2);
        assert_eq!(ring(100, 10, &[4, 11]).iter().count(), 0);
    }

    #[test]
    fn what_was_cleared_is_not_missed() {
        let mut ring = ring(2, 1000, &[1, 2, 3]);
        ring.clear();
        assert_eq!((ring.missed_from(0), ring.end(), ring.iter().count()), (0, 3, 0));
        for order in 3..6 {
            ring.push(order, 0, 0, Limits { entries: 2, bytes: 1000 });
        }
        assert_eq!((ring.missed_from(0), ring.missed_from(4)), (1, 0));
    }
}

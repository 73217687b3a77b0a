//! The last server ids: what makes at-least-once on the wire once for the application.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::HashTable;

use super::keyed::Keyed;

/// Content is known by its namespace and the server's id (messages oddities 11 and 12).
pub(crate) type ContentId = (i32, u64);

/// A bounded window of the [`ContentId`]s that were taken, oldest out first. Those that are handed
/// over but not yet taken are [`Opened`](super::opened::Opened).
#[derive(Default)]
pub(crate) struct Seen {
    /// What was taken, oldest first.
    order: VecDeque<ContentId>,
    /// The number of the oldest; those behind it count on, and around.
    oldest: u32,
    /// Their numbers, by id.
    numbers: HashTable<u32>,
    key: Keyed,
}

impl Seen {
    /// Nothing was taken; ids are spread under this key.
    pub(crate) fn keyed(key: Keyed) -> Self {
        Self { key, ..Self::default() }
    }

    /// Whether this was taken.
    pub(crate) fn contains(&self, id: ContentId) -> bool {
        let is_it = |number: &u32| self.order.get(self.place(*number)) == Some(&id);
        self.numbers.find(self.key.hash_one(id), is_it).is_some()
    }

    /// The application has taken this. The oldest of more than `most` are forgotten.
    pub(crate) fn taken(&mut self, id: ContentId, most: usize) {
        if !self.contains(id) {
            self.order.push_back(id);
            let Self { order, oldest, numbers, key } = self;
            let last = oldest.wrapping_add(order.len() as u32).wrapping_sub(1);
            let hash = |number: &u32| {
                let place = number.wrapping_sub(*oldest) as usize;
                key.hash_one(order.get(place).copied().unwrap_or_default())
            };
            numbers.insert_unique(hash(&last), last, hash);
        }
        while self.order.len() > most
            && let Some(oldest) = self.order.pop_front()
        {
            let number = self.oldest;
            let entry = self.numbers.find_entry(self.key.hash_one(oldest), |it| *it == number);
            if let Ok(entry) = entry {
                entry.remove();
            }
            self.oldest = number.wrapping_add(1);
        }
    }

    fn place(&self, number: u32) -> usize {
        number.wrapping_sub(self.oldest) as usize
    }

    /// How much of what was taken is remembered.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// Everything taken, oldest first: what may be kept over a restart.
    pub(crate) fn snapshot(&self) -> Vec<ContentId> {
        self.order.iter().copied().collect()
    }

    pub(crate) fn restore(&mut self, ids: impl IntoIterator<Item = ContentId>, most: usize) {
        for id in ids {
            self.taken(id, most);
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::keyed(self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_so_many_of_the_last() {
        let mut seen = Seen::keyed(Keyed(7));
        for n in 1..=3 {
            assert!(!seen.contains((1, n)));
            seen.taken((1, n), 2);
            seen.taken((1, n), 2);
            assert!(seen.contains((1, n)) && !seen.contains((2, n)));
        }
        assert!(!seen.contains((1, 1)));
        assert_eq!(seen.snapshot(), [(1, 2), (1, 3)]);
        seen.clear();
        assert!(!seen.contains((1, 3)));
    }

    /// Remembering costs the same however much is remembered, and the numbers go round.
    #[test]
    fn goes_on_for_ever_in_the_same_memory() {
        let mut seen = Seen { oldest: u32::MAX - 50_000, ..Seen::keyed(Keyed(7)) };
        for n in 0..100_000 {
            seen.taken((1, n), 1_000);
        }
        assert_eq!((seen.order.len(), seen.numbers.len()), (1_000, 1_000));
        assert!(seen.numbers.capacity() <= 4_000, "{}", seen.numbers.capacity());
        assert!((99_000..100_000).all(|n| seen.contains((1, n))));
        assert!((0..99_000).all(|n| !seen.contains((1, n))));
    }
}

//! The last server ids: what makes at-least-once on the wire once for the application.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use hashbrown::HashMap;

use super::keyed::Keyed;
use crate::ids::Delivery;

/// Content is known by its namespace and the server's id (oddities 11 and 12 of messages).
pub(crate) type ContentId = (i32, u64);

/// A bounded window of the [`ContentId`]s that were taken, oldest out first, and those that are
/// handed over but not yet taken: their repetition must not be acknowledged before them. The
/// latter are bounded by `Config::events_max`.
#[derive(Default)]
pub(crate) struct Seen {
    /// What was taken, oldest first.
    order: VecDeque<ContentId>,
    known: HashMap<ContentId, Option<Delivery>, Keyed>,
}

/// What is known of some content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing.
    New,
    /// Handed over, not yet taken.
    Open(Delivery),
    /// Taken.
    Taken,
}

impl Seen {
    /// Nothing is known; ids are spread under this key.
    pub(crate) fn keyed(key: u64) -> Self {
        Self { order: VecDeque::new(), known: HashMap::with_hasher(Keyed(key)) }
    }

    pub(crate) fn look(&self, id: ContentId) -> Known {
        match self.known.get(&id) {
            None => Known::New,
            Some(Some(delivery)) => Known::Open(*delivery),
            Some(None) => Known::Taken,
        }
    }

    pub(crate) fn open(&mut self, id: ContentId, delivery: Delivery) {
        self.known.insert(id, Some(delivery));
    }

    /// The application has taken this. The oldest of more than `most` are forgotten.
    pub(crate) fn taken(&mut self, id: ContentId, most: usize) {
        if self.known.insert(id, None) != Some(None) {
            self.order.push_back(id);
        }
        while self.order.len() > most
            && let Some(oldest) = self.order.pop_front()
        {
            // It may have come again since it was forgotten once, and be open.
            if self.known.get(&oldest) == Some(&None) {
                self.known.remove(&oldest);
            }
        }
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
        *self = Self::keyed(self.known.hasher().0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_what_is_open_and_so_many_of_the_taken() {
        let mut seen = Seen::default();
        for n in 1..=4 {
            seen.open((1, n), Delivery(n));
        }
        assert!((1..=4).all(|n| seen.look((1, n)) == Known::Open(Delivery(n))));
        assert_eq!(seen.look((2, 2)), Known::New);
        for n in 1..=3 {
            seen.taken((1, n), 2);
        }
        assert_eq!(seen.look((1, 1)), Known::New);
        assert_eq!(seen.look((1, 2)), Known::Taken);
        assert_eq!(seen.look((1, 4)), Known::Open(Delivery(4)));
        assert_eq!(seen.snapshot(), [(1, 2), (1, 3)]);
    }

    /// One frame may hold very many ids: remembering them costs the same however many are open.
    #[test]
    fn opens_a_hundred_thousand_at_once() {
        let mut seen = Seen::default();
        for n in 0..100_000 {
            seen.open((1, n), Delivery(n));
        }
        for n in 0..100_000 {
            seen.taken((1, n), 100);
        }
        assert_eq!(seen.snapshot().len(), 100);
        assert_eq!(seen.known.len(), 100);
    }
}

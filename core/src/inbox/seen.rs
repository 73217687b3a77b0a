//! The last server ids: what makes at-least-once on the wire once for the application.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use crate::ids::Delivery;

/// Content is known by its namespace and the server's id (oddities 11 and 12 of messages).
pub(crate) type ContentId = (i32, u64);

/// A bounded window of [`ContentId`]s, oldest out first. What is handed over but not yet taken
/// stays marked, so that its repetition cannot be acknowledged before it.
#[derive(Default)]
pub(crate) struct Seen {
    order: VecDeque<ContentId>,
    known: BTreeMap<ContentId, Option<Delivery>>,
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
    pub(crate) fn look(&self, id: ContentId) -> Known {
        match self.known.get(&id) {
            None => Known::New,
            Some(Some(delivery)) => Known::Open(*delivery),
            Some(None) => Known::Taken,
        }
    }

    pub(crate) fn open(&mut self, id: ContentId, delivery: Delivery, most: usize) {
        if self.known.insert(id, Some(delivery)).is_none() {
            self.order.push_back(id);
        }
        // What is in the application's hands is bounded by the events; it is not forgotten here.
        let mut looks = self.order.len();
        while self.order.len() > most
            && looks > 0
            && let Some(oldest) = self.order.pop_front()
        {
            looks -= 1;
            if let Some(Some(_)) = self.known.get(&oldest) {
                self.order.push_back(oldest);
            } else {
                self.known.remove(&oldest);
            }
        }
    }

    pub(crate) fn taken(&mut self, id: ContentId) {
        if let Some(state) = self.known.get_mut(&id) {
            *state = None;
        }
    }

    /// Everything taken, oldest first: what may be kept over a restart.
    pub(crate) fn snapshot(&self) -> Vec<ContentId> {
        self.order.iter().filter(|id| self.known.get(*id) == Some(&None)).copied().collect()
    }

    pub(crate) fn restore(&mut self, ids: impl IntoIterator<Item = ContentId>, most: usize) {
        for id in ids {
            self.open(id, Delivery(0), most);
            self.taken(id);
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_what_is_open_beyond_its_bound() {
        let mut seen = Seen::default();
        for n in 1..=4 {
            seen.open((1, n), Delivery(n), 2);
        }
        assert!((1..=4).all(|n| seen.look((1, n)) == Known::Open(Delivery(n))));
        for n in 1..=4 {
            seen.taken((1, n));
        }
        seen.open((1, 5), Delivery(5), 2);
        assert_eq!(seen.look((1, 3)), Known::New);
        assert_eq!(seen.look((1, 4)), Known::Taken);
    }

    #[test]
    fn forgets_the_oldest_and_keeps_what_is_open_apart() {
        let mut seen = Seen::default();
        for n in 1..=4 {
            seen.taken((1, n - 1));
            seen.open((1, n), Delivery(n), 3);
        }
        seen.open((1, 2), Delivery(2), 3);
        assert_eq!(seen.look((1, 1)), Known::New);
        assert_eq!(seen.look((2, 2)), Known::New);
        assert_eq!(seen.look((1, 2)), Known::Open(Delivery(2)));
        seen.taken((1, 2));
        assert_eq!(seen.look((1, 2)), Known::Taken);
        assert_eq!(seen.snapshot(), [(1, 2), (1, 3)]);
    }
}

//! What was handed over and not yet taken.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::Bytes;

use super::Slot;
use super::refusal::{Hands, Lane};
use super::seen::ContentId;
use crate::ids::{Delivery, ServerId};
use crate::message::Peer;

/// Places without content that are kept for those behind them: closing the gaps costs a turn over all.
const GAPS_MAX: usize = 64;

/// Places that are kept while there is nothing: the memory of a burst is given back.
const IDLE_MAX: usize = 256;

/// Content that was handed over and not yet taken.
pub(super) struct Open {
    pub(super) id: Option<ContentId>,
    /// The page that waits for it, and those that repeat it.
    pub(super) page: Option<(Slot, u64)>,
    pub(super) repeats: Vec<(Slot, u64)>,
    pub(super) lane: Lane,
    /// How often the application has refused it.
    pub(super) refused: u32,
    pub(super) receipt: Option<Box<(Peer, ServerId)>>,
    /// Bytes of memory it stands for.
    pub(super) weight: usize,
    /// What it was read from, for when it is refused.
    pub(super) meta: Bytes,
    pub(super) hands: Hands,
}

/// All of it. Deliveries ascend, and are taken in their order mostly: the next is in front.
#[derive(Default)]
pub(super) struct Opened {
    all: VecDeque<(Delivery, Option<Open>)>,
    count: usize,
    weight: usize,
}

impl Opened {
    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> usize {
        self.weight
    }

    /// Adds what is handed over after everything that is here.
    pub(super) fn push(&mut self, delivery: Delivery, open: Open) {
        self.count += 1;
        self.weight += open.weight;
        self.all.push_back((delivery, Some(open)));
    }

    pub(super) fn get(&self, delivery: Delivery) -> Option<&Open> {
        self.all.get(self.place(delivery)?)?.1.as_ref()
    }

    pub(super) fn get_mut(&mut self, delivery: Delivery) -> Option<&mut Open> {
        let place = self.place(delivery)?;
        self.all.get_mut(place)?.1.as_mut()
    }

    /// Takes it out.
    pub(super) fn remove(&mut self, delivery: Delivery) -> Option<Open> {
        let place = self.place(delivery)?;
        let open = self.all.get_mut(place)?.1.take()?;
        self.count -= 1;
        self.weight = self.weight.saturating_sub(open.weight);
        while self.all.front().is_some_and(|(_, open)| open.is_none()) {
            self.all.pop_front();
        }
        if self.all.len() > self.count.saturating_mul(2).saturating_add(GAPS_MAX) {
            self.all.retain(|(_, open)| open.is_some());
        }
        if self.all.is_empty() && self.all.capacity() > IDLE_MAX {
            self.all = VecDeque::new();
        }
        Some(open)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn place(&self, delivery: Delivery) -> Option<usize> {
        let (first, _) = self.all.front()?;
        if *first == delivery {
            return Some(0);
        }
        self.all.binary_search_by_key(&delivery, |(delivery, _)| *delivery).ok()
    }

    #[cfg(test)]
    pub(super) fn values(&self) -> impl Iterator<Item = &Open> {
        self.all.iter().filter_map(|(_, open)| open.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(count: u64) -> Opened {
        let mut opened = Opened::default();
        for n in 1..=count {
            let open = Open {
                id: None,
                page: None,
                repeats: Vec::new(),
                lane: None,
                refused: 0,
                receipt: None,
                weight: 3,
                meta: Bytes::new(),
                hands: Hands::Ours,
            };
            opened.push(Delivery(n), open);
        }
        opened
    }

    #[test]
    fn is_taken_in_any_order_once() {
        let mut opened = opened(5);
        for n in [3, 1, 5, 2, 4] {
            assert!(opened.get(Delivery(n)).is_some());
            assert!(opened.get_mut(Delivery(n)).is_some());
            assert!(opened.remove(Delivery(n)).is_some());
            assert!(opened.get(Delivery(n)).is_none());
            assert!(opened.remove(Delivery(n)).is_none());
        }
        assert_eq!((opened.len(), opened.bytes(), opened.all.len()), (0, 0, 0));
        assert!(opened.remove(Delivery(9)).is_none());
    }

    /// Who keeps one thing for ever must not keep the places of all that came after it.
    #[test]
    fn gaps_are_closed() {
        let mut opened = opened(10_000);
        for n in 2..=10_000 {
            assert!(opened.remove(Delivery(n)).is_some());
        }
        assert_eq!((opened.len(), opened.bytes()), (1, 3));
        assert!(opened.all.len() <= 2 + GAPS_MAX, "{}", opened.all.len());
        assert!(opened.get(Delivery(1)).is_some());
    }
}

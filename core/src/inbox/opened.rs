//! What was handed over and not yet taken.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use core::hash::BuildHasher;

use bytes::Bytes;
use hashbrown::HashTable;

use super::Slot;
use super::keyed::Keyed;
use super::refusal::{Hands, Lane};
use super::seen::ContentId;
use crate::ids::{Delivery, ServerId};
use crate::message::Peer;

/// Places without content that are kept for those behind them: closing the gaps costs a turn over all.
const GAPS_MAX: usize = 64;

/// Places that are kept while there is nothing: the memory of a burst is given back.
const IDLE_MAX: usize = 64;

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
    /// The lower bits of deliveries, by what is known of their content.
    by_id: HashTable<u32>,
    key: Keyed,
}

impl Opened {
    /// Nothing is here; ids are spread under this key.
    pub(super) fn keyed(key: Keyed) -> Self {
        Self { key, ..Self::default() }
    }

    /// The delivery of this content.
    pub(super) fn find(&self, id: ContentId) -> Option<Delivery> {
        let is_it = |low: &u32| self.id_at(*low) == Some(id);
        let low = self.by_id.find(self.key.hash_one(id), is_it)?;
        Some(self.delivery(*low))
    }

    /// The delivery with these lower bits: none is far from the first.
    fn delivery(&self, low: u32) -> Delivery {
        let first = self.all.front().map_or(0, |(first, _)| first.0);
        Delivery(first.wrapping_add(low.wrapping_sub(lower_bits(first)).into()))
    }

    fn id_at(&self, low: u32) -> Option<ContentId> {
        self.get(self.delivery(low))?.id
    }

    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> usize {
        self.weight
    }

    /// Takes memory for so much more at once.
    pub(super) fn expect(&mut self, more: usize) {
        self.all.reserve(more);
        let mut by_id = core::mem::take(&mut self.by_id);
        by_id.reserve(more, |low| self.key.hash_one(self.id_at(*low).unwrap_or_default()));
        self.by_id = by_id;
    }

    /// Adds what is handed over after everything that is here.
    pub(super) fn push(&mut self, delivery: Delivery, open: Open) {
        self.count += 1;
        self.weight += open.weight;
        let id = open.id;
        self.all.push_back((delivery, Some(open)));
        if let Some(id) = id {
            let mut by_id = core::mem::take(&mut self.by_id);
            let hash = |low: &u32| self.key.hash_one(self.id_at(*low).unwrap_or_default());
            by_id.insert_unique(self.key.hash_one(id), lower_bits(delivery.0), hash);
            self.by_id = by_id;
        }
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
        if let Some(id) = open.id {
            let low = lower_bits(delivery.0);
            if let Ok(entry) = self.by_id.find_entry(self.key.hash_one(id), |it| *it == low) {
                entry.remove();
            }
        }
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
            self.by_id = HashTable::new();
        }
        Some(open)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::keyed(self.key);
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

#[expect(clippy::cast_possible_truncation, reason = "the lower bits are meant")]
const fn lower_bits(number: u64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(count: u64) -> Opened {
        let mut opened = Opened::keyed(Keyed(7));
        for n in 1..=count {
            let open = Open {
                id: Some((1, n + 100)),
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
            assert_eq!(opened.find((1, n + 100)), Some(Delivery(n)));
            assert!(opened.get_mut(Delivery(n)).is_some());
            assert!(opened.remove(Delivery(n)).is_some());
            assert!(opened.get(Delivery(n)).is_none());
            assert!(opened.remove(Delivery(n)).is_none());
            assert_eq!(opened.find((1, n + 100)), None);
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
        assert_eq!(opened.find((1, 101)), Some(Delivery(1)));
        assert_eq!(opened.find((1, 102)), None);
    }
}

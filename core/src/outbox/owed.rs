//! What is owed an end: how much is accepted, and what outlives the process.

use alloc::vec::Vec;

use prost::Message as _;

use super::{Freight, Outbox};
use crate::context::Context;
use crate::error::Layer;
use crate::event::{Event, Outcome};
use crate::ids::LocalId;
use crate::seeded::SeededBug;
use crate::stats::Gauge;
use crate::store::{Record, Unsent};
use crate::wire::{Meta, decode};

impl Outbox {
    /// Whether one more is accepted; `in_hand` is the outcome that the application has in its hands,
    /// which makes room for the next message although it is kept until it is taken.
    pub(crate) fn has_room(&self, cx: &Context, bytes: usize, in_hand: Option<LocalId>) -> bool {
        let in_hand = in_hand.filter(|local| self.kept.contains_key(local));
        let kept = self.kept.len().saturating_sub(usize::from(in_hand.is_some()));
        self.len().saturating_add(cx.outcomes).max(kept) < cx.config.outbox_max
            && self.bytes.saturating_add(bytes) <= cx.config.outbox_bytes_max
    }

    /// What is owed an end, the questions of the client's own aside, and how much that may be.
    pub(crate) fn gauge(&self, cx: &Context) -> Gauge {
        let owed = self.len() - self.rejoins() + cx.outcomes;
        let most = cx
            .config
            .outbox_max
            .saturating_add(usize::from(cx.config.keep || !self.kept.is_empty()));
        Gauge::new(owed.max(self.kept.len()), most)
    }

    /// Whether a message of this id is under way, or was and nobody has heard how it ended.
    pub(crate) fn owes(&self, cx: &Context, local: LocalId) -> bool {
        let is_it =
            |event: &Event| matches!(event, Event::Settled { local: id, .. } if *id == local);
        self.by_id.contains_key(&local)
            || self.kept.contains_key(&local)
            || cx.events.iter().any(|(event, _)| is_it(event))
    }

    /// Takes a message in. It waits until [`Outbox::flush`].
    pub(crate) fn accept(&mut self, cx: &mut Context, local: LocalId, meta: Meta, bytes: usize) {
        if cx.config.keep {
            let meta = meta.encode_to_vec().into();
            let unsent = Unsent { local, meta, at: cx.wall(), ended: None };
            self.hold(unsent.clone());
            cx.keep(Record::Accepted(unsent));
        }
        self.take_in(cx, local, Freight::message(local, bytes), meta, bytes);
    }

    /// Keeps it after everything that is kept. `false` when it was kept before.
    fn hold(&mut self, unsent: Unsent) -> bool {
        self.last += 1;
        self.kept.insert(unsent.local, (self.last, unsent)).is_none()
    }

    /// The application has taken an outcome: it is owed no longer.
    pub(crate) fn outcome_taken(&mut self, cx: &mut Context, local: LocalId) {
        if self.kept.remove(&local).is_some() {
            cx.keep(Record::Settled(local));
        }
    }

    /// Another user logs in: what this one was owed is not to be found among the other's.
    pub(crate) fn forget_user(&mut self) {
        self.kept.clear();
    }

    /// What is owed an outcome, in the order of acceptance.
    pub(crate) fn kept(&self) -> Vec<Unsent> {
        let mut kept: Vec<_> = self.kept.values().collect();
        kept.sort_unstable_by_key(|(turn, _)| *turn);
        kept.into_iter().map(|(_, unsent)| unsent.clone()).collect()
    }

    /// Takes up what an earlier process had accepted. What cannot be sent again is owed its end all
    /// the same.
    pub(crate) fn restore(&mut self, cx: &mut Context, unsent: Vec<Unsent>) {
        for unsent in unsent {
            let meta = decode::<Meta>(Layer::Meta, &unsent.meta);
            let age = cx.wall().0.saturating_sub(unsent.at.0);
            let (local, bytes, ended) = (unsent.local, unsent.meta.len(), unsent.ended);
            if !self.hold(unsent) {
                continue;
            }
            match (ended, meta) {
                (None, Ok(meta)) => {
                    let freight = Freight::message(local, bytes);
                    self.take_in(cx, local, freight, meta, bytes);
                    self.restored(cx, age);
                }
                (ended, _) => {
                    let outcome = ended.map_or(Outcome::Unconfirmed, Outcome::from);
                    cx.tell(Event::Settled { local, outcome });
                }
            }
        }
    }

    /// The message taken in last was accepted by an earlier process, which may have sent it.
    fn restored(&mut self, cx: &mut Context, age: u64) {
        let ttl = cx.config.send_ttl_ms;
        if let Some((turn, entry)) = self.entries.iter_mut().next_back() {
            self.alarms.remove(&(entry.alarm(), *turn));
            entry.transmitted = !cx.config.has_bug(SeededBug::RestoredAsUnsent);
            if ttl != 0 {
                entry.expires = cx.after(ttl.saturating_sub(age));
            }
            self.alarms.insert((entry.alarm(), *turn));
        }
        self.arm(cx);
    }
}

//! What of the inbox is kept, and what can be seen of it.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Inbox;
use super::queue::Queue;
use super::seen::ContentId;
use crate::config::Config;
use crate::context::Context;
use crate::ids::QueueId;
use crate::session::Refused;
use crate::stats::{Gauge, Stats};

impl Inbox {
    /// Cursors of this session, for keeping.
    pub(crate) fn cursors(&self) -> impl Iterator<Item = (&QueueId, u64)> {
        self.queues
            .values()
            .filter(|queue| queue.cursor != 0)
            .map(|queue| (&*queue.id, queue.cursor))
    }

    pub(crate) fn seen(&self) -> Vec<ContentId> {
        self.seen.snapshot()
    }

    pub(crate) fn refused(&self) -> Vec<Refused> {
        self.refusals.snapshot().collect()
    }

    /// Takes up what an earlier process kept.
    pub(crate) fn restore(
        &mut self,
        cx: &Context,
        cursors: impl IntoIterator<Item = (QueueId, u64)>,
        seen: impl IntoIterator<Item = ContentId>,
        refused: impl IntoIterator<Item = Refused>,
    ) {
        for refused in refused {
            self.refusals.remember(refused, cx.config.events_max);
        }
        self.seen.restore(seen, cx.config.seen_max);
        for (id, cursor) in cursors.into_iter().take(cx.config.queues_max) {
            self.last_slot += 1;
            let id = Arc::new(id);
            self.by_id.insert(id.clone(), self.last_slot);
            self.queues.insert(self.last_slot, Queue::new(id, cursor));
        }
    }

    /// Content handed over and not yet taken.
    pub(crate) fn open(&self) -> usize {
        self.open.len()
    }

    /// Its bytes.
    pub(crate) fn open_bytes(&self) -> usize {
        self.open.bytes()
    }

    /// Fills in what is kept here.
    pub(crate) fn gauge(&self, config: &Config, stats: &mut Stats) {
        let pages = self.queues.values().map(|queue| queue.pages.len()).sum();
        let most_pages = config.queues_max.saturating_add(config.events_max);
        stats.content = Gauge::new(self.open.len(), config.events_max);
        stats.refusals = Gauge::new(self.refusals.len(), config.events_max);
        stats.queues = Gauge::new(self.queues.len(), config.queues_max);
        stats.pulls = Gauge::new(self.pulling.len(), config.pulls_max);
        stats.pages = Gauge::new(pages, most_pages);
        stats.seen = Gauge::new(self.seen.len(), config.seen_max);
        stats.streams = Gauge::new(self.streams.len(), config.streams_max);
        stats.stream_bytes = Gauge::new(self.streams.longest(), config.stream_bytes_max);
    }
}

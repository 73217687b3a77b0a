//! What waits for whom: each user has one queue per conversation, each device its own place in it.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use easemob_core::wire::{GROUP_DOMAIN, Jid, USER_DOMAIN, down};
use serde::{Deserialize, Serialize};

/// Sends remembered for de-duplication, per user.
const REMEMBERED: usize = 20_000;

/// Bytes of metas after which a page is full, whatever their number.
const PAGE_BYTES: usize = 1 << 20;

/// A queue: the peer, group or room it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct QueueId {
    pub(crate) name: String,
    pub(crate) domain: String,
}

/// Which devices of the user a meta is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Audience {
    All,
    Except(String),
    Only(String),
}

/// A meta in a queue.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: u64,
    meta: Bytes,
    audience: Audience,
}

/// One queue of one user.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Queue {
    entries: VecDeque<Entry>,
    cursors: BTreeMap<String, u64>,
    /// Highest key any device acknowledged: where a new device starts.
    acknowledged: u64,
}

/// A page of a queue.
pub(crate) struct Page {
    pub(crate) metas: Vec<Bytes>,
    /// Key of the last meta; 0 on an empty page.
    pub(crate) key: u64,
    /// Whether more follows.
    pub(crate) more: bool,
}

/// Everything kept for one user.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Mailbox {
    queues: BTreeMap<QueueId, Queue>,
    /// Devices seen and not logged out.
    devices: BTreeMap<String, u64>,
    /// The last page with content that each device was served.
    pages: BTreeMap<String, Bytes>,
    sent: BTreeMap<u64, Receipt>,
    sent_order: VecDeque<u64>,
}

/// What a send was answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    pub(crate) server_id: u64,
    pub(crate) at: u64,
    /// A meta the acknowledgement carries.
    pub(crate) extra: Option<Bytes>,
}

impl QueueId {
    pub(crate) fn of_user(name: &str) -> Self {
        Self { name: name.into(), domain: USER_DOMAIN.into() }
    }

    pub(crate) fn of_group(name: &str) -> Self {
        Self { name: name.into(), domain: GROUP_DOMAIN.into() }
    }

    pub(crate) fn read(jid: &Jid) -> Self {
        let domain = jid.domain.clone().unwrap_or_else(|| USER_DOMAIN.into());
        Self { name: jid.name.clone().unwrap_or_default(), domain }
    }

    pub(crate) fn is_group(&self) -> bool {
        self.domain == GROUP_DOMAIN
    }

    pub(crate) fn jid(&self, app_key: &str) -> Jid {
        Jid {
            app_key: Some(app_key.into()),
            name: Some(self.name.clone()),
            domain: Some(self.domain.clone()),
            client_resource: None,
        }
    }
}

impl Audience {
    pub(crate) fn includes(&self, device: &str) -> bool {
        match self {
            Self::All => true,
            Self::Except(one) => one != device,
            Self::Only(one) => one == device,
        }
    }
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn last_key(&self) -> u64 {
        self.entries.back().map_or(0, |entry| entry.key)
    }

    pub(crate) fn cursors(&self) -> &BTreeMap<String, u64> {
        &self.cursors
    }

    fn cursor(&self, device: &str) -> u64 {
        self.cursors.get(device).copied().unwrap_or_default()
    }

    /// Key and meta of what waits for a device beyond this key.
    pub(crate) fn waiting<'a>(
        &'a self,
        device: &'a str,
        after: u64,
    ) -> impl Iterator<Item = (u64, &'a Bytes)> {
        self.entries_for(device, after).map(|entry| (entry.key, &entry.meta))
    }

    fn entries_for<'a>(&'a self, device: &'a str, after: u64) -> impl Iterator<Item = &'a Entry> {
        let cursor = self.cursor(device).max(after);
        let start = self.entries.partition_point(|entry| entry.key <= cursor);
        self.entries.range(start..).filter(move |entry| entry.audience.includes(device))
    }

    /// Key up to which nothing waits for a device.
    fn settled(&self, device: &str) -> u64 {
        self.entries_for(device, 0).next().map_or(self.last_key(), |entry| entry.key - 1)
    }
}

impl Mailbox {
    /// Makes a device known: new ones start after what any device acknowledged.
    pub(crate) fn register(&mut self, device: &str, now: u64) {
        if self.devices.insert(device.into(), now).is_none() {
            for queue in self.queues.values_mut() {
                queue.cursors.insert(device.into(), queue.acknowledged);
            }
        }
    }

    /// Forgets a device and its places.
    pub(crate) fn forget(&mut self, device: &str) {
        self.devices.remove(device);
        self.pages.remove(device);
        for queue in self.queues.values_mut() {
            queue.cursors.remove(device);
        }
        self.prune_all();
    }

    pub(crate) fn devices(&self) -> impl Iterator<Item = &String> {
        self.devices.keys()
    }

    pub(crate) fn queues(&self) -> impl Iterator<Item = (&QueueId, &Queue)> {
        self.queues.iter()
    }

    /// Adds a meta; beyond `limit` the oldest of the queue is dropped.
    pub(crate) fn store(
        &mut self,
        id: &QueueId,
        key: u64,
        meta: Bytes,
        audience: Audience,
        limit: usize,
    ) {
        let queue = self.queues.entry(id.clone()).or_default();
        queue.entries.push_back(Entry { key, meta, audience });
        while queue.entries.len() > limit {
            queue.entries.pop_front();
        }
    }

    /// Drops the oldest metas of all group queues, or of all others, until `limit` are left.
    pub(crate) fn trim(&mut self, groups: bool, limit: usize) {
        let queues = || self.queues.iter().filter(|(id, _)| id.is_group() == groups);
        let excess = queues().map(|(_, queue)| queue.len()).sum::<usize>().saturating_sub(limit);
        for _ in 0..excess {
            let queues = self.queues.iter_mut().filter(|(id, _)| id.is_group() == groups);
            let oldest = queues.filter_map(|(_, q)| Some((q.entries.front()?.key, q)));
            if let Some((_, queue)) = oldest.min_by_key(|(key, _)| *key) {
                queue.entries.pop_front();
            }
        }
    }

    /// Marks everything up to `key` as received by a device. Keys the queue never gave count as
    /// the last one it gave.
    pub(crate) fn acknowledge(&mut self, id: &QueueId, device: &str, key: u64) {
        let Some(queue) = self.queues.get_mut(id) else { return };
        let key = key.min(queue.last_key());
        if key > queue.cursor(device) {
            queue.cursors.insert(device.into(), key);
            queue.acknowledged = queue.acknowledged.max(key);
            self.prune(id);
        }
    }

    /// What waits for a device in one queue.
    pub(crate) fn page(&self, id: &QueueId, device: &str, size: usize) -> Page {
        let mut page = Page { metas: Vec::new(), key: 0, more: false };
        let mut bytes = 0;
        for entry in self.queues.get(id).into_iter().flat_map(|queue| queue.entries_for(device, 0))
        {
            bytes += entry.meta.len();
            if page.metas.len() >= size || (bytes > PAGE_BYTES && !page.metas.is_empty()) {
                page.more = true;
                break;
            }
            page.metas.push(entry.meta.clone());
            page.key = entry.key;
        }
        page
    }

    /// A device was served a page.
    pub(crate) fn served(&mut self, device: &str, page: &down::Frame) {
        if matches!(page, down::Frame::Sync(sync) if !sync.metas.is_empty()) {
            self.pages.insert(device.into(), page.encode());
        }
    }

    pub(crate) fn last_page(&self, device: &str) -> Option<Bytes> {
        self.pages.get(device).cloned()
    }

    /// The queues in which something waits for a device, and how much.
    pub(crate) fn unread(&self, device: &str) -> Vec<(QueueId, usize)> {
        let counted =
            self.queues.iter().map(|(id, q)| (id.clone(), q.entries_for(device, 0).count()));
        counted.filter(|(_, waiting)| *waiting > 0).collect()
    }

    /// The answer an earlier send with the same id got.
    pub(crate) fn receipt(&self, meta_id: u64) -> Option<Receipt> {
        self.sent.get(&meta_id).cloned()
    }

    pub(crate) fn remember(&mut self, meta_id: u64, receipt: Receipt) {
        if meta_id == 0 || self.sent.insert(meta_id, receipt).is_some() {
            return;
        }
        self.sent_order.push_back(meta_id);
        if self.sent_order.len() > REMEMBERED {
            let oldest = self.sent_order.pop_front().unwrap_or_default();
            self.sent.remove(&oldest);
        }
    }

    fn prune_all(&mut self) {
        let ids: Vec<_> = self.queues.keys().cloned().collect();
        ids.iter().for_each(|id| self.prune(id));
    }

    /// Drops what every known device has received.
    fn prune(&mut self, id: &QueueId) {
        let Some(queue) = self.queues.get_mut(id) else { return };
        let settled = self.devices.keys().map(|device| queue.settled(device)).min();
        let settled = settled.unwrap_or(queue.acknowledged);
        while queue.entries.front().is_some_and(|entry| entry.key <= settled) {
            queue.entries.pop_front();
        }
        if queue.entries.is_empty() {
            self.queues.remove(id);
        }
    }
}

//! Fetching what the server holds: notice → pull → page → application → acknowledgement.
//!
//! MSYNC is a pull protocol. A notice is a hint; pages come when asked for, and the next pull of a
//! queue acknowledges the page before it. So a pull is sent only when the application has taken
//! the last page, and back-pressure costs nothing: who does not ask is not sent anything.

mod keyed;
mod looks;
mod name;
mod opened;
mod page;
mod queue;
mod read;
mod refusal;
mod seen;
mod statistic;

use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;
use hashbrown::HashMap;

use crate::context::Context;
use crate::error::{Kick, Layer, Malformed};
use crate::event::Event;
use crate::ids::{Delivery, QueueId, RoomId, ServerId};
use crate::log::{SyncSpan, debug};
use crate::message::{Peer, Streams};
use crate::seeded::SeededBug;
use crate::session::Cursor;
use crate::store::Record;
use crate::time::Timer;
use crate::wire::{CommNotice, CommSyncUl, CommUnreadDl};
use keyed::Keyed;
use name::Name;
use opened::Opened;
use queue::Queue;
pub(crate) use read::kept;
use refusal::Refusals;
use seen::Seen;

/// Where a queue is kept.
type Slot = u32;

/// What follows from a page for the other machines.
#[derive(Default)]
pub(crate) struct Outcome {
    /// A pull was answered: the link works both ways.
    pub(crate) proof: bool,
    /// A page came that may be no answer: whether one is still under way must be found out.
    pub(crate) doubt: bool,
    /// The server ended the session.
    pub(crate) kick: Option<Kick>,
    /// Rooms that ended, or that this user was put out of.
    pub(crate) left: Vec<RoomId>,
}

#[derive(Default)]
pub(crate) struct Inbox {
    queues: BTreeMap<Slot, Queue>,
    by_id: HashMap<Arc<QueueId>, Slot, Keyed>,
    last_slot: Slot,
    /// Queues that want a pull, in turn.
    waiting: VecDeque<Slot>,
    /// Queues whose pull is under way, or overdue: its answer may come all the same.
    pulling: Vec<Slot>,
    open: Opened,
    last_delivery: u64,
    refusals: Refusals,
    /// The REST host of the last page, from which its files are fetched.
    rest: String,
    last_page: u64,
    seen: Seen,
    streams: Streams,
    /// When the server answered the last UNREAD, by its clock.
    last_unread: Option<u64>,
    /// Queues of the UNREAD reply after this login that are not yet drained; `None` before it.
    offline: Option<usize>,
    sync: SyncSpan,
}

impl Inbox {
    /// Nothing is known of any queue. What peers choose is spread under this key.
    pub(crate) fn keyed(key: u64) -> Self {
        let key = Keyed(key);
        Self {
            seen: Seen::keyed(key),
            open: Opened::keyed(key),
            by_id: HashMap::with_hasher(key),
            ..Self::default()
        }
    }

    /// A session begins or is resumed: nothing is known of the server's view yet.
    pub(crate) fn online(&mut self) {
        self.offline = None;
    }

    /// The link is gone. Pages in the application's hands stay there.
    pub(crate) fn link_lost(&mut self, cx: &mut Context) {
        self.pulling.clear();
        self.offline = None;
        self.sync.end();
        cx.unreads = 0;
        for (slot, queue) in &mut self.queues {
            if !cx.config.has_bug(SeededBug::PullForgotten) {
                queue.link_lost();
            }
            if queue.wanted && !queue.listed {
                queue.listed = true;
                self.waiting.push_back(*slot);
            }
        }
        self.arm(cx);
    }

    /// The session is over: cursors belong to it, what was seen belongs to the user.
    pub(crate) fn session_over(&mut self, cx: &mut Context) {
        self.queues.clear();
        self.by_id.clear();
        self.waiting.clear();
        self.pulling.clear();
        self.offline = None;
        self.sync.end();
        cx.unreads = 0;
        self.arm(cx);
    }

    pub(crate) fn forget_user(&mut self, cx: &mut Context) {
        self.seen.clear();
        self.streams.clear();
        self.open.clear();
        self.refusals.clear();
        cx.timers.clear(Timer::Refusal);
    }

    /// The server lists what waits (SYNC-6 … SYNC-8). Whether the link must be replaced, because it
    /// answers this and not what was asked before.
    #[must_use]
    pub(crate) fn unread(&mut self, cx: &mut Context, reply: CommUnreadDl) -> bool {
        if cx.config.has_bug(SeededBug::SeenWindowByTime) {
            self.seen.clear();
        }
        // A double answers nothing; the server's clock tells it from the answer to the next.
        let time = reply.timestamp.filter(|time| *time != 0);
        if time.is_none() || time != self.last_unread {
            self.last_unread = time;
            if self.unread_answered(cx) {
                return true;
            }
        }
        let first = self.offline.is_none();
        let mut offline = self.offline.unwrap_or_default();
        let mut full = false;
        for entry in reply.unread {
            let Some(jid) = entry.queue else { continue };
            let name = Name::of(&jid, cx);
            // A long list is not asked for room again and again.
            let slot = if full { self.by_id.get(&name).copied() } else { self.slot(cx, name) };
            full |= slot.is_none();
            let Some(slot) = slot else { continue };
            if let Some(queue) = self.queues.get_mut(&slot)
                && first
                && !queue.offline
            {
                queue.waits(entry.n);
                offline += 1;
            }
            self.want(slot);
        }
        self.offline = Some(offline);
        if first && offline > 0 {
            self.sync.begin(offline);
            cx.tell(Event::SyncStarted);
        }
        false
    }

    /// What that says of the pulls before; whether one of them wants another link.
    fn unread_answered(&mut self, cx: &mut Context) -> bool {
        let mut skipped = false;
        cx.unreads = cx.unreads.saturating_sub(1);
        for slot in self.queues.keys().copied().collect::<Vec<_>>() {
            if let Some(queue) = self.queues.get_mut(&slot) {
                skipped |= queue.unread_answered();
            }
            self.advance(cx, slot);
        }
        self.forget_answered();
        skipped
    }

    /// Pulls that no answer is expected to any more.
    fn forget_answered(&mut self) {
        let queues = &self.queues;
        self.pulling.retain(|slot| queues.get(slot).is_some_and(Queue::waits_for_answer));
    }

    /// The server says a queue has something new (SYNC-9, SYNC-10).
    pub(crate) fn notice(&mut self, cx: &mut Context, notice: CommNotice) {
        match notice.queue {
            Some(jid) => {
                if let Some(slot) = self.slot(cx, Name::of(&jid, cx)) {
                    self.want(slot);
                }
            }
            None => cx.tell(Event::Malformed(Malformed::new(
                Layer::Notice,
                "a notice without a queue",
                Bytes::new(),
            ))),
        }
    }

    /// The application has taken this. Returns whom a delivery receipt is owed to. `None` also
    /// when it was taken before.
    pub(crate) fn commit(
        &mut self,
        cx: &mut Context,
        delivery: Delivery,
    ) -> Option<(Peer, ServerId)> {
        let open = self.open.remove(delivery)?;
        self.refusals.taken(open.id);
        if open.refused > 0 {
            self.withdraw(cx, &open.lane, delivery);
        }
        if let Some(id) = open.id {
            self.seen.taken(id, cx.config.seen_max);
            cx.keep(Record::Taken { namespace: id.0, id: id.1 });
        }
        for (slot, number) in open.page.into_iter().chain(open.repeats) {
            let queue = self.queues.get_mut(&slot);
            if let Some(page) =
                queue.and_then(|queue| queue.pages.iter_mut().find(|page| page.number == number))
            {
                page.open = page.open.saturating_sub(1);
            }
            self.advance(cx, slot);
        }
        open.receipt.map(|receipt| *receipt)
    }

    /// Moves a queue on over the pages that are taken, in their order.
    fn advance(&mut self, cx: &mut Context, slot: Slot) {
        let Some(queue) = self.queues.get_mut(&slot) else { return };
        let before = queue.cursor;
        let early = usize::from(cx.config.has_bug(SeededBug::AckOneEarly));
        let at_once = cx.config.has_bug(SeededBug::AckBeforeHandOver);
        while queue.pages.front().is_some_and(|page| page.open <= early || at_once)
            && let Some(page) = queue.pages.pop_front()
        {
            queue.page_taken(&page);
            if page.next_key == 0 && cx.config.has_bug(SeededBug::CursorReset) {
                queue.cursor = 0;
            }
        }
        let moved = queue.cursor != before;
        if moved {
            cx.keep(Record::Cursor(Cursor::from((&*queue.id, queue.cursor))));
        }
        if queue.offline && queue.is_drained() {
            if let Some(gap) = queue.fetched() {
                cx.tell(Event::HistoryGap(gap));
            }
            if let Some(left) = &mut self.offline {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    cx.tell(Event::SyncFinished);
                    self.sync.end();
                }
            }
        }
        if moved {
            Self::session_changed(cx);
        }
        self.list(slot);
    }

    fn session_changed(cx: &mut Context) {
        if !matches!(cx.events.back(), Some((Event::SessionChanged, _))) {
            cx.tell(Event::SessionChanged);
        }
    }

    fn want(&mut self, slot: Slot) {
        if let Some(queue) = self.queues.get_mut(&slot) {
            queue.noticed();
        }
        self.list(slot);
    }

    fn list(&mut self, slot: Slot) {
        if let Some(queue) = self.queues.get_mut(&slot)
            && queue.wanted
            && !queue.listed
        {
            queue.listed = true;
            self.waiting.push_back(slot);
        }
    }

    /// The next pull to send, if there is one and the application keeps up.
    pub(crate) fn next_pull(&mut self, cx: &mut Context) -> Option<CommSyncUl> {
        let mut looks = self.waiting.len();
        let behind = cx.is_behind() || self.open.bytes() >= cx.config.events_bytes_max;
        while looks > 0 && self.pulling.len() < cx.config.pulls_max && !behind {
            looks -= 1;
            let slot = self.waiting.pop_front()?;
            let Some(queue) = self.queues.get_mut(&slot) else { continue };
            queue.listed = false;
            if queue.is_ready() {
                self.pulling.push(slot);
                let pull = queue.pull(cx.now.plus(cx.config.pull_ms), cx.unreads);
                self.arm(cx);
                return Some(pull);
            }
            // A pull under way or a page in hand: its end lists the queue again.
        }
        None
    }

    /// Gives up waiting for overdue answers. `true` when there were any, so that the link is in
    /// doubt. While the application is behind, answers may have come unread, and are waited for.
    pub(crate) fn on_pull_due(&mut self, cx: &mut Context, reading: bool) -> bool {
        let mut overdue = false;
        for slot in self.pulling.clone() {
            let Some(queue) = self.queues.get_mut(&slot) else { continue };
            if queue.pull_due().is_some_and(|due| due <= cx.now) {
                if !reading {
                    queue.pull_until(cx.after(cx.config.pull_ms));
                    continue;
                }
                debug!("a pull was not answered");
                queue.pull_overdue();
                if cx.config.has_bug(SeededBug::PullAgainEarly) {
                    queue.give_up_late();
                }
                overdue = true;
                self.advance(cx, slot);
            }
        }
        self.forget_answered();
        self.arm(cx);
        overdue
    }

    fn arm(&self, cx: &mut Context) {
        let queues = self.pulling.iter().filter_map(|slot| self.queues.get(slot));
        cx.timers.set(Timer::Pull, queues.filter_map(Queue::pull_due).min());
    }

    /// The queue of this name; a new one where there is room, which idle ones make.
    fn slot(&mut self, cx: &Context, name: Name<'_>) -> Option<Slot> {
        if let Some(slot) = self.by_id.get(&name) {
            return Some(*slot);
        }
        if self.queues.len() >= cx.config.queues_max {
            let mut queues = self.queues.iter();
            // Without one whose cursor the server has confirmed, one that rests must go: its last
            // page may come again, and is recognised.
            let (idle, queue) = queues
                .find(|(_, queue)| queue.is_idle())
                .or_else(|| self.queues.iter().find(|(_, queue)| queue.is_at_rest()))?;
            let idle = *idle;
            self.by_id.remove(&queue.id);
            self.queues.remove(&idle);
        }
        self.last_slot = self.last_slot.wrapping_add(1);
        let slot = self.last_slot;
        let id = Arc::new(name.to_id());
        self.by_id.insert(id.clone(), slot);
        self.queues.insert(slot, Queue::new(id, 0));
        Some(slot)
    }
}

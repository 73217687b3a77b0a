//! One queue: its cursor, its pages in the application's hands, what to ask for next (SYNC rows).

use alloc::collections::VecDeque;
use alloc::sync::Arc;

use super::Slot;
use super::refusal::Lane;
use crate::event::HistoryGap;
use crate::ids::QueueId;
use crate::time::Instant;
use crate::wire::{CommSyncUl, Jid};

/// Pages in a row without anything new after which a queue rests until the server names it again:
/// a server whose keys advance over nothing must not keep us asking (O-30).
const BARREN_MAX: u32 = 64;

/// Pulls in a row that were not answered after which a queue rests on its link: a server that never
/// answers for one queue must not keep us from the others.
const UNANSWERED_MAX: u32 = 3;

/// Why an answer may be under way that nobody waits for with a clock. The next pull would acknowledge
/// what it brings: none goes out before that is settled.
#[derive(Clone, Copy, PartialEq)]
enum Late {
    /// It did not come in time.
    Overdue,
    /// A page came that may be a double of the one before.
    Doubtful,
    /// It did not come in time on several links. What comes is taken; this link is not asked again.
    Abandoned,
}

/// One page, from its arrival until the application has taken all of it.
pub(super) struct Page {
    pub(super) number: u64,
    /// The queue it is of.
    pub(super) slot: Option<Slot>,
    pub(super) lane: Lane,
    /// Whether it answers a pull.
    pub(super) asked: bool,
    /// Deliveries of it that are not yet taken.
    pub(super) open: usize,
    /// Whether it held anything, and anything new.
    pub(super) content: bool,
    pub(super) news: bool,
    pub(super) next_key: u64,
    pub(super) is_last: bool,
}

pub(super) struct Queue {
    pub(super) id: Arc<QueueId>,
    /// Cursor after the last page taken; 0 before the first.
    pub(super) cursor: u64,
    /// The server has answered a pull that carried this cursor, on this link: it need not be told
    /// again.
    confirmed: bool,
    /// There may be more: ask.
    pub(super) wanted: bool,
    /// A pull is under way: until when, and with which key.
    pulling: Option<(Instant, u64)>,
    /// The key of a pull whose answer may still be under way.
    late: Option<(u64, Late)>,
    /// The last page of this link was empty.
    empty: bool,
    /// UNREADs that were under way already when the last pull went out: their answers say nothing of
    /// it.
    earlier_unreads: u32,
    pub(super) pages: VecDeque<Page>,
    barren: u32,
    unanswered: u32,
    /// Whether the list of waiting queues holds it.
    pub(super) listed: bool,
    /// Named by the UNREAD reply after this login and not yet finished (SYNC-8).
    pub(super) offline: bool,
    /// What the UNREAD reply said of it.
    announced: Announced,
}

/// What the UNREAD reply said of a queue, and how much of it has come.
#[derive(Default)]
struct Announced {
    /// Metas, if it said how many.
    metas: Option<u32>,
    /// None of them was handed over before.
    all_new: bool,
    /// Metas that came since.
    delivered: u32,
}

impl Queue {
    pub(super) fn new(id: Arc<QueueId>, cursor: u64) -> Self {
        Self {
            id,
            cursor,
            confirmed: false,
            wanted: false,
            pulling: None,
            late: None,
            empty: false,
            earlier_unreads: 0,
            pages: VecDeque::new(),
            barren: 0,
            unanswered: 0,
            listed: false,
            offline: false,
            announced: Announced::default(),
        }
    }

    /// The server named this queue: it has something, so old grudges are forgotten.
    pub(super) fn noticed(&mut self) {
        self.wanted = true;
        self.barren = 0;
    }

    /// The UNREAD reply after a login named this queue.
    pub(super) fn waits(&mut self, metas: Option<u32>) {
        self.offline = true;
        let all_new = self.cursor == 0 && self.pages.is_empty();
        self.announced = Announced { metas, all_new, delivered: 0 };
    }

    /// Metas of a page came.
    pub(super) fn delivered(&mut self, metas: usize) {
        let metas = u32::try_from(metas).unwrap_or(u32::MAX);
        self.announced.delivered = self.announced.delivered.saturating_add(metas);
    }

    /// Everything that waited was fetched: what seems to be missing. Nothing is while the server
    /// does not answer: what it owes is asked for again.
    pub(super) fn fetched(&mut self) -> Option<HistoryGap> {
        self.offline = false;
        let Announced { metas, all_new, delivered } = self.announced;
        if self.unanswered > 0 {
            return None;
        }
        HistoryGap::of(&self.id, metas, all_new, delivered)
    }

    /// Whether a pull may go out now: one at a time, and not while a page is in the application's
    /// hands, because the next pull acknowledges it.
    pub(super) fn is_ready(&self) -> bool {
        self.wanted && !self.awaits() && self.pages.is_empty()
    }

    /// Whether the answer to a pull may be under way.
    fn awaits(&self) -> bool {
        self.pulling.is_some() || self.late.is_some()
    }

    /// Whether it is waited for.
    pub(super) fn waits_for_answer(&self) -> bool {
        self.awaits() && !self.is_abandoned()
    }

    fn is_abandoned(&self) -> bool {
        matches!(self.late, Some((_, Late::Abandoned)))
    }

    /// Whether forgetting it loses nothing.
    pub(super) fn is_idle(&self) -> bool {
        self.is_at_rest() && self.is_confirmed()
    }

    fn is_confirmed(&self) -> bool {
        self.cursor == 0 || self.confirmed
    }

    /// The next pull. Its key acknowledges everything up to it (SYNC-16); a cursor the server has
    /// confirmed is left out, as the official client does (SYNC-2).
    /// So many UNREADs are under way before it.
    pub(super) fn pull(&mut self, until: Instant, unreads: u32) -> CommSyncUl {
        self.wanted = false;
        self.earlier_unreads = unreads;
        let key = if self.is_confirmed() { 0 } else { self.cursor };
        self.pulling = Some((until, key));
        let queue = Jid {
            app_key: Some(self.id.app_key.clone()),
            name: Some(self.id.name.clone()),
            domain: Some(self.id.domain.clone()),
            client_resource: None,
        };
        CommSyncUl { key: (key != 0).then_some(key), queue: Some(queue), ..CommSyncUl::default() }
    }

    /// A page of this queue arrived. Whether it answers a pull.
    pub(super) fn answered(&mut self) -> bool {
        let pulling = self.pulling.take().map(|(_, key)| key);
        let late = self.late.take().map(|(key, _)| key);
        let Some(key) = pulling.or(late) else { return false };
        self.unanswered = 0;
        self.confirmed |= key != 0 && key == self.cursor;
        true
    }

    /// Whether this page is no sure answer to the pull under way. One that holds anything leads past
    /// the cursor; what ends there or before is a double of an earlier page, or the server has
    /// forgotten that it was acknowledged. An empty one after another may be its double.
    pub(super) fn is_doubtful(&mut self, page: &Page) -> bool {
        let after_empty = core::mem::replace(&mut self.empty, !page.content);
        let like_an_earlier = match page.content {
            true => page.next_key != 0 && page.next_key <= self.cursor,
            false => after_empty,
        };
        like_an_earlier && self.awaits()
    }

    /// The answer may be still under way: waits for that of an UNREAD asked later. A cursor that the
    /// server has forgotten is told again.
    pub(super) fn doubt(&mut self, page: &Page) {
        if let Some((_, key)) = self.pulling.take() {
            self.late = Some((key, Late::Doubtful));
        }
        if page.content {
            self.barren += 1;
            self.wanted = self.barren < BARREN_MAX;
            self.confirmed = false;
        }
    }

    pub(super) fn pull_due(&self) -> Option<Instant> {
        self.pulling.map(|(until, _)| until)
    }

    /// The pull has more time.
    pub(super) fn pull_until(&mut self, until: Instant) {
        if let Some((due, _)) = &mut self.pulling {
            *due = until;
        }
    }

    /// The pull was not answered in time.
    pub(super) fn pull_overdue(&mut self) {
        self.late = self.pulling.take().map(|(_, key)| (key, Late::Overdue));
        self.unanswered += 1;
        self.wanted = self.unanswered < UNANSWERED_MAX;
    }

    /// An UNREAD was answered. If it was asked after a pull, a page that may have been a double was
    /// the answer to that. What is overdue even so may come later all the same, from a server that
    /// works on both at once: only another link is sure not to bring it. Returns whether that is
    /// wanted.
    pub(super) fn unread_answered(&mut self) -> bool {
        if let Some(left) = self.earlier_unreads.checked_sub(1) {
            self.earlier_unreads = left;
            return false;
        }
        match &mut self.late {
            Some((_, Late::Doubtful)) => self.late = None,
            Some((_, Late::Overdue)) if self.unanswered < UNANSWERED_MAX => return true,
            Some((_, why)) => *why = Late::Abandoned,
            None => {}
        }
        false
    }

    pub(super) fn give_up_late(&mut self) {
        self.late = None;
    }

    /// The link is gone: no answer will come, and the next server may not know the cursor.
    pub(super) fn link_lost(&mut self) {
        self.wanted |= self.pulling.take().is_some();
        self.late = None;
        self.empty = false;
        self.confirmed = false;
        self.offline = false;
    }

    /// The application has taken all of the first page: moves the cursor and decides what is next.
    /// `next_key` 0 leaves the cursor; one that does not advance ends the chain (SYNC-14), and one of
    /// an older page moves nothing back.
    pub(super) fn page_taken(&mut self, page: &Page) {
        let advanced = page.next_key > self.cursor;
        if advanced {
            self.cursor = page.next_key;
            self.confirmed = false;
        } else if page.content && page.next_key != 0 {
            // The server serves again what was acknowledged: it has lost that, and is told once more.
            self.confirmed = false;
        }
        self.barren = if page.news { 0 } else { self.barren + 1 };
        let more = if page.is_last { page.content && advanced } else { advanced };
        if more && self.barren < BARREN_MAX {
            self.wanted = true;
        }
    }

    /// Whether nothing is under way or wanted: what the server had has been fetched.
    pub(super) fn is_drained(&self) -> bool {
        (!self.wanted || self.is_abandoned()) && !self.waits_for_answer() && self.pages.is_empty()
    }

    /// Whether forgetting it costs repetitions at most. What may still come is known by its pull.
    pub(super) fn is_at_rest(&self) -> bool {
        self.is_drained() && !self.awaits()
    }
}

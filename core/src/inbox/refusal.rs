//! What the application refuses: handed over again after a pause, and behind it what comes after it
//! in its queue. Other queues go on.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use super::Inbox;
use super::read::again;
use super::seen::ContentId;
use crate::context::Context;
use crate::event::{DeadLetter, Event};
use crate::ids::{Delivery, QueueId};
use crate::message::{Reader, StreamPart};
use crate::seeded::SeededBug;
use crate::session::Refused;
use crate::store::Record;
use crate::time::{Instant, Timer};

/// What keeps its order: a queue, and together all content that names none.
pub(super) type Lane = Option<Arc<QueueId>>;

/// Who has some content now.
#[derive(Default)]
pub(super) enum Hands {
    /// It waits to be handed over.
    #[default]
    Ours,
    /// The application, which may refuse it: then it is read again.
    Application,
    /// The same; a step of a stream, which no single meta holds.
    ApplicationStep(Box<StreamPart>),
}

/// Content that waits to be handed over.
struct Held {
    event: Event,
    from: Instant,
}

/// All of it is also among what is open, and bounded with that.
#[derive(Default)]
pub(super) struct Refusals {
    /// What was refused and what came after it; deliveries ascend in the order of the wire.
    held: BTreeMap<Lane, BTreeMap<Delivery, Held>>,
    /// How often content was refused that is not taken yet, by an earlier process too.
    counts: BTreeMap<ContentId, u32>,
}

impl Refusals {
    /// The application has taken this.
    pub(super) fn taken(&mut self, id: Option<ContentId>) {
        if let Some(id) = id {
            self.counts.remove(&id);
        }
    }

    pub(super) fn count(&self, id: Option<ContentId>) -> u32 {
        id.and_then(|id| self.counts.get(&id)).copied().unwrap_or_default()
    }

    /// New content of this queue: handed over at once, unless something before it waits.
    pub(super) fn hand_over(
        &mut self,
        cx: &mut Context,
        lane: &Lane,
        delivery: Delivery,
        event: Event,
    ) {
        match self.held.get_mut(lane) {
            Some(held) => {
                held.insert(delivery, Held { event, from: Instant::from_millis(0) });
            }
            None => cx.hand_over(event, delivery),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.counts.len()
    }

    /// What may be kept over a restart.
    pub(super) fn snapshot(&self) -> impl Iterator<Item = Refused> {
        let refused = |(&(namespace, id), &times)| Refused { namespace, id, times };
        self.counts.iter().map(refused)
    }

    /// Remembers so many at most; the lowest ids are the oldest.
    pub(super) fn remember(&mut self, refused: Refused, most: usize) {
        self.counts.insert((refused.namespace, refused.id), refused.times);
        if self.counts.len() > most {
            self.counts.pop_first();
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Content that was refused this often, as the application is told of it.
pub(super) fn or_dead(cx: &Context, event: Event, refused: u32) -> Event {
    let for_ever = cx.config.has_bug(SeededBug::RefusedForEver);
    if refused > cx.config.refusals_max && event.delivery().is_some() && !for_ever {
        return Event::DeadLetter(Box::new(DeadLetter { event, refused }));
    }
    event
}

impl Inbox {
    /// The application has this content now, and may refuse it.
    pub(crate) fn handed_over(&mut self, delivery: Delivery, event: &Event) {
        if let Some(open) = self.open.get_mut(delivery) {
            open.hands = match event {
                Event::Stream(step) => Hands::ApplicationStep(step.clone()),
                _ => Hands::Application,
            };
        }
    }

    /// The application does not take this now. `false` when it is not in its hands. `reader` is that
    /// of the user whose inbox this is.
    pub(crate) fn refuse(
        &mut self,
        cx: &mut Context,
        delivery: Delivery,
        reader: Reader<'_>,
    ) -> bool {
        let Some(open) = self.open.get_mut(delivery) else { return false };
        let event = match core::mem::take(&mut open.hands) {
            Hands::Ours => return false,
            Hands::Application => {
                again(&open.meta, Reader { rest: &self.rest, ..reader }, delivery)
            }
            Hands::ApplicationStep(step) => Event::Stream(step),
        };
        open.refused = open.refused.saturating_add(1);
        let (lane, refused) = (open.lane.clone(), open.refused);
        if let Some((namespace, id)) = open.id {
            let refused = Refused { namespace, id, times: refused };
            self.refusals.remember(refused, cx.config.events_max);
            if !cx.config.has_bug(SeededBug::RefusalsNotKept) {
                cx.keep(Record::Refused(refused));
            }
        }
        let event = or_dead(cx, event, refused);
        let is_dead = matches!(event, Event::DeadLetter(_));
        if is_dead && cx.config.has_bug(SeededBug::DeadLetterDropped) {
            self.commit(cx, delivery);
            return true;
        }
        let at_once = is_dead || cx.config.has_bug(SeededBug::RefusedAtOnce);
        let from = if at_once { cx.now } else { cx.after(cx.config.refusal_pause_ms) };
        let open = &self.open;
        let (all, none) = (
            cx.config.has_bug(SeededBug::RefusalHoldsAll),
            cx.config.has_bug(SeededBug::RefusedOvertaken),
        );
        let is_behind = |later: Delivery| {
            let same_lane = open.get(later).is_some_and(|open| open.lane == lane);
            later > delivery && (same_lane || all) && !none
        };
        let behind = cx.take_back(is_behind);
        let held = self.refusals.held.entry(lane.clone()).or_default();
        held.insert(delivery, Held { event, from });
        held.extend(behind.into_iter().map(|(event, later)| (later, Held { event, from: cx.now })));
        self.release(cx);
        true
    }

    /// Hands over what has waited long enough and has nothing before it.
    pub(crate) fn release(&mut self, cx: &mut Context) {
        let mut next = None;
        self.refusals.held.retain(|_, held| {
            while let Some(first) = held.first_entry() {
                if first.get().from > cx.now {
                    next = next.into_iter().chain([first.get().from]).min();
                    return true;
                }
                let (delivery, first) = first.remove_entry();
                cx.hand_over(first.event, delivery);
            }
            false
        });
        cx.timers.set(Timer::Refusal, next);
    }

    /// What was refused is taken after all: it is not handed over again.
    pub(super) fn withdraw(&mut self, cx: &mut Context, lane: &Lane, delivery: Delivery) {
        cx.take_back(|waiting| waiting == delivery);
        if let Some(held) = self.refusals.held.get_mut(lane) {
            held.remove(&delivery);
        }
        self.release(cx);
    }
}

//! One page: each meta is read by itself and handed over in the order of the wire.

use bytes::Bytes;

use super::queue::{Page, Queue};
use super::seen::{ContentId, Known};
use super::{Inbox, Open, Outcome, Slot, statistic};
use crate::context::Context;
use crate::error::{Kick, Layer};
use crate::event::{Event, Unrecognized, What};
use crate::ids::{Delivery, QueueId, ServerId};
use crate::log::trace;
use crate::message::{Chat, Interpreted, Peer, Reader, interpret};
use crate::wire::{CommSyncDl, Meta, Namespace, decode};

impl Inbox {
    /// A page: each meta is decoded by itself and handed over in the order of the wire.
    pub(crate) fn page(
        &mut self,
        cx: &mut Context,
        frame: CommSyncDl,
        reader: Reader<'_>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let slot = frame.queue.and_then(|jid| self.slot(cx, jid));
        let queue = slot.and_then(|slot| self.queues.get_mut(&slot));
        let name = queue.as_ref().map(|queue| queue.id.clone());
        outcome.proof = queue.is_some_and(Queue::answered);
        if outcome.proof {
            self.pulling.retain(|pulling| Some(*pulling) != slot);
        }
        self.last_page += 1;
        let mut page = Page {
            number: self.last_page,
            open: 0,
            content: !frame.metas.is_empty(),
            news: false,
            next_key: frame.next_key.unwrap_or_default(),
            is_last: frame.is_last.unwrap_or_default(),
        };
        trace!("page of {} metas", frame.metas.len());
        for bytes in frame.metas {
            let kick = self.take_meta(cx, &bytes, slot, &name, reader, &mut page);
            outcome.kick = outcome.kick.or(kick);
        }
        if let Some(slot) = slot {
            if let Some(queue) = self.queues.get_mut(&slot) {
                queue.pages.push_back(page);
            }
            self.advance(cx, slot);
        }
        self.arm(cx);
        outcome
    }

    fn take_meta(
        &mut self,
        cx: &mut Context,
        bytes: &Bytes,
        slot: Option<Slot>,
        queue: &Option<QueueId>,
        reader: Reader<'_>,
        page: &mut Page,
    ) -> Option<Kick> {
        let meta: Meta = match decode(Layer::Meta, bytes) {
            Ok(meta) => meta,
            Err(malformed) => {
                self.hand_over(cx, None, slot, page, None, |_| Event::Malformed(malformed));
                return None;
            }
        };
        let namespace = meta.ns.unwrap_or_default();
        let number = meta.id.unwrap_or_default();
        let id = (number != 0).then_some((namespace, number));
        let is_statistic = namespace == Namespace::Statistic as i32;
        // A kick counts however often it is said.
        if is_statistic && let Some(kick) = statistic::kick(&meta) {
            return Some(kick);
        }
        if self.is_repeat(id, slot, page) {
            return None;
        }
        if is_statistic {
            self.hand_over(cx, id, slot, page, None, |_| statistic::event(meta));
            return None;
        }
        let unrecognized = |what, payload| {
            Event::Unrecognized(Unrecognized {
                queue: queue.clone(),
                what,
                id: ServerId(number),
                payload,
            })
        };
        if namespace != Namespace::Chat as i32 {
            let payload = meta.payload.unwrap_or_default();
            let what = What::Namespace(namespace);
            self.hand_over(cx, id, slot, page, None, |_| unrecognized(what, payload));
            return None;
        }
        let delivery = Delivery(self.last_delivery + 1);
        match interpret(meta, reader, delivery) {
            Ok(Interpreted::Message(message)) => {
                let wants_receipt = cx.config.delivery
                    && message.chat == Chat::Single
                    && message.from.name != reader.user
                    && message.from != message.to;
                let receipt = wants_receipt.then(|| (message.from.clone(), message.id));
                self.hand_over(cx, id, slot, page, receipt, |_| Event::Message(message));
            }
            Ok(Interpreted::Receipt(receipt)) => {
                self.hand_over(cx, id, slot, page, None, |_| Event::Receipt(receipt));
            }
            Ok(Interpreted::Echo) => trace!("own echo dropped"),
            Ok(Interpreted::Unknown(what, payload)) => {
                self.hand_over(cx, id, slot, page, None, |_| unrecognized(what, payload));
            }
            Err(malformed) => {
                self.hand_over(cx, id, slot, page, None, |_| Event::Malformed(malformed));
            }
        }
        None
    }

    /// Whether this was handed over before. If it is still in the application's hands, the page
    /// waits for it too.
    fn is_repeat(&mut self, id: Option<ContentId>, slot: Option<Slot>, page: &mut Page) -> bool {
        match id.map_or(Known::New, |id| self.seen.look(id)) {
            Known::New => {
                page.news = true;
                return false;
            }
            Known::Taken => {}
            Known::Open(delivery) => {
                if let Some(slot) = slot
                    && let Some(open) = self.open.get_mut(&delivery)
                {
                    open.pages.push((slot, page.number));
                    page.open += 1;
                }
            }
        }
        true
    }

    fn hand_over(
        &mut self,
        cx: &mut Context,
        id: Option<ContentId>,
        slot: Option<Slot>,
        page: &mut Page,
        receipt: Option<(Peer, ServerId)>,
        event: impl FnOnce(Delivery) -> Event,
    ) {
        self.last_delivery += 1;
        let delivery = Delivery(self.last_delivery);
        page.news = true;
        page.open += usize::from(slot.is_some());
        let pages = slot.map(|slot| (slot, page.number)).into_iter().collect();
        if let Some(id) = id {
            self.seen.open(id, delivery, cx.config.seen_max);
        }
        self.open.insert(delivery, Open { id, pages, receipt });
        cx.hand_over(event(delivery), delivery);
    }
}

//! One page: each meta is read by itself and handed over in the order of the wire.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;

use super::name::Name;
use super::opened::Open;
use super::queue::Page;
use super::read::{Told, read};
use super::refusal::{Hands, or_dead};
use super::seen::ContentId;
use super::{Inbox, Outcome, statistic};
use crate::context::Context;
use crate::error::{Kick, Layer, Malformed};
use crate::event::Event;
use crate::ids::{Delivery, RoomId, ServerId};
use crate::log::limited;
use crate::message::incoming::Chunk;
use crate::message::{Body, Peer, Reader, Taken};
use crate::rooms::ended_stay;
use crate::seeded::SeededBug;
use crate::wire::Namespace;
use crate::wire::view::{self, Meta};

/// What a meta may put an end to.
enum Over {
    Session(Kick),
    /// The room, or this user's stay in it.
    Stay(RoomId),
}

impl Inbox {
    /// A page: each meta is decoded by itself and handed over in the order of the wire.
    pub(crate) fn page(
        &mut self,
        cx: &mut Context,
        frame: &view::Page<'_>,
        reader: Reader<'_>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let slot = frame.queue.and_then(|jid| self.slot(cx, Name::of_view(&jid, cx)));
        let queue = slot.and_then(|slot| self.queues.get_mut(&slot));
        let lane = queue.as_ref().map(|queue| Arc::clone(&queue.id));
        let metas = frame.metas.len();
        let unsaid = cx.config.has_bug(SeededBug::LastPageNotAcknowledged);
        self.last_page += 1;
        let mut page = Page {
            number: self.last_page,
            slot,
            lane,
            asked: false,
            open: 0,
            content: !frame.metas.is_empty() && !unsaid,
            news: false,
            next_key: frame.next_key.unwrap_or_default(),
            is_last: frame.is_last.unwrap_or_default(),
        };
        if let Some(queue) = queue {
            queue.delivered(metas);
            outcome.doubt = queue.is_doubtful(&page);
            if outcome.doubt {
                queue.doubt(&page);
            } else {
                page.asked = queue.answered();
            }
        }
        outcome.proof = page.asked;
        if outcome.proof {
            self.pulling.retain(|pulling| Some(*pulling) != slot);
        }
        limited!(cx, Page, trace, "page of {metas} metas");
        if self.rest != reader.rest {
            self.rest = reader.rest.into();
        }
        self.open.expect(metas.min(cx.config.events_max));
        for bytes in frame.metas.raw() {
            // A copy, which the texts of a message are slices of: those of the frame would keep all of
            // it in memory, which nobody counts.
            let meta = Bytes::copy_from_slice(bytes);
            match self.take_meta(cx, reader, &mut page, &meta) {
                Some(Over::Session(kick)) => outcome.kick = outcome.kick.or(Some(kick)),
                Some(Over::Stay(room)) => outcome.left.push(room),
                None => {}
            }
        }
        if let Some(slot) = slot {
            // A page nobody asked for and without anything new changes nothing: a server that
            // repeats itself must not fill our memory.
            if let Some(queue) = self.queues.get_mut(&slot)
                && (page.asked || page.news)
            {
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
        reader: Reader<'_>,
        page: &mut Page,
        bytes: &Bytes,
    ) -> Option<Over> {
        let mut meta = Meta::default();
        if let Err(malformed) = view::fill(&mut meta, Layer::Meta, bytes, bytes) {
            self.hand_over(cx, page, bytes, None, None, |_| Event::Malformed(malformed));
            return None;
        }
        let namespace = meta.ns.unwrap_or_default();
        let number = meta.id.unwrap_or_default();
        let id = (number != 0).then_some((namespace, number));
        let is_statistic = namespace == Namespace::Statistic as i32;
        // A kick counts however often it is said.
        if is_statistic && let Some(kick) = statistic::kick(&meta) {
            return Some(Over::Session(kick));
        }
        let news_before = page.news;
        if self.is_repeat(cx, id, page) {
            return None;
        }
        let delivery = Delivery(self.last_delivery + 1);
        match read(&meta, bytes, page.lane.as_deref(), reader, delivery) {
            Told::Event(event, _)
                if matches!(event, Event::Malformed(_))
                    && cx.config.has_bug(SeededBug::PoisonDropped) => {}
            Told::Event(event, receipt_due) => {
                let receipt = match &event {
                    Event::Message(message) if receipt_due && cx.config.delivery => {
                        Some((message.from.clone(), message.id))
                    }
                    _ => None,
                };
                let left = match &event {
                    Event::Room(room) => ended_stay(room, reader.user),
                    _ => None,
                };
                self.hand_over(cx, page, bytes, id, receipt, |_| event);
                return left.map(Over::Stay);
            }
            Told::Chunk(chunk) => {
                if !self.take_chunk(cx, page, bytes, id, *chunk, meta.payload) {
                    page.news = news_before;
                }
            }
            Told::Own => {
                limited!(cx, OwnDoing, trace, "own doing dropped");
                page.news = news_before;
            }
        }
        None
    }

    /// A part of a stream, and the steps it makes. The id is remembered with the last one, so that
    /// nothing of the stream starts again; its parts share it, so before that it says nothing
    /// (RX-10). Whether the part was new.
    fn take_chunk(
        &mut self,
        cx: &mut Context,
        page: &mut Page,
        bytes: &Bytes,
        id: Option<ContentId>,
        chunk: Chunk,
        payload: Option<&[u8]>,
    ) -> bool {
        let (streams_max, bytes_max) = (cx.config.streams_max, cx.config.stream_bytes_max);
        let room = cx.config.events_bytes_max.saturating_sub(self.open.bytes());
        let broken = match self.streams.take(chunk, streams_max, bytes_max, room) {
            Taken::Repeat(told_by) => {
                if let Some(delivery) = told_by {
                    self.wait_for(delivery, page);
                }
                return false;
            }
            Taken::Waits => None,
            Taken::Headless => Some("a streamed text without its beginning"),
            Taken::TooLong => Some("a stream too long"),
            Taken::Steps(steps, over) => {
                let mut left = steps.len();
                for mut step in steps {
                    left -= 1;
                    let stream = step.message.id;
                    let id = id.filter(|_| over && left == 0);
                    self.hand_over(cx, page, bytes, id, None, |delivery| {
                        step.message.delivery = delivery;
                        Event::Stream(Box::new(step))
                    });
                    self.streams.told(stream, Delivery(self.last_delivery));
                }
                None
            }
        };
        if let Some(detail) = broken {
            let payload = bytes.slice_ref(payload.unwrap_or_default());
            let malformed = Malformed::new(Layer::Payload, detail, payload);
            self.hand_over(cx, page, bytes, None, None, |_| Event::Malformed(malformed));
        }
        true
    }

    /// Whether this was handed over before. If it is still in the application's hands, a page that
    /// was asked for waits for it too; one that was not acknowledges nothing before the page it
    /// repeats.
    fn is_repeat(&mut self, cx: &Context, id: Option<ContentId>, page: &mut Page) -> bool {
        let in_hand = id.and_then(|id| self.open.find(id));
        if in_hand.is_some() && cx.config.has_bug(SeededBug::RepeatInHand) {
            return false;
        }
        if let Some(delivery) = in_hand {
            self.wait_for(delivery, page);
            return true;
        }
        let taken = id.is_some_and(|id| self.seen.contains(id));
        page.news |= !taken;
        taken
    }

    /// The page waits for content of an earlier one, if that is still in the application's hands.
    fn wait_for(&mut self, delivery: Delivery, page: &mut Page) {
        if let Some(slot) = page.slot.filter(|_| page.asked)
            && let Some(open) = self.open.get_mut(delivery)
        {
            open.repeats.push((slot, page.number));
            page.open += 1;
        }
    }

    fn hand_over(
        &mut self,
        cx: &mut Context,
        page: &mut Page,
        bytes: &Bytes,
        id: Option<ContentId>,
        receipt: Option<(Peer, ServerId)>,
        event: impl FnOnce(Delivery) -> Event,
    ) {
        self.last_delivery += 1;
        let delivery = Delivery(self.last_delivery);
        page.news = true;
        page.open += usize::from(page.slot.is_some());
        let of = page.slot.map(|slot| (slot, page.number));
        let refused = self.refusals.count(id);
        let mut event = event(delivery);
        if refused > 0 {
            event = or_dead(cx, event, refused);
        }
        let weight = bytes.len() + told_so_far(&event);
        let may_be_refused = event.delivery().is_some();
        let meta = if may_be_refused { bytes.clone() } else { Bytes::new() };
        let open = Open {
            id,
            page: of,
            repeats: Vec::new(),
            lane: page.lane.clone(),
            refused,
            receipt: receipt.map(Box::new),
            weight,
            meta,
            hands: Hands::Ours,
        };
        self.open.push(delivery, open);
        self.refusals.hand_over(cx, &page.lane, delivery, event);
    }
}

/// Each step of a streamed text holds all of it.
fn told_so_far(event: &Event) -> usize {
    match event {
        Event::Stream(part) => match &part.message.body {
            Body::Text(text) => text.len(),
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use prost::Message as _;

    use super::*;
    use crate::config::Config;
    use crate::ids::AppKey;
    use crate::time::{Instant, UnixMillis};
    use crate::wire::view::View as _;
    use crate::wire::{BodyType, CommSyncDl, Jid, MessageBody, Meta};

    #[test]
    fn a_server_that_repeats_itself_unasked_fills_no_memory() {
        let config = Config::new(AppKey::parse("org#app").unwrap());
        let mut cx = Context::new(config, [1; 32], Instant::from_millis(0), UnixMillis(1));
        let mut inbox = Inbox::default();
        let reader = Reader {
            user: "alice",
            resource: "r",
            rest: "",
            own_upload: false,
            replaced_contents: false,
        };
        let meta = Meta { id: Some(7), ns: Some(9), ..Meta::default() };
        let queue = Jid { name: Some("bob".to_string()), ..Jid::default() };
        let page = |metas| {
            let page = CommSyncDl {
                queue: Some(queue.clone()),
                metas,
                next_key: Some(7),
                ..CommSyncDl::default()
            };
            page.encode_to_vec()
        };
        let repeated = Bytes::from(meta.encode_to_vec());
        let room = MessageBody { kind: Some(BodyType::Chatroom as i32), ..MessageBody::default() };
        let this_device = Jid {
            name: Some("alice".to_string()),
            client_resource: Some("r".to_string()),
            ..Jid::default()
        };
        let own_echo = Meta {
            id: Some(8),
            ns: Some(Namespace::Chat as i32),
            from: Some(this_device),
            payload: Some(room.encode_to_vec().into()),
            ..Meta::default()
        };
        let own_echo = Bytes::from(own_echo.encode_to_vec());
        for _ in 0..1_000 {
            for metas in [vec![repeated.clone()], vec![own_echo.clone()], vec![]] {
                let page = page(metas);
                inbox.page(&mut cx, &view::Page::read(&page).unwrap(), reader);
            }
        }
        assert_eq!(cx.events.len(), 1);
        assert_eq!(inbox.queues.values().map(|queue| queue.pages.len()).sum::<usize>(), 1);
        assert_eq!(
            inbox
                .open
                .values()
                .map(|open| usize::from(open.page.is_some()) + open.repeats.len())
                .sum::<usize>(),
            1
        );
        assert_eq!(inbox.queues.values().map(|queue| queue.cursor).collect::<Vec<_>>(), [0]);

        inbox.commit(&mut cx, Delivery(1));
        assert_eq!(inbox.queues.values().map(|queue| queue.cursor).collect::<Vec<_>>(), [7]);
    }
}

//! What one meta says, whoever brings it: a page of a queue, or the history the server keeps.

use alloc::boxed::Box;

use bytes::Bytes;

use super::statistic;
use crate::error::{Layer, Malformed};
use crate::event::{Event, Unrecognized, What};
use crate::ids::{Delivery, QueueId, ServerId};
use crate::message::incoming::Chunk;
use crate::message::{Interpreted, Reader, interpret};
use crate::notice::{self, Notice};
use crate::wire::Namespace;
use crate::wire::view::{self, Meta};

/// What a meta turned out to be.
pub(super) enum Told {
    /// And whether a delivery receipt is due, should the user want to send any.
    Event(Event, bool),
    /// Part of a streamed text.
    Chunk(Box<Chunk>),
    /// This device's own doing, which says nothing new to it.
    Own,
}

/// Reads a meta of a page. What is kept of it are slices of `of`, which it was read from.
pub(super) fn read(
    meta: &Meta<'_>,
    of: &Bytes,
    queue: Option<&QueueId>,
    reader: Reader<'_>,
    delivery: Delivery,
) -> Told {
    let namespace = meta.ns.unwrap_or_default();
    let unrecognized = |what, payload| {
        let id = ServerId(meta.id.unwrap_or_default());
        Event::Unrecognized(Box::new(Unrecognized { queue: queue.cloned(), what, id, payload }))
    };
    let event = match Namespace::try_from(namespace) {
        Ok(Namespace::Statistic) => statistic::event(meta, of),
        Ok(Namespace::Chat) => match interpret(meta, of, reader, delivery) {
            Ok(Interpreted::Echo) => return Told::Own,
            Ok(Interpreted::Message(message, receipt_due)) => {
                return Told::Event(Event::Message(message), receipt_due);
            }
            Ok(Interpreted::Chunk(chunk)) => return Told::Chunk(chunk),
            Ok(Interpreted::Receipt(receipt)) => Event::Receipt(Box::new(receipt)),
            Ok(Interpreted::Recall(recall)) => Event::Recalled(Box::new(recall)),
            Ok(Interpreted::Edit(edit)) => Event::Edited(edit),
            Ok(Interpreted::Unknown(what, payload)) => unrecognized(what, payload),
            Err(malformed) => Event::Malformed(malformed),
        },
        _ => match notice::read(meta, of, reader) {
            Ok(Notice::Told(event)) => *event,
            Ok(Notice::Own) => return Told::Own,
            Ok(Notice::Unknown) => {
                let payload = of.slice_ref(meta.payload.unwrap_or_default());
                unrecognized(What::Namespace(namespace), payload)
            }
            Err(malformed) => Event::Malformed(malformed),
        },
    };
    Told::Event(event, false)
}

/// Reads a meta of a page once more: the same bytes say the same.
pub(super) fn again(bytes: &Bytes, reader: Reader<'_>, delivery: Delivery) -> Event {
    let meta = view::read::<Meta<'_>>(Layer::Meta, bytes);
    match meta.map(|meta| read(&meta, bytes, None, reader, delivery)) {
        Ok(Told::Event(event, _)) => event,
        Ok(Told::Chunk(..) | Told::Own) => {
            let reads_otherwise = "content that reads otherwise than before";
            Event::Malformed(Malformed::new(Layer::Meta, reads_otherwise, bytes.clone()))
        }
        Err(malformed) => Event::Malformed(malformed),
    }
}

/// Reads a meta that the server kept; `None` for what this device did beside messages.
pub(crate) fn kept(bytes: &Bytes, reader: Reader<'_>) -> Result<Option<Event>, Malformed> {
    let mut meta: Meta<'_> = view::read(Layer::Meta, bytes)?;
    // What this device said in a room is no echo here.
    if meta.ns == Some(Namespace::Chat as i32)
        && let Some(from) = &mut meta.from
    {
        from.client_resource = from.client_resource.filter(|device| *device != *reader.resource);
    }
    Ok(match read(&meta, bytes, None, reader, Delivery(0)) {
        Told::Event(Event::Malformed(malformed), _) => return Err(malformed),
        Told::Event(event, _) => Some(event),
        Told::Chunk(chunk) => Some(Event::Message(Box::new(chunk.into_kept()))),
        Told::Own => None,
    })
}

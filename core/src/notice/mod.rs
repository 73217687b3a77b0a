//! Notices beside the messages: groups, contacts, and JSON of all kinds (messages §4 … §6).

mod muc;
mod notify;
mod roster;

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;

use crate::error::Malformed;
use crate::event::Event;
use crate::ids::ServerId;
use crate::message::Reader;
use crate::time::UnixMillis;
use crate::wire::view::Meta;
use crate::wire::{Jid, Namespace};

/// What a notice turned out to be.
pub(crate) enum Notice {
    /// Something to tell.
    Told(Box<Event>),
    /// This device's own doing, which says nothing new.
    Own,
    /// Something without a name.
    Unknown,
}

impl Notice {
    fn told(event: Event) -> Self {
        Self::Told(Box::new(event))
    }
}

/// What every notice has.
#[derive(Clone, Copy)]
struct Stamp {
    id: ServerId,
    at: UnixMillis,
}

/// Reads a meta of any namespace but those of messages and statistics. What the reader does on this
/// device needs no telling. `of` is what it was read from.
pub(crate) fn read(meta: &Meta<'_>, of: &Bytes, me: Reader<'_>) -> Result<Notice, Malformed> {
    let payload = of.slice_ref(meta.payload.unwrap_or_default());
    let stamp = Stamp {
        id: ServerId(meta.id.unwrap_or_default()),
        at: UnixMillis(meta.timestamp.unwrap_or_default()),
    };
    match Namespace::try_from(meta.ns.unwrap_or_default()) {
        Ok(Namespace::Muc) => muc::read(&payload, stamp, me),
        Ok(Namespace::Roster) => roster::read(&payload, stamp),
        Ok(Namespace::Notify) => notify::read(&payload, stamp, me),
        _ => Ok(Notice::Unknown),
    }
}

fn name(jid: Option<&Jid>) -> Option<ByteString> {
    jid?.name.clone().map(Into::into)
}

fn names(jids: &[Jid]) -> Vec<ByteString> {
    jids.iter().filter_map(|jid| name(Some(jid))).collect()
}

fn filled(text: Option<&str>) -> Option<ByteString> {
    text.filter(|text| !text.is_empty()).map(Into::into)
}

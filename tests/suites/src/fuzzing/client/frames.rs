//! What a server says: as it should, and otherwise.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use bytes::{Bytes, BytesMut};
use easemob_core::LocalId;
use easemob_core::wire::MucOperation;

use super::super::fields::{Edits, edited, frames_from_server, metas_from_server};
use crate::peer::{EPOCH, USER, rooms, say};

/// A frame, and the bytes of it that are others when it arrives.
#[derive(Arbitrary, Debug)]
pub(super) struct Heard {
    frame: Frame,
    flips: Vec<(u16, u8)>,
}

#[derive(Arbitrary, Debug)]
enum Frame {
    Accepted,
    /// The token ends after so many seconds.
    AcceptedUntil(u16),
    AcceptedCompressed,
    Status(i16),
    Redirect(u8),
    Goodbye,
    Unread(Vec<u8>),
    Notice(u8),
    Page {
        queue: u8,
        metas: Vec<Meta>,
        next: u8,
        is_last: bool,
    },
    Sent(u8, u8),
    Refused(u8, i16),
    Kick(u8),
    Welcome(u8),
    RoomChanged(u8, u8),
    Captured(u16, Edits),
    Bytes(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
enum Meta {
    Text(u8, u8),
    Statistic(u8),
    Captured(u16, Edits),
    Payload(u8, u8, Vec<u8>),
}

const QUEUES: [&str; 4] = ["bob", "carl", "1", USER];

fn queue(which: u8) -> &'static str {
    QUEUES[usize::from(which) % QUEUES.len()]
}

impl Heard {
    /// The bytes of it. `sent` are the ids of what the client has sent, `now` its clock.
    pub(super) fn bytes(&self, sent: &[LocalId], now: u64) -> Bytes {
        let mut bytes = BytesMut::from(&*self.frame.bytes(sent, now));
        let length = bytes.len();
        for (at, other) in self.flips.iter().filter(|_| length > 0) {
            bytes[usize::from(*at) % length] ^= other;
        }
        bytes.freeze()
    }
}

impl Frame {
    fn bytes(&self, sent: &[LocalId], now: u64) -> Bytes {
        // The newest first.
        let local = |back: u8| {
            let index = sent.len().checked_sub(1 + usize::from(back));
            index.map_or(LocalId(7), |index| sent[index])
        };
        let frame = match self {
            Self::Accepted => say::accepted(),
            Self::AcceptedUntil(s) => say::accepted_until(EPOCH + now + 1_000 * u64::from(*s)),
            Self::AcceptedCompressed => say::accepted_compressed(),
            Self::Status(code) => say::status((*code).into(), "no"),
            Self::Redirect(count) => {
                let hosts = [("one.test", None), ("two.test", Some(1_234)), ("", Some(0))];
                say::redirect(&hosts[..usize::from(count % 4)])
            }
            Self::Goodbye => say::goodbye(),
            Self::Unread(queues) => {
                let queues: Vec<&str> = queues.iter().map(|which| queue(*which)).collect();
                say::unread(&queues)
            }
            Self::Notice(which) => say::notice(queue(*which)),
            Self::Page { queue: which, metas, next, is_last } => {
                let metas: Vec<Bytes> = metas.iter().map(Meta::bytes).collect();
                say::page(queue(*which), &metas, (*next).into(), *is_last)
            }
            Self::Sent(back, id) => say::ack(local(*back), (*id).into()),
            Self::Refused(back, code) => say::nack(local(*back), (*code).into(), "no"),
            Self::Kick(operation) => say::kick((*operation).into()),
            Self::Welcome(back) => rooms::welcome(local(*back), "{}"),
            Self::RoomChanged(id, operation) => {
                let operation = MucOperation::try_from(i32::from(*operation));
                let operation = operation.unwrap_or(MucOperation::Destroy);
                rooms::change((*id).into(), "1", operation, &[USER])
            }
            Self::Captured(which, edits) => {
                let frames = frames_from_server();
                return edited(&frames[usize::from(*which) % frames.len()], edits);
            }
            Self::Bytes(bytes) => return bytes.clone().into(),
        };
        frame.encode()
    }
}

impl Meta {
    fn bytes(&self) -> Bytes {
        static METAS: LazyLock<Vec<Bytes>> = LazyLock::new(metas_from_server);
        match self {
            Self::Text(id, from) => say::text_from(queue(*from), (*id).into(), "hello"),
            Self::Statistic(operation) => say::statistic(0, (*operation).into(), ""),
            Self::Captured(which, edits) => {
                edited(&METAS[usize::from(*which) % METAS.len()], edits)
            }
            Self::Payload(namespace, id, payload) => {
                say::meta((*id).into(), (*namespace).into(), "bob", payload.clone())
            }
        }
    }
}

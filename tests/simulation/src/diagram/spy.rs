//! Reads along on every link, through the compression, and names the frames.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use easemob_core::wire::{
    CommSyncUl, CompressDirection, CompressType, Decompressor, Jid, MAX_RAW_FRAME, Namespace, down,
    up,
};

use super::{Diagram, Mark, Mood};
use crate::agenda::Place;
use crate::network::Way;

#[derive(Default)]
pub(crate) struct Spy {
    pub(crate) diagram: Diagram,
    links: BTreeMap<Place, Link>,
}

#[derive(Default)]
struct Link {
    up: Lane,
    down: Lane,
}

#[derive(Default)]
struct Lane {
    lz4: Option<Decompressor>,
    /// Rows of the frames on their way; none overtakes another.
    flying: VecDeque<usize>,
}

impl Spy {
    pub(crate) fn note(&mut self, at: u64, who: &str, what: &str) {
        self.diagram.add(at, who, Mark::Note(Mood::of(what), what.into()));
    }

    pub(crate) fn sent(&mut self, at: u64, who: &str, place: Place, way: Way, frame: &Bytes) {
        let link = self.links.entry(place).or_default();
        let lane = link.lane(way);
        let plain = lane.lz4.as_mut().and_then(|lz4| lz4.decompress(frame).ok());
        let plain = plain.unwrap_or_else(|| frame.clone());
        let name = match way {
            Way::Up => name_up(plain),
            Way::Down => {
                let read = down::Frame::decode(plain);
                if let Ok(down::Frame::Provision(reply)) = &read {
                    link.begin_compression(reply);
                }
                read.map_or_else(|_| "unreadable".into(), name_down)
            }
        };
        let row = self.diagram.add(at, who, Mark::Sent { way, name, arrives: None });
        self.links.entry(place).or_default().lane(way).flying.push_back(row);
    }

    pub(crate) fn arrived(&mut self, at: u64, who: &str, place: Place, way: Way) {
        let link = self.links.entry(place).or_default();
        let Some(from) = link.lane(way).flying.pop_front() else { return };
        let row = self.diagram.add(at, who, Mark::Arrived(from));
        if let Mark::Sent { arrives, .. } = &mut self.diagram.rows[from].mark {
            *arrives = Some(row);
        }
    }
}

impl Link {
    fn lane(&mut self, way: Way) -> &mut Lane {
        match way {
            Way::Up => &mut self.up,
            Way::Down => &mut self.down,
        }
    }

    fn begin_compression(&mut self, reply: &easemob_core::wire::Provision) {
        if reply.protocol_compress_type.first() != Some(&(CompressType::Lz4 as i32)) {
            return;
        }
        let direction = CompressDirection::try_from(reply.protocol_compress_direction.unwrap_or(0));
        if let Ok(CompressDirection::OnlyUp | CompressDirection::Bi) = direction {
            self.up.lz4 = Some(Decompressor::new(MAX_RAW_FRAME));
        }
        if let Ok(CompressDirection::OnlyDown | CompressDirection::Bi) = direction {
            self.down.lz4 = Some(Decompressor::new(MAX_RAW_FRAME));
        }
    }
}

fn name_up(frame: Bytes) -> String {
    match up::Frame::decode(frame).map(|frame| frame.body) {
        Ok(up::Body::Provision(_)) => "PROVISION".into(),
        Ok(up::Body::Logout(_)) => "LOGOUT".into(),
        Ok(up::Body::Unread) => "UNREAD".into(),
        Ok(up::Body::Sync(CommSyncUl { meta: Some(meta), .. })) => match meta.ns {
            Some(ns) if ns == Namespace::Statistic as i32 => "ping".into(),
            _ => format!("message → {} #{:04}", name(&meta.to), short(meta.id)),
        },
        Ok(up::Body::Sync(CommSyncUl { key: Some(key), queue, .. })) => {
            format!("pull {}, had …{:04}", name(&queue), short(Some(key)))
        }
        Ok(up::Body::Sync(pull)) => format!("pull {}", name(&pull.queue)),
        Ok(up::Body::Other { .. }) | Err(_) => "unreadable".into(),
    }
}

fn name_down(frame: down::Frame) -> String {
    match frame {
        down::Frame::Provision(reply) => {
            let code = reply.status.and_then(|status| status.error_code).unwrap_or_default();
            if code == 0 { "PROVISION ok".into() } else { format!("PROVISION refused {code}") }
        }
        down::Frame::Logout(_) => "LOGOUT".into(),
        down::Frame::Unread(unread) => format!("UNREAD: {} queues", unread.unread.len()),
        down::Frame::Notice(notice) => format!("notice {}", name(&notice.queue)),
        down::Frame::Sync(sync) if sync.meta_id.is_some_and(|id| id != 0) => {
            format!("ack #{:04}", short(sync.meta_id))
        }
        down::Frame::Sync(sync) if sync.metas.is_empty() => {
            format!("page {}, empty", name(&sync.queue))
        }
        down::Frame::Sync(sync) => {
            let (n, key) = (sync.metas.len(), short(sync.next_key));
            format!("page {}, {n} up to …{key:04}", name(&sync.queue))
        }
        down::Frame::Other { command, .. } => format!("command {command}"),
    }
}

fn name(jid: &Option<Jid>) -> &str {
    jid.as_ref().and_then(|jid| jid.name.as_deref()).unwrap_or("?")
}

/// The last digits tell ids apart well enough.
fn short(id: Option<u64>) -> u64 {
    id.unwrap_or_default() % 10_000
}

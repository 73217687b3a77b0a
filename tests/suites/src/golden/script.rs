//! A server of a few lines: says yes to everything, hands out pages, keeps no state beyond that.

use std::collections::VecDeque;

use bytes::Bytes;
use easemob_core::io::{Request, Response};
use easemob_core::wire::{
    CommNotice, CommSyncDl, CommSyncUl, CommUnreadDl, CompressDirection, CompressType, Compressor,
    Decompressor, Jid, Logout, MAX_RAW_FRAME, Meta, MetaQueue, Namespace, Provision, Status, down,
    up,
};
use prost::Message;
use serde_json::json;

use super::capture::Exchange;

/// What the server does.
#[derive(Default)]
pub(super) struct Script {
    /// Answers pulls, sends and UNREAD; without it only logins and logouts.
    pub(super) talks: bool,
    /// Compression granted at login.
    pub(super) lz4: Option<CompressDirection>,
    /// Metas a page holds.
    pub(super) page_size: usize,
    /// The last page with content says that it is the last.
    pub(super) flags_last: bool,
    /// Milliseconds a token lives.
    pub(super) token_life: u64,
    /// The answer to PROVISION, where it is not a plain yes.
    pub(super) provision: Option<Bytes>,
    /// Keys of the pages to come, as captured.
    pub(super) keys: VecDeque<u64>,
    /// REST answers to come.
    pub(super) rest: VecDeque<Exchange>,
    /// How far it is.
    pub(super) state: State,
}

/// How far it is.
#[derive(Default)]
pub(super) struct State {
    queues: Vec<(Jid, VecDeque<Bytes>)>,
    last_id: u64,
    up: Option<Decompressor>,
    down: Option<Compressor>,
}

impl Script {
    /// Puts metas into a queue. Returns the notice of it.
    pub(super) fn store(&mut self, queue: &Jid, metas: impl Iterator<Item = Meta>) -> Bytes {
        let metas = metas.map(|meta| Bytes::from(meta.encode_to_vec()));
        match self.state.queues.iter_mut().find(|(jid, _)| jid == queue) {
            Some((_, kept)) => kept.extend(metas),
            None => self.state.queues.push((queue.clone(), metas.collect())),
        }
        down::Frame::Notice(CommNotice { queue: Some(queue.clone()) }).encode()
    }

    /// A new connection: nothing is compressed yet.
    pub(super) fn connect(&mut self) {
        (self.state.up, self.state.down) = (None, None);
    }

    /// A frame as it leaves the server.
    pub(super) fn write(&mut self, plain: &Bytes) -> Bytes {
        match &mut self.state.down {
            Some(compressor) => compressor.compress(plain).expect("a frame of the script"),
            None => plain.clone(),
        }
    }

    /// What arrived, without compression, and what is answered, as it leaves.
    pub(super) fn read(&mut self, wall: u64, wire: &Bytes) -> (Bytes, Vec<Bytes>) {
        let plain = match &mut self.state.up {
            Some(decompressor) => decompressor.decompress(wire).expect("a frame of the client"),
            None => wire.clone(),
        };
        let frame = up::Frame::decode(plain.clone()).expect("a frame of the client");
        let answers = self.answer(wall, frame.body);
        let answers = answers.iter().map(|answer| self.write(answer)).collect();
        if plain == *wire && up::Frame::decode(plain.clone()).is_ok_and(is_login) {
            self.start_compression();
        }
        (plain, answers)
    }

    fn answer(&mut self, wall: u64, body: up::Body) -> Option<Bytes> {
        let frame = match body {
            up::Body::Provision(request) => return Some(self.welcome(wall, request)),
            up::Body::Logout(_) => {
                down::Frame::Logout(Logout { status: ok(), ..Logout::default() })
            }
            _ if !self.talks => return None,
            up::Body::Unread => self.unread(wall),
            up::Body::Sync(CommSyncUl { meta: Some(meta), .. }) => self.acknowledge(wall, &meta),
            up::Body::Sync(CommSyncUl { queue: Some(queue), .. }) => self.page(wall, queue),
            up::Body::Sync(_) | up::Body::Other { .. } => return None,
        };
        Some(frame.encode())
    }

    fn welcome(&mut self, wall: u64, request: Provision) -> Bytes {
        if let Some(recorded) = &self.provision {
            return recorded.clone();
        }
        let frame = down::Frame::Provision(Provision {
            status: ok(),
            resource: request.resource,
            auth_token: Some(json!({ "expires_in": wall + self.token_life }).to_string()),
            protocol_compress_type: self.lz4.iter().map(|_| CompressType::Lz4 as i32).collect(),
            protocol_compress_direction: self.lz4.map(|direction| direction as i32),
            ..Provision::default()
        });
        frame.encode()
    }

    fn start_compression(&mut self) {
        let Some(direction) = self.lz4 else { return };
        self.state.up =
            (direction != CompressDirection::OnlyDown).then(|| Decompressor::new(MAX_RAW_FRAME));
        self.state.down = (direction != CompressDirection::OnlyUp).then(Compressor::new);
    }

    fn unread(&self, wall: u64) -> down::Frame {
        let waiting = self.state.queues.iter().filter(|(_, metas)| !metas.is_empty());
        let unread = waiting.map(|(queue, metas)| MetaQueue {
            queue: Some(queue.clone()),
            n: u32::try_from(metas.len()).ok(),
        });
        let unread = unread.collect();
        down::Frame::Unread(CommUnreadDl { status: ok(), unread, timestamp: Some(wall) })
    }

    fn acknowledge(&mut self, wall: u64, meta: &Meta) -> down::Frame {
        self.state.last_id += 1;
        down::Frame::Sync(CommSyncDl {
            status: ok(),
            meta_id: meta.id,
            server_id: Some(self.state.last_id),
            timestamp: Some(wall),
            ..CommSyncDl::default()
        })
    }

    fn page(&mut self, wall: u64, queue: Jid) -> down::Frame {
        let size = self.page_size;
        let kept = self.state.queues.iter_mut().find(|(jid, _)| *jid == queue);
        let (metas, left): (Vec<Bytes>, bool) = kept.map_or_else(Default::default, |(_, metas)| {
            let page = metas.drain(..size.min(metas.len())).collect();
            (page, !metas.is_empty())
        });
        let content = !metas.is_empty();
        let is_last = if self.flags_last { !left } else { !content };
        // Each key is beyond the one before (EM-8), also where the captured ones end.
        let next_key = content.then(|| {
            self.state.last_id = self.keys.pop_front().unwrap_or(self.state.last_id + 1);
            self.state.last_id
        });
        down::Frame::Sync(CommSyncDl {
            status: ok(),
            metas,
            next_key,
            queue: Some(queue),
            is_last: Some(is_last),
            timestamp: Some(wall),
            ..CommSyncDl::default()
        })
    }

    /// Answers a REST request as recorded.
    pub(super) fn rest(&mut self, request: &Request) -> Response {
        let exchange = self.rest.pop_front();
        let exchange = exchange.unwrap_or_else(|| panic!("{request:?} was not captured"));
        Response::new(exchange.status, exchange.response)
    }
}

/// The meta's content for a queue of another user.
pub(super) fn text_from(from: &str, to: &Jid, id: u64, group: bool) -> Meta {
    use easemob_core::wire::{BodyType, Content, ContentType, MessageBody};
    let name = |name: &str| Some(Jid { name: Some(name.into()), ..Jid::default() });
    let body = MessageBody {
        kind: Some(if group { BodyType::Groupchat } else { BodyType::Chat } as i32),
        from: name(from),
        to: name(to.name.as_deref().unwrap_or_default()),
        contents: vec![Content {
            kind: Some(ContentType::Text as i32),
            text: Some("injected".into()),
            ..Content::default()
        }],
        ..MessageBody::default()
    };
    Meta {
        id: Some(id),
        from: name(from),
        to: Some(to.clone()),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    }
}

fn is_login(frame: up::Frame) -> bool {
    matches!(frame.body, up::Body::Provision(_))
}

fn ok() -> Option<Status> {
    Some(Status { error_code: Some(0), ..Status::default() })
}

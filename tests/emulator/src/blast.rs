//! Many messages at once for benchmarks: encoded before they are asked for.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::wire::{
    BodyType, CommSyncDl, Content, ContentType, Jid, MessageBody, Meta, Namespace, StatusCode, down,
};
use prost::Message;

use crate::login::status;
use crate::queues::QueueId;
use crate::server::Server;

/// A chain of encoded pages.
struct Chain {
    pages: Vec<Bytes>,
    /// Next key of each page, ascending.
    keys: Vec<u64>,
    /// Messages in a full page.
    per_page: usize,
    /// Key acknowledged so far.
    acknowledged: u64,
}

/// The chains that wait, by user and queue.
#[derive(Default)]
pub(crate) struct Blasts(BTreeMap<(String, QueueId), Chain>);

/// What to encode.
pub(crate) struct Order<'a> {
    pub(crate) user: &'a str,
    pub(crate) from: &'a str,
    pub(crate) count: usize,
    pub(crate) per_frame: usize,
    pub(crate) size: usize,
    /// Pages for pulls, chained by next key; or else frames that say they are the last.
    pub(crate) chained: bool,
}

impl Blasts {
    /// The page a pull of a blasted queue gets; none when no chain waits there.
    pub(crate) fn pull(&mut self, user: &str, queue: &QueueId, key: Option<u64>) -> Option<Bytes> {
        let place = (user.to_owned(), queue.clone());
        let chain = self.0.get_mut(&place)?;
        chain.acknowledged = chain.acknowledged.max(key.unwrap_or_default());
        let next = chain.keys.partition_point(|key| *key <= chain.acknowledged);
        let page = chain.pages.get(next).cloned();
        if page.is_none() {
            self.0.remove(&place);
        }
        page
    }

    /// The chained queues of a user and about how much waits in them.
    pub(crate) fn waiting(&self, user: &str) -> Vec<(QueueId, usize)> {
        let of_user = self.0.iter().filter(|((owner, _), _)| owner == user);
        let counted = of_user.map(|((_, queue), chain)| {
            let done = chain.keys.partition_point(|key| *key <= chain.acknowledged);
            (queue.clone(), (chain.pages.len() - done) * chain.per_page)
        });
        counted.collect()
    }

    pub(crate) fn purge(&mut self, user: &str) {
        self.0.retain(|(owner, _), _| user != "*" && owner != user);
    }
}

impl Server {
    /// Encodes texts for a user: the frames, with the key of the last message of each.
    pub(crate) fn encode_blast(&mut self, order: &Order<'_>) -> Vec<(Bytes, u64)> {
        let queue = QueueId::of_user(order.from);
        let from = self.user_jid(order.from, None);
        let to = self.user_jid(order.user, None);
        let mut frames = Vec::new();
        let mut left = order.count;
        while left > 0 {
            let metas = left.min(order.per_frame.max(1));
            left -= metas;
            let mut key = 0;
            let metas = (0..metas).map(|_| {
                key = self.next_id();
                self.text_meta(key, BodyType::Chat, &from, &to, "x".repeat(order.size))
                    .encode_to_vec()
                    .into()
            });
            let metas = metas.collect();
            let page = CommSyncDl {
                status: Some(status(StatusCode::Ok as i32, None)),
                metas,
                next_key: order.chained.then_some(key),
                queue: Some(queue.jid(&self.config.app_key)),
                is_last: (!order.chained).then_some(true),
                timestamp: Some(self.now),
                ..CommSyncDl::default()
            };
            frames.push((down::Frame::Sync(page).encode(), key));
        }
        frames
    }

    /// Lets a chain wait for pulls, in place of an earlier one.
    pub(crate) fn chain_blast(&mut self, order: &Order<'_>, frames: Vec<(Bytes, u64)>) {
        let (pages, keys) = frames.into_iter().unzip();
        let chain = Chain { pages, keys, per_page: order.per_frame, acknowledged: 0 };
        let place = (order.user.to_owned(), QueueId::of_user(order.from));
        self.blasts.0.insert(place, chain);
    }

    /// A text message.
    pub(crate) fn text_meta(
        &self,
        id: u64,
        kind: BodyType,
        from: &Jid,
        to: &Jid,
        text: String,
    ) -> Meta {
        let name = |jid: &Jid| Jid { name: jid.name.clone(), ..Jid::default() };
        let content = Content {
            kind: Some(ContentType::Text as i32),
            text: Some(text),
            ..Content::default()
        };
        let body = MessageBody {
            kind: Some(kind as i32),
            from: Some(name(from)),
            to: Some(name(to)),
            contents: vec![content],
            ..MessageBody::default()
        };
        Meta {
            id: Some(id),
            from: Some(from.clone()),
            to: Some(to.clone()),
            timestamp: Some(self.now),
            ns: Some(Namespace::Chat as i32),
            payload: Some(body.encode_to_vec().into()),
            ..Meta::default()
        }
    }
}

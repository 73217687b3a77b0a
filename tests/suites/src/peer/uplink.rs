//! What a client said, in words a test can compare.

use easemob_core::wire::{
    CommSyncUl, CompressDirection, CompressType, Compressor, Decompressor, Logout, MAX_RAW_FRAME,
    MessageBody, Meta, Namespace, Provision, up,
};
use prost::Message as _;

use super::Peer;

/// One frame of the client's.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A login: the body, the device in the envelope, the token.
    Provision(Box<Provision>, String, String),
    /// A logout, with its reason.
    Logout(String),
    /// What waits?
    Unread,
    /// The vendor's ping.
    Ping,
    /// A pull of a queue, with its key.
    Pull(String, Option<u64>),
    /// A message or receipt under its id.
    Message(u64, Box<Meta>),
}

impl Said {
    /// The id of a message or receipt.
    #[must_use]
    pub fn message_id(&self) -> Option<u64> {
        match self {
            Self::Message(id, _) => Some(*id),
            _ => None,
        }
    }

    /// The body of a message or receipt.
    ///
    /// # Panics
    /// When its payload is none.
    #[must_use]
    pub fn body(&self) -> Option<MessageBody> {
        let Self::Message(_, meta) = self else { return None };
        let payload = meta.payload.clone().expect("a payload");
        Some(MessageBody::decode(payload).expect("a message body"))
    }

    /// A pull of a queue without a key.
    #[must_use]
    pub fn pull(queue: &str) -> Self {
        Self::Pull(queue.to_string(), None)
    }

    /// A pull that continues after `key`.
    #[must_use]
    pub fn pull_after(queue: &str, key: u64) -> Self {
        Self::Pull(queue.to_string(), Some(key))
    }
}

impl From<up::Frame> for Said {
    fn from(frame: up::Frame) -> Self {
        let speaker = frame.speaker;
        match frame.body {
            up::Body::Provision(body) => {
                let speaker = speaker.expect("a login names its speaker");
                let device = speaker.guid.client_resource.unwrap_or_default();
                Self::Provision(Box::new(body), device, speaker.auth)
            }
            up::Body::Logout(Logout { reason, .. }) => {
                assert!(speaker.is_some(), "a logout names its speaker");
                Self::Logout(reason.unwrap_or_default())
            }
            up::Body::Unread => Self::Unread,
            up::Body::Sync(sync) => sync.into(),
            up::Body::Other { command, .. } => panic!("the client sends command {command}"),
        }
    }
}

impl From<CommSyncUl> for Said {
    fn from(sync: CommSyncUl) -> Self {
        match (sync.meta, sync.queue) {
            (Some(meta), None) if meta.ns == Some(Namespace::Statistic as i32) => Self::Ping,
            (Some(meta), None) => Self::Message(meta.id.unwrap_or_default(), Box::new(meta)),
            (None, Some(queue)) => {
                assert_eq!(queue.client_resource, None, "a pull names a bare queue");
                Self::Pull(queue.name.unwrap_or_default(), sync.key)
            }
            (meta, queue) => panic!("neither a pull nor a message: {meta:?} {queue:?}"),
        }
    }
}

impl Peer {
    /// After an accepting reply both sides compress as it says.
    pub(super) fn agree_on_compression(&mut self, reply: &Provision) {
        if reply.protocol_compress_type.first() != Some(&(CompressType::Lz4 as i32)) {
            return;
        }
        let direction = reply.protocol_compress_direction.unwrap_or_default();
        let Ok(direction) = CompressDirection::try_from(direction) else { return };
        if direction != CompressDirection::OnlyDown {
            self.up = Some(Decompressor::new(MAX_RAW_FRAME));
        }
        if direction != CompressDirection::OnlyUp {
            self.down = Some(Compressor::new());
        }
    }
}

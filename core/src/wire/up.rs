//! What a client sends.

use alloc::string::String;
use core::fmt;

use bytes::{Bytes, BytesMut};
use prost::Message;
use prost::encoding::{
    WireType, encode_key, encode_varint, int32, message, string, uint32, uint64,
};

use super::{CommSyncUl, Command, Jid, Logout, MSync, Provision, decode};
use crate::error::{Layer, Malformed};
use crate::memory::make_room;

/// One uplink frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Who speaks and with which token; PROVISION and LOGOUT only (ENV-2, ENV-3).
    pub speaker: Option<Speaker>,
    /// Correlation id (ID-1).
    pub trace_id: Option<u64>,
    /// What is asked or said.
    pub body: Body,
}

/// The identity written into PROVISION and LOGOUT.
#[derive(Clone, PartialEq)]
pub struct Speaker {
    /// App key, user, domain and device.
    pub guid: Jid,
    /// `$t$` and the token.
    pub auth: String,
    /// `device_id`: 0 in practice (ENV-6).
    pub device_id: u32,
}

/// The command of an uplink frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Log in.
    Provision(Provision),
    /// Log out.
    Logout(Logout),
    /// Ask what waits; doubles as heartbeat (SYNC-1, HB-4).
    Unread,
    /// Pull a queue or deliver a meta (SYNC-2 … SYNC-5).
    Sync(CommSyncUl),
    /// A command number this crate does not know.
    Other {
        /// The number.
        command: i32,
        /// Its body, undecoded.
        payload: Bytes,
    },
}

impl Frame {
    /// A frame of an established session.
    #[must_use]
    pub fn new(body: Body, trace_id: u64) -> Self {
        Self { speaker: None, trace_id: Some(trace_id), body }
    }

    /// The bytes, before compression. Zeros that the official client writes are written.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        self.encode_in(&mut BytesMut::new())
    }

    /// The same in memory that is used again. An [`MSync`] field by field, in order of their tags, so
    /// that none is put into memory of its own first.
    pub(crate) fn encode_in(&self, room: &mut BytesMut) -> Bytes {
        /// More than the small fields take together.
        const SMALL_FIELDS: usize = 64;
        let (speaker, payload) = (self.speaker.as_ref(), self.body.payload_len());
        let speaks = speaker.map_or(0, |s| s.guid.encoded_len() + s.auth.len());
        make_room(room, SMALL_FIELDS + speaks + payload.unwrap_or_default());
        int32::encode(1, &0, room);
        if let Some(speaker) = speaker {
            message::encode(2, &speaker.guid, room);
            string::encode(3, &speaker.auth, room);
        }
        int32::encode(8, &self.body.command(), room);
        if let Some(length) = payload {
            encode_key(9, WireType::LengthDelimited, room);
            encode_varint(length as u64, room);
            self.body.encode_payload(room);
        }
        if let Some(speaker) = speaker {
            uint32::encode(10, &speaker.device_id, room);
        }
        int32::encode(11, &0, room);
        if let Some(trace_id) = self.trace_id {
            uint64::encode(20, &trace_id, room);
        }
        room.split().freeze()
    }

    /// Reads an uplink frame: the server's side.
    ///
    /// # Errors
    /// [`Malformed`] when the envelope or the body of a known command cannot be read.
    pub fn decode(bytes: Bytes) -> Result<Self, Malformed> {
        let envelope: MSync = decode(Layer::Envelope, &bytes)?;
        let payload = envelope.payload.unwrap_or_default();
        let command = envelope.command.unwrap_or_default();
        let body = match Command::try_from(command) {
            Ok(Command::Provision) => Body::Provision(decode(Layer::Provision, &payload)?),
            Ok(Command::Logout) => Body::Logout(decode(Layer::Logout, &payload)?),
            Ok(Command::Unread) => Body::Unread,
            Ok(Command::Sync) => Body::Sync(decode(Layer::Sync, &payload)?),
            Ok(Command::Notice) | Err(_) => Body::Other { command, payload },
        };
        let speaker = envelope.guid.map(|guid| Speaker {
            guid,
            auth: envelope.auth.unwrap_or_default(),
            device_id: envelope.device_id.unwrap_or_default(),
        });
        Ok(Self { speaker, trace_id: envelope.trace_id, body })
    }
}

impl Body {
    fn command(&self) -> i32 {
        match self {
            Self::Provision(_) => Command::Provision as i32,
            Self::Logout(_) => Command::Logout as i32,
            Self::Unread => Command::Unread as i32,
            Self::Sync(_) => Command::Sync as i32,
            Self::Other { command, .. } => *command,
        }
    }

    /// `None` where there is no payload at all.
    fn payload_len(&self) -> Option<usize> {
        match self {
            Self::Provision(body) => Some(body.encoded_len()),
            Self::Logout(body) => Some(body.encoded_len()),
            Self::Unread => None,
            Self::Sync(body) => Some(body.encoded_len()),
            Self::Other { payload, .. } => Some(payload.len()),
        }
    }

    fn encode_payload(&self, room: &mut BytesMut) {
        match self {
            Self::Provision(body) => body.encode_raw(room),
            Self::Logout(body) => body.encode_raw(room),
            Self::Unread => {}
            Self::Sync(body) => body.encode_raw(room),
            Self::Other { payload, .. } => room.extend_from_slice(payload),
        }
    }
}

/// Without the token.
impl fmt::Debug for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speaker")
            .field("guid", &self.guid)
            .field("device_id", &self.device_id)
            .finish_non_exhaustive()
    }
}

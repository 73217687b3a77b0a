//! What a client sends.

use alloc::string::String;
use alloc::vec;

use bytes::Bytes;
use prost::Message;

use super::{CommSyncUl, Command, Jid, Logout, MSync, Provision, decode};
use crate::error::{Layer, Malformed};

/// One uplink frame.
#[derive(Clone, PartialEq)]
pub struct Frame {
    /// Who speaks and with which token; PROVISION and LOGOUT only (ENV-2, ENV-3).
    pub speaker: Option<Speaker>,
    /// Correlation id (ID-1).
    pub trace_id: Option<u64>,
    /// What is asked or said.
    pub body: Body,
}

/// The identity written into PROVISION and LOGOUT. Not `Debug`: it holds the token.
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
#[derive(Clone, PartialEq)]
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
        let (command, payload) = match &self.body {
            Body::Provision(body) => (Command::Provision as i32, Some(body.encode_to_vec().into())),
            Body::Logout(body) => (Command::Logout as i32, Some(body.encode_to_vec().into())),
            Body::Unread => (Command::Unread as i32, None),
            Body::Sync(body) => (Command::Sync as i32, Some(body.encode_to_vec().into())),
            Body::Other { command, payload } => (*command, Some(payload.clone())),
        };
        let speaker = self.speaker.clone();
        let envelope = MSync {
            version: Some(0),
            command: Some(command),
            payload,
            encrypt_type: vec![0],
            trace_id: self.trace_id,
            device_id: speaker.as_ref().map(|s| s.device_id),
            guid: speaker.as_ref().map(|s| s.guid.clone()),
            auth: speaker.map(|s| s.auth),
            ..MSync::default()
        };
        envelope.encode_to_vec().into()
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

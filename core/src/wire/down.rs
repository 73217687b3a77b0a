//! What a server sends.

use alloc::string::String;

use bytes::Bytes;
use prost::Message;

use super::{CommNotice, CommSyncDl, CommUnreadDl, Command, Logout, MSync, Provision, decode};
use crate::error::{Layer, Malformed};

/// One downlink frame.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a frame is moved once and dropped")]
pub enum Frame {
    /// Answer to a login.
    Provision(Provision),
    /// Answer to a logout.
    Logout(Logout),
    /// What waits; also the answer to a heartbeat.
    Unread(CommUnreadDl),
    /// A queue has something new.
    Notice(CommNotice),
    /// The acknowledgement of an uplink meta, or a page of a queue.
    Sync(CommSyncDl),
    /// A command number this crate does not know.
    Other {
        /// The number.
        command: i32,
        /// Its body, undecoded.
        payload: Bytes,
    },
}

impl Frame {
    /// Reads a downlink frame, decompressed.
    ///
    /// # Errors
    /// [`Malformed`] when the frame is empty, or the envelope or the body of a known command
    /// cannot be read. An empty frame or a SYNC without a body is not an empty SYNC (O-20).
    pub fn decode(bytes: Bytes) -> Result<Self, Malformed> {
        let envelope: MSync = decode(Layer::Envelope, &bytes)?;
        let command = envelope.command.unwrap_or_default();
        let known = Command::try_from(command);
        let Some(payload) = envelope.payload else {
            return match known {
                Ok(Command::Logout) => Ok(Self::Logout(Logout::default())),
                Ok(Command::Unread) => Ok(Self::Unread(CommUnreadDl::default())),
                Ok(_) => Err(Malformed::new(Layer::Envelope, String::from("no payload"), bytes)),
                Err(_) => Ok(Self::Other { command, payload: Bytes::new() }),
            };
        };
        Ok(match known {
            Ok(Command::Provision) => Self::Provision(decode(Layer::Provision, &payload)?),
            Ok(Command::Logout) => Self::Logout(decode(Layer::Logout, &payload)?),
            Ok(Command::Unread) => Self::Unread(decode(Layer::Unread, &payload)?),
            Ok(Command::Notice) => Self::Notice(decode(Layer::Notice, &payload)?),
            Ok(Command::Sync) => Self::Sync(decode(Layer::Sync, &payload)?),
            Err(_) => Self::Other { command, payload },
        })
    }

    /// The bytes, before compression: the server's side.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let (command, payload) = match self {
            Self::Provision(body) => (Command::Provision as i32, body.encode_to_vec()),
            Self::Logout(body) => (Command::Logout as i32, body.encode_to_vec()),
            Self::Unread(body) => (Command::Unread as i32, body.encode_to_vec()),
            Self::Notice(body) => (Command::Notice as i32, body.encode_to_vec()),
            Self::Sync(body) => (Command::Sync as i32, body.encode_to_vec()),
            Self::Other { command, payload } => (*command, payload.to_vec()),
        };
        let envelope = MSync {
            version: Some(0),
            command: Some(command),
            payload: Some(payload.into()),
            ..MSync::default()
        };
        envelope.encode_to_vec().into()
    }
}

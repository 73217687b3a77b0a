//! What became of an outgoing message.

use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::error::WebError;
use super::json::Text;
use super::message::MessageForm;
use crate::event::Outcome;
use crate::ids::{LocalId, ServerId, UserId};
use crate::message::{Address, Outgoing};
use crate::time::UnixMillis;

/// The payload of `onReceivedMessage`: the server took a message or a receipt.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// Our id of it.
    pub local: LocalId,
    /// The server's id.
    pub server: ServerId,
    /// Whom it was for.
    pub to: &'a Address,
}

impl Serialize for Received<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &Text(self.local))?;
        map.serialize_entry("mid", &Text(self.server))?;
        map.serialize_entry("to", &Text(Target(self.to)))?;
        map.end()
    }
}

/// What the Web SDK's `send` resolves to: the ids and, for content, the message as it was sent.
/// Content the server replaced is not known here.
#[derive(Clone, Copy, Debug)]
pub struct SendResult<'a> {
    /// Our id of it.
    pub local: LocalId,
    /// The server's id.
    pub server: ServerId,
    /// When the server took it.
    pub at: UnixMillis,
    /// Who sent it.
    pub from: &'a UserId,
    /// What was sent.
    pub message: &'a Outgoing,
}

impl Serialize for SendResult<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("localMsgId", &Text(self.local))?;
        map.serialize_entry("serverMsgId", &Text(self.server))?;
        if let Some(message) = self.message.as_received(self.server, self.at, self.from) {
            map.serialize_entry("message", &MessageForm(&message))?;
        }
        map.end()
    }
}

/// `name` or `name/resource`, as the Web SDK takes it in `to`.
struct Target<'a>(&'a Address);

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Address::Device(user, resource) => write!(f, "{user}/{resource}"),
            other => f.write_str(other.name()),
        }
    }
}

/// The payload of `x-sendOutcome`: how a message ended that the server did not simply take.
#[derive(Clone, Copy, Debug)]
pub struct UnhappyOutcome<'a> {
    /// Our id of it.
    pub local: LocalId,
    /// Its end.
    pub outcome: &'a Outcome,
}

impl Serialize for UnhappyOutcome<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &Text(self.local))?;
        let error = WebError::outcome(self.local, self.outcome);
        let outcome = error.as_ref().map_or("Sent", |error| error.kind);
        map.serialize_entry("outcome", outcome)?;
        map.serialize_entry("error", &error)?;
        map.end()
    }
}

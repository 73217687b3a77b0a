//! What became of an outgoing message.

use alloc::boxed::Box;
use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::error::WebError;
use super::json::Text;
use super::message::MessageForm;
use crate::event::{EditedInfo, Outcome, SentExtra};
use crate::ids::{LocalId, ServerId, UserId};
use crate::message::{Address, Message, Outgoing, Peer};
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

/// What the Web SDK's `send` resolves to: the ids and, for content, the message as it was sent or,
/// where the server says so, as it was replaced or edited.
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
    /// What else the server said.
    pub extra: Option<&'a SentExtra>,
}

impl Serialize for SendResult<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("localMsgId", &Text(self.local))?;
        map.serialize_entry("serverMsgId", &Text(self.server))?;
        match self.extra {
            Some(SentExtra::Content(message)) => {
                map.serialize_entry("message", &MessageForm(message))?;
            }
            _ => {
                if let Some(message) = self.as_sent() {
                    map.serialize_entry("message", &MessageForm(&message))?;
                }
            }
        }
        if let Some(SentExtra::Edited(info)) = self.extra {
            map.serialize_entry("modifiedInfo", &Modified(info))?;
        }
        map.end()
    }
}

impl SendResult<'_> {
    /// The message as its receivers read it. What an edit leaves behind is the old message, which
    /// without further words of the server is taken for one of this user's own (messages oddity
    /// 35).
    fn as_sent(&self) -> Option<Box<Message>> {
        let id = self.message.edits().unwrap_or(self.server);
        let mut message = self.message.as_received(id, self.at, self.from)?;
        if let Some(SentExtra::Edited(info)) = self.extra {
            message.from = Peer { name: info.sender.as_str().into(), resource: None };
            message.sent_at = info.sent_at;
            message.edited = Some(info.edit.clone());
        }
        Some(message)
    }
}

struct Modified<'a>(&'a EditedInfo);

impl Serialize for Modified<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let info = &self.0.edit;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("operationTime", &info.at)?;
        map.serialize_entry("operatorId", &*info.by)?;
        map.serialize_entry("operationCount", &info.count)?;
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

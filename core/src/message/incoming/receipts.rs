//! Somebody read or received something (messages §3.10).

use alloc::string::String;

use bytes::Bytes;
use bytestring::ByteString;
use serde_json::value::RawValue;

use super::{OnlineState, Peer};
use crate::ids::ServerId;
use crate::json;
use crate::message::Chat;
use crate::time::UnixMillis;
use crate::wire::view::{MessageBody, Meta, Text, Value};
use crate::wire::{BodyType, GROUP_DOMAIN};

/// Somebody read or received something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The server's id of the receipt itself.
    pub id: ServerId,
    /// What it says.
    pub kind: ReceiptKind,
    /// The kind of conversation, as its address tells it: there chat rooms are groups.
    pub chat: Chat,
    /// Who says it.
    pub from: Peer,
    /// To whom.
    pub to: Peer,
    /// When the server took it.
    pub sent_at: UnixMillis,
    /// See [`Message::online`](super::Message::online).
    pub online: OnlineState,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptKind {
    /// The message was read.
    Read {
        /// Which message.
        message: ServerId,
        /// For group messages: the count, as the server's JSON text, and the reader's words.
        group: Option<(ByteString, Option<String>)>,
    },
    /// The message reached a device.
    Delivered {
        /// Which message.
        message: ServerId,
    },
    /// The whole conversation was read.
    Conversation,
}

impl ReceiptKind {
    /// The message it is about, if it is about one.
    #[must_use]
    pub const fn message(&self) -> Option<ServerId> {
        match self {
            Self::Read { message, .. } | Self::Delivered { message } => Some(*message),
            Self::Conversation => None,
        }
    }
}

/// What a receipt says; `None` when it is none.
pub(super) fn read(kind: BodyType, body: &MessageBody<'_>, of: &Bytes) -> Option<ReceiptKind> {
    let message = ServerId(body.ack_message_id.unwrap_or_default());
    Some(match kind {
        BodyType::ReadAck => ReceiptKind::Read { message, group: group_read(body, of) },
        BodyType::DeliverAck => ReceiptKind::Delivered { message },
        BodyType::ChannelAck => ReceiptKind::Conversation,
        _ => return None,
    })
}

/// Groups or not: what an address tells (messages oddity 17).
pub(super) fn chat(meta: &Meta<'_>) -> Chat {
    let domain = meta.to.and_then(|to| to.domain);
    if domain.is_some_and(|domain| domain == *GROUP_DOMAIN) { Chat::Group } else { Chat::Single }
}

/// The count of readers of a group message travels in the first attribute, under any key; what is
/// not JSON text, or says no like 0, is not a count (messages oddity 13).
fn group_read(body: &MessageBody<'_>, of: &Bytes) -> Option<(ByteString, Option<String>)> {
    let Some(Value::String(text)) = body.ext.iter().next()?.value else { return None };
    let count: &RawValue = serde_json::from_str(text.as_str()).ok()?;
    json::is_truth(count.get())
        .then(|| (text.kept(of), body.ack_content.map(|words| Text::as_str(words).into())))
}

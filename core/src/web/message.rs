//! Messages and receipts (messages §3.2, §3.5, §3.10).

use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attributes::{Ext, Raw};
use super::json::Text;
use crate::message::{Body, Chat, Message, OnlineState, Peer, Receipt, ReceiptKind};

/// A received message: the payload of `onTextMessage`, and one element of `onMessage`'s list.
#[derive(Clone, Copy, Debug)]
pub struct MessageForm<'a>(pub &'a Message);

impl Serialize for MessageForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &Text(message.id))?;
        match &message.body {
            Body::Text(text) => {
                map.serialize_entry("type", "txt")?;
                map.serialize_entry("chatType", chat_type(message.chat))?;
                map.serialize_entry("msg", &**text)?;
            }
        }
        map.serialize_entry("to", &Text(Name(&message.to)))?;
        map.serialize_entry("from", &Text(Name(&message.from)))?;
        map.serialize_entry("ext", &Ext(&message.ext))?;
        map.serialize_entry("time", &message.sent_at)?;
        map.serialize_entry("onlineState", &online_state(message.online))?;
        if message.replaced {
            map.serialize_entry("isContentReplaced", &true)?;
        }
        map.end()
    }
}

/// The handler that takes this kind of message.
pub(super) const fn handler(message: &Message) -> &'static str {
    match &message.body {
        Body::Text(_) => "onTextMessage",
    }
}

pub(super) const fn chat_type(chat: Chat) -> &'static str {
    match chat {
        Chat::Single => "singleChat",
        Chat::Group => "groupChat",
        Chat::Room => "chatRoom",
    }
}

const fn online_state(state: OnlineState) -> u8 {
    match state {
        OnlineState::Offline => 0,
        OnlineState::Online => 1,
        OnlineState::Other => 2,
        OnlineState::Unknown => 3,
    }
}

/// `user` or `user/resource`.
struct Name<'a>(&'a Peer);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)?;
        match &self.0.resource {
            Some(resource) => write!(f, "/{resource}"),
            None => Ok(()),
        }
    }
}

pub(super) struct ReceiptForm<'a>(pub(super) &'a Receipt);

impl ReceiptForm<'_> {
    pub(super) const fn handler(&self) -> &'static str {
        match &self.0.kind {
            ReceiptKind::Read { .. } => "onReadMessage",
            ReceiptKind::Delivered { .. } => "onDeliveredMessage",
            ReceiptKind::Conversation { .. } => "onChannelMessage",
        }
    }
}

impl Serialize for ReceiptForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let receipt = self.0;
        let (from, to) = (Text(Name(&receipt.from)), Text(Name(&receipt.to)));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &Text(receipt.id))?;
        match &receipt.kind {
            ReceiptKind::Read { message, group } => {
                map.serialize_entry("type", "read")?;
                map.serialize_entry("from", &from)?;
                map.serialize_entry("to", &to)?;
                map.serialize_entry("mid", &Text(message))?;
                if let Some((count, words)) = group {
                    map.serialize_entry("groupReadCount", &Raw(count))?;
                    if let Some(words) = words {
                        map.serialize_entry("ackContent", words)?;
                    }
                }
            }
            ReceiptKind::Delivered { message } => {
                map.serialize_entry("type", "delivery")?;
                map.serialize_entry("from", &from)?;
                map.serialize_entry("to", &to)?;
                map.serialize_entry("mid", &Text(message))?;
            }
            ReceiptKind::Conversation { .. } => {
                map.serialize_entry("type", "channel")?;
                // Also for a group's, as the Web SDK has it.
                map.serialize_entry("chatType", "singleChat")?;
                map.serialize_entry("from", &from)?;
                map.serialize_entry("to", &to)?;
                map.serialize_entry("time", &receipt.sent_at)?;
            }
        }
        map.serialize_entry("onlineState", &online_state(receipt.online))?;
        map.end()
    }
}

//! Receipts: what was read, and what was received (messages §2.9).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Kind, Outgoing};
use crate::ids::{AppKey, LocalId, ServerId, UserId};
use crate::message::{Address, Peer};
use crate::wire::Meta;

impl Outgoing {
    /// "I have read that message": to its sender, or to its group.
    #[doc(alias = "read")]
    #[must_use]
    pub fn read_ack(to: impl Into<Address>, message: ServerId) -> Self {
        Self::of(to.into(), Kind::ReadAck { message, content: None })
    }

    /// Adds words to a read receipt of a group; without effect on anything else.
    #[doc(alias = "ackContent")]
    #[must_use]
    pub fn ack_content(mut self, words: impl Into<String>) -> Self {
        if let Kind::ReadAck { content, .. } = &mut self.kind {
            *content = Some(words.into());
        }
        self
    }

    /// "I have received that message". With `Config::delivery` this is done by itself.
    #[doc(alias = "delivery")]
    #[must_use]
    pub fn delivery_ack(to: impl Into<Address>, message: ServerId) -> Self {
        Self::of(to.into(), Kind::DeliverAck { message })
    }

    /// "I have read this conversation". The vendor documents it for single chats.
    #[doc(alias = "channel")]
    #[must_use]
    pub fn conversation_ack(to: impl Into<Address>) -> Self {
        Self::of(to.into(), Kind::ConversationAck)
    }
}

/// The automatic delivery receipt (RX-12): to the sender, on its device when it is another one of
/// this user's own. `None` when the sender's name cannot be one.
pub(crate) fn receipt(
    peer: &Peer,
    message: ServerId,
    id: LocalId,
    app_key: &AppKey,
    user: &UserId,
) -> Option<Meta> {
    let name = UserId::new(peer.name.clone()).ok()?;
    let to = match &peer.resource {
        Some(resource) => Address::Device(name, resource.to_string()),
        None => Address::User(name),
    };
    let receipt = Outgoing::delivery_ack(to, message);
    let payload: Vec<u8> = receipt.payload(user);
    Some(receipt.meta(id, app_key, payload))
}

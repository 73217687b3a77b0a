//! A message to be sent, and its wire form (messages §2).

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use bytestring::ByteString;
use prost::Message as _;

use super::{Address, Attribute, Attributes, Chat};
use crate::ids::{AppKey, LocalId, ServerId, UserId};
use crate::wire::{
    BodyType, Content, ContentType, Jid, MessageBody, MessageConfig, Meta, Namespace, RouteType,
};

/// A message to be sent: what [`Client::send`](crate::Client::send) takes.
///
/// ```
/// use easemob_core::{Outgoing, UserId};
///
/// let message = Outgoing::text(UserId::new("bob")?, "hello").ext("priority", 3);
/// # Ok::<(), easemob_core::error::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    to: Address,
    kind: Kind,
    ext: Attributes,
    id: Option<LocalId>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Text(ByteString),
    ReadAck { message: ServerId, content: Option<String> },
    DeliverAck { message: ServerId },
    ConversationAck,
}

impl Outgoing {
    fn new(to: Address, kind: Kind) -> Self {
        Self { to, kind, ext: Attributes::new(), id: None }
    }

    /// A text. Empty text is allowed, as it is on the wire.
    #[doc(alias = "txt")]
    #[must_use]
    pub fn text(to: impl Into<Address>, text: impl Into<ByteString>) -> Self {
        Self::new(to.into(), Kind::Text(text.into()))
    }

    /// "I have read that message": to its sender, or to its group (messages §2.9).
    #[doc(alias = "read")]
    #[must_use]
    pub fn read_ack(to: impl Into<Address>, message: ServerId) -> Self {
        Self::new(to.into(), Kind::ReadAck { message, content: None })
    }

    /// "I have received that message". With `Config::delivery` this is done by itself.
    #[doc(alias = "delivery")]
    #[must_use]
    pub fn delivery_ack(to: impl Into<Address>, message: ServerId) -> Self {
        Self::new(to.into(), Kind::DeliverAck { message })
    }

    /// "I have read this conversation".
    #[doc(alias = "channel")]
    #[must_use]
    pub fn conversation_ack(to: impl Into<Address>) -> Self {
        Self::new(to.into(), Kind::ConversationAck)
    }

    /// Adds an attribute; see [`Attribute`] for the types.
    #[must_use]
    pub fn ext(mut self, key: impl Into<ByteString>, value: impl Into<Attribute>) -> Self {
        self.ext.set(key, value);
        self
    }

    /// Adds words to a group read receipt; without effect on anything else.
    #[doc(alias = "ackContent")]
    #[must_use]
    pub fn ack_content(mut self, words: impl Into<String>) -> Self {
        if let Kind::ReadAck { content, .. } = &mut self.kind {
            *content = Some(words.into());
        }
        self
    }

    /// Uses this id instead of a fresh one: for an application that keeps its own outbox and must
    /// not send twice what it sent before a restart. Not 0; unique among this user's messages.
    #[must_use]
    pub fn with_id(mut self, id: LocalId) -> Self {
        self.id = (id.0 != 0).then_some(id);
        self
    }

    /// Whom it is for.
    #[must_use]
    pub fn to(&self) -> &Address {
        &self.to
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::ReadAck { .. } | Kind::DeliverAck { .. } | Kind::ConversationAck => None,
        }
    }

    /// The application's attributes.
    #[must_use]
    pub fn attributes(&self) -> &Attributes {
        &self.ext
    }

    pub(crate) fn id(&self) -> Option<LocalId> {
        self.id
    }

    /// The encoded payload: what [`Outgoing::meta`] carries and the bounds count.
    pub(crate) fn payload(&self, from: &UserId) -> Vec<u8> {
        let grouped = self.to.chat() == Chat::Group;
        let mut body = MessageBody {
            from: Some(bare(from.as_str())),
            to: Some(bare(self.to.name())),
            ext: self.ext.to_wire(),
            contents: vec![Content::default()],
            ..MessageBody::default()
        };
        body.kind = Some(match &self.kind {
            Kind::Text(text) => {
                body.contents = vec![Content {
                    kind: Some(ContentType::Text as i32),
                    text: Some(text.to_string()),
                    ..Content::default()
                }];
                if grouped { BodyType::Groupchat } else { BodyType::Chat }
            }
            Kind::ReadAck { message, content } => {
                body.ack_message_id = Some(message.0);
                if grouped {
                    body.msg_config = Some(MessageConfig { allow_group_ack: Some(true) });
                    body.ack_content.clone_from(content);
                }
                BodyType::ReadAck
            }
            Kind::DeliverAck { message } => {
                body.ack_message_id = Some(message.0);
                BodyType::DeliverAck
            }
            Kind::ConversationAck => BodyType::ChannelAck,
        } as i32);
        body.encode_to_vec()
    }

    /// The wire form under `id` (TX-2): no sender in the meta, names only in the body.
    pub(crate) fn meta(&self, id: LocalId, app_key: &AppKey, payload: Vec<u8>) -> Meta {
        Meta {
            id: Some(id.0),
            to: Some(self.to.jid(app_key)),
            ns: Some(Namespace::Chat as i32),
            payload: Some(payload.into()),
            routetype: Some(RouteType::All as i32),
            ..Meta::default()
        }
    }
}

fn bare(name: &str) -> Jid {
    Jid { name: Some(name.to_string()), ..Jid::default() }
}

/// The automatic delivery receipt (RX-12): to the sender, on its device when it is another one of
/// this user's own. `None` when the sender's name cannot be one.
pub(crate) fn receipt(
    peer: &super::Peer,
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
    let payload = receipt.payload(user);
    Some(receipt.meta(id, app_key, payload))
}

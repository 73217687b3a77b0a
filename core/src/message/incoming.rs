//! A message that was received, and how it is read from the wire (messages §3).

use alloc::boxed::Box;
use alloc::string::String;

use bytes::Bytes;
use bytestring::ByteString;

use super::{Attributes, Chat};
use crate::error::{Layer, Malformed};
use crate::event::What;
use crate::ids::{Delivery, ServerId};
use crate::time::UnixMillis;
use crate::wire::{BodyType, ContentSubType, ContentType, MessageBody, Meta, decode};

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The server's id.
    pub id: ServerId,
    /// The kind of conversation.
    pub chat: Chat,
    /// Who sent it.
    pub from: Peer,
    /// Whom it was sent to: this user, a group, or another user when it comes from one's own
    /// other device.
    pub to: Peer,
    /// When the server took it.
    #[doc(alias = "time")]
    pub sent_at: UnixMillis,
    /// What it says.
    pub body: Body,
    /// The application's attributes.
    pub ext: Attributes,
    /// Whether this user was online when it was sent.
    #[doc(alias = "onlineState")]
    pub online: OnlineState,
    /// The server replaced its content (`Config::replaced_contents`).
    #[doc(alias = "isContentReplaced")]
    pub replaced: bool,
    /// What [`Client::commit`](crate::Client::commit) takes.
    pub delivery: Delivery,
}

/// A user or group, with the device where it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer {
    /// User or group id, as the server spells it.
    pub name: ByteString,
    /// The device, when the message comes from or goes to one in particular.
    pub resource: Option<ByteString>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// A text.
    Text(ByteString),
}

/// Whether the receiver was online when a message was sent (RX-14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnlineState {
    /// It was stored for later.
    Offline,
    /// It was sent live.
    Online,
    /// The server said something else.
    Other,
    /// The server did not say.
    Unknown,
}

/// Somebody read or received something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The server's id of the receipt itself.
    pub id: ServerId,
    /// What it says.
    pub kind: ReceiptKind,
    /// Who says it.
    pub from: Peer,
    /// To whom.
    pub to: Peer,
    /// When the server took it.
    pub sent_at: UnixMillis,
    /// See [`Message::online`].
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
    Conversation {
        /// The kind of conversation.
        chat: Chat,
    },
}

/// Who is reading: what the meaning of a sender depends on.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) user: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) replaced_contents: bool,
}

/// What a chat meta turned out to be.
pub(crate) enum Interpreted {
    Message(Box<Message>),
    Receipt(Receipt),
    /// Our own echo, which says nothing new (RX-11).
    Echo,
    Unknown(What, Bytes),
}

/// Reads a chat meta.
pub(crate) fn interpret(
    meta: Meta,
    reader: Reader<'_>,
    delivery: Delivery,
) -> Result<Interpreted, Malformed> {
    let payload = meta.payload.clone().unwrap_or_default();
    let mut body: MessageBody = decode(Layer::Payload, &payload)?;
    let unknown = |what| Ok(Interpreted::Unknown(what, payload.clone()));
    let number = body.kind.unwrap_or_default();
    let id = ServerId(meta.id.unwrap_or_default());
    let sent_at = UnixMillis(meta.timestamp.unwrap_or_default());
    let (from, to) = (sender(&meta, &body, reader), recipient(&meta, &body));
    let extra = Extra::read(&meta);
    let message_id = ServerId(body.ack_message_id.unwrap_or_default());

    let (chat, kind) = match BodyType::try_from(number) {
        Ok(BodyType::Chat) => (Chat::Single, None),
        Ok(BodyType::Groupchat) => (Chat::Group, None),
        Ok(BodyType::Chatroom) => (Chat::Room, None),
        Ok(BodyType::ReadAck) => {
            let kind = ReceiptKind::Read { message: message_id, group: group_read(&mut body) };
            (Chat::Single, Some(kind))
        }
        Ok(BodyType::DeliverAck) => {
            (Chat::Single, Some(ReceiptKind::Delivered { message: message_id }))
        }
        Ok(BodyType::ChannelAck) => {
            let grouped = meta.to.as_ref().and_then(|to| to.domain.as_deref())
                == Some(crate::wire::GROUP_DOMAIN);
            let chat = if grouped { Chat::Group } else { Chat::Single };
            (chat, Some(ReceiptKind::Conversation { chat }))
        }
        Ok(BodyType::Normal | BodyType::Recall | BodyType::Edit) | Err(_) => {
            return unknown(What::ChatType(number));
        }
    };
    if let Some(kind) = kind {
        return Ok(Interpreted::Receipt(Receipt {
            id,
            kind,
            from,
            to,
            sent_at,
            online: extra.online,
        }));
    }
    if chat == Chat::Room && from_this_device(&meta, reader) {
        return Ok(Interpreted::Echo);
    }
    let Some(content) = body.contents.first_mut() else {
        return Err(Malformed::new(Layer::Payload, "message without content", payload));
    };
    let kind = content.kind.unwrap_or_default();
    let plain_text = kind == ContentType::Text as i32
        && content.sub_type != Some(ContentSubType::Combine as i32)
        && !(content.sub_type == Some(ContentSubType::Stream as i32) && body.stream.is_some());
    if !plain_text || body.contents.len() > 1 {
        return unknown(What::ContentType(kind));
    }
    let text = body.contents.first_mut().and_then(|c| c.text.take()).unwrap_or_default();
    Ok(Interpreted::Message(Box::new(Message {
        id,
        chat,
        from,
        to,
        sent_at,
        body: Body::Text(text.into()),
        ext: Attributes::from_wire(body.ext),
        online: if chat == Chat::Room { OnlineState::Online } else { extra.online },
        replaced: reader.replaced_contents && extra.replaced,
        delivery,
    })))
}

/// The sender; with its device when it is another device of the reader talking to itself
/// (messages §3.2).
fn sender(meta: &Meta, body: &MessageBody, reader: Reader<'_>) -> Peer {
    let name = |jid: &Option<crate::wire::Jid>| jid.as_ref().and_then(|jid| jid.name.clone());
    let from = name(&body.from).unwrap_or_default();
    let device = meta.from.as_ref().and_then(|from| from.client_resource.clone());
    let own_note = from == reader.user && name(&body.to).as_deref() == Some(&from);
    let resource =
        device.filter(|device| own_note && !device.is_empty() && device != reader.resource);
    Peer { name: from.into(), resource: resource.map(Into::into) }
}

fn recipient(meta: &Meta, body: &MessageBody) -> Peer {
    let device = meta.to.as_ref().and_then(|to| to.client_resource.clone());
    let name = body.to.as_ref().and_then(|to| to.name.clone()).unwrap_or_default();
    Peer { name: name.into(), resource: device.filter(|d| !d.is_empty()).map(Into::into) }
}

fn from_this_device(meta: &Meta, reader: Reader<'_>) -> bool {
    meta.from.as_ref().is_some_and(|from| {
        from.name.as_deref() == Some(reader.user)
            && from.client_resource.as_deref() == Some(reader.resource)
    })
}

/// The count of readers of a group message travels in the first attribute, under any key; what is
/// not JSON text is not a count (oddity 13 of messages).
fn group_read(body: &mut MessageBody) -> Option<(ByteString, Option<String>)> {
    let first = body.ext.first()?;
    let Some(crate::wire::Value::String(text)) = &first.value else { return None };
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    let empty = matches!(json, serde_json::Value::Null | serde_json::Value::Bool(false));
    (!empty).then(|| (text.clone().into(), body.ack_content.take()))
}

/// `Meta.meta`: JSON beside the payload. Plain UTF-8; what is not JSON says nothing.
struct Extra {
    online: OnlineState,
    replaced: bool,
}

impl Extra {
    fn read(meta: &Meta) -> Self {
        let json = meta.meta.as_ref().filter(|m| !m.is_empty());
        let Some(json) = json.and_then(|m| serde_json::from_slice::<serde_json::Value>(m).ok())
        else {
            return Self { online: OnlineState::Unknown, replaced: false };
        };
        let online = match json.get("is_online").map(|v| v.as_u64()) {
            None => OnlineState::Unknown,
            Some(Some(0)) => OnlineState::Offline,
            Some(Some(1)) => OnlineState::Online,
            Some(_) => OnlineState::Other,
        };
        let replaced = match json.get("callback_replace") {
            None | Some(serde_json::Value::Null | serde_json::Value::Bool(false)) => false,
            Some(other) => other.as_i64() != Some(0) && other.as_str() != Some(""),
        };
        Self { online, replaced }
    }
}

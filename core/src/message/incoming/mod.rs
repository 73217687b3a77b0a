//! A message that was received, and how it is read from the wire (messages §3).

mod content;
pub(crate) mod json;
mod meta;
mod reader;
mod recall_edit;
mod receipts;
mod stream;
mod url;

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;

pub use content::{
    Attachment, Body, Combined, Command, Custom, Image, Location, UnknownContent, Video, Voice,
};
pub use meta::{EditInfo, Reaction, ThreadInfo, ThreadOverview, Translation};
pub use reader::Reader;
pub use recall_edit::{Edit, Recall};
pub use receipts::{Receipt, ReceiptKind};
pub use stream::{StreamPart, StreamStage, StreamState};

pub(crate) use stream::{Chunk, Streams, Taken};
pub(crate) use url::{Source, locate, shown};

use super::outgoing::Priority;
use super::{Attributes, Chat};
use crate::error::{Layer, Malformed};
use crate::event::What;
use crate::ids::{Delivery, ServerId};
use crate::time::UnixMillis;
use crate::wire::BodyType;
use crate::wire::view::{self, Jid, MessageBody, Meta, Text};
use meta::{Around, Beside, Original};

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
    /// What else it says: a message has one body nearly always (messages oddity 14).
    pub more: Vec<Body>,
    /// The text in other languages.
    pub translations: Vec<Translation>,
    /// The application's attributes.
    pub ext: Attributes,
    /// What users thought of it when it was sent on.
    pub reactions: Vec<Reaction>,
    /// The thread it was sent in.
    #[doc(alias = "chatThread")]
    pub thread: Option<ThreadInfo>,
    /// The thread that hangs off it.
    #[doc(alias = "chatThreadOverview")]
    pub thread_overview: Option<Box<ThreadOverview>>,
    /// That it was changed since.
    #[doc(alias = "modifiedInfo")]
    pub edited: Option<EditInfo>,
    /// Its receiver has read it.
    #[doc(alias = "isRead")]
    pub is_read: bool,
    /// It has reached its receiver.
    #[doc(alias = "isDelivered")]
    pub is_delivered: bool,
    /// Whether the sender wants to know which members of the group read it; `None` when it did
    /// not say.
    #[doc(alias = "allowGroupAck")]
    #[doc(alias = "msgConfig")]
    pub group_ack: Option<bool>,
    /// How much it matters, in a chat room.
    pub priority: Option<Priority>,
    /// It went to all chat rooms.
    pub broadcast: bool,
    /// Whether this user was online when it was sent.
    #[doc(alias = "onlineState")]
    pub online: OnlineState,
    /// The server replaced its content (`Config::replaced_contents`).
    #[doc(alias = "isContentReplaced")]
    pub replaced: bool,
    /// How far a streamed text was when the server kept it: in the history, in lists and in threads.
    /// What is streamed now comes as [`Event::Stream`](crate::Event::Stream).
    pub stream: Option<StreamState>,
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

/// What a chat meta turned out to be.
pub(crate) enum Interpreted {
    /// And whether a delivery receipt is due, should the user want to send any.
    Message(Box<Message>, bool),
    Receipt(Receipt),
    Recall(Recall),
    Edit(Box<Edit>),
    Chunk(Box<Chunk>),
    /// Our own echo, which says nothing new (RX-11).
    Echo,
    Unknown(What, Bytes),
}

/// Reads a chat meta. `of` is what it was read from: the texts of the message are slices of it.
pub(crate) fn interpret(
    meta: &Meta<'_>,
    of: &Bytes,
    reader: Reader<'_>,
    delivery: Delivery,
) -> Result<Interpreted, Malformed> {
    let payload = meta.payload.unwrap_or_default();
    let mut body = MessageBody::default();
    view::fill(&mut body, Layer::Payload, payload, of)?;
    let number = body.kind.unwrap_or_default();
    let kind = BodyType::try_from(number).unwrap_or(BodyType::Normal);
    let chat = match kind {
        BodyType::Chat => Chat::Single,
        BodyType::Groupchat => Chat::Group,
        BodyType::Chatroom if from_this_device(meta, reader) => return Ok(Interpreted::Echo),
        BodyType::Chatroom => Chat::Room,
        BodyType::Recall => {
            return Ok(Interpreted::Recall(recall_edit::recall(meta, &body, of, reader)));
        }
        BodyType::Edit => {
            let edit = recall_edit::edit(meta, &body, of, reader, delivery)?;
            return Ok(Interpreted::Edit(edit));
        }
        BodyType::Normal | BodyType::ReadAck | BodyType::DeliverAck | BodyType::ChannelAck => {
            let Some(kind) = receipts::read(kind, &body, of) else {
                let payload = of.slice_ref(payload);
                return Ok(Interpreted::Unknown(What::ChatType(number), payload));
            };
            let (from, to) = names(meta, &body, of, reader);
            return Ok(Interpreted::Receipt(Receipt {
                id: ServerId(meta.id.unwrap_or_default()),
                kind,
                chat: receipts::chat(meta),
                from,
                to,
                sent_at: UnixMillis(meta.timestamp.unwrap_or_default()),
                online: Around::read(meta).online(),
            }));
        }
    };
    let streamed = body.contents.first().is_some_and(content::is_streamed);
    let stream = body.stream.filter(|_| streamed);
    let (mut message, _) = message(meta, &body, of, chat, reader, delivery)?;
    if chat == Chat::Room {
        let around = Around::read(meta);
        message.online = OnlineState::Online;
        message.priority = Some(around.priority());
        message.broadcast = around.broadcast();
    }
    if let Some(stream) = stream
        && matches!(message.body, Body::Text(_))
    {
        return Ok(Interpreted::Chunk(Box::new(Chunk::new(*message, &stream, of, payload.len()))));
    }
    let from_another = !reader.is_user(&message.from.name) && message.from != message.to;
    let receipt = chat == Chat::Single && from_another && !streamed;
    Ok(Interpreted::Message(message, receipt))
}

/// Reads what messages and edits have in common.
fn message(
    meta: &Meta<'_>,
    body: &MessageBody<'_>,
    of: &Bytes,
    chat: Chat,
    reader: Reader<'_>,
    delivery: Delivery,
) -> Result<(Box<Message>, Option<Original>), Malformed> {
    let (from, to) = names(meta, body, of, reader);
    let around = Around::read(meta);
    let beside = Beside::read(body.meta.map(Text::as_str), reader);
    let mut raw = body.contents.all().raw();
    let (Some(first), Some(raw_first)) = (body.contents.first(), raw.next()) else {
        let payload = of.slice_ref(meta.payload.unwrap_or_default());
        return Err(Malformed::new(Layer::Payload, "message without content", payload));
    };
    let message = Message {
        id: ServerId(meta.id.unwrap_or_default()),
        chat,
        from,
        to,
        sent_at: UnixMillis(meta.timestamp.unwrap_or_default()),
        body: content::read(first, raw_first, of, reader),
        more: content::read_all(raw, of, reader),
        translations: beside.translations,
        ext: Attributes::from_wire(body.ext, of),
        reactions: beside.reactions,
        thread: beside.thread,
        thread_overview: beside.overview,
        edited: beside.edited,
        is_read: beside.is_read,
        is_delivered: beside.is_delivered,
        group_ack: body.msg_config.map(|config| config.allow_group_ack.unwrap_or_default()),
        priority: None,
        broadcast: false,
        online: around.online(),
        replaced: reader.replaced_contents && around.replaced(),
        stream: None,
        delivery,
    };
    Ok((Box::new(message), beside.original))
}

/// The sender and the receiver; the sender with its device when it is another device of the reader
/// talking to itself (messages §3.2).
fn names(meta: &Meta<'_>, body: &MessageBody<'_>, of: &Bytes, reader: Reader<'_>) -> (Peer, Peer) {
    let (from, to) = (body.from.and_then(|jid| jid.name), body.to.and_then(|jid| jid.name));
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let own_note = reader.is_user(from.as_str()) && reader.is_user(to.as_str());
    let sender = device(meta.from).filter(|device| own_note && *device != *reader.resource);
    let peer = |name: Text<'_>, device: Option<Text<'_>>| Peer {
        name: name.kept(of),
        resource: device.map(|device| device.kept(of)),
    };
    (peer(from, sender), peer(to, device(meta.to)))
}

fn device(jid: Option<Jid<'_>>) -> Option<Text<'_>> {
    jid?.client_resource.filter(|device| !device.is_empty())
}

fn from_this_device(meta: &Meta<'_>, reader: Reader<'_>) -> bool {
    meta.from.is_some_and(|from| {
        from.name.is_some_and(|name| reader.is_user(name.as_str()))
            && from.client_resource.is_some_and(|device| device == *reader.resource)
    })
}

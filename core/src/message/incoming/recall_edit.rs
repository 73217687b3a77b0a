//! A message was taken back or changed (messages §3.10).

use alloc::boxed::Box;
use alloc::string::String;

use bytes::Bytes;

use super::meta::{Around, Original};
use super::{Message, OnlineState, Peer, Reader, message, names, receipts};
use crate::error::Malformed;
use crate::ids::{Delivery, ServerId};
use crate::message::Chat;
use crate::time::UnixMillis;
use crate::wire::EditScope;
use crate::wire::view::{MessageBody, Meta};

/// A message was taken back.
#[doc(alias = "onRecallMessage")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recall {
    /// The server's id of the recall itself.
    pub id: ServerId,
    /// Which message.
    #[doc(alias = "mid")]
    pub message: ServerId,
    /// The kind of conversation, as its address tells it: there chat rooms are groups.
    pub chat: Chat,
    /// Who took it back; `None` is the server's administration.
    pub from: Option<Peer>,
    /// To whom it was sent.
    pub to: Peer,
    /// When the server took the recall.
    pub sent_at: UnixMillis,
    /// What the application said with it.
    pub ext: String,
    /// See [`Message::online`].
    pub online: OnlineState,
}

/// A message was changed.
#[doc(alias = "onModifiedMessage")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Edit {
    /// The server's id of the change itself.
    pub id: ServerId,
    /// The message as it is now, under the id it always had. Its sender and time are those it was
    /// sent with where the server says them, else those of the change.
    pub message: Message,
    /// The attributes were changed too; if not, the old ones hold and those of `message` are empty.
    pub with_ext: bool,
}

pub(super) fn recall(
    meta: &Meta<'_>,
    body: &MessageBody<'_>,
    of: &Bytes,
    reader: Reader<'_>,
) -> Recall {
    let around = Around::read(meta);
    let (from, to) = names(meta, body, of, reader);
    Recall {
        id: ServerId(meta.id.unwrap_or_default()),
        message: ServerId(body.ack_message_id.unwrap_or_default()),
        chat: receipts::chat(meta),
        from: (!from.name.is_empty()).then_some(from),
        to,
        sent_at: UnixMillis(meta.timestamp.unwrap_or_default()),
        ext: around.recall_ext().into(),
        online: around.online(),
    }
}

pub(super) fn edit(
    meta: &Meta<'_>,
    body: &MessageBody<'_>,
    of: &Bytes,
    reader: Reader<'_>,
    delivery: Delivery,
) -> Result<Box<Edit>, Malformed> {
    let id = ServerId(body.edit_message_id.unwrap_or_default());
    let with_ext = body.edit_scope == Some(EditScope::BodyAndExt as i32);
    let (mut message, original) = message(meta, body, of, receipts::chat(meta), reader, delivery)?;
    message.id = id;
    // Messages oddity 35: without the original's data those of the change have to do.
    if let Some(original) = original {
        take_up(&mut message, original);
    }
    Ok(Box::new(Edit { id: ServerId(meta.id.unwrap_or_default()), message: *message, with_ext }))
}

fn take_up(message: &mut Message, original: Original) {
    message.chat = match &*original.chat {
        "chat:user" => Chat::Single,
        "chat:group" => Chat::Group,
        "chat:room" => Chat::Room,
        _ => message.chat,
    };
    if !original.from.is_empty() {
        message.from = Peer { name: original.from, resource: None };
    }
    if original.sent_at.0 != 0 {
        message.sent_at = original.sent_at;
    }
}

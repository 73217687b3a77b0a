//! Messages, and what is said of them (messages §3.2 to §3.7, §3.10).

mod about;
mod body;

use core::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attributes::{Ext, Raw};
use super::json::Text;
use crate::message::incoming::{Recall, StreamPart, StreamStage, StreamState};
use crate::message::outgoing::Priority;
use crate::message::{Body, Chat, Edit, Message, OnlineState, Peer, Receipt, ReceiptKind};
use about::{Modified, Overview, Passed, Thread};
use body::{More, kind, write};

/// A received message: the payload of `onTextMessage` and its like, and one element of `onMessage`'s
/// list.
#[derive(Clone, Copy, Debug)]
pub struct MessageForm<'a>(pub &'a Message);

impl Serialize for MessageForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &Text(message.id))?;
        map.serialize_entry("type", kind(&message.body))?;
        map.serialize_entry("chatType", chat_type(message.chat))?;
        write(&message.body, &mut map)?;
        common(message, &mut map)?;
        map.serialize_entry("ext", &Ext(&message.ext))?;
        map.end()
    }
}

/// What forms of messages share, but for id, type and attributes.
fn common<M: SerializeMap>(message: &Message, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("to", &Text(Name(&message.to)))?;
    map.serialize_entry("from", &Text(Name(&message.from)))?;
    map.serialize_entry("time", &message.sent_at)?;
    map.serialize_entry("onlineState", &online_state(message.online))?;
    if !message.translations.is_empty() {
        let all = message.translations.iter().map(|it| &it.json);
        map.serialize_entry("translations", &Passed(all))?;
    }
    if !message.reactions.is_empty() {
        map.serialize_entry("reactions", &about::Reactions(&message.reactions))?;
    }
    if let Some(thread) = &message.thread {
        map.serialize_entry("chatThread", &Thread(thread))?;
    }
    if let Some(overview) = &message.thread_overview {
        map.serialize_entry("chatThreadOverview", &Overview(overview))?;
    }
    if let Some(info) = &message.edited {
        map.serialize_entry("modifiedInfo", &Modified(info))?;
    }
    if let Some(wanted) = message.group_ack {
        map.serialize_entry("msgConfig", &about::Config(wanted))?;
    }
    if let Some(priority) = message.priority {
        map.serialize_entry("priority", priority_name(priority))?;
        map.serialize_entry("broadcast", &message.broadcast)?;
    }
    let truths = [
        ("isContentReplaced", message.replaced),
        ("isRead", message.is_read),
        ("isDelivered", message.is_delivered),
    ];
    for (name, _) in truths.iter().filter(|(_, is_so)| *is_so) {
        map.serialize_entry(name, &true)?;
    }
    if let (Some(state), Body::Text(text)) = (&message.stream, &message.body) {
        map.serialize_entry("stream", &Stage { state, text })?;
    }
    if !message.more.is_empty() {
        map.serialize_entry("x-more", &More(&message.more))?;
    }
    Ok(())
}

/// The handler that takes this kind of message.
pub(super) const fn handler(message: &Message) -> &'static str {
    match &message.body {
        Body::Text(_) => "onTextMessage",
        Body::Image(_) => "onImageMessage",
        Body::Video(_) => "onVideoMessage",
        Body::Voice(_) => "onAudioMessage",
        Body::File(_) => "onFileMessage",
        Body::Location(_) => "onLocationMessage",
        Body::Command(_) => "onCmdMessage",
        Body::Custom(_) => "onCustomMessage",
        Body::Combined(_) => "onCombineMessage",
        Body::Unknown(_) => "x-unknownMessage",
    }
}

/// Whether `onMessage` lists a message: content the Web SDK has a name for, but no orders.
pub(super) const fn is_listed(message: &Message) -> bool {
    !matches!(message.body, Body::Command(_) | Body::Unknown(_))
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

const fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
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
            ReceiptKind::Conversation => "onChannelMessage",
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
            ReceiptKind::Conversation => {
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

pub(super) struct RecallForm<'a>(pub(super) &'a Recall);

impl Serialize for RecallForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let recall = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &Text(recall.id))?;
        match &recall.from {
            Some(from) => map.serialize_entry("from", &Text(Name(from)))?,
            None => map.serialize_entry("from", "admin")?,
        }
        map.serialize_entry("to", &Text(Name(&recall.to)))?;
        map.serialize_entry("mid", &Text(recall.message))?;
        map.serialize_entry("ext", &recall.ext)?;
        map.serialize_entry("onlineState", &online_state(recall.online))?;
        map.end()
    }
}

/// A changed message, as the message it is now.
pub(super) struct EditForm<'a>(pub(super) &'a Edit);

impl Serialize for EditForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MessageForm(&self.0.message).serialize(serializer)
    }
}

pub(super) struct StreamForm<'a>(pub(super) &'a StreamPart);

impl Serialize for StreamForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = &self.0.message;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &Text(message.id))?;
        map.serialize_entry("type", kind(&message.body))?;
        map.serialize_entry("chatType", chat_type(message.chat))?;
        write(&message.body, &mut map)?;
        common(message, &mut map)?;
        if !message.ext.is_empty() {
            map.serialize_entry("ext", &Ext(&message.ext))?;
        }
        map.serialize_entry("stream", &Stage { state: &self.0.state, text: &self.0.text })?;
        map.end()
    }
}

struct Stage<'a> {
    state: &'a StreamState,
    text: &'a str,
}

impl Serialize for Stage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let state = self.state;
        let status = match state.stage {
            StreamStage::Started => 0,
            StreamStage::StartedAndCompleted => 1,
            StreamStage::InProgress => 2,
            StreamStage::Completed => 3,
            StreamStage::Failed => 4,
        };
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("customType", &*state.kind)?;
        map.serialize_entry("status", &status)?;
        map.serialize_entry("errorType", &state.error)?;
        map.serialize_entry("text", self.text)?;
        map.serialize_entry("finishReason", &state.finish_reason)?;
        map.end()
    }
}

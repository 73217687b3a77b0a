//! What changes conversations: events, what was sent, and the server's list.

use super::{Conversations, LocalConversation};
use crate::event::{ConversationAction, DeviceChange, Event, Outcome, SentExtra};
use crate::ids::ServerId;
use crate::message::incoming::StreamStage;
use crate::message::outgoing::Deed;
use crate::message::{Body, Chat, Message, Outgoing, Receipt, ReceiptKind};
use crate::time::UnixMillis;

impl Conversations {
    /// Something happened. Feed every event; most change nothing here. When another user logs in,
    /// the conversations of this one are forgotten: whoever waits for a login with the driver's
    /// `Connection::log_in`, which is not told as an event, feeds [`Event::Online`] with what that
    /// returns.
    pub fn observe(&mut self, event: &Event) {
        match event {
            Event::Online(online) if online.user != self.user => {
                self.user = online.user.clone();
                self.clear();
            }
            Event::Message(message) => self.received(message),
            Event::Stream(part) => {
                let starts = matches!(
                    part.state.stage,
                    StreamStage::Started | StreamStage::StartedAndCompleted
                );
                // A step without a number says by its stage whether it is another message.
                if part.message.id.0 != 0 || starts {
                    self.received(&part.message);
                }
                self.all.iter_mut().for_each(|one| one.grown(&part.message));
            }
            Event::Edited(edit) => {
                for one in &mut self.all {
                    if let Some(last) = one.last_is(edit.message.id) {
                        last.edited(edit);
                    }
                }
            }
            Event::Recalled(recall) => self.recalled(recall.message),
            Event::Receipt(receipt) if receipt.from.name == self.user.as_str() => {
                self.read_elsewhere(receipt);
            }
            Event::MultiDevice(event) => {
                if let DeviceChange::Conversation {
                    action: ConversationAction::Delete,
                    conversation,
                    chat,
                    at,
                } = &event.change
                {
                    self.deleted_elsewhere(*chat, conversation, dated(at.unwrap_or(event.at)));
                }
            }
            _ => {}
        }
    }

    /// A message this device sent has come to its end. Only one the server took changes anything.
    pub fn settled(&mut self, message: &Outgoing, outcome: &Outcome) {
        let Outcome::Sent { server, at, extra } = outcome else { return };
        let (chat, id) = (message.to().chat(), message.to().name());
        match message.deed() {
            Deed::Says { in_thread: true } => {}
            Deed::Says { in_thread: false } => match extra {
                Some(SentExtra::Content(read)) => self.received(read),
                _ => {
                    if let Some(said) = message.as_received(*server, *at, &self.user) {
                        self.received(&said);
                    }
                }
            },
            Deed::Edits { message: about, with_ext } => {
                let read = match extra {
                    Some(SentExtra::Content(read)) => Some(read.clone()),
                    _ => message.as_received(about, *at, &self.user),
                };
                let Some(read) = read else { return };
                self.change(chat, id, |one| {
                    if let Some(last) = one.last_is(about) {
                        last.edit(&read, with_ext);
                    }
                });
            }
            Deed::Recalls(about) => self.recalled(about),
            Deed::Read(about) => drop(self.change(chat, id, |one| one.read_one(about))),
            Deed::ReadAll => drop(self.change(chat, id, |one| one.read_until(*at))),
            Deed::Receives => {}
        }
    }

    /// The server has listed these. Its unread counts hold, and its last messages where nothing
    /// newer is known. What it does not list stays: it lists the latest 100, in pages.
    #[cfg(feature = "message")]
    #[doc(alias = "getServerConversations")]
    pub fn listed<'a>(
        &mut self,
        conversations: impl IntoIterator<Item = &'a crate::rest::message::Conversation>,
    ) {
        for listed in conversations {
            let last = listed.last.as_deref();
            let is_thread = last.is_some_and(|last| last.thread.is_some());
            if listed.chat == Chat::Room || is_thread || listed.id.is_empty() {
                continue;
            }
            self.open(listed.chat, &listed.id, |one| {
                one.listed(listed.unread, last);
                if let Some(last) = last.filter(|last| is_shown(last)) {
                    one.said(last);
                }
            });
        }
    }

    /// A message, from whomever.
    fn received(&mut self, message: &Message) {
        let own = message.from.name == self.user.as_str();
        let id = match message.chat {
            Chat::Single if !own => &message.from.name,
            Chat::Single | Chat::Group => &message.to.name,
            Chat::Room => return,
        };
        if id.is_empty() || message.thread.is_some() || !is_shown(message) {
            return;
        }
        self.open(message.chat, id, |one| one.received(message, own));
    }

    /// Its number is unique on the server, so the conversation need not be known.
    fn recalled(&mut self, message: ServerId) {
        self.all.iter_mut().for_each(|one| one.recalled(message));
    }

    /// This user has read something on another device.
    fn read_elsewhere(&mut self, receipt: &Receipt) {
        let at = dated(receipt.sent_at);
        let how = |one: &mut LocalConversation| match &receipt.kind {
            ReceiptKind::Conversation => one.read_until(at),
            ReceiptKind::Read { message, .. } => one.read_one(*message),
            ReceiptKind::Delivered { .. } => {}
        };
        self.change(receipt.chat, &receipt.to.name, how);
    }

    /// This user has deleted a conversation on another device. What was said since then stays.
    fn deleted_elsewhere(&mut self, chat: Chat, id: &str, at: UnixMillis) {
        if self.get(chat, id).is_some_and(|one| one.at() <= at) {
            self.remove(chat, id);
        } else {
            self.change(chat, id, |one| one.read_until(at));
        }
    }
}

/// What the server has not dated is as new as its arrival.
fn dated(at: UnixMillis) -> UnixMillis {
    if at.0 == 0 { UnixMillis(u64::MAX) } else { at }
}

/// A command is for the program, not for its user.
fn is_shown(message: &Message) -> bool {
    !matches!(message.body, Body::Command(_))
}

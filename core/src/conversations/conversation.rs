//! One conversation, and how its unread messages are counted.

use alloc::collections::VecDeque;
use alloc::string::String;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::last::LastMessage;
use crate::ids::ServerId;
use crate::message::{Chat, Message};
use crate::time::UnixMillis;

/// A conversation, as this device knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocalConversation {
    id: String,
    chat: Chat,
    last: Option<LastMessage>,
    /// When something was last said, also when it was taken back since.
    at: UnixMillis,
    custom: Option<Map<String, Value>>,
    /// Unread messages nothing but their number is known of.
    other_unread: u64,
    /// The last messages that came or were sent, read or not.
    recent: VecDeque<Recent>,
    /// How far the server's own count went: what is not newer is in it.
    listed_to: (UnixMillis, ServerId),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Recent {
    id: ServerId,
    sent_at: UnixMillis,
    unread: bool,
}

impl LocalConversation {
    /// How many messages are known by their ids: a repeat of one of them is no new message, and it
    /// stops counting when it is read or taken back. Repeats come soon, and the client drops most.
    pub const RECENT: usize = 64;

    pub(super) fn new(chat: Chat, id: &str) -> Self {
        Self {
            id: id.into(),
            chat,
            last: None,
            at: UnixMillis(0),
            custom: None,
            other_unread: 0,
            recent: VecDeque::new(),
            listed_to: (UnixMillis(0), ServerId(0)),
        }
    }

    /// The other user or the group.
    #[doc(alias = "conversationId")]
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its kind, single or group.
    #[doc(alias = "conversationType")]
    #[must_use]
    pub const fn chat(&self) -> Chat {
        self.chat
    }

    /// What was said last; `None` when nothing was, or it was taken back: what was said before that
    /// is in the history, not here.
    #[doc(alias = "lastMessage")]
    #[must_use]
    pub const fn last(&self) -> Option<&LastMessage> {
        self.last.as_ref()
    }

    /// When something was said last, what the list is sorted by. It stays when that is taken back.
    #[must_use]
    pub const fn at(&self) -> UnixMillis {
        self.at
    }

    /// Messages this user has not read.
    #[doc(alias = "unReadCount")]
    #[must_use]
    pub fn unread(&self) -> u64 {
        let unread = self.recent.iter().filter(|one| one.unread).count();
        self.other_unread.saturating_add(unread as u64)
    }

    /// What the application has put there.
    #[doc(alias = "customField")]
    #[must_use]
    pub const fn custom(&self) -> Option<&Map<String, Value>> {
        self.custom.as_ref()
    }

    pub(super) fn is(&self, chat: Chat, id: &str) -> bool {
        self.chat == chat && self.id == id
    }

    pub(super) fn set_custom(&mut self, custom: Map<String, Value>) {
        self.custom = Some(custom);
    }

    /// A message came or was sent. A repeat changes nothing: what it says may have been read, edited
    /// or taken back since. What has no number is no repeat.
    pub(super) fn received(&mut self, message: &Message, own: bool) {
        let &Message { id, sent_at, is_read, .. } = message;
        if id.0 != 0 && self.recent.iter().any(|one| one.id == id) {
            return;
        }
        if self.recent.len() >= Self::RECENT
            && self.recent.pop_front().is_some_and(|oldest| oldest.unread)
        {
            self.other_unread = self.other_unread.saturating_add(1);
        }
        let unread = !own && !is_read && (sent_at, id) > self.listed_to;
        self.recent.push_back(Recent { id, sent_at, unread });
        self.said(message);
    }

    /// This is the last message, unless it is older than what was said last.
    pub(super) fn said(&mut self, message: &Message) {
        let when = (message.sent_at, message.id);
        let newer = self.last.as_ref().is_none_or(|last| when >= last.when());
        if newer && message.sent_at >= self.at {
            self.at = message.sent_at;
            self.last = Some(LastMessage::new(message));
        }
    }

    /// A text goes on.
    pub(super) fn grown(&mut self, message: &Message) {
        if let Some(last) = self.last_is(message.id) {
            *last = LastMessage::new(message);
        }
    }

    #[cfg(feature = "message")]
    /// What the server says: how much is unread, up to which message. What came after that one
    /// counts beside it.
    pub(super) fn listed(&mut self, unread: u64, last: Option<&Message>) {
        let to = last.map_or((UnixMillis(u64::MAX), ServerId(u64::MAX)), |it| (it.sent_at, it.id));
        self.read(|one| (one.sent_at, one.id) <= to);
        self.other_unread = unread;
        if last.is_some() {
            self.listed_to = to;
        }
    }

    /// Everything was read that was said until then. The server's count knows that already when it
    /// is newer.
    pub(super) fn read_until(&mut self, until: UnixMillis) {
        if until >= self.listed_to.0 {
            self.other_unread = 0;
        }
        self.read(|one| one.sent_at <= until);
    }

    /// Everything was read.
    pub(super) fn clear_unread(&mut self) {
        self.other_unread = 0;
        self.read(|_| true);
    }

    /// This message was read, or taken back.
    pub(super) fn read_one(&mut self, message: ServerId) {
        self.read(|one| one.id == message);
    }

    fn read(&mut self, which: impl Fn(&Recent) -> bool) {
        for one in self.recent.iter_mut().filter(|one| which(one)) {
            one.unread = false;
        }
    }

    /// A message was taken back.
    pub(super) fn recalled(&mut self, message: ServerId) {
        self.read_one(message);
        self.last = self.last.take().filter(|last| last.id != message);
    }

    /// The last message, if it is this one.
    pub(super) fn last_is(&mut self, message: ServerId) -> Option<&mut LastMessage> {
        self.last.as_mut().filter(|last| last.id == message)
    }
}

//! The conversations of a user, as this device knows them: what a chat list shows.
//!
//! Nothing here asks a server. A [`Conversations`] is told what happened, and answers who talks, what
//! was said last and how much of it is unread. The Web SDK keeps the same list in the browser's
//! database, in its `localCache` plugin.

mod conversation;
mod feed;
mod last;
#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::UserId;
use crate::message::Chat;

pub use conversation::LocalConversation;
pub use last::LastMessage;

/// The conversations of one user, the one with the newest message first.
///
/// Feed it every event ([`Conversations::observe`]), the end of every message that was sent
/// ([`Conversations::settled`]), and what the server lists
/// ([`Conversations::listed`](Self::listed)).
///
/// ```
/// use easemob_core::conversations::Conversations;
/// use easemob_core::message::Reader;
/// use easemob_core::{Chat, Event, UserId};
///
/// let mut known = Conversations::new(UserId::new("alice")?);
/// let reader = Reader::new("alice", "https://a1.easemob.com");
/// for (id, from, text) in [(7, "bob", "hello"), (8, "carol", "lunch?"), (9, "bob", "are you there?")] {
///     let json = format!(r#"{{"id": "{id}", "timestamp": {id}, "payload": {{"type": "chat",
///         "from": "{from}", "to": "alice", "bodies": [{{"type": "txt", "msg": "{text}"}}]}}}}"#);
///     let message = reader.json(&json)?.expect("a message");
///     known.observe(&Event::Message(message));
/// }
/// let list: Vec<(&str, u64)> = known.iter().map(|it| (it.id(), it.unread())).collect();
/// assert_eq!(list, [("bob", 2), ("carol", 1)]);
/// let bob = known.get(Chat::Single, "bob").and_then(|it| it.last());
/// assert_eq!(bob.map(|last| &*last.preview), Some("are you there?"));
///
/// known.clear_unread(Chat::Single, "bob");
/// assert_eq!(known.unread(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What counts as unread
///
/// A message of somebody else, once, however often it comes. Not a command, which is for the program
/// and not shown at all; not one the server says this user has read. A message that is delivered to
/// users online only looks like any other to its receiver, and counts: better one too many than one
/// unseen. What this user says does not count, on whichever device; it does not make the rest read
/// either.
///
/// The count goes down when this user says on any device that the conversation or the message was
/// read, when a message is taken back, and by [`Conversations::clear_unread`].
///
/// # What is listed
///
/// Single chats and groups, as there; no chat rooms and no threads. Where the Web SDK's documents
/// say nothing, the list keeps rather than loses: a conversation outlives the group and the contact,
/// and its history deleted on the server by another device, which may have been a part of it.
///
/// # Bounds, and what is kept
///
/// [`Conversations::MOST`] conversations, each with one message and the ids of its last
/// [`LocalConversation::RECENT`]. The one that has been silent longest makes room, with its unread
/// count and custom field.
///
/// It can be serialised. The last message is then its id, time, sender and a line of preview: the
/// message itself holds what only this run can vouch for, such as what to commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversations {
    #[serde(with = "as_text")]
    user: UserId,
    most: usize,
    /// Newest first.
    all: Vec<LocalConversation>,
}

impl Conversations {
    /// How many conversations are kept unless [`Conversations::at_most`] says otherwise: ten times
    /// what the server keeps of a user, and more than anybody scrolls through.
    pub const MOST: usize = 1_000;

    /// None yet, of this user.
    #[must_use]
    pub const fn new(user: UserId) -> Self {
        Self { user, most: Self::MOST, all: Vec::new() }
    }

    /// Keeps this many conversations.
    #[must_use]
    pub fn at_most(mut self, most: usize) -> Self {
        self.most = most;
        self.all.truncate(most);
        self
    }

    /// Whose they are.
    #[must_use]
    pub const fn user(&self) -> &UserId {
        &self.user
    }

    /// All of them, newest first.
    #[doc(alias = "getLocalConversations")]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LocalConversation> {
        self.all.iter()
    }

    /// The conversation with a user or in a group.
    #[doc(alias = "getLocalConversation")]
    #[must_use]
    pub fn get(&self, chat: Chat, id: &str) -> Option<&LocalConversation> {
        self.all.iter().find(|one| one.is(chat, id))
    }

    /// Unread messages of all conversations together.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.all.iter().fold(0, |sum, one| sum.saturating_add(one.unread()))
    }

    /// Gives a conversation the application's own members, in place of those it had; `false` when it
    /// is not known.
    #[doc(alias = "setLocalConversationCustomField")]
    pub fn set_custom(&mut self, chat: Chat, id: &str, custom: Map<String, Value>) -> bool {
        self.change(chat, id, |one| one.set_custom(custom))
    }

    /// Everything in a conversation is read, as far as this device is concerned: the server and
    /// other devices hear of it by
    /// [`Outgoing::conversation_ack`](crate::Outgoing::conversation_ack). `false` when it is not
    /// known.
    #[doc(alias = "clearConversationUnreadCount")]
    pub fn clear_unread(&mut self, chat: Chat, id: &str) -> bool {
        self.change(chat, id, LocalConversation::clear_unread)
    }

    /// Forgets a conversation on this device; the next message brings it back. `false` when it is
    /// not known.
    #[doc(alias = "removeLocalConversation")]
    pub fn remove(&mut self, chat: Chat, id: &str) -> bool {
        let before = self.all.len();
        self.all.retain(|one| !one.is(chat, id));
        self.all.len() < before
    }

    /// Forgets all of them: this user has deleted them on the server.
    #[doc(alias = "deleteAllMessagesAndConversations")]
    pub fn clear(&mut self) {
        self.all.clear();
    }

    /// Changes a conversation that is known, and lets it find its place.
    fn change(&mut self, chat: Chat, id: &str, how: impl FnOnce(&mut LocalConversation)) -> bool {
        let Some(at) = self.all.iter().position(|one| one.is(chat, id)) else { return false };
        let mut one = self.all.remove(at);
        how(&mut one);
        self.place(one);
        true
    }

    /// The same, of one that need not be known.
    fn open(&mut self, chat: Chat, id: &str, how: impl FnOnce(&mut LocalConversation)) {
        let known = self.all.iter().position(|one| one.is(chat, id));
        let mut one = match known {
            Some(at) => self.all.remove(at),
            None => LocalConversation::new(chat, id),
        };
        how(&mut one);
        self.place(one);
        self.all.truncate(self.most);
    }

    fn place(&mut self, one: LocalConversation) {
        let key = |one: &LocalConversation| Reverse(one.at());
        let at = self.all.partition_point(|other| {
            (key(other), other.chat(), other.id()) < (key(&one), one.chat(), one.id())
        });
        self.all.insert(at, one);
    }
}

/// A user id as its text.
mod as_text {
    use alloc::string::String;

    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    use crate::ids::UserId;

    pub(super) fn serialize<S: Serializer>(id: &UserId, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(id.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UserId, D::Error> {
        UserId::new(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

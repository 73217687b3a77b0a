//! What was said: kept once for everybody, listed for each user by conversation, so that it can be
//! asked for later. What a user deletes is gone from that user's lists alone.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::wire::{EditScope, MessageBody, Meta, RouteType};
use prost::Message;
use serde::{Deserialize, Serialize};

use crate::chat::Outline;
use crate::edits::COMMAND;
use crate::kept::{Kept, Table};
use crate::queues::QueueId;
use crate::server::Server;

/// Messages kept; beyond that the oldest go.
const KEPT: usize = 100_000;

/// Messages a conversation of a user lists.
const LISTED: usize = 20_000;

/// A conversation as one user has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Conversation {
    messages: BTreeSet<u64>,
    unread: BTreeSet<u64>,
    /// Time of its last message.
    pub(crate) active: u64,
    /// Not on the list, since it was deleted or has never been on it.
    pub(crate) hidden: bool,
    /// Since when it is pinned.
    pub(crate) pinned: Option<u64>,
    pub(crate) marks: BTreeSet<u8>,
}

/// A message, kept as it was on the wire.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "Bytes", try_from = "Bytes")]
struct Said(Meta);

impl From<Said> for Bytes {
    fn from(said: Said) -> Self {
        said.0.encode_to_vec().into()
    }
}

impl TryFrom<Bytes> for Said {
    type Error = prost::DecodeError;

    fn try_from(bytes: Bytes) -> Result<Self, Self::Error> {
        Meta::decode(bytes).map(Self)
    }
}

/// All messages, and the conversations of each user.
#[derive(Default)]
pub(crate) struct Archive {
    messages: Kept<u64, Said>,
    users: Kept<String, BTreeMap<QueueId, Conversation>>,
}

impl Conversation {
    pub(crate) fn unread(&self) -> usize {
        self.unread.len()
    }

    fn forget(&mut self, gone: impl Fn(u64) -> bool) {
        self.messages.retain(|id| !gone(*id));
        self.unread.retain(|id| !gone(*id));
    }
}

impl Archive {
    /// What a store keeps.
    pub(crate) fn tables(&mut self) -> [&mut dyn Table; 2] {
        [&mut self.messages, &mut self.users]
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Meta> {
        self.messages.get(&id).map(|said| &said.0)
    }

    /// Keeps a message; it is on nobody's list yet.
    fn keep(&mut self, meta: Meta) {
        self.messages.insert(meta.id.unwrap_or_default(), Said(meta));
        if self.messages.len() > KEPT {
            self.messages.pop_first();
        }
    }

    /// Lists a message that is kept. One of somebody else is unread, unless it is a command.
    pub(crate) fn list(&mut self, user: &str, id: &QueueId, message: u64, unread: bool) {
        let Some(Said(meta)) = self.messages.get(&message) else { return };
        let command = content_of(meta) == Some(COMMAND);
        let active = meta.timestamp.unwrap_or_default();
        let conversation = self.open(user, id);
        conversation.active = active;
        conversation.hidden = false;
        conversation.messages.insert(message);
        if unread && !command {
            conversation.unread.insert(message);
        }
        if conversation.messages.len() > LISTED {
            let oldest = conversation.messages.pop_first();
            conversation.unread.retain(|id| Some(*id) != oldest);
        }
    }

    pub(crate) fn conversation(&self, user: &str, id: &QueueId) -> Option<&Conversation> {
        self.users.get(user)?.get(id)
    }

    /// A conversation of a user, made if there was none.
    pub(crate) fn open(&mut self, user: &str, id: &QueueId) -> &mut Conversation {
        let conversations = self.users.entry(user.into()).or_default();
        let new = || Conversation { hidden: true, ..Conversation::default() };
        conversations.entry(id.clone()).or_insert_with(new)
    }

    pub(crate) fn conversations(
        &self,
        user: &str,
    ) -> impl Iterator<Item = (&QueueId, &Conversation)> + use<'_> {
        self.users.get(user).into_iter().flatten()
    }

    /// The messages of a conversation of a user, oldest first.
    pub(crate) fn history(
        &self,
        user: &str,
        id: &QueueId,
    ) -> impl DoubleEndedIterator<Item = (u64, &Meta)> {
        let listed = self.conversation(user, id).into_iter().flat_map(|it| it.messages.iter());
        listed.filter_map(|id| Some((*id, &self.messages.get(id)?.0)))
    }

    /// Whether a user can see a message.
    pub(crate) fn shows(&self, user: &str, message: u64) -> bool {
        self.messages.contains_key(&message)
            && self.conversations(user).any(|(_, it)| it.messages.contains(&message))
    }

    /// Takes messages off a user's list.
    pub(crate) fn forget(&mut self, user: &str, id: &QueueId, gone: impl Fn(&Meta) -> bool) {
        let Self { messages, users } = self;
        let conversation = users.get_mut(user).and_then(|all| all.get_mut(id));
        if let Some(conversation) = conversation {
            conversation.forget(|id| messages.get(&id).is_none_or(|said| gone(&said.0)));
        }
    }

    /// Takes a conversation off the list; its messages stay unless `messages` go as well.
    pub(crate) fn hide(&mut self, user: &str, id: &QueueId, messages: bool) {
        if messages {
            self.forget(user, id, |_| true);
        }
        let conversation = self.users.get_mut(user).and_then(|all| all.get_mut(id));
        if let Some(conversation) = conversation {
            let messages = std::mem::take(&mut conversation.messages);
            *conversation = Conversation { messages, hidden: true, ..Conversation::default() };
        }
    }

    /// Takes everything off a user's lists.
    pub(crate) fn forget_all(&mut self, user: &str) {
        self.users.remove(user);
    }

    /// Takes a message away from everybody.
    pub(crate) fn recall(&mut self, message: u64) {
        if self.messages.remove(&message).is_some() {
            let lists = |all: &BTreeMap<QueueId, Conversation>| {
                all.values().any(|it| it.messages.contains(&message))
            };
            let users = self.users.iter().filter(|(_, all)| lists(all));
            let users: Vec<String> = users.map(|(user, _)| user.clone()).collect();
            for user in users {
                let all = self.users.get_mut(&user).into_iter().flat_map(BTreeMap::values_mut);
                all.for_each(|conversation| conversation.forget(|id| id == message));
            }
        }
    }

    /// What a reader has read: one message, or a whole conversation.
    fn read(&mut self, user: &str, id: &QueueId, message: Option<u64>) {
        let conversation = self.users.get_mut(user).and_then(|all| all.get_mut(id));
        if let Some(conversation) = conversation {
            conversation.unread.retain(|unread| message.is_some_and(|read| *unread != read));
        }
    }

    /// Puts the new content of an edit in the place of the old.
    pub(crate) fn edit(&mut self, message: u64, edit: &Bytes) {
        let Some(Said(meta)) = self.messages.get_mut(&message) else { return };
        let payload = meta.payload.clone().unwrap_or_default();
        let (Ok(old), Ok(new)) = (MessageBody::decode(payload), MessageBody::decode(edit.clone()))
        else {
            return;
        };
        let with_ext = new.edit_scope == Some(EditScope::BodyAndExt as i32);
        let body = MessageBody {
            contents: new.contents,
            meta: new.meta,
            ext: if with_ext { new.ext } else { old.ext },
            ..old
        };
        meta.payload = Some(body.encode_to_vec().into());
    }

    pub(crate) fn clear(&mut self) {
        self.messages.clear();
        self.users.clear();
    }
}

impl Server {
    /// Keeps what is said; not what tells of something said, nor what is for those alone who are
    /// online.
    pub(crate) fn keep_message(&mut self, passed_on: &Meta, routetype: Option<i32>) {
        let outline = Outline::read(passed_on.payload.as_ref().unwrap_or(&Bytes::new()));
        if outline.is_new_speech() && routetype != Some(RouteType::Online as i32) {
            self.archive.keep(passed_on.clone());
        }
    }

    /// Notes what a receipt says its sender has read.
    pub(crate) fn note_reading(&mut self, reader: &str, body: &Outline, queue: &QueueId) {
        use easemob_core::wire::BodyType::{ChannelAck, ReadAck};
        if body.is(ReadAck) {
            self.archive.read(reader, queue, Some(body.ack_message_id.unwrap_or_default()));
        } else if body.is(ChannelAck) {
            self.archive.read(reader, queue, None);
        }
    }
}

/// Number of the kind of a message's content.
pub(crate) fn content_of(meta: &Meta) -> Option<i32> {
    Outline::read(meta.payload.as_ref()?).content()
}

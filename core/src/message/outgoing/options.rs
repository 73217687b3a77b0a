//! Whom a message reaches, and how it is treated on its way (messages §2.6, §2.7).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Kind, Outgoing, Problem};
use crate::ids::UserId;
use crate::message::Chat;
use crate::wire::{KeyValue, RouteType, Value, ValueType};

/// Most receivers a directed message can name (messages §10).
pub(super) const RECEIVERS_MAX: usize = 20;

const PRIORITY_KEY: &str = "chatroom_msg_tag";
const RECALL_WORDS_KEY: &str = "recallMessageExtensionInfo";

/// What a room keeps when it gets more messages than it can show: above 20 a second the server
/// drops some, those of low priority first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Dropped first.
    Low,
    /// The default.
    #[default]
    Normal,
    /// Dropped last.
    High,
}

impl Priority {
    const fn number(self) -> i64 {
        match self {
            Self::High => 0,
            Self::Normal => 1,
            Self::Low => 2,
        }
    }

    /// As `Meta.ext` says it.
    pub(in crate::message) fn to_wire(self) -> KeyValue {
        KeyValue {
            key: Some(PRIORITY_KEY.to_string()),
            kind: Some(ValueType::Int as i32),
            value: Some(Value::Varint(self.number())),
        }
    }
}

/// Who gets it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Reach {
    #[default]
    All,
    Online,
    Only(Vec<UserId>),
}

/// Everything that can be asked for besides the content.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Options {
    pub(super) reach: Reach,
    pub(super) priority: Option<Priority>,
    pub(super) group_ack: Option<bool>,
    pub(super) in_thread: bool,
}

impl Outgoing {
    /// Only these members of the group, thread or room get it: 20 at most. An empty list is
    /// everybody. Takes back [`Outgoing::online_only`].
    #[doc(alias = "receiverList")]
    #[must_use]
    pub fn receivers(mut self, receivers: impl IntoIterator<Item = UserId>) -> Self {
        let receivers: Vec<UserId> = receivers.into_iter().collect();
        if !receivers.is_empty() {
            self.options.reach = Reach::Only(receivers);
        }
        self
    }

    /// Only who is online gets it; the server stores nothing. The vendor promises it for single
    /// chats and groups. Without effect beside [`Outgoing::receivers`].
    #[doc(alias = "deliverOnlineOnly")]
    #[must_use]
    pub fn online_only(mut self) -> Self {
        if self.options.reach == Reach::All {
            self.options.reach = Reach::Online;
        }
        self
    }

    /// How much it matters, in a chat room.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = Some(priority);
        self
    }

    /// Whether read receipts are wanted, in a group: of up to 200 members, where the feature is
    /// switched on.
    #[doc(alias = "allowGroupAck")]
    #[doc(alias = "msgConfig")]
    #[must_use]
    pub fn group_ack(mut self, wanted: bool) -> Self {
        self.options.group_ack = Some(wanted);
        self
    }

    /// The group it is addressed to is a thread of one.
    #[doc(alias = "isChatThread")]
    #[must_use]
    pub fn in_thread(mut self) -> Self {
        self.options.in_thread = true;
        self
    }

    pub(super) fn check_options(&self) -> Result<(), Problem> {
        let chat = self.to().chat();
        let Options { reach, priority, group_ack, in_thread } = &self.options;
        if let Reach::Only(receivers) = reach {
            if chat == Chat::Single {
                return Err(Problem::invalid("receivers", "are for groups and rooms"));
            }
            if receivers.len() > RECEIVERS_MAX {
                let (count, limit) = (receivers.len(), RECEIVERS_MAX);
                return Err(Problem::TooMany { field: "receivers", count, limit });
            }
        }
        if priority.is_some() && chat != Chat::Room {
            return Err(Problem::invalid("priority", "is for chat rooms"));
        }
        if group_ack.is_some() && (chat != Chat::Group || !self.kind.is_content()) {
            return Err(Problem::invalid("group_ack", "is for messages to groups"));
        }
        if *in_thread && chat != Chat::Group {
            return Err(Problem::invalid("in_thread", "is for threads, which go by a group's id"));
        }
        Ok(())
    }

    pub(super) fn route_type(&self) -> RouteType {
        match self.options.reach {
            Reach::All => RouteType::All,
            Reach::Online => RouteType::Online,
            Reach::Only(_) => RouteType::Direct,
        }
    }

    pub(super) fn directed_users(&self) -> Vec<String> {
        match &self.options.reach {
            Reach::Only(receivers) => receivers.iter().map(ToString::to_string).collect(),
            Reach::All | Reach::Online => Vec::new(),
        }
    }

    /// `Meta.ext`. The official client forgets the priority when a recall has words (messages
    /// oddity 21).
    pub(super) fn meta_ext(&self) -> Vec<KeyValue> {
        let mut ext = Vec::new();
        if self.to().chat() == Chat::Room {
            ext.push(self.options.priority.unwrap_or_default().to_wire());
        }
        if let Kind::Recall { words: Some(words), .. } = &self.kind {
            ext.push(KeyValue {
                key: Some(RECALL_WORDS_KEY.to_string()),
                kind: Some(ValueType::String as i32),
                value: Some(Value::String(words.clone())),
            });
        }
        ext
    }
}

//! Presence, reactions, pinned messages, and what this user does on another device.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytestring::ByteString;

use super::{GroupEvent, Json};
use crate::ids::ServerId;
use crate::message::Chat;
use crate::message::incoming::Reaction;
use crate::time::UnixMillis;

/// The presence of users one has subscribed to.
#[doc(alias = "onPresenceStatusChange")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresenceEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// When the server told it.
    pub at: UnixMillis,
    /// One entry a user.
    pub users: Vec<Presence>,
}

/// The presence of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presence {
    /// Who.
    #[doc(alias = "userId")]
    pub user: ByteString,
    /// When they were last seen, in seconds since 1970.
    #[doc(alias = "lastTime")]
    pub last_time: Option<i64>,
    /// When the subscription ends, as the server puts it.
    #[doc(alias = "expire")]
    pub expiry: Option<i64>,
    /// Their own words.
    pub ext: Option<ByteString>,
    /// Their devices, and nobody else's (messages oddity 9).
    #[doc(alias = "statusDetails")]
    pub devices: Vec<DevicePresence>,
}

/// The presence of one device.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DevicePresence {
    /// The device.
    pub device: ByteString,
    /// 0 is offline, 1 online; other numbers are the application's.
    pub status: Option<i64>,
}

/// The reactions to messages changed.
#[doc(alias = "onReactionChange")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReactionEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// One entry a message.
    pub messages: Vec<ReactionChange>,
}

/// The reactions to one message changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReactionChange {
    /// Which message.
    #[doc(alias = "messageId")]
    pub message: Option<ServerId>,
    /// The kind of conversation.
    #[doc(alias = "chatType")]
    pub chat: Chat,
    /// Who wrote the message.
    pub from: ByteString,
    /// To whom.
    pub to: ByteString,
    /// The reactions there are now.
    pub reactions: Vec<Reaction>,
    /// The same as the server wrote it.
    pub json: Option<Json>,
    /// When it happened.
    #[doc(alias = "ts")]
    pub at: Option<UnixMillis>,
}

/// A message was pinned or unpinned.
#[doc(alias = "onMessagePinEvent")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PinEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// Which message.
    #[doc(alias = "messageId")]
    pub message: Option<ServerId>,
    /// The other user, the group or the chat room (messages oddity 29).
    #[doc(alias = "conversationId")]
    pub conversation: ByteString,
    /// The kind of conversation, if it has a name.
    #[doc(alias = "conversationType")]
    pub chat: Option<Chat>,
    /// Who did it.
    #[doc(alias = "operatorId")]
    pub by: ByteString,
    /// When.
    #[doc(alias = "time")]
    pub at: Option<UnixMillis>,
    /// Whether it is pinned now.
    #[doc(alias = "pin")]
    #[doc(alias = "unpin")]
    pub pinned: bool,
}

/// This user did something on another device.
#[doc(alias = "onMultiDeviceEvent")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MultiDeviceEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// When the server told it.
    pub at: UnixMillis,
    /// What was done.
    #[doc(alias = "operation")]
    pub change: DeviceChange,
}

/// What was done on another device.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeviceChange {
    /// Something was done to a thread.
    Thread {
        /// What.
        action: ThreadAction,
        /// Which thread.
        #[doc(alias = "chatThreadId")]
        thread: ByteString,
        /// Its name.
        #[doc(alias = "chatThreadName")]
        name: ByteString,
        /// The group it belongs to.
        #[doc(alias = "parentId")]
        parent: ByteString,
    },
    /// Member attributes of a group were set.
    #[doc(alias = "memberAttributesUpdate")]
    MemberAttributes(Box<GroupEvent>),
    /// The history of a conversation was deleted.
    #[doc(alias = "deleteRoaming")]
    HistoryDeleted {
        /// The other user or the group.
        #[doc(alias = "conversationId")]
        conversation: ByteString,
        /// The kind of conversation.
        #[doc(alias = "chatType")]
        chat: Chat,
        /// Which device did it.
        resource: ByteString,
    },
    /// Something was done to a conversation.
    Conversation {
        /// What.
        action: ConversationAction,
        /// The other user or the group.
        #[doc(alias = "conversationId")]
        conversation: ByteString,
        /// The kind of conversation.
        #[doc(alias = "conversationType")]
        chat: Chat,
        /// When.
        #[doc(alias = "timestamp")]
        at: Option<UnixMillis>,
    },
    /// Notifications were silenced, or not any longer.
    SilentMode(
        /// One entry a change.
        Vec<SilentMode>,
    ),
}

/// What was done to a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ThreadAction {
    /// Created.
    #[doc(alias = "chatThreadCreate")]
    Create,
    /// Destroyed.
    #[doc(alias = "chatThreadDestroy")]
    Destroy,
    /// Joined.
    #[doc(alias = "chatThreadJoin")]
    Join,
    /// Left.
    #[doc(alias = "chatThreadLeave")]
    Leave,
    /// Renamed.
    #[doc(alias = "chatThreadNameUpdate")]
    Rename,
}

/// What was done to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConversationAction {
    /// Deleted.
    #[doc(alias = "deleteConversation")]
    Delete,
    /// Kept on top.
    #[doc(alias = "pinnedConversation")]
    Pin,
    /// Not kept on top any longer.
    #[doc(alias = "unpinnedConversation")]
    Unpin,
    /// Marked, with a number from 0 to 19 if it is one.
    #[doc(alias = "markConversation")]
    Mark(Option<u8>),
    /// Not marked any longer.
    #[doc(alias = "unMarkConversation")]
    Unmark(Option<u8>),
}

/// Notifications were silenced, or not any longer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SilentMode {
    /// Which device did it.
    pub resource: ByteString,
    /// Of what.
    pub of: SilentTarget,
    /// The setting as the server tells it; an empty object when it was removed.
    #[doc(alias = "setSilentModeForUser")]
    #[doc(alias = "setSilentModeForConversation")]
    pub data: Json,
    /// Whether the setting was removed.
    #[doc(alias = "removeSilentModeForConversation")]
    pub removed: bool,
}

/// What is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SilentTarget {
    /// Everything of this user.
    Everything,
    /// A group.
    Group(ByteString),
    /// The conversation with a user.
    User(ByteString),
}

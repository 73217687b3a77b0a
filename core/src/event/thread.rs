//! What happens to threads.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytestring::ByteString;

use crate::ids::ServerId;
use crate::message::Message;
use crate::time::UnixMillis;

/// Something happened to a thread.
#[doc(alias = "onChatThreadChange")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ThreadEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// Which thread.
    pub thread: ByteString,
    /// Its name.
    pub name: ByteString,
    /// The group it belongs to.
    #[doc(alias = "parentId")]
    pub parent: ByteString,
    /// The message it began with, where the server tells it.
    #[doc(alias = "messageId")]
    pub message: Option<ServerId>,
    /// Who did it.
    #[doc(alias = "operator")]
    pub by: Option<ByteString>,
    /// Everybody it was done to.
    #[doc(alias = "userName")]
    pub users: Vec<ByteString>,
    /// When it happened; when the server told it, where it says no more.
    #[doc(alias = "timestamp")]
    pub at: UnixMillis,
    /// What happened.
    #[doc(alias = "operation")]
    pub change: ThreadChange,
}

/// What happened to a thread.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ThreadChange {
    /// It was created.
    #[doc(alias = "create")]
    Created,
    /// It has a new name.
    #[doc(alias = "update")]
    Renamed {
        /// How many messages it has, where the server tells it.
        #[doc(alias = "messageCount")]
        count: Option<u64>,
    },
    /// A message was sent in it, or its last one was recalled.
    #[doc(alias = "update_msg")]
    MessagesChanged {
        /// How many messages it has, where the server tells it.
        #[doc(alias = "messageCount")]
        count: Option<u64>,
        /// Its last message; `None` when there is none left. There is nothing of it to commit.
        #[doc(alias = "lastMessage")]
        last: Option<Box<Message>>,
    },
    /// It is gone.
    #[doc(alias = "destroy")]
    Destroyed,
    /// `users` were removed from it.
    #[doc(alias = "userRemove")]
    MembersRemoved,
    /// Members joined. The official client does not tell it.
    #[doc(alias = "THREAD_PRESENCE")]
    MembersJoined(
        /// Who.
        Vec<ByteString>,
    ),
    /// Members left. The official client does not tell it.
    #[doc(alias = "THREAD_ABSENCE")]
    MembersLeft(
        /// Who.
        Vec<ByteString>,
    ),
}

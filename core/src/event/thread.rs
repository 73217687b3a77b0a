//! What happens to threads.

use alloc::vec::Vec;

use bytestring::ByteString;

use super::Json;
use crate::ids::ServerId;
use crate::time::UnixMillis;

/// Something happened to a thread.
#[doc(alias = "onChatThreadChange")]
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreadChange {
    /// It was created.
    #[doc(alias = "create")]
    Created,
    /// It was renamed, or its messages changed.
    #[doc(alias = "update")]
    Updated {
        /// How many messages it has.
        #[doc(alias = "messageCount")]
        count: Option<u64>,
        /// Its last message as the server tells it, `{}` when that was recalled; `None` when
        /// messages are not what changed.
        #[doc(alias = "lastMessage")]
        last: Option<Json>,
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

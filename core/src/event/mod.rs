//! Everything a user can be told.

mod contact;
mod dead_letter;
mod gap;
mod group;
mod json;
mod notify;
mod select;
mod thread;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use bytes::Bytes;

use crate::error::{CallFailed, ErrorCode, Malformed, OfflineCause};
use crate::ids::{CallId, Delivery, LocalId, QueueId, ServerId, UserId};
use crate::io::Lost;
use crate::message::incoming::EditInfo;
use crate::message::{Edit, Message, Recall, Receipt, StreamPart};
use crate::rooms::RoomAnswer;
use crate::time::{Instant, UnixMillis};

pub use contact::{ContactChange, ContactEvent};
pub use dead_letter::DeadLetter;
pub use gap::{GapSign, HistoryGap};
pub use group::{GroupChange, GroupDetails, GroupEvent, RoomEvent};
pub use json::Json;
pub use notify::{
    ConversationAction, DeviceChange, DevicePresence, MultiDeviceEvent, PinEvent, Presence,
    PresenceEvent, ReactionChange, ReactionEvent, SilentMode, SilentTarget, ThreadAction,
};
pub use select::EventKind;
pub use thread::{ThreadChange, ThreadEvent};

/// What happened. Events of one queue keep the order of the wire.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Logged in, for the first time or again.
    #[doc(alias = "onConnected")]
    #[doc(alias = "onOpened")]
    Online(Online),
    /// The link is gone; the next attempt begins at `at`. Once per attempt.
    #[doc(alias = "onReconnecting")]
    Reconnecting {
        /// 1 for the first attempt of this outage.
        attempt: u32,
        /// When it begins.
        at: Instant,
        /// Why the last link ended.
        cause: Lost,
    },
    /// Nobody is logged in any longer, and nothing more is tried. Exactly one per login.
    #[doc(alias = "onDisconnected")]
    #[doc(alias = "onClosed")]
    Offline(OfflineCause),

    /// 80 % of the token's life has passed. Once per token.
    #[doc(alias = "onTokenWillExpire")]
    TokenWillExpire {
        /// When it ends.
        at: UnixMillis,
    },
    /// The token has ended.
    #[doc(alias = "onTokenExpired")]
    TokenExpired,
    /// Give a new token with [`Client::renew_token`](crate::Client::renew_token). Only with
    /// [`Renewal::Application`](crate::Renewal::Application), and not again before it is answered.
    TokenWanted,
    /// The end of a [`Client::renew_token`](crate::Client::renew_token): when the new token ends,
    /// or why it is not used.
    #[doc(alias = "renewToken")]
    TokenRenewed(Result<UnixMillis, CallFailed>),

    /// Content waits on the server and is being fetched.
    #[doc(alias = "onOfflineMessageSyncStart")]
    SyncStarted,
    /// All of it has been handed over, or the server stopped answering for what is missing, which
    /// is asked for again later. After its last message, unlike the vendor's (O-18).
    #[doc(alias = "onOfflineMessageSyncFinish")]
    SyncFinished,
    /// A message.
    #[doc(alias = "onTextMessage")]
    #[doc(alias = "onImageMessage")]
    #[doc(alias = "onVideoMessage")]
    #[doc(alias = "onAudioMessage")]
    #[doc(alias = "onFileMessage")]
    #[doc(alias = "onLocationMessage")]
    #[doc(alias = "onCmdMessage")]
    #[doc(alias = "onCustomMessage")]
    #[doc(alias = "onCombineMessage")]
    #[doc(alias = "onMessage")]
    Message(Box<Message>),
    /// Content the application has refused too often ([`Client::refuse`](crate::Client::refuse)).
    DeadLetter(Box<DeadLetter>),
    /// Somebody read or received something.
    #[doc(alias = "onReadMessage")]
    #[doc(alias = "onDeliveredMessage")]
    #[doc(alias = "onChannelMessage")]
    Receipt(Box<Receipt>),
    /// The one end of a message accepted by [`Client::send`](crate::Client::send).
    #[doc(alias = "onReceivedMessage")]
    Settled {
        /// Which message.
        local: LocalId,
        /// How it ended.
        outcome: Outcome,
    },
    /// A statistics notice of the server (KICK-5).
    #[doc(alias = "onStatisticMessage")]
    Statistic(Box<Statistic>),

    /// The answer to [`Client::register`](crate::Client::register).
    #[doc(alias = "registerUser")]
    Registered {
        /// Which call.
        call: CallId,
        /// The new account, or why there is none.
        result: Result<Registered, CallFailed>,
    },
    /// The one answer to a [`Client::call`](crate::Client::call); its
    /// [`Ticket`](crate::rest::Ticket) reads it.
    Answered {
        /// Which call.
        call: CallId,
        /// The answer, or why there is none.
        result: Result<Box<crate::rest::Answer>, CallFailed>,
    },
    /// The server sent something unreadable; everything around it was delivered.
    Malformed(Malformed),
    /// The server sent something this version has no name for.
    Unrecognized(Box<Unrecognized>),
    /// What [`Client::session`](crate::Client::session) returns has changed: a good moment to keep it.
    SessionChanged,
    /// The store failed: the link was given up, and is dialled again after a pause. Until the store
    /// works again nothing is acknowledged and nothing is sent.
    StoreFailed(crate::store::StoreFailed),

    /// Something happened to a group.
    #[doc(alias = "onGroupEvent")]
    #[doc(alias = "onGroupChange")]
    Group(Box<GroupEvent>),
    /// Something happened to a chat room.
    #[doc(alias = "onChatroomEvent")]
    #[doc(alias = "onChatroomChange")]
    Room(Box<RoomEvent>),
    /// Something happened to a thread.
    #[doc(alias = "onChatThreadChange")]
    Thread(Box<ThreadEvent>),
    /// Something happened to this user's contacts.
    #[doc(alias = "onContactInvited")]
    #[doc(alias = "onContactAgreed")]
    #[doc(alias = "onContactRefuse")]
    #[doc(alias = "onContactDeleted")]
    #[doc(alias = "onContactAdded")]
    Contact(Box<ContactEvent>),
    /// The presence of users one has subscribed to.
    #[doc(alias = "onPresenceStatusChange")]
    Presence(PresenceEvent),
    /// The reactions to messages changed.
    #[doc(alias = "onReactionChange")]
    Reaction(ReactionEvent),
    /// A message was pinned or unpinned.
    #[doc(alias = "onMessagePinEvent")]
    Pin(Box<PinEvent>),
    /// This user did something on another device.
    #[doc(alias = "onMultiDeviceEvent")]
    MultiDevice(Box<MultiDeviceEvent>),
    /// Messages that waited while this user was away may be missing. Before
    /// [`Event::SyncFinished`].
    HistoryGap(HistoryGap),

    /// A message was taken back.
    #[doc(alias = "onRecallMessage")]
    Recalled(Box<Recall>),
    /// A message was changed.
    #[doc(alias = "onModifiedMessage")]
    Edited(Box<Edit>),
    /// A text that grows while it is read went on.
    #[doc(alias = "onStreamMessage")]
    Stream(Box<StreamPart>),
    /// The one end of a [`Client::join_room`](crate::Client::join_room) or
    /// [`Client::leave_room`](crate::Client::leave_room); also of each join the client makes by
    /// itself after a reconnection.
    #[doc(alias = "joinChatRoom")]
    #[doc(alias = "leaveChatRoom")]
    RoomAnswered(Box<RoomAnswer>),
}

/// A session was established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Online {
    /// Who is logged in.
    pub user: UserId,
    /// The device, as the server calls it (DEV-11).
    pub resource: String,
    /// `false` after [`Client::login`](crate::Client::login), `true` after a reconnection.
    pub again: bool,
}

/// What else the server may say of a message it took.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SentExtra {
    /// The message as its receivers read it, with `Config::replaced_contents`: what it says was
    /// replaced when [`Message::replaced`] is set.
    #[doc(alias = "isContentReplaced")]
    Content(Box<Message>),
    /// The message that was edited.
    #[doc(alias = "modifiedInfo")]
    Edited(Box<EditedInfo>),
}

/// What the server tells of a message that was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditedInfo {
    /// Who changed it, when, and how often it was changed.
    pub edit: EditInfo,
    /// Who had sent it.
    pub sender: String,
    /// When it was sent.
    pub sent_at: UnixMillis,
}

/// The one end of an accepted message.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The server has it (ACK-1).
    Sent {
        /// Its id there.
        server: ServerId,
        /// When the server took it.
        at: UnixMillis,
        /// What else it said, if anything.
        extra: Option<SentExtra>,
    },
    /// The server refused it, or took part of it and says so (ACK-4 … ACK-10).
    Rejected {
        /// The Web SDK's number.
        code: ErrorCode,
        /// The Web SDK's words for it, or the server's.
        message: String,
        /// The server's own words.
        reason: String,
        /// The status number of the wire; `None` when the server sent none (O-10).
        status: Option<i32>,
        /// The server's id, if it gave one.
        server: Option<ServerId>,
    },
    /// It was transmitted and never acknowledged: the server may have it or not.
    Unconfirmed,
    /// It waited longer than `Config::send_ttl_ms` and was never transmitted.
    Expired,
    /// It was withdrawn, or the session ended, before it was transmitted.
    Cancelled,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { server, .. } => write!(f, "sent, the server has it as {server}"),
            Self::Rejected { message, .. } => write!(f, "the server refused it: {message}"),
            Self::Unconfirmed => f.write_str("never acknowledged: the server may have it or not"),
            Self::Expired => f.write_str("it waited too long and was not sent"),
            Self::Cancelled => f.write_str("withdrawn, or the session ended, before it was sent"),
        }
    }
}

impl Outcome {
    /// The Web SDK's number, `None` for success.
    #[must_use]
    pub const fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sent { .. } => None,
            Self::Rejected { code, .. } => Some(*code),
            Self::Unconfirmed | Self::Expired => Some(ErrorCode::SendTimeout),
            Self::Cancelled => Some(ErrorCode::SendDisconnected),
        }
    }
}

/// An account that was created (REG-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its name, as the server keeps it.
    pub username: String,
    /// Its nickname.
    pub nickname: String,
    /// What the server calls it inside.
    pub uuid: String,
    /// It can log in.
    pub activated: bool,
}

/// A statistics notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    /// The decoded body.
    pub body: crate::wire::StatisticsBody,
}

/// Something this version has no name for, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrecognized {
    /// Where it was found.
    pub queue: Option<QueueId>,
    /// The command or namespace number.
    pub what: What,
    /// The server's id of the meta, 0 for a frame.
    pub id: ServerId,
    /// The payload as it came.
    pub payload: Bytes,
}

/// What could not be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum What {
    /// A command number of an envelope.
    Command(i32),
    /// A namespace number of a meta, or a body of that namespace.
    Namespace(i32),
    /// A `type` of a chat body.
    ChatType(i32),
}

impl Event {
    /// The hand-over a message stands for: what to commit when commits are manual, and what can be
    /// refused.
    #[must_use]
    pub fn delivery(&self) -> Option<Delivery> {
        match self {
            Self::Message(message) => Some(message.delivery),
            Self::Edited(edit) => Some(edit.message.delivery),
            Self::Stream(part) => Some(part.message.delivery),
            _ => None,
        }
    }
}

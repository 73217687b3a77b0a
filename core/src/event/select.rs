//! Taking only those events that one wants.

use super::{ContactEvent, DeviceChange, Event};
use crate::message::{Address, Chat, Message};

/// What an event is about, for programs that handle one thing in one place.
///
/// ```
/// use easemob_core::event::{Event, EventKind};
///
/// # fn log(_: &Event) {}
/// # fn group(_: &easemob_core::event::GroupEvent) {}
/// /// Told everything, it takes the groups; the log takes what is wrong.
/// fn on_event(event: &Event) {
///     match event.kind() {
///         EventKind::Group => {
///             if let Event::Group(event) = event {
///                 group(event);
///             }
///         }
///         EventKind::Server => log(event),
///         _ => {}
///     }
/// }
/// assert_eq!(Event::SyncStarted.kind(), EventKind::Session);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// The session: who is logged in, its token, and how far its messages are fetched.
    Session,
    /// Messages, and what becomes of them: receipts, edits, recalls, reactions, pins.
    Message,
    /// Groups.
    Group,
    /// Chat rooms, and the answers to joining and leaving them.
    Room,
    /// Threads.
    Thread,
    /// Contacts.
    Contact,
    /// The presence of others.
    Presence,
    /// What this user does on another device.
    Device,
    /// Answers to calls.
    Call,
    /// What the server sends besides, and what is wrong with it.
    Server,
}

impl Event {
    /// What it is about.
    #[doc(alias = "addEventHandler")]
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Online(_)
            | Self::Reconnecting { .. }
            | Self::Offline(_)
            | Self::TokenWillExpire { .. }
            | Self::TokenExpired
            | Self::TokenWanted
            | Self::TokenRenewed(_)
            | Self::SyncStarted
            | Self::SyncFinished
            | Self::SessionChanged
            | Self::StoreFailed(_) => EventKind::Session,
            Self::Message(_)
            | Self::Stream(_)
            | Self::DeadLetter(_)
            | Self::Edited(_)
            | Self::Recalled(_)
            | Self::Receipt(_)
            | Self::Settled { .. }
            | Self::Reaction(_)
            | Self::Pin(_) => EventKind::Message,
            Self::Group(_) => EventKind::Group,
            Self::Room(_) | Self::RoomAnswered(_) => EventKind::Room,
            Self::Thread(_) => EventKind::Thread,
            Self::Contact(_) => EventKind::Contact,
            Self::Presence(_) => EventKind::Presence,
            Self::MultiDevice(_) => EventKind::Device,
            Self::Registered { .. } | Self::Answered { .. } => EventKind::Call,
            Self::Statistic(_)
            | Self::HistoryGap(_)
            | Self::Malformed(_)
            | Self::Unrecognized(_) => EventKind::Server,
        }
    }

    /// The message in it: one that came, one as an edit leaves it, or one that grows.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Edited(edit) => Some(&edit.message),
            Self::Stream(part) => Some(&part.message),
            _ => None,
        }
    }

    /// Whether it belongs to this conversation: its messages and what becomes of them, and what
    /// happens to the group, the chat room or the contact itself.
    ///
    /// With a user, it is enough that the user is one of the two sides. For oneself that is every
    /// conversation with a user, and for a device it is that of its user. Receipts and recalls
    /// tell groups and chat rooms apart by their ids alone.
    ///
    /// ```
    /// use easemob_core::{Address, Body, Event, GroupId};
    ///
    /// /// The texts of one group among everything that is told.
    /// fn texts<'a>(events: &'a [Event], group: &Address) -> Vec<&'a str> {
    ///     let messages = events.iter().filter(|event| event.is_of(group)).filter_map(Event::message);
    ///     messages.filter_map(|message| message.body.text()).collect()
    /// }
    ///
    /// let group = Address::from(GroupId::new("2600001")?);
    /// assert!(texts(&[Event::SyncStarted], &group).is_empty());
    /// # Ok::<(), easemob_core::error::InvalidId>(())
    /// ```
    #[doc(alias = "addEventHandler")]
    #[must_use]
    pub fn is_of(&self, conversation: &Address) -> bool {
        let name = conversation.name();
        let chat = conversation.chat();
        let is_user = chat == Chat::Single;
        match self {
            Self::Message(_) | Self::Edited(_) | Self::Stream(_) => {
                self.message().is_some_and(|it| {
                    it.chat == chat && (it.to.name == name || is_user && it.from.name == name)
                })
            }
            Self::DeadLetter(it) => it.event.is_of(conversation),
            Self::Receipt(it) => {
                (it.chat == Chat::Single) == is_user
                    && (it.to.name == name || is_user && it.from.name == name)
            }
            Self::Recalled(it) => {
                let from = it.from.as_ref().is_some_and(|from| from.name == name);
                (it.chat == Chat::Single) == is_user && (it.to.name == name || is_user && from)
            }
            Self::Reaction(it) => it
                .messages
                .iter()
                .any(|it| it.chat == chat && (it.to == name || is_user && it.from == name)),
            Self::Pin(it) => it.chat == Some(chat) && it.conversation == name,
            Self::Group(it) => chat == Chat::Group && it.group == name,
            Self::Room(it) => chat == Chat::Room && it.room == name,
            Self::RoomAnswered(it) => chat == Chat::Room && it.room.as_str() == name,
            Self::Thread(it) => chat == Chat::Group && (it.thread == name || it.parent == name),
            Self::Contact(it) => is_user && is_about(it, name),
            Self::Presence(it) => is_user && it.users.iter().any(|it| it.user == name),
            Self::MultiDevice(it) => match &it.change {
                DeviceChange::Thread { thread, parent, .. } => {
                    chat == Chat::Group && (thread == name || parent == name)
                }
                DeviceChange::MemberAttributes(it) => chat == Chat::Group && it.group == name,
                DeviceChange::HistoryDeleted { conversation, chat: of, .. }
                | DeviceChange::Conversation { conversation, chat: of, .. } => {
                    *of == chat && conversation == name
                }
                DeviceChange::SilentMode(_) => false,
            },
            Self::Online(_)
            | Self::Reconnecting { .. }
            | Self::Offline(_)
            | Self::TokenWillExpire { .. }
            | Self::TokenExpired
            | Self::TokenWanted
            | Self::TokenRenewed(_)
            | Self::SyncStarted
            | Self::SyncFinished
            | Self::SessionChanged
            | Self::StoreFailed(_)
            | Self::Settled { .. }
            | Self::Registered { .. }
            | Self::Answered { .. }
            | Self::Statistic(_)
            | Self::HistoryGap(_)
            | Self::Malformed(_)
            | Self::Unrecognized(_) => false,
        }
    }
}

fn is_about(event: &ContactEvent, user: &str) -> bool {
    event.from == user || event.to.iter().any(|to| to == user)
}

//! Whom a message is for, and its wire form (messages §1).

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use crate::ids::{AppKey, GroupId, RoomId, UserId};
use crate::wire::{GROUP_DOMAIN, Jid, USER_DOMAIN};

/// The kind of conversation.
#[doc(alias = "chatType")]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Chat {
    /// One to one.
    #[doc(alias = "singleChat")]
    Single,
    /// A group, or a thread in one.
    #[doc(alias = "groupChat")]
    Group,
    /// A chat room.
    #[doc(alias = "chatRoom")]
    Room,
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// A user, on all devices.
    User(UserId),
    /// One device of a user (often of oneself).
    Device(UserId, String),
    /// A group; also a thread of one, which goes by an id of its own: see
    /// [`Outgoing::in_thread`](crate::Outgoing::in_thread).
    Group(GroupId),
    /// A chat room. To speak there one must have joined it:
    /// [`Client::join_room`](crate::Client::join_room).
    Room(RoomId),
}

impl Address {
    /// Reads `user` or `user/resource`, as the Web SDK takes it (messages §1.3).
    ///
    /// # Errors
    /// [`InvalidId`](crate::error::InvalidId) says what is wrong with the user.
    pub fn user(text: &str) -> Result<Self, crate::error::InvalidId> {
        Ok(match text.split_once('/') {
            Some((user, resource)) => Self::Device(UserId::new(user)?, resource.to_owned()),
            None => Self::User(UserId::new(text)?),
        })
    }

    /// The kind of conversation this address belongs to.
    #[must_use]
    pub fn chat(&self) -> Chat {
        match self {
            Self::User(_) | Self::Device(..) => Chat::Single,
            Self::Group(_) => Chat::Group,
            Self::Room(_) => Chat::Room,
        }
    }

    /// The user, group or room.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::User(user) | Self::Device(user, _) => user.as_str(),
            Self::Group(group) => group.as_str(),
            Self::Room(room) => room.as_str(),
        }
    }

    /// `Meta.to`.
    pub(crate) fn jid(&self, app_key: &AppKey) -> Jid {
        let domain = match self.chat() {
            Chat::Single => USER_DOMAIN,
            Chat::Group | Chat::Room => GROUP_DOMAIN,
        };
        Jid {
            app_key: Some(app_key.as_str().to_string()),
            name: Some(self.name().to_string()),
            domain: Some(domain.to_string()),
            client_resource: match self {
                Self::Device(_, resource) => Some(resource.clone()),
                Self::User(_) | Self::Group(_) | Self::Room(_) => None,
            },
        }
    }
}

impl From<UserId> for Address {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

impl From<GroupId> for Address {
    fn from(group: GroupId) -> Self {
        Self::Group(group)
    }
}

impl From<RoomId> for Address {
    fn from(room: RoomId) -> Self {
        Self::Room(room)
    }
}

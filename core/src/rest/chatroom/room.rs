//! What is told of a room, and what a new one is made of.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Member, with_token};
use crate::error::CallFailed;
use crate::ids::{RoomId, UserId};
use crate::rest::members::names;
use crate::rest::{Answer, Draft, lenient};
use crate::secret::Secret;
use crate::time::UnixMillis;

/// A room in the list of an application.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ChatRoom {
    /// Its id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::id")]
    pub name: String,
    /// The user who owns it.
    #[serde(default, deserialize_with = "lenient::id")]
    pub owner: String,
    /// How many are in it, if the server tells.
    #[doc(alias = "affiliations_count")]
    #[serde(default, rename = "affiliations_count", deserialize_with = "lenient::number")]
    pub member_count: Option<u32>,
}

/// A room this user is in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct JoinedChatRoom {
    /// Its id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, alias = "title", deserialize_with = "lenient::id")]
    pub name: String,
    /// The user who owns it.
    #[serde(default, deserialize_with = "lenient::id")]
    pub owner: String,
    /// When it was made, if the server tells.
    #[serde(default, rename = "created", deserialize_with = "lenient::time")]
    pub created_at: Option<UnixMillis>,
    /// What it is about, if the server tells.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// How many it may hold, if the server tells.
    #[doc(alias = "maxusers")]
    #[serde(default, rename = "max_users", deserialize_with = "lenient::number")]
    pub max_members: Option<u32>,
}

/// A room in detail. What the server did not tell is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ChatRoomDetails {
    /// Its id.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::id")]
    pub name: String,
    /// What it is about.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The user who owns it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub owner: Option<String>,
    /// When it was made.
    #[serde(default, rename = "created", deserialize_with = "lenient::time")]
    pub created_at: Option<UnixMillis>,
    /// The application's own words.
    #[doc(alias = "custom")]
    #[serde(default, rename = "custom", deserialize_with = "lenient::text")]
    pub ext: Option<String>,
    /// How many it may hold.
    #[doc(alias = "maxusers")]
    #[serde(default, rename = "maxusers", deserialize_with = "lenient::number")]
    pub max_members: Option<u32>,
    /// How many are in it.
    #[doc(alias = "affiliations_count")]
    #[serde(default, rename = "affiliations_count", deserialize_with = "lenient::number")]
    pub member_count: Option<u32>,
    /// Who is in it, as far as the server tells: [`ListChatRoomMembers`](super::ListChatRoomMembers)
    /// tells all.
    #[doc(alias = "affiliations")]
    #[serde(default, rename = "affiliations", deserialize_with = "lenient::list")]
    pub members: Vec<Member>,
    /// Whether nobody but owner and admins may speak.
    #[doc(alias = "mute")]
    #[serde(default, rename = "mute", deserialize_with = "lenient::flag")]
    pub muted: Option<bool>,
    /// Whether it can be found.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub public: Option<bool>,
    /// Whether owner or admins decide who may join.
    #[doc(alias = "membersonly")]
    #[serde(default, rename = "membersonly", deserialize_with = "lenient::flag")]
    pub approval: Option<bool>,
    /// Whether members may invite.
    #[doc(alias = "allowinvites")]
    #[serde(default, rename = "allowinvites", deserialize_with = "lenient::flag")]
    pub allow_invites: Option<bool>,
    /// Whether this user takes no messages of it.
    #[doc(alias = "shieldgroup")]
    #[serde(default, rename = "shieldgroup", deserialize_with = "lenient::flag")]
    pub messages_blocked: Option<bool>,
}

/// A room to be created. What is `None` is left to the default.
///
/// ```
/// use easemob_core::rest::chatroom::NewChatRoom;
///
/// let room = NewChatRoom { max_members: Some(5_000), ..NewChatRoom::named("Gardeners") };
/// assert_eq!(room.description, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewChatRoom {
    /// 1 to 128 characters.
    pub name: String,
    /// At most 512 characters.
    pub description: Option<String>,
    /// How many it may hold, 1 to 10,000; 200 by default.
    #[doc(alias = "maxusers")]
    pub max_members: Option<u32>,
    /// Who is in it from the beginning, besides this user.
    pub members: Option<Vec<UserId>>,
    /// Asks with this token instead of that of the session.
    pub token: Option<Secret>,
}

impl NewChatRoom {
    /// A room of this name, everything else by default.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub(super) fn write(&self, to: &mut Draft<'_>) {
        bounds(to, Some(&self.name), self.description.as_deref(), self.max_members);
        let owner = to.me();
        let members = self.members.as_deref().map(names);
        to.require(!owner.is_empty(), "owner", "is nobody: log in first").acting().json(json!({
            "name": self.name, "description": self.description, "maxusers": self.max_members,
            "owner": owner, "members": members,
        }));
        with_token(to, self.token.as_ref());
    }
}

/// Refuses what no room may be.
pub(super) fn bounds(
    to: &mut Draft<'_>,
    name: Option<&str>,
    description: Option<&str>,
    max_members: Option<u32>,
) {
    if let Some(name) = name {
        to.require(!name.is_empty(), "name", "is empty").characters("name", name, 128);
    }
    to.characters("description", description.unwrap_or_default(), 512).within(
        "max_members",
        u64::from(max_members.unwrap_or(1)),
        1,
        10_000,
    );
}

/// `data`, a list of rooms.
pub(super) fn listed<T: DeserializeOwned>(
    answer: &Answer,
    owner: impl Fn(&mut T) -> &mut String,
) -> Result<Vec<T>, CallFailed> {
    let mut rooms: Vec<T> = answer.data()?;
    // Here owners are spelt `org#app_user`.
    for owner in rooms.iter_mut().map(owner) {
        *owner = answer.bare_name(owner).into();
    }
    Ok(rooms)
}

/// The id of a new room.
pub(super) fn created(answer: &Answer) -> Result<RoomId, CallFailed> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(deserialize_with = "lenient::id")]
        id: String,
    }
    let data: Data = answer.data()?;
    RoomId::new(data.id).map_err(|invalid| answer.malformed(invalid))
}

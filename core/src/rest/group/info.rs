//! What is told of groups.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};

use crate::rest::lenient;
use crate::rest::members::{Member, Role};
use crate::time::UnixMillis;

/// Everything there is to know about a group. `None` is what the server does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GroupInfo {
    /// Its id.
    #[serde(alias = "groupid", alias = "groupId", deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, alias = "groupname", deserialize_with = "lenient::id")]
    pub name: String,
    /// What it is about.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Address of its picture.
    #[serde(default, deserialize_with = "lenient::text")]
    pub avatar: Option<String>,
    /// The application's own words.
    #[doc(alias = "custom")]
    #[serde(default, rename = "custom", deserialize_with = "lenient::text")]
    pub ext: Option<String>,
    /// The user who owns it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub owner: Option<String>,
    /// When it was created.
    #[serde(default, rename = "created", deserialize_with = "lenient::time")]
    pub created_at: Option<UnixMillis>,
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
    /// How many it may hold.
    #[doc(alias = "maxusers")]
    #[serde(default, rename = "maxusers", deserialize_with = "lenient::number")]
    pub max_members: Option<u32>,
    /// How many are in it.
    #[doc(alias = "affiliations_count")]
    #[serde(default, rename = "affiliations_count", deserialize_with = "lenient::number")]
    pub member_count: Option<u32>,
    /// Those of them the server names.
    #[doc(alias = "affiliations")]
    #[serde(default, rename = "affiliations", deserialize_with = "lenient::list")]
    pub members: Vec<Member>,
    /// Whether nobody but owner and admins may speak.
    #[doc(alias = "mute")]
    #[serde(default, rename = "mute", deserialize_with = "lenient::flag")]
    pub muted: Option<bool>,
    /// Whether it may not be used any longer.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub disabled: Option<bool>,
    /// This user's role; `None` also for strangers.
    #[doc(alias = "permission")]
    #[serde(default, rename = "permission", deserialize_with = "role")]
    pub role: Option<Role>,
    /// Whether this user takes no messages of it.
    #[doc(alias = "shieldgroup")]
    #[serde(default, rename = "shieldgroup", deserialize_with = "lenient::flag")]
    pub messages_blocked: Option<bool>,
}

/// A group this user is in. `None` is what the server does not tell in this kind of list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct JoinedGroup {
    /// Its id.
    #[serde(alias = "groupid", alias = "groupId", deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, alias = "groupname", alias = "groupName", deserialize_with = "lenient::id")]
    pub name: String,
    /// Whether it may not be used any longer.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub disabled: Option<bool>,
    /// This user's role.
    #[doc(alias = "permission")]
    #[serde(default, rename = "permission", deserialize_with = "role")]
    pub role: Option<Role>,
    /// How many are in it.
    #[doc(alias = "affiliationsCount")]
    #[serde(default, rename = "affiliations_count", deserialize_with = "lenient::number")]
    pub member_count: Option<u32>,
    /// Whether owner or admins decide who may join.
    #[serde(default, rename = "membersonly", deserialize_with = "lenient::flag")]
    pub approval: Option<bool>,
    /// Whether members may invite.
    #[serde(default, rename = "allowinvites", deserialize_with = "lenient::flag")]
    pub allow_invites: Option<bool>,
    /// What it is about.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// How many it may hold.
    #[doc(alias = "maxUsers")]
    #[serde(default, rename = "maxusers", deserialize_with = "lenient::number")]
    pub max_members: Option<u32>,
    /// Whether it can be found.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub public: Option<bool>,
}

/// What a list of this user's groups tells besides; the settings of the groups come with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JoinedDetail {
    /// How many are in them.
    #[doc(alias = "needAffiliations")]
    pub member_count: bool,
    /// This user's role.
    #[doc(alias = "needRole")]
    pub role: bool,
}

/// A group that can be found.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PublicGroup {
    /// Its id.
    #[serde(alias = "groupid", alias = "groupId", deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, alias = "groupname", deserialize_with = "lenient::id")]
    pub name: String,
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Role>, D::Error> {
    Ok(lenient::text(deserializer)?.as_deref().and_then(Role::named))
}

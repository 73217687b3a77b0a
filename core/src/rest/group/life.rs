//! Creating, changing and ending groups.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;

use super::{Groups, in_group};
use crate::error::CallFailed;
use crate::ids::{GroupId, UserId};
use crate::rest::members::{confirmed, names};
use crate::rest::{Answer, Draft, lenient};

/// Bytes of the application's own words. Of what documents say (1,024 characters, 8 KB) it is the
/// most: what a server may take is not refused here.
const EXT_MAX: usize = 8 * 1_024;

/// A group to be created. What is `None` is left to the default.
///
/// ```
/// use easemob_core::rest::group::NewGroup;
///
/// let group = NewGroup { public: Some(true), ..NewGroup::named("Gardeners") };
/// assert_eq!(group.approval, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewGroup {
    /// At most 128 characters; empty by default.
    #[doc(alias = "groupName")]
    pub name: Option<String>,
    /// Address of a picture; empty by default.
    pub avatar: Option<String>,
    /// At most 512 characters; empty by default.
    pub description: Option<String>,
    /// Who is in it from the beginning, besides this user; nobody by default.
    pub members: Option<Vec<UserId>>,
    /// Whether it can be found; not by default.
    #[doc(alias = "isPublic")]
    pub public: Option<bool>,
    /// Whether owner or admins decide who may join; not by default.
    #[doc(alias = "needApprovalToJoin")]
    pub approval: Option<bool>,
    /// Whether members may invite; they may by default.
    #[doc(alias = "allowMemberToInvite")]
    pub allow_invites: Option<bool>,
    /// Whether the invited are asked; not by default.
    #[doc(alias = "inviteNeedConfirm")]
    pub invite_need_confirm: Option<bool>,
    /// How many it may hold; 200 by default.
    #[doc(alias = "maxMemberCount")]
    pub max_members: Option<u32>,
    /// The application's own words, at most 8 KiB; empty by default. Some servers take 1,024
    /// characters, and refuse more.
    #[doc(alias = "extension")]
    pub ext: Option<String>,
}

impl NewGroup {
    /// A group of this name, everything else by default.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// The same with the defaults written out.
    fn complete(&self) -> Self {
        let text = |text: &Option<String>| Some(text.clone().unwrap_or_default());
        Self {
            name: text(&self.name),
            avatar: text(&self.avatar),
            description: text(&self.description),
            members: self.members.clone(),
            public: self.public.or(Some(false)),
            approval: self.approval.or(Some(false)),
            allow_invites: self.allow_invites.or(Some(true)),
            invite_need_confirm: self.invite_need_confirm.or(Some(false)),
            max_members: self.max_members.or(Some(200)),
            ext: text(&self.ext),
        }
    }

    fn write<'d, 'a>(&self, to: &'d mut Draft<'a>) -> &'d mut Draft<'a> {
        bounds(to, self.name.as_deref(), self.description.as_deref(), self.ext.as_deref());
        let body = json!({
            "owner": to.me(),
            "groupname": self.name,
            "avatar": self.avatar,
            "desc": self.description,
            "members": self.members.as_deref().map(names),
            "public": self.public,
            "approval": self.approval,
            "allowinvites": self.allow_invites,
            "invite_need_confirm": self.invite_need_confirm,
            "maxusers": self.max_members,
            "custom": self.ext,
        });
        to.path(["chatgroups"]).acting().json(body)
    }
}

/// What is to change of a group; `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChanges {
    /// At most 128 characters.
    #[doc(alias = "groupName")]
    pub name: Option<String>,
    /// Address of a picture.
    pub avatar: Option<String>,
    /// At most 512 characters.
    pub description: Option<String>,
    /// The application's own words, at most 8 KiB. Some servers take 1,024 characters, and refuse
    /// more.
    pub ext: Option<String>,
}

fn bounds(to: &mut Draft<'_>, name: Option<&str>, description: Option<&str>, ext: Option<&str>) {
    to.characters("name", name.unwrap_or_default(), 128)
        .characters("description", description.unwrap_or_default(), 512)
        .bytes_within("ext", ext.unwrap_or_default(), EXT_MAX);
}

endpoints! {
    face Groups;

    /// Creates a group, which this user owns, and answers its id. The members are told by
    /// [`GroupChange::DirectJoined`](crate::event::GroupChange::DirectJoined), or asked by
    /// [`GroupChange::Invited`](crate::event::GroupChange::Invited). Refused with
    /// [`ErrorCode::GroupMembersLimit`](crate::ErrorCode::GroupMembersLimit) when it is to hold
    /// more than the application allows, with
    /// [`ErrorCode::UserNotFound`](crate::ErrorCode::UserNotFound) when a member is unknown.
    create = CreateGroup {
        /// The group.
        group: NewGroup,
    } -> GroupId;
    Post once "createGroupVNext",
    |to| group.complete().write(to),
    |answer| created(answer)

    /// Creates a group as [`Groups::create`] does, but leaves the defaults to the server.
    create_bare = CreateBareGroup {
        /// The group.
        group: NewGroup,
    } -> GroupId;
    Post once "createGroup" ["createGroupNew"],
    |to| group.write(to),
    |answer| created(answer)

    /// Changes the properties of a group that are given. For owner and admins. The members are told
    /// by [`GroupChange::Updated`](crate::event::GroupChange::Updated).
    modify = ModifyGroup {
        /// Which group.
        group: GroupId,
        /// What is to change.
        changes: GroupChanges,
    } -> ();
    Put safe "modifyGroup",
    |to| {
        let GroupChanges { name, avatar, description, ext } = changes;
        to.require(*changes != GroupChanges::default(), "changes", "are none");
        bounds(to, name.as_deref(), description.as_deref(), ext.as_deref());
        in_group(to, group, []).acting().json(json!({
            "groupname": name, "avatar": avatar, "description": description, "custom": ext,
        }))
    },
    |answer| confirmed(answer)

    /// Ends a group, with everything in it. For the owner. The members are told by
    /// [`GroupChange::Destroyed`](crate::event::GroupChange::Destroyed).
    destroy = DestroyGroup {
        /// Which group.
        group: GroupId,
    } -> ();
    Delete once "destroyGroup" ["dissolveGroup"],
    |to| in_group(to, group, []).v3().acting(),
    |answer| confirmed(answer)
}

fn created(answer: &Answer) -> Result<GroupId, CallFailed> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(alias = "id", alias = "groupId", deserialize_with = "lenient::id")]
        groupid: String,
    }
    let data: Data = answer.data()?;
    GroupId::new(data.groupid).map_err(|invalid| answer.malformed(invalid))
}

//! Which groups there are, and what they are.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::{GroupInfo, Groups, JoinedDetail, JoinedGroup, PublicGroup};
use crate::ids::GroupId;
use crate::rest::members::{entries, numbered};
use crate::rest::{Page, lenient};

endpoints! {
    face Groups;

    /// Everything there is to know about groups. One that is unknown is missing in the reply, or
    /// the call is refused with [`ErrorCode::GroupNotFound`](crate::ErrorCode::GroupNotFound) when
    /// it is the only one.
    info = GetGroupInfo {
        /// Which groups, 1 to 100.
        groups: Vec<GroupId>,
    } -> Vec<GroupInfo>;
    Get safe "getGroupInfo",
    |to| to
        .count("groups", groups, 1, 100)
        .path(["chatgroups"])
        .path_list("groups", groups.iter().map(GroupId::as_str))
        .query("joined_time", true),
    |answer| entries(answer)

    /// A page of the groups this user is in.
    joined = ListJoinedGroups {
        /// Which page, from 1. (The Web SDK counts from 0 where it asks for details.)
        page: u32,
        /// Groups a page: 1 to 500, with details 1 to 20.
        size: u32,
        /// What else is told of them; `None` for id, name and role.
        detail: Option<JoinedDetail>,
    } -> Page<JoinedGroup>;
    Get safe "getJoinedGroups",
    |to| match detail {
        None => numbered(to, *page, *size, 500).mine(["joined_chatgroups"]).v3(),
        // The one list whose pages the server counts from 0.
        Some(detail) => {
            let me = to.me();
            to.require(*page > 0, "page", "is 0, the first one is 1")
                .within("size", u64::from(*size), 1, 20)
                .path(["chatgroups", "user", me])
                .query("pagenum", page.saturating_sub(1))
                .query("pagesize", size)
                .query("needAffiliations", detail.member_count)
                .query("needRole", detail.role)
                .v3()
        }
    },
    |answer| {
        let groups = match detail {
            None => answer.data()?,
            Some(_) => answer.entities()?,
        };
        Ok(Page::with_number(groups, *page, *size))
    }

    /// All groups this user is in, by id and name. For many groups see [`Groups::joined`].
    joined_all = ListAllJoinedGroups {} -> Vec<JoinedGroup>;
    Get safe "getGroup",
    |to| to.mine(["joined_chatgroups"]),
    |answer| answer.data()

    /// How many groups this user is in.
    joined_count = CountJoinedGroups {} -> u32;
    Get safe "getJoinedGroupsCount",
    |to| {
        let me = to.me();
        to.path(["chatgroups", "user", me, "joined_count"])
    },
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            #[serde(default, deserialize_with = "lenient::number")]
            data: Option<u32>,
        }
        answer.json().map(|document: Document| document.data.unwrap_or_default())
    }

    /// A page of the groups of the application that can be found.
    public = ListPublicGroups {
        /// Groups a page, 1 to 100.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<PublicGroup>;
    Get safe "getPublicGroups" ["listGroups"],
    |to| to
        .within("limit", u64::from(*limit), 1, 100)
        .path(["publicchatgroups"])
        .v3()
        .query("limit", limit)
        .query_some("cursor", cursor.as_ref()),
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            data: Vec<PublicGroup>,
            cursor: Option<String>,
        }
        answer.json().map(|Document { data, cursor }| Page::with_cursor(data, cursor))
    }
}

paged! { ListJoinedGroups => JoinedGroup, number page; }
paged! { ListPublicGroups => PublicGroup, cursor cursor; }

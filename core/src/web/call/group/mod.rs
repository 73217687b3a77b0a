//! Groups (rest §2.3).

mod people;
mod things;

use alloc::string::String;

use serde_json::{Map, Value, json};

use super::args::Arg;
use super::{Args, Found, WebCall};
use crate::error::InvalidCall;
use crate::ids::GroupId;
use crate::rest::group::{
    CountJoinedGroups, CreateBareGroup, CreateGroup, DestroyGroup, GetGroupInfo, GroupChanges,
    JoinedDetail, ListAllJoinedGroups, ListJoinedGroups, ListPublicGroups, ModifyGroup, NewGroup,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    for part in [life, lists, people::call, people::rules, people::block_list, things::call] {
        if let Some(call) = part(method, args)? {
            return Ok(Some(call));
        }
    }
    Ok(None)
}

/// Which group a call is about.
fn group(args: &Args<'_>) -> Result<GroupId, InvalidCall> {
    args.get("groupId").group()
}

/// Coming into being, changing and ending.
fn life(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "createGroupVNext" => {
            let group = new_group(|field| args.get(field), &NEW)?;
            WebCall::data(CreateGroup { group }, |id| json!({ "groupId": id.as_str() }))
        }
        "createGroup" | "createGroupNew" => {
            let data = args.get("data");
            WebCall::raw(CreateBareGroup { group: new_group(|field| data.get(field), &OLD)? })
        }
        "modifyGroup" => WebCall::raw(ModifyGroup {
            group: group(args)?,
            changes: GroupChanges {
                name: args.get("groupName").some_string()?,
                avatar: args.get("avatar").some_string()?,
                description: args.get("description").some_string()?,
                ext: args.get("ext").some_string()?,
            },
        }),
        "destroyGroup" | "dissolveGroup" => WebCall::raw(DestroyGroup { group: group(args)? }),
        _ => return Ok(None),
    }))
}

/// What the members of an object that describes a new group are called.
struct Names {
    name: &'static str,
    description: &'static str,
    public: &'static str,
    approval: &'static str,
    allow_invites: &'static str,
    max_members: &'static str,
    ext: &'static str,
}

const NEW: Names = Names {
    name: "groupName",
    description: "description",
    public: "isPublic",
    approval: "needApprovalToJoin",
    allow_invites: "allowMemberToInvite",
    max_members: "maxMemberCount",
    ext: "extension",
};

const OLD: Names = Names {
    name: "groupname",
    description: "desc",
    public: "public",
    approval: "approval",
    allow_invites: "allowinvites",
    max_members: "maxusers",
    ext: "ext",
};

fn new_group<'a>(
    get: impl Fn(&'static str) -> Arg<'a>,
    names: &Names,
) -> Result<NewGroup, InvalidCall> {
    let members = get("members");
    Ok(NewGroup {
        name: get(names.name).some_string()?,
        avatar: get("avatar").some_string()?,
        description: get(names.description).some_string()?,
        members: members.is_given().then(|| members.users()).transpose()?,
        public: get(names.public).some_flag()?,
        approval: get(names.approval).some_flag()?,
        allow_invites: get(names.allow_invites).some_flag()?,
        invite_need_confirm: get("inviteNeedConfirm").some_flag()?,
        max_members: get(names.max_members).some_number()?,
        ext: get(names.ext).some_string()?,
    })
}

/// Which groups there are.
fn lists(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getGroupInfo" => WebCall::raw(GetGroupInfo { groups: args.get("groupId").groups()? }),
        "getJoinedGroups" => joined(args)?,
        "getGroup" => WebCall::raw(ListAllJoinedGroups {}),
        "getJoinedGroupsCount" => WebCall::data(CountJoinedGroups {}, |count| json!(count)),
        "getPublicGroups" | "listGroups" => {
            let limit = args.get("limit").some_number()?.unwrap_or(20);
            let cursor = args.get("cursor").some_string()?.filter(|cursor| !cursor.is_empty());
            WebCall::shaped(ListPublicGroups { limit, cursor }, |document, _| {
                renamed(document, "data", &[("groupid", "id"), ("groupname", "name")])
            })
        }
        _ => return Ok(None),
    }))
}

/// The form depends on what was asked. The official client tells it from the text of `uri` (rest
/// oddity 15).
fn joined(args: &Args<'_>) -> Result<WebCall, InvalidCall> {
    let wanted = |field| args.get(field).some_flag().map(Option::unwrap_or_default);
    let detail =
        JoinedDetail { member_count: wanted("needAffiliations")?, role: wanted("needRole")? };
    let page: Option<u32> = args.get("pageNum").some_number()?;
    let size = args.get("pageSize").some_number()?.unwrap_or(20);
    Ok(if detail == JoinedDetail::default() {
        let page = page.unwrap_or(1).max(1);
        WebCall::shaped(ListJoinedGroups { page, size, detail: None }, |document, _| {
            let names = [
                ("groupid", "id"),
                ("groupname", "name"),
                ("disabled", "disabled"),
                ("role", "permission"),
            ];
            renamed(document, "data", &names)
        })
    } else {
        // Counted from 0 here.
        let page = page.unwrap_or_default().saturating_add(1);
        WebCall::shaped(ListJoinedGroups { page, size, detail: Some(detail) }, |document, _| {
            let names = [
                ("affiliationsCount", "affiliations_count"),
                ("groupName", "name"),
                ("groupId", "groupId"),
                ("role", "permission"),
                ("disabled", "disabled"),
                ("approval", "membersonly"),
                ("allowInvites", "allowinvites"),
                ("description", "description"),
                ("maxUsers", "maxusers"),
                ("public", "public"),
            ];
            renamed(document, "entities", &names)
        })
    })
}

/// The document with each entry of a list in other words: `(ours, the server's)`.
fn renamed(mut document: Value, list: &str, names: &[(&str, &str)]) -> Value {
    let entries = document.get_mut(list).and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten() {
        let member = |(ours, theirs): &(&str, &str)| {
            entry.get(theirs).map(|value| (String::from(*ours), value.clone()))
        };
        *entry = Value::Object(names.iter().filter_map(member).collect::<Map<_, _>>());
    }
    document
}

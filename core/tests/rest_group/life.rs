//! Rows of what begins, changes, ends and lists groups.

use serde_json::{Value, json};

use super::raw;
use crate::rest::Row;

pub(crate) fn life() -> Vec<Row> {
    let created = json!({ "data": { "groupid": "7" } });
    let made = json!({ "type": 0, "data": { "groupId": "7" } });
    let all = json!({ "type": 0, "data": { "groupid": "7" } });
    let create = "POST /chatgroups?resource=rs_phone";
    vec![
        (
            "createGroupVNext",
            json!([{ "groupName": "g", "members": ["bob"], "isPublic": true, "maxMemberCount": 3 }]),
            create,
            json!({
                "owner": "alice", "groupname": "g", "avatar": "", "desc": "", "members": ["bob"],
                "public": true, "approval": false, "allowinvites": true,
                "invite_need_confirm": false, "maxusers": 3, "custom": "",
            }),
            created.clone(),
            made.clone(),
        ),
        (
            "createGroupVNext",
            json!([{
                "avatar": "a", "description": "d", "needApprovalToJoin": true,
                "allowMemberToInvite": false, "inviteNeedConfirm": true, "extension": "x",
            }]),
            create,
            json!({
                "owner": "alice", "groupname": "", "avatar": "a", "desc": "d", "public": false,
                "approval": true, "allowinvites": false, "invite_need_confirm": true,
                "maxusers": 200, "custom": "x",
            }),
            created.clone(),
            made,
        ),
        (
            "createGroup",
            json!([{ "data": {
                "groupname": "g", "avatar": "a", "desc": "d", "members": ["bob"], "public": true,
                "approval": true, "allowinvites": true, "inviteNeedConfirm": true, "maxusers": 9,
                "ext": "x",
            } }]),
            create,
            json!({
                "owner": "alice", "groupname": "g", "avatar": "a", "desc": "d", "members": ["bob"],
                "public": true, "approval": true, "allowinvites": true,
                "invite_need_confirm": true, "maxusers": 9, "custom": "x",
            }),
            created.clone(),
            all.clone(),
        ),
        (
            "createGroup",
            json!([{ "data": { "groupname": "g" } }]),
            create,
            json!({ "owner": "alice", "groupname": "g" }),
            created,
            all,
        ),
        raw(
            "modifyGroup",
            json!({ "groupName": "n", "avatar": "a", "description": "d", "ext": "x" }),
            "PUT g:?+R",
            json!({ "groupname": "n", "avatar": "a", "description": "d", "custom": "x" }),
            json!({ "groupname": true }),
        ),
        raw(
            "modifyGroup",
            json!({ "description": "" }),
            "PUT g:?+R",
            json!({ "description": "" }),
            json!({ "description": true }),
        ),
        raw(
            "changeGroupOwner",
            json!({ "newOwner": "bob" }),
            "PUT g:?+R",
            json!({ "newowner": "bob" }),
            json!({ "newowner": true }),
        ),
        raw(
            "destroyGroup",
            json!({}),
            "DELETE g:?+v3&+R",
            Value::Null,
            json!({ "success": true, "id": "7" }),
        ),
    ]
}

pub(crate) fn lists() -> Vec<Row> {
    let names = json!({ "data": [{ "id": "7", "name": "g", "extra": 1 }], "cursor": "c2" });
    let named = json!({
        "data": [{ "groupid": "7", "groupname": "g" }], "cursor": "c2", "type": 0,
    });
    let detailed = json!({
        "entities": [{
            "groupId": "7", "name": "g", "affiliations_count": 2, "permission": "owner",
            "disabled": false, "membersonly": true, "allowinvites": true, "description": "d",
            "maxusers": 200, "public": true,
        }, { "groupId": "8", "name": "h" }],
    });
    let details = json!({
        "entities": [{
            "affiliationsCount": 2, "groupName": "g", "groupId": "7", "role": "owner",
            "disabled": false, "approval": true, "allowInvites": true, "description": "d",
            "maxUsers": 200, "public": true,
        }, { "groupId": "8", "groupName": "h" }],
        "type": 0,
    });
    let flags = "needAffiliations=true&needRole";
    vec![
        raw(
            "getGroupInfo",
            json!({}),
            "GET g:?joined_time=true",
            Value::Null,
            json!([{ "id": "7", "name": "g", "affiliations": [{ "owner": "alice" }] }]),
        ),
        (
            "getGroupInfo",
            json!([{ "groupId": ["7", "8"] }]),
            "GET /chatgroups/7,8?joined_time=true",
            Value::Null,
            json!({ "data": [{ "id": "7" }, { "id": "8" }] }),
            json!({ "data": [{ "id": "7" }, { "id": "8" }], "type": 0 }),
        ),
        (
            "getJoinedGroups",
            json!([{ "pageNum": 2, "pageSize": 30 }]),
            "GET /users/alice/joined_chatgroups?pagenum=2&pagesize=30&version=v3",
            Value::Null,
            json!({ "data": [
                { "id": "7", "name": "g", "disabled": false, "permission": "member" },
                { "id": "8", "name": "h" },
            ] }),
            json!({ "data": [
                { "groupid": "7", "groupname": "g", "disabled": false, "role": "member" },
                { "groupid": "8", "groupname": "h" },
            ], "type": 0 }),
        ),
        (
            "getJoinedGroups",
            json!([{ "pageNum": 0, "pageSize": 20, "needAffiliations": true, "needRole": true }]),
            format!("GET /chatgroups/user/alice?pagenum=0&pagesize=20&{flags}=true&version=v3")
                .leak(),
            Value::Null,
            detailed.clone(),
            details.clone(),
        ),
        (
            "getJoinedGroups",
            json!([{ "pageNum": 3, "pageSize": 5, "needAffiliations": true }]),
            format!("GET /chatgroups/user/alice?pagenum=3&pagesize=5&{flags}=false&version=v3")
                .leak(),
            Value::Null,
            detailed,
            details,
        ),
        (
            "getGroup",
            json!([]),
            "GET /users/alice/joined_chatgroups",
            Value::Null,
            json!({ "data": [{ "groupid": "7", "groupname": "g" }] }),
            json!({ "data": [{ "groupid": "7", "groupname": "g" }], "type": 0 }),
        ),
        (
            "getJoinedGroupsCount",
            json!([]),
            "GET /chatgroups/user/alice/joined_count",
            Value::Null,
            json!({ "data": 3 }),
            json!({ "type": 0, "data": 3 }),
        ),
        (
            "getJoinedGroupsCount",
            json!([]),
            "GET /chatgroups/user/alice/joined_count",
            Value::Null,
            json!({}),
            json!({ "type": 0, "data": 0 }),
        ),
        (
            "getPublicGroups",
            json!([{ "limit": 10, "cursor": "c&1" }]),
            "GET /publicchatgroups?version=v3&limit=10&cursor=c%261",
            Value::Null,
            names.clone(),
            named.clone(),
        ),
        (
            "getPublicGroups",
            json!([{ "limit": 10, "cursor": "" }]),
            "GET /publicchatgroups?version=v3&limit=10",
            Value::Null,
            names,
            named,
        ),
    ]
}

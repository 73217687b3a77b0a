//! Rows of who is in a group, and of what they may.

use serde_json::{Value, json};

use super::{raw, shaped};
use crate::rest::Row;

pub(crate) fn members() -> Vec<Row> {
    let data = json!([
        { "owner": "alice", "joined_time": 1 }, { "admin": "carol", "joined_time": 2 },
        { "member": "bob", "joined_time": 3 },
    ]);
    let members = json!([
        { "role": "owner", "userId": "alice", "joinedTime": 1 },
        { "role": "admin", "userId": "carol", "joinedTime": 2 },
        { "role": "member", "userId": "bob", "joinedTime": 3 },
    ]);
    vec![
        shaped(
            "getGroupMembers",
            json!({ "limit": 3, "cursor": "c1" }),
            "GET g:/users?cursor=c1&limit=3&joined_time=true",
            Value::Null,
            json!({ "data": data, "cursor": "c2" }),
            json!({ "type": 0, "data": { "cursor": "c2", "members": members } }),
        ),
        shaped(
            "getGroupMembers",
            json!({}),
            "GET g:/users?limit=50&joined_time=true",
            Value::Null,
            json!({ "data": data }),
            json!({ "type": 0, "data": { "members": members } }),
        ),
        raw(
            "listGroupMembers",
            json!({ "pageNum": 1, "pageSize": 1000 }),
            "GET g:/users?+v3&pagenum=1&pagesize=1000",
            Value::Null,
            data,
        ),
        raw("leaveGroup", json!({}), "DELETE g:/quit?+R", Value::Null, json!({ "result": true })),
        raw(
            "removeGroupMember",
            json!({ "username": "bob" }),
            "DELETE g:/users/bob?+R",
            Value::Null,
            json!({ "action": "remove_member", "result": true, "user": "bob", "groupid": "7" }),
        ),
        raw(
            "removeGroupMembers",
            json!({ "users": ["bob", "eve"] }),
            "DELETE g:/users/bob,eve?+R",
            Value::Null,
            json!([
                { "result": true, "user": "bob", "groupid": "7" },
                { "result": false, "user": "eve", "groupid": "7", "reason": "r" },
            ]),
        ),
        raw("getGroupAdmin", json!({}), "GET g:/admin?+v3", Value::Null, json!(["bob"])),
        raw(
            "setGroupAdmin",
            json!({ "username": "bob" }),
            "POST g:/admin?+R&+v3",
            json!({ "newadmin": "bob" }),
            json!({ "result": "success", "newadmin": "bob" }),
        ),
        raw(
            "removeGroupAdmin",
            json!({ "username": "bob" }),
            "DELETE g:/admin/bob?+R&+v3",
            Value::Null,
            json!({ "result": "success", "oldadmin": "bob" }),
        ),
    ]
}

pub(crate) fn admission() -> Vec<Row> {
    let done = || json!({ "result": true });
    vec![
        raw(
            "inviteUsersToGroup",
            json!({ "users": ["bob", "carol"] }),
            "POST g:/invite?+R",
            json!({ "usernames": ["bob", "carol"] }),
            json!([{ "action": "invite", "result": true, "user": "bob", "id": "7" }]),
        ),
        raw(
            "joinGroup",
            json!({ "message": "please" }),
            "POST g:/apply?+R",
            json!({ "message": "please" }),
            json!({ "action": "apply", "result": true, "user": "alice", "id": "7" }),
        ),
        raw("joinGroup", json!({}), "POST g:/apply?+R", json!({ "message": "" }), done()),
        raw(
            "acceptGroupJoinRequest",
            json!({ "applicant": "bob" }),
            "POST g:/apply_verify?+R",
            json!({ "applicant": "bob", "verifyResult": true, "reason": "no clue" }),
            done(),
        ),
        raw(
            "rejectGroupJoinRequest",
            json!({ "applicant": "bob", "reason": "full" }),
            "POST g:/apply_verify?+R",
            json!({ "applicant": "bob", "verifyResult": false, "reason": "full" }),
            done(),
        ),
        raw(
            "rejectGroupJoinRequest",
            json!({ "applicant": "bob" }),
            "POST g:/apply_verify?+R",
            json!({ "applicant": "bob", "verifyResult": false, "reason": "" }),
            done(),
        ),
        raw(
            "acceptGroupInvite",
            json!({ "invitee": "alice" }),
            "POST g:/invite_verify?+R",
            json!({ "invitee": "alice", "verifyResult": true }),
            done(),
        ),
        raw(
            "rejectGroupInvite",
            json!({ "invitee": "alice" }),
            "POST g:/invite_verify?+R",
            json!({ "invitee": "alice", "verifyResult": false }),
            done(),
        ),
    ]
}

pub(crate) fn rules() -> Vec<Row> {
    let bob = || json!([{ "result": true, "user": "bob" }]);
    vec![
        raw(
            "muteGroupMember",
            json!({ "username": ["bob", "carol"], "muteDuration": 600_000 }),
            "POST g:/mute?+R&+v3",
            json!({ "usernames": ["bob", "carol"], "mute_duration": 600_000 }),
            json!([{ "result": true, "expire": 1_489_158_589_481_u64, "user": "bob" }]),
        ),
        raw(
            "muteGroupMember",
            json!({ "username": "bob", "muteDuration": -1 }),
            "POST g:/mute?+R&+v3",
            json!({ "usernames": ["bob"], "mute_duration": -1 }),
            json!([{ "result": true, "expire": -1, "user": "bob" }]),
        ),
        raw(
            "unmuteGroupMember",
            json!({ "username": ["bob", "carol"] }),
            "DELETE g:/mute/bob,carol?+R&+v3",
            Value::Null,
            bob(),
        ),
        raw(
            "getGroupMutelist",
            json!({}),
            "GET g:/mute?+v3",
            Value::Null,
            json!([{ "user": "bob", "expire": 5 }]),
        ),
        raw(
            "isInGroupMutelist",
            json!({}),
            "GET /sdk/chatgroups/7/mute/alice?version=v3",
            Value::Null,
            json!(true),
        ),
        raw(
            "disableSendGroupMsg",
            json!({}),
            "POST g:/ban?+R&+v3",
            Value::Null,
            json!({ "mute": true }),
        ),
        raw(
            "enableSendGroupMsg",
            json!({}),
            "DELETE g:/ban?+R&+v3",
            Value::Null,
            json!({ "mute": false }),
        ),
        raw("getGroupBlocklist", json!({}), "GET g:/blocks/users?+v3", Value::Null, json!(["bob"])),
        raw("getGroupAllowlist", json!({}), "GET g:/white/users?+v3", Value::Null, json!(["bob"])),
        raw(
            "isInGroupAllowlist",
            json!({ "userName": "bob" }),
            "GET g:/white/users/bob?+v3",
            Value::Null,
            json!({ "white": true, "member": "bob" }),
        ),
    ]
}

/// Calls that put somebody on a list or take them off it: the Web SDK says so of each in the answer.
pub(crate) fn listing() -> Vec<Row> {
    let one = |user| json!({ "result": true, "user": user });
    let marked = |user: &str, action| json!({ "result": true, "user": user, "action": action, "groupid": "7" });
    let row = |method, args, line, body, answer: &Value, data: Value| {
        let answer = json!({ "data": answer });
        shaped(method, args, line, body, answer, json!({ "data": data, "type": 0 }))
    };
    let bob = json!({ "username": "bob" });
    let both = json!({ "usernames": ["bob", "carol"] });
    let of_both = |action| json!([marked("bob", action), marked("carol", action)]);
    let answer_one = json!([one("bob")]);
    let answer_both = json!([one("bob"), one("carol")]);
    let (block, unblock) = ("POST g:/blocks/users/bob?+R&+v3", "DELETE g:/blocks/users/bob?+R&+v3");
    let allow = "POST g:/white/users?+R&+v3";
    vec![
        row(
            "blockGroupMember",
            bob.clone(),
            block,
            Value::Null,
            &answer_one,
            marked("bob", "add_blocks"),
        ),
        // As servers answer without `version=v3`.
        row(
            "blockGroupMember",
            bob.clone(),
            block,
            Value::Null,
            &one("bob"),
            marked("bob", "add_blocks"),
        ),
        row(
            "blockGroupMembers",
            both.clone(),
            "POST g:/blocks/users?+R&+v3",
            both.clone(),
            &answer_both,
            of_both("add_blocks"),
        ),
        row(
            "blockGroupMembers",
            json!({ "usernames": ["bob"] }),
            "POST g:/blocks/users?+R&+v3",
            json!({ "usernames": ["bob"] }),
            &answer_one,
            json!([marked("bob", "add_blocks")]),
        ),
        row(
            "unblockGroupMember",
            bob,
            unblock,
            Value::Null,
            &answer_one,
            marked("bob", "remove_blocks"),
        ),
        row(
            "unblockGroupMembers",
            both.clone(),
            "DELETE g:/blocks/users/bob,carol?+R&+v3",
            Value::Null,
            &answer_both,
            of_both("remove_blocks"),
        ),
        row(
            "addUsersToGroupAllowlist",
            json!({ "users": ["bob", "carol"] }),
            allow,
            both,
            &answer_both,
            of_both("add_user_whitelist"),
        ),
        row(
            "addUsersToGroupAllowlist",
            json!({ "users": ["bob"] }),
            allow,
            json!({ "usernames": ["bob"] }),
            &answer_one,
            marked("bob", "add_user_whitelist"),
        ),
        row(
            "removeGroupAllowlistMember",
            json!({ "userName": "bob" }),
            "DELETE g:/white/users/bob?+R&+v3",
            Value::Null,
            &answer_one,
            marked("bob", "remove_user_whitelist"),
        ),
    ]
}

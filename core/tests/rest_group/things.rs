//! Rows of what belongs to a group, and of its messages.

use serde_json::{Value, json};

use super::{raw, shaped};
use crate::rest::Row;

pub(crate) fn things() -> Vec<Row> {
    vec![
        raw(
            "fetchGroupAnnouncement",
            json!({}),
            "GET g:/announcement?+v3",
            Value::Null,
            json!({ "announcement": "x" }),
        ),
        raw(
            "updateGroupAnnouncement",
            json!({ "announcement": "x" }),
            "POST g:/announcement?+R&+v3",
            json!({ "announcement": "x" }),
            json!({ "id": "7", "result": true }),
        ),
        raw(
            "getGroupSharedFilelist",
            json!({}),
            "GET g:/share_files?pagenum=1&pagesize=10&+v3",
            Value::Null,
            json!([{ "file_id": "f", "file_name": "n", "file_owner": "bob", "file_size": 5, "created": 6 }]),
        ),
        raw(
            "getGroupSharedFilelist",
            json!({ "pageNum": 2, "pageSize": 3 }),
            "GET g:/share_files?pagenum=2&pagesize=3&+v3",
            Value::Null,
            json!([]),
        ),
        raw(
            "deleteGroupSharedFile",
            json!({ "fileId": "f/1" }),
            "DELETE g:/share_files/f%2F1?+R",
            Value::Null,
            json!({ "group_id": "7", "file_id": "f/1", "result": true }),
        ),
    ]
}

pub(crate) fn attributes() -> Vec<Row> {
    let read = "POST /sdk/metadata/chatgroup/7/get?version=v3";
    let both = json!({ "data": { "alice": { "title": "dev" }, "bob": {} }, "duration": 1 });
    vec![
        shaped(
            "setGroupMemberAttributes",
            json!({ "userId": "alice", "memberAttributes": { "title": "dev" } }),
            "PUT /sdk/metadata/chatgroup/7/user/alice?+R&+v3",
            json!({ "metaData": { "title": "dev" } }),
            json!({ "data": { "title": "dev" } }),
            Value::Null,
        ),
        shaped(
            "getGroupMemberAttributes",
            json!({ "userId": "alice" }),
            read,
            json!({ "targets": ["alice"], "properties": [] }),
            both.clone(),
            json!({ "type": 0, "data": { "title": "dev" } }),
        ),
        shaped(
            "getGroupMembersAttributes",
            json!({ "userIds": ["alice", "bob"], "keys": ["title"] }),
            read,
            json!({ "targets": ["alice", "bob"], "properties": ["title"] }),
            both.clone(),
            json!({ "type": 0, "data": both["data"] }),
        ),
        shaped(
            "getGroupMembersAttributes",
            json!({ "userIds": ["bob"] }),
            read,
            json!({ "targets": ["bob"], "properties": [] }),
            json!({ "data": { "bob": {} } }),
            json!({ "type": 0, "data": { "bob": {} } }),
        ),
    ]
}

pub(crate) fn messages() -> Vec<Row> {
    let (block, unblock) = ("POST g:/shield?+v3&+R", "DELETE g:/shield?+v3&+R");
    let done = json!({ "type": 0, "data": {} });
    let user = json!({ "username": "alice", "notification_ignore_7": true });
    vec![
        shaped("blockGroupMessage", json!({}), block, Value::Null, json!({}), done.clone()),
        shaped(
            "blockGroupMessage",
            json!({}),
            block,
            Value::Null,
            json!({ "data": { "result": true }, "duration": 1 }),
            json!({ "type": 0, "data": { "result": true } }),
        ),
        shaped("unblockGroupMessage", json!({}), unblock, Value::Null, json!({}), done),
        shaped(
            "blockGroupMessages",
            json!({}),
            "PUT /users/alice?+R",
            json!({ "entities": [{ "notification_ignore_7": true }] }),
            json!({ "entities": [user] }),
            json!({ "entities": [user], "type": 0 }),
        ),
        raw(
            "getGroupMsgReadUser",
            json!({ "msgId": "1026" }),
            "GET g:/acks/1026?limit=500",
            Value::Null,
            json!({
                "ackmid": "1026", "is_last": true, "next_key": "", "timestamp": 1, "total": 1,
                "userlist": ["bob"],
            }),
        ),
    ]
}

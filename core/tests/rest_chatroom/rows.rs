//! A row for each call: arguments, request, answer, result.

use serde_json::{Value, json};

use crate::rest::Row;

/// All of them.
pub(crate) fn rows() -> Vec<Row> {
    [rooms(), people(), speech(), listing(), things(), attributes()].concat()
}

/// A row whose result is the server's document with `type`.
fn raw(method: &'static str, args: Value, line: &'static str, body: Value, data: Value) -> Row {
    let result = json!({ "data": data, "type": 0 });
    (method, json!([args]), line, body, json!({ "data": data }), result)
}

fn rooms() -> Vec<Row> {
    let listed = json!([{ "id": "7", "name": "r", "owner": "org#app_alice" }]);
    vec![
        raw(
            "getChatRooms",
            json!({ "pagenum": 0, "pagesize": 0 }),
            "GET /chatrooms?pagenum=1&pagesize=20",
            Value::Null,
            listed.clone(),
        ),
        (
            "getJoinedChatRooms",
            json!([{ "pageNum": 2, "pageSize": 5 }]),
            "GET /users/alice/joined_chatrooms?pagenum=2&pagesize=5&detail=true",
            Value::Null,
            json!({ "data": [{
                "id": "7", "title": "r", "owner": "org#app_bob", "created": 5,
                "description": "d", "max_users": 9,
            }] }),
            json!({ "type": 0, "data": [{
                "id": "7", "name": "r", "owner": "bob", "created": 5, "description": "d",
                "maxusers": 9,
            }] }),
        ),
        raw(
            "createChatRoom",
            json!({ "name": "r", "description": "d", "maxusers": 9, "members": ["bob"] }),
            "POST /chatrooms?resource=rs_phone",
            json!({
                "name": "r", "description": "d", "maxusers": 9, "owner": "alice",
                "members": ["bob"],
            }),
            json!({ "id": "7" }),
        ),
        raw(
            "destroyChatRoom",
            json!({ "chatRoomId": "7" }),
            "DELETE /chatrooms/7?resource=rs_phone&version=v3",
            Value::Null,
            json!({ "success": true, "id": "7" }),
        ),
        raw(
            "getChatRoomDetails",
            json!({ "chatRoomId": "7" }),
            "GET /chatrooms/7",
            Value::Null,
            listed,
        ),
        raw(
            "modifyChatRoom",
            json!({ "chatRoomId": "7", "chatRoomName": "n", "maxusers": 5 }),
            "PUT /chatrooms/7?resource=rs_phone",
            json!({ "groupname": "n", "maxusers": 5 }),
            json!({ "groupname": true, "maxusers": true }),
        ),
    ]
}

fn people() -> Vec<Row> {
    vec![
        (
            "getChatRoomMembers",
            json!([{ "chatRoomId": "7" }]),
            "GET /chatrooms/7/users?limit=50&joined_time=true",
            Value::Null,
            json!({
                "data": [{ "owner": "alice", "joined_time": 5 }, { "admin": "bob" }],
                "cursor": "c",
            }),
            json!({ "type": 0, "data": { "cursor": "c", "members": [
                { "role": "owner", "userId": "alice", "joinedTime": 5 },
                { "role": "admin", "userId": "bob", "joinedTime": null },
            ] } }),
        ),
        raw(
            "listChatRoomMembers",
            json!({ "chatRoomId": "7", "pageNum": 1, "pageSize": 20 }),
            "GET /chatrooms/7/users?version=v3&pagenum=1&pagesize=20",
            Value::Null,
            json!([{ "owner": "alice" }]),
        ),
        raw(
            "addUsersToChatRoom",
            json!({ "chatRoomId": "7", "users": ["bob"] }),
            "POST /chatrooms/7/users?resource=rs_phone",
            json!({ "usernames": ["bob"] }),
            json!({ "newmembers": ["bob"], "id": "7" }),
        ),
        raw(
            "removeChatRoomMember",
            json!({ "chatRoomId": "7", "username": "bob" }),
            "DELETE /chatrooms/7/users/bob?resource=rs_phone",
            Value::Null,
            json!({ "result": true, "user": "bob", "id": "7" }),
        ),
        raw(
            "removeChatRoomMembers",
            json!({ "chatRoomId": "7", "users": ["bob", "eve"] }),
            "DELETE /chatrooms/7/users/bob,eve?resource=rs_phone",
            Value::Null,
            json!([{ "result": true, "user": "bob" }, { "result": false, "user": "eve" }]),
        ),
        raw(
            "getChatRoomAdmin",
            json!({ "chatRoomId": "7" }),
            "GET /chatrooms/7/admin?version=v3",
            Value::Null,
            json!(["bob"]),
        ),
        raw(
            "setChatRoomAdmin",
            json!({ "chatRoomId": "7", "username": "bob" }),
            "POST /chatrooms/7/admin?resource=rs_phone&version=v3",
            json!({ "newadmin": "bob" }),
            json!({ "result": "success", "newadmin": "bob" }),
        ),
        raw(
            "removeChatRoomAdmin",
            json!({ "chatRoomId": "7", "username": "bob" }),
            "DELETE /chatrooms/7/admin/bob?resource=rs_phone",
            Value::Null,
            json!({ "result": "success", "oldadmin": "bob" }),
        ),
    ]
}

fn speech() -> Vec<Row> {
    let room = json!({ "chatRoomId": "7" });
    vec![
        raw(
            "muteChatRoomMember",
            json!({ "chatRoomId": "7", "username": "bob", "muteDuration": 60_000 }),
            "POST /chatrooms/7/mute?resource=rs_phone",
            json!({ "usernames": ["bob"], "mute_duration": 60_000 }),
            json!([{ "result": true, "expire": 5, "user": "bob" }]),
        ),
        raw(
            "unmuteChatRoomMember",
            json!({ "chatRoomId": "7", "username": "bob" }),
            "DELETE /chatrooms/7/mute/bob?resource=rs_phone",
            Value::Null,
            json!([{ "result": true, "user": "bob" }]),
        ),
        raw(
            "getChatRoomMutelist",
            room.clone(),
            "GET /chatrooms/7/mute?version=v3",
            Value::Null,
            json!([{ "user": "bob", "expire": 5 }]),
        ),
        raw(
            "isInChatRoomMutelist",
            room.clone(),
            "GET /sdk/chatrooms/7/mute/alice?version=v3",
            Value::Null,
            json!(true),
        ),
        raw(
            "disableSendChatRoomMsg",
            room.clone(),
            "POST /chatrooms/7/ban?resource=rs_phone&version=v3",
            Value::Null,
            json!({ "mute": true }),
        ),
        raw(
            "enableSendChatRoomMsg",
            room,
            "DELETE /chatrooms/7/ban?resource=rs_phone&version=v3",
            Value::Null,
            json!({ "mute": false }),
        ),
    ]
}

/// Calls that put somebody on a list or take them off it: what comes back says so of each.
fn listing() -> Vec<Row> {
    let bob = json!({ "result": true, "user": "bob" });
    let answer = json!({ "data": [bob] });
    let marked = |action| json!({ "result": true, "user": "bob", "action": action, "id": "7" });
    let alone = |action| json!({ "type": 0, "data": marked(action) });
    let listed = |action| json!({ "type": 0, "data": [marked(action)] });
    let two = json!({ "data": [bob, { "result": false, "user": "eve", "reason": "r" }] });
    vec![
        (
            "blockChatRoomMember",
            json!([{ "chatRoomId": "7", "username": "bob" }]),
            "POST /chatrooms/7/blocks/users/bob?resource=rs_phone&version=v3",
            Value::Null,
            answer.clone(),
            alone("add_blocks"),
        ),
        (
            "blockChatRoomMembers",
            json!([{ "chatRoomId": "7", "usernames": ["bob"] }]),
            "POST /chatrooms/7/blocks/users?resource=rs_phone&version=v3",
            json!({ "usernames": ["bob"] }),
            answer.clone(),
            listed("add_blocks"),
        ),
        (
            "unblockChatRoomMember",
            json!([{ "chatRoomId": "7", "username": "bob" }]),
            "DELETE /chatrooms/7/blocks/users/bob?resource=rs_phone&version=v3",
            Value::Null,
            answer.clone(),
            alone("remove_blocks"),
        ),
        (
            "unblockChatRoomMembers",
            json!([{ "chatRoomId": "7", "usernames": ["bob", "eve"] }]),
            "DELETE /chatrooms/7/blocks/users/bob,eve?resource=rs_phone&version=v3",
            Value::Null,
            two.clone(),
            json!({ "type": 0, "data": [marked("remove_blocks"), {
                "result": false, "user": "eve", "reason": "r", "action": "remove_blocks",
                "id": "7",
            }] }),
        ),
        raw(
            "getChatRoomBlocklist",
            json!({ "chatRoomId": "7" }),
            "GET /chatrooms/7/blocks/users",
            Value::Null,
            json!(["bob"]),
        ),
        (
            "addUsersToChatRoomAllowlist",
            json!([{ "chatRoomId": "7", "users": ["bob"] }]),
            "POST /chatrooms/7/white/users?resource=rs_phone&version=v3",
            json!({ "usernames": ["bob"] }),
            answer.clone(),
            alone("add_user_whitelist"),
        ),
        (
            "addUsersToChatRoomAllowlist",
            json!([{ "chatRoomId": "7", "users": ["bob", "eve"] }]),
            "POST /chatrooms/7/white/users?resource=rs_phone&version=v3",
            json!({ "usernames": ["bob", "eve"] }),
            two,
            json!({ "type": 0, "data": [marked("add_user_whitelist"), {
                "result": false, "user": "eve", "reason": "r", "action": "add_user_whitelist",
                "id": "7",
            }] }),
        ),
        (
            "removeChatRoomAllowlistMember",
            json!([{ "chatRoomId": "7", "userName": "bob" }]),
            "DELETE /chatrooms/7/white/users/bob?resource=rs_phone&version=v3",
            Value::Null,
            answer,
            alone("remove_user_whitelist"),
        ),
        raw(
            "getChatRoomAllowlist",
            json!({ "chatRoomId": "7" }),
            "GET /chatrooms/7/white/users",
            Value::Null,
            json!(["bob"]),
        ),
        raw(
            "isInChatRoomAllowlist",
            json!({ "chatRoomId": "7", "userName": "bob" }),
            "GET /chatrooms/7/white/users/bob",
            Value::Null,
            json!({ "white": true, "member": "bob" }),
        ),
    ]
}

fn things() -> Vec<Row> {
    vec![
        raw(
            "fetchChatRoomAnnouncement",
            json!({ "roomId": "7" }),
            "GET /chatrooms/7/announcement?version=v3",
            Value::Null,
            json!({ "announcement": "news" }),
        ),
        raw(
            "updateChatRoomAnnouncement",
            json!({ "roomId": "7", "announcement": "" }),
            "POST /chatrooms/7/announcement?resource=rs_phone&version=v3",
            json!({ "announcement": "" }),
            json!({ "id": "7", "result": true }),
        ),
        raw(
            "getChatRoomSharedFilelist",
            json!({ "roomId": "7" }),
            "GET /chatrooms/7/share_files",
            Value::Null,
            json!([{ "file_id": "f", "file_name": "n", "file_size": 3 }]),
        ),
        raw(
            "deleteChatRoomSharedFile",
            json!({ "roomId": "7", "fileId": "f/1" }),
            "DELETE /chatrooms/7/share_files/f%2F1?resource=rs_phone",
            Value::Null,
            json!({ "id": "7", "file_id": "f/1", "result": true }),
        ),
    ]
}

fn attributes() -> Vec<Row> {
    let own = "/metadata/chatroom/7/user/alice";
    let line = |method: &str, end: &str| -> &'static str { format!("{method} {own}{end}").leak() };
    let done = json!({ "data": { "successKeys": ["k"], "errorKeys": {} } });
    let success = json!({ "type": 0, "data": { "status": "success", "successKeys": ["k"], "errorKeys": {} } });
    vec![
        raw(
            "getChatRoomAttributes",
            json!({ "chatRoomId": "7", "attributeKeys": ["k"] }),
            "POST /metadata/chatroom/7",
            json!({ "keys": ["k"] }),
            json!({ "k": "v" }),
        ),
        (
            "setChatRoomAttributes",
            json!([{ "chatRoomId": "7", "attributes": { "k": "v" }, "isForced": true }]),
            line("PUT", "/forced"),
            json!({ "metaData": { "k": "v" }, "autoDelete": "DELETE" }),
            done.clone(),
            success.clone(),
        ),
        (
            "setChatRoomAttribute",
            json!([{
                "chatRoomId": "7", "attributeKey": "k", "attributeValue": "v", "autoDelete": false,
            }]),
            line("PUT", ""),
            json!({ "metaData": { "k": "v" }, "autoDelete": "NO_DELETE" }),
            done.clone(),
            Value::Null,
        ),
        (
            "removeChatRoomAttributes",
            json!([{ "chatRoomId": "7", "attributeKeys": ["k"], "isForced": true }]),
            line("DELETE", "/forced"),
            json!({ "keys": ["k"] }),
            done.clone(),
            success,
        ),
        (
            "removeChatRoomAttribute",
            json!([{ "chatRoomId": "7", "attributeKey": "k" }]),
            line("DELETE", ""),
            json!({ "keys": ["k"] }),
            done,
            Value::Null,
        ),
    ]
}

//! Threads: requests, replies, results in the Web SDK's form (rest §2.5).

#![cfg(all(feature = "thread", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use std::collections::BTreeSet;

use easemob_core::message::{Body, Chat};
use easemob_core::rest::thread::{
    CreateThread, DestroyThread, GetThreadInfo, JoinThread, LastMessagesOfThreads,
    ListJoinedThreads, ListThreadMembers, ListThreads, RemoveThreadMember, RenameThread,
};
use easemob_core::rest::{Paged, described};
use easemob_core::{CallFailed, ErrorCode, GroupId, ServerId, UnixMillis};
use rest::{
    Row, check, code_of, exchange, exchange_bytes, logged_in, refusal, success, user, wrong,
};
use serde_json::{Value, json};

fn thread() -> GroupId {
    GroupId::new("17").expect("a thread id")
}

fn group() -> GroupId {
    GroupId::new("7").expect("a group id")
}

/// A thread in the server's words, and in the Web SDK's.
fn words() -> (Value, Value) {
    let theirs = json!({
        "id": "17", "name": "t", "owner": "alice", "msgId": "1026", "groupId": "7", "created": 5,
    });
    let ours = json!({
        "id": "17", "name": "t", "owner": "alice", "messageId": "1026", "parentId": "7",
        "created": 5,
    });
    (theirs, ours)
}

fn calls() -> Vec<Row> {
    let (theirs, ours) = words();
    let mut counted = (theirs.clone(), ours.clone());
    counted.0["affiliations_count"] = json!(2);
    counted.1["affiliationsCount"] = json!(2);
    let this = || json!([{ "chatThreadId": "17" }]);
    let removed = json!({ "result": true, "user": "bob" });
    vec![
        (
            "createChatThread",
            json!([{ "parentId": "7", "name": "t", "messageId": "1026" }]),
            "POST /thread?resource=rs_phone",
            json!({ "name": "t", "msg_id": "1026", "group_id": "7", "owner": "alice" }),
            json!({ "data": { "thread_id": "17" } }),
            json!({ "data": { "chatThreadId": "17" }, "type": 0 }),
        ),
        (
            "joinChatThread",
            this(),
            "POST /thread/17/user/alice/join?resource=rs_phone",
            Value::Null,
            json!({ "data": { "status": "ok", "detail": theirs } }),
            json!({ "data": { "status": "ok", "detail": ours }, "type": 0 }),
        ),
        (
            "leaveChatThread",
            this(),
            "DELETE /thread/17/user/alice/quit?resource=rs_phone",
            Value::Null,
            json!({ "data": { "result": true } }),
            Value::Null,
        ),
        (
            "destroyChatThread",
            this(),
            "DELETE /thread/17?resource=rs_phone",
            Value::Null,
            json!({ "data": { "status": "ok" } }),
            Value::Null,
        ),
        (
            "changeChatThreadName",
            json!([{ "chatThreadId": "17", "name": "new" }]),
            "PUT /thread/17?resource=rs_phone",
            json!({ "name": "new" }),
            json!({ "data": { "name": "new" } }),
            json!({ "data": { "name": "new" }, "type": 0 }),
        ),
        (
            "removeChatThreadMember",
            json!([{ "chatThreadId": "17", "username": "bob" }]),
            "DELETE /thread/17/users/bob?resource=rs_phone",
            Value::Null,
            json!({ "data": removed }),
            json!({ "data": removed, "type": 0 }),
        ),
        (
            "getChatThreadDetail",
            this(),
            "GET /thread/17",
            Value::Null,
            json!({ "data": counted.0 }),
            json!({ "data": counted.1, "type": 0 }),
        ),
    ]
}

fn lists() -> Vec<Row> {
    let (theirs, ours) = words();
    let listed = json!({ "entities": [theirs], "properties": { "cursor": "n1" } });
    let shown = json!({ "entities": [ours], "properties": { "cursor": "n1" }, "type": 0 });
    vec![
        (
            "getChatThreadMembers",
            json!([{ "chatThreadId": "17" }]),
            "GET /thread/17/users?limit=20&cursor=",
            Value::Null,
            json!({ "data": { "affiliations": ["bob"] }, "properties": {} }),
            json!({ "data": { "affiliations": ["bob"] }, "properties": {}, "type": 0 }),
        ),
        (
            "getJoinedChatThreads",
            json!([{ "parentId": "7", "pageSize": 5, "cursor": "n/0" }]),
            "GET /threads/chatgroups/7/user/alice?limit=5&cursor=n%2F0",
            Value::Null,
            listed.clone(),
            shown.clone(),
        ),
        (
            "getJoinedChatThreads",
            json!([{}]),
            "GET /threads/user/alice?limit=20&cursor=",
            Value::Null,
            listed.clone(),
            shown.clone(),
        ),
        (
            "getChatThreads",
            json!([{ "parentId": "7", "cursor": "c" }]),
            "GET /threads/chatgroups/7?limit=20&cursor=c",
            Value::Null,
            listed,
            shown,
        ),
        (
            "getChatThreadLastMessage",
            json!([{ "chatThreadIds": ["17", "18"] }]),
            "POST /thread/message",
            json!({ "threadIds": ["17", "18"] }),
            json!({ "entities": [
                { "thread_id": "17", "last_message": message() },
                { "thread_id": "18", "last_message": {} },
            ] }),
            json!({ "entities": [
                { "chatThreadId": "17", "lastMessage": {
                    "id": "1030", "type": "txt", "chatType": "groupchat", "msg": "hi", "to": "17",
                    "from": "bob", "time": 5, "ext": {},
                } },
                { "chatThreadId": "18", "lastMessage": {} },
            ], "type": 0 }),
        ),
    ]
}

fn message() -> Value {
    json!({
        "id": "1030", "from": "bob", "to": "17", "timestamp": 5,
        "payload": {
            "bodies": [{ "type": "txt", "msg": "hi" }], "from": "bob", "to": "17",
            "type": "groupchat", "ext": {},
        },
    })
}

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    check(&[calls(), lists()].concat());
}

#[test]
fn every_call_has_a_row() {
    let shown: BTreeSet<&str> = calls().iter().chain(&lists()).map(|row| row.0).collect();
    let threads = described().filter(|call| call.method.starts_with("Threads::"));
    let names: BTreeSet<&str> = threads.map(|call| call.name).collect();
    assert_eq!((shown.len(), &shown), (11, &names));
}

#[test]
fn a_thread_is_told_in_every_spelling() {
    let info =
        |data: Value| success(GetThreadInfo { thread: thread() }, &json!({ "data": data })).1;
    let big = u64::MAX;
    let known = info(json!({
        "id": 17, "name": "t", "owner": "alice", "msgId": big.to_string(), "groupId": 7,
        "created": "5", "affiliations_count": "2",
    }));
    assert_eq!(
        (known.id.as_str(), known.parent.as_str(), known.owner.as_str()),
        ("17", "7", "alice")
    );
    assert_eq!((known.message, known.created_at), (Some(ServerId(big)), Some(UnixMillis(5))));
    assert_eq!(known.member_count, Some(2));
    // Every member but the id may be missing.
    let bare = info(json!({ "id": "17" }));
    assert_eq!((bare.name.as_str(), bare.message, bare.member_count), ("", None, None));
    let answer = json!({ "data": { "status": "ok", "detail": { "id": "17", "msgId": "1026" } } });
    let (_, joined) = success(JoinThread { thread: thread() }, &answer);
    assert_eq!(joined.message, Some(ServerId(1026)));

    let create = || CreateThread { group: group(), message: ServerId(big), name: "t".into() };
    let (asked, id) = success(create(), &json!({ "data": { "thread_id": 17 } }));
    assert_eq!((&asked.body["msg_id"], id), (&json!(big.to_string()), thread()));
    let (_, none) = exchange(&mut logged_in(), create(), 200, &json!({ "data": {} }));
    assert!(matches!(none, Err(CallFailed::Malformed(_))), "{none:?}");
}

#[test]
fn pages_lead_on() {
    let list = |cursor: Option<&str>| ListThreads {
        group: group(),
        limit: 1,
        cursor: cursor.map(String::from),
    };
    let answer = json!({ "entities": [{ "id": "17" }], "properties": { "cursor": "c" } });
    let (_, page) = success(list(None), &answer);
    assert_eq!(list(None).turn(&page.next.expect("a page")), Some(list(Some("c"))));
    for last in
        [json!({ "entities": [] }), json!({ "entities": [], "properties": { "cursor": "" } })]
    {
        assert_eq!(success(list(Some("c")), &last).1.next, None);
        let joined = ListJoinedThreads { group: None, limit: 1, cursor: None };
        assert_eq!(success(joined, &last).1.next, None);
    }
    let members = ListThreadMembers { thread: thread(), limit: 1, cursor: None };
    let answer = json!({ "data": { "affiliations": ["bob"] }, "properties": { "cursor": "bob" } });
    let (_, page) = success(members, &answer);
    assert_eq!((&*page.items, page.next.as_deref()), (&["bob".to_owned()][..], Some("bob")));
}

#[test]
fn last_messages_are_read_one_by_one() {
    let odd = json!({ "payload": 7 });
    let answer = json!({ "entities": [
        { "thread_id": "16", "last_message": &odd }, { "thread_id": "17", "last_message": message() },
        { "thread_id": 18, "last_message": {} }, { "thread_id": "19" },
        { "thread_id": "20", "last_message": null },
    ] });
    let ask = LastMessagesOfThreads { threads: vec![thread(); 5] };
    let (_, last) = success(ask, &answer);
    let (threads, messages): (Vec<_>, Vec<_>) =
        last.iter().map(|last| (last.thread.clone(), last.message.clone())).unzip();
    let unreadable: Vec<_> = last.iter().map(|last| last.unreadable.clone()).collect();
    assert_eq!(unreadable[0].as_ref().map(|it| &*it.bytes), Some(odd.to_string().as_bytes()));
    assert!(unreadable[1..].iter().all(Option::is_none));
    assert_eq!(threads, ["16", "17", "18", "19", "20"]);
    let found: Vec<_> = messages.into_iter().flatten().collect();
    let [message] = &found[..] else { panic!("{found:?}") };
    assert_eq!((message.id, message.chat), (ServerId(1030), Chat::Group));
    assert_eq!(message.body, Body::Text("hi".into()));
}

#[test]
fn refusals_are_those_of_threads() {
    let say = |code: i64| json!({ "error": "x", "error_description": "d", "error_code": code });
    let create = || CreateThread { group: group(), message: ServerId(1), name: "t".into() };
    assert_eq!(code_of(create(), 400, &say(40002)), ErrorCode::ThreadAlreadyExists);
    let join = JoinThread { thread: thread() };
    assert_eq!(code_of(join, 404, &say(40011)), ErrorCode::ThreadNotFound);
    let destroy = || DestroyThread { thread: thread() };
    assert_eq!(code_of(destroy(), 403, &json!({})), ErrorCode::PermissionDenied);
    // 204 has no body.
    assert_eq!(exchange_bytes(&mut logged_in(), destroy(), 204, "").1, Ok(()));
    let remove = RemoveThreadMember { thread: thread(), user: user("bob") };
    let no = json!({ "data": { "result": false, "user": "bob" } });
    assert_eq!(code_of(remove, 200, &no), ErrorCode::RequestFailed);
}

#[test]
fn what_cannot_be_is_not_sent() {
    let name = |name: &str| RenameThread { thread: thread(), name: name.into() };
    let list = |limit| ListThreads { group: group(), limit, cursor: None };
    let last = |count| LastMessagesOfThreads { threads: vec![thread(); count] };
    for (refused, words) in [
        (refusal(name("")), "name is empty"),
        (refusal(name(&"话".repeat(65))), "name has 65 characters, 64 are allowed"),
        (refusal(list(0)), "limit is 0, 1 to 50 are allowed"),
        (refusal(list(51)), "limit is 51, 1 to 50 are allowed"),
        (refusal(last(0)), "threads has 0 entries, 1 to 20 are allowed"),
        (refusal(last(21)), "threads has 21 entries, 1 to 20 are allowed"),
    ] {
        assert_eq!(refused, words);
    }
    for (method, args, words) in [
        ("joinChatThread", json!({}), "chatThreadId is missing"),
        ("createChatThread", json!({ "parentId": "7", "name": "t" }), "messageId is missing"),
        ("getChatThreads", json!({}), "parentId is missing"),
        ("getChatThreadLastMessage", json!({}), "chatThreadIds is missing"),
    ] {
        assert_eq!(wrong(method, &json!([args])), words, "{method}");
    }
}

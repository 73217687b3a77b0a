//! The Web SDK's `localCache` plugin.

use easemob_core::{Input, Response};
use serde_json::{Value, json};

use crate::bench::{Bench, message_ids, texts};

fn call(bench: &mut Bench, method: &str, args: Value) -> Value {
    let line = json!({ "cmd": "call", "id": 1, "method": method, "args": [args] });
    bench.line(&line.to_string());
    bench.answer()
}

/// Id, type, unread count, and text of the last message.
fn list(bench: &mut Bench) -> Value {
    let answer = call(bench, "getLocalConversations", json!({}));
    assert_eq!((&answer["ok"], &answer["data"]["type"]), (&json!(true), &json!(0)), "{answer}");
    let row = |it: &Value| {
        json!([
            it["conversationId"],
            it["conversationType"],
            it["unReadCount"],
            it["lastMessage"]["msg"]
        ])
    };
    answer["data"]["data"].as_array().expect("a list").iter().map(row).collect()
}

fn bob() -> Value {
    json!({ "conversationId": "bob", "conversationType": "singleChat" })
}

fn answered(bench: &mut Bench, method: &str, args: Value, status: u16, body: &str) {
    bench.line(&json!({ "cmd": "call", "id": 2, "method": method, "args": args }).to_string());
    let (conn, call) = bench.request();
    bench.input(conn, Input::Answered(call, Ok(Response::new(status, body.to_owned()))));
    bench.forget();
}

#[test]
fn what_came_and_what_was_sent_is_listed() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    assert_eq!(list(&mut bench), json!([]));
    bench.page(dialed, &texts(1..4));
    bench.forget();
    bench.line(
        r#"{"cmd":"send","id":1,"msg":{"chatType":"groupChat","type":"txt","to":"259","msg":"hi"}}"#,
    );
    let local = message_ids(&bench.sent())[0];
    bench.forget();
    assert_eq!(list(&mut bench).as_array().map(Vec::len), Some(1), "not yet on the server");
    bench.acknowledge(dialed, local, 9);
    bench.forget();
    let rows = list(&mut bench);
    let group = json!(["259", "groupChat", 0, "hi"]);
    assert!(rows.as_array().expect("a list").contains(&group), "{rows}");
    let one = call(&mut bench, "getLocalConversation", bob());
    assert_eq!(one["data"]["data"]["unReadCount"], 3, "{one}");
    assert_eq!(one["data"]["data"]["lastMessage"]["id"], "3", "{one}");
    assert_eq!(one["data"]["data"].get("customField"), None);
}

#[test]
fn one_is_cleared_marked_and_removed() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.page(dialed, &texts(1..4));
    bench.forget();
    let nothing = json!({ "result": 1, "ok": true });
    assert_eq!(call(&mut bench, "clearConversationUnreadCount", bob()), nothing);
    let mut custom = bob();
    custom["customField"] = json!({ "draft": ["x", 1] });
    assert_eq!(call(&mut bench, "setLocalConversationCustomField", custom), nothing);
    let one = call(&mut bench, "getLocalConversation", bob());
    assert_eq!(one["data"]["data"]["unReadCount"], 0);
    assert_eq!(one["data"]["data"]["customField"], json!({ "draft": ["x", 1] }));
    for _ in 0..2 {
        assert_eq!(call(&mut bench, "removeLocalConversation", bob()), nothing);
    }
    let none = call(&mut bench, "getLocalConversation", bob());
    assert_eq!(none["data"], json!({ "type": 0 }));
}

#[test]
fn the_servers_list_and_its_deletion_change_it() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    let list_of_server = r#"{"data": {"channel_infos": [{"session_to": "g1", "session_type": "groupchat",
        "unread_num": 4, "is_top": false, "meta": {"id": "70", "timestamp": "70", "payload":
        "{\"type\":\"groupchat\",\"from\":\"bob\",\"to\":\"g1\",\"bodies\":[{\"type\":\"txt\",\"msg\":\"there\"}]}"}}]}}"#;
    let args = json!([{ "pageSize": 10 }]);
    answered(&mut bench, "getServerConversations", args.clone(), 404, "{}");
    assert_eq!(list(&mut bench), json!([]));
    answered(&mut bench, "getServerConversations", args, 200, list_of_server);
    assert_eq!(list(&mut bench), json!([["g1", "groupChat", 4, "there"]]));
    answered(&mut bench, "deleteAllMessagesAndConversations", json!([]), 404, "{}");
    assert_eq!(list(&mut bench), json!([["g1", "groupChat", 4, "there"]]));
    answered(&mut bench, "deleteAllMessagesAndConversations", json!([]), 200, "{}");
    assert_eq!(list(&mut bench), json!([]));
}

#[test]
fn what_cannot_be_is_refused() {
    let mut bench = Bench::new();
    bench.forget();
    let before = call(&mut bench, "getLocalConversations", json!({}));
    assert_eq!(before["error"]["kind"], "NotLoggedIn", "{before}");
    bench.open("main", "{}");
    let room = json!({ "conversationId": "r1", "conversationType": "chatRoom" });
    let mut custom = bob();
    custom["customField"] = json!({});
    for (method, args, word) in [
        ("getLocalConversation", json!({}), "conversationId"),
        ("clearConversationUnreadCount", room, "conversationType"),
        ("setLocalConversationCustomField", bob(), "customField"),
        ("setLocalConversationCustomField", custom, "bob"),
    ] {
        let refused = call(&mut bench, method, args);
        assert_eq!(refused["error"]["kind"], "BadField", "{refused}");
        assert!(
            refused["error"]["message"].as_str().is_some_and(|it| it.contains(word)),
            "{refused}"
        );
    }
}

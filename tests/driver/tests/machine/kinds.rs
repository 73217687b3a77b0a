//! Messages of every kind, and what is called by name.

use easemob_core::wire::{MessageBody, Meta, Namespace, up};
use prost::Message as _;
use serde_json::{Value, json};

use crate::bench::Bench;

/// The meta sent last.
fn sent(bench: &mut Bench) -> Meta {
    let metas = bench.sent().into_iter().filter_map(|frame| match frame.body {
        up::Body::Sync(sync) => {
            sync.meta.filter(|meta| meta.ns != Some(Namespace::Statistic as i32))
        }
        _ => None,
    });
    metas.last().expect("a meta")
}

fn send(bench: &mut Bench, message: &Value) -> (Meta, MessageBody) {
    bench.line(&json!({"cmd": "send", "id": 1, "msg": message}).to_string());
    let meta = sent(bench);
    let body = MessageBody::decode(meta.payload.clone().expect("a payload")).expect("a body");
    (meta, body)
}

/// Every kind that needs no upload: accepted, answered, and told back as what it was.
#[test]
fn every_kind_is_sent_and_told_back() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    for (message, told) in [
        (
            json!({"type": "img", "url": "https://own.test/p.png", "width": "640", "height": 480, "file_length": 9}),
            json!({"type": "img", "width": 640, "height": 480, "url": "https://own.test/p.png"}),
        ),
        (
            json!({"type": "audio", "body": {"url": "https://own.test/a", "filename": "a.amr"}, "length": "7"}),
            json!({"type": "audio", "length": 7, "filename": "a.amr"}),
        ),
        (
            json!({"type": "video", "url": "https://own.test/v", "length": 9}),
            json!({"type": "video", "length": 9}),
        ),
        (
            json!({"type": "file", "url": "https://own.test/f", "filename": "f"}),
            json!({"type": "file", "filename": "f"}),
        ),
        (
            json!({"type": "loc", "lat": 39.9, "lng": "-116.4", "addr": "A", "buildingName": "B"}),
            json!({"type": "loc", "lat": 39.9, "lng": -116.4, "addr": "A", "buildingName": "B"}),
        ),
        (json!({"type": "cmd", "action": ""}), json!({"type": "cmd", "action": ""})),
        (
            json!({"type": "custom", "customEvent": "e", "customExts": {"a": "1"}}),
            json!({"type": "custom", "customEvent": "e", "customExts": {"a": "1"}}),
        ),
        (
            json!({"type": "combine", "url": "https://own.test/c", "title": "T", "summary": "S", "compatibleText": "C"}),
            json!({"type": "combine", "title": "T", "summary": "S", "compatibleText": "C"}),
        ),
    ] {
        let mut options = message.clone();
        options["to"] = "bob".into();
        options["ext"] = json!({"k": 1});
        let (meta, _) = send(&mut bench, &options);
        bench.acknowledge(dialed, meta.id.expect("an id"), 77);
        let lines = bench.lines();
        let ours = &lines[1]["data"]["message"];
        assert_eq!(
            (&ours["id"], &ours["to"], &ours["ext"]),
            (&json!("77"), &json!("bob"), &json!({"k": 1}))
        );
        for (member, value) in told.as_object().expect("an object") {
            assert_eq!(&ours[member], value, "{member} of {ours}");
        }
    }
}

#[test]
fn options_have_their_place_on_the_wire() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    let group = json!({"chatType": "groupChat", "type": "txt", "to": "259", "msg": "x",
        "receiverList": ["bob"], "deliverOnlineOnly": true, "isChatThread": true,
        "msgConfig": {"allowGroupAck": true}, "priority": "high"});
    let (meta, body) = send(&mut bench, &group);
    assert_eq!((meta.routetype, meta.directed_users.len(), meta.ext.len()), (Some(2), 1, 0));
    assert_eq!(body.meta.as_deref(), Some("{\"thread\":{}}"));
    assert_eq!(body.msg_config.and_then(|config| config.allow_group_ack), Some(true));
    // What means nothing in a single chat is ignored, as in the Web SDK.
    let single = json!({"type": "txt", "to": "bob", "msg": "x", "receiverList": ["carol"],
        "priority": "high", "isChatThread": true, "msgConfig": {"allowGroupAck": true}});
    let (meta, body) = send(&mut bench, &single);
    assert_eq!((meta.routetype, meta.directed_users.len(), meta.ext.len()), (Some(0), 0, 0));
    assert_eq!((body.meta, body.msg_config), (None, None));
    let room =
        json!({"chatType": "chatRoom", "type": "txt", "to": "260", "msg": "x", "priority": "low"});
    assert_eq!(send(&mut bench, &room).0.ext.len(), 1);
}

fn call(bench: &mut Bench, method: &str, args: &Value) {
    bench.line(&json!({"cmd": "call", "id": 1, "method": method, "args": [args]}).to_string());
}

#[test]
fn recalls_and_edits_are_calls() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    call(
        &mut bench,
        "recallMessage",
        &json!({"mid": "7", "to": "bob", "chatType": "singleChat", "ext": "oops"}),
    );
    let meta = sent(&mut bench);
    assert_eq!(meta.ext.len(), 1);
    bench.acknowledge(dialed, meta.id.expect("an id"), 8);
    let local = meta.id.expect("an id").to_string();
    let told = bench.lines();
    assert_eq!(told[0]["event"], "onReceivedMessage");
    assert_eq!(told[1]["data"], json!({"localMsgId": local, "serverMsgId": "8"}));
    let new =
        json!({"id": "90", "type": "txt", "chatType": "singleChat", "to": "bob", "msg": "v2"});
    call(&mut bench, "modifyMessage", &json!({"messageId": "7", "modifiedMessage": new}));
    assert_eq!(sent(&mut bench).id, Some(90));
    bench.acknowledge(dialed, 90, 9);
    let answer = bench.lines().remove(1);
    assert_eq!(
        (&answer["data"]["localMsgId"], &answer["data"]["message"]["msg"]),
        (&json!("90"), &json!("v2"))
    );
    let order = json!({"type": "cmd", "to": "bob", "action": "x"});
    for args in [
        json!({"messageId": "7", "modifiedMessage": order}),
        json!({"messageId": "x", "modifiedMessage": new}),
        json!({"messageId": "7"}),
    ] {
        call(&mut bench, "modifyMessage", &args);
        assert_eq!(bench.answer()["error"]["type"], 205, "{args}");
    }
}

#[test]
fn rooms_are_joined_and_left_by_calls() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    call(&mut bench, "joinChatRoom", &json!({"roomId": "260", "ext": "vip"}));
    let local = sent(&mut bench).id.expect("an id");
    bench.acknowledge(dialed, local, 8);
    let data = json!({"action": "apply", "id": "260", "result": true, "user": "alice", "info": {}});
    assert_eq!(bench.answer()["data"], json!({"type": 0, "data": data}));
    call(&mut bench, "leaveChatRoom", &json!({"roomId": "260"}));
    let local = sent(&mut bench).id.expect("an id");
    bench.acknowledge(dialed, local, 9);
    assert_eq!(bench.answer()["data"], json!({"type": 0, "data": {"result": true}}));
    for args in [
        json!({}),
        json!({"roomId": 7}),
        json!({"roomId": "1", "ext": 7}),
        json!({"roomId": "1", "leaveOtherRooms": "yes"}),
    ] {
        call(&mut bench, "joinChatRoom", &args);
        assert_eq!(bench.answer()["error"]["kind"], "BadField", "{args}");
    }
    call(&mut bench, "joinChatRoom", &json!({"roomId": "261"}));
    bench.line(r#"{"cmd":"close","id":9}"#);
    bench.cut(dialed);
    let mut results: Vec<_> = bench.names().into_iter().filter(|n| n.starts_with('=')).collect();
    results.sort();
    assert_eq!(results, ["=1", "=9"]);
    call(&mut bench, "joinChatRoom", &json!({"roomId": "261"}));
    assert_eq!(bench.answer()["error"]["type"], 39);
}

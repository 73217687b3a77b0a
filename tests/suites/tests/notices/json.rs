//! Notices in JSON.

use easemob_core::Event;
use easemob_core::event::{ConversationAction, DeviceChange, SilentTarget, ThreadChange};
use serde_json::json;

use super::{forms, json_meta, told, told_one};

/// Messages oddity 9: each user has a list of devices of their own.
#[test]
fn one_device_list_a_user() {
    let event = told_one(json_meta(
        1,
        r#"{"type":"presence","data":{"values":[
            {"uid":"ann","last_time":"5","expiry":6,"ext":"","status":{"web":"1","ios":"0"}},
            {"uid":"ben","last_time":7,"expiry":8,"ext":"x","status":{"mac":"100"}}]}}"#,
    ));
    let Event::Presence(presence) = &event else { panic!("{event:?}") };
    let devices = |n: usize| {
        let devices = presence.users[n].devices.iter();
        devices.map(|device| (&*device.device, device.status)).collect::<Vec<_>>()
    };
    assert_eq!(devices(0), [("web", Some(1)), ("ios", Some(0))]);
    assert_eq!(devices(1), [("mac", Some(100))]);
    let (handler, data) = &forms(&event)[0];
    assert_eq!((*handler, &data[0]["lastTime"]), ("onPresenceStatusChange", &json!(5)));
    assert_eq!(data[1]["statusDetails"], json!([{"device": "mac", "status": 100}]));
}

/// Messages oddity 10: line feeds, tabs and everything else of UTF-8; what is no JSON is reported.
#[test]
fn plain_utf_8() {
    let event = told_one(json_meta(
        1,
        "{\n\t\"type\": \"presence\",\r\n\"data\":{\"values\":[{\"uid\":\"世界\"}]}}",
    ));
    let Event::Presence(presence) = event else { panic!("{event:?}") };
    assert_eq!(&*presence.users[0].user, "世界");
    for broken in ["", "nope", "[]", "7", "{\"type\":"] {
        assert!(matches!(told_one(json_meta(1, broken)), Event::Malformed(_)), "{broken}");
    }
    for unknown in [
        "{}",
        r#"{"type":"new"}"#,
        r#"{"type":"conv","data":{"op":"new"}}"#,
        r#"{"type":"thread"}"#,
        r#"{"type":"reaction","data":7}"#,
        r#"{"type":"presence","data":{"values":[7]}}"#,
    ] {
        let event = told_one(json_meta(1, unknown));
        let Event::Unrecognized(it) = event else { panic!("{unknown}: {event:?}") };
        assert_eq!(it.payload, unknown);
    }
}

/// Messages oddity 29: a pin of one's own in a single chat names the other user.
#[test]
fn pins_name_the_conversation() {
    let pin = |from: &str, resource: &str, kind: &str| {
        let json = json!({"type": "conv", "data": {
            "op": "pin", "id": if kind == "chat" && from != "alice" { "alice" } else { "bob" },
            "type": kind, "from": from, "res": resource, "ts": 7, "ext": "99",
        }});
        told(&[json_meta(1, &json.to_string())])
    };
    for (from, kind) in [("alice", "chat"), ("bob", "chat"), ("carol", "groupchat")] {
        let events = pin(from, "ios_2", kind);
        let [Event::Pin(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((&*event.conversation, &*event.by, event.pinned), ("bob", from, true));
        assert_eq!(event.message.map(|id| id.0), Some(99));
    }
    // What this device did itself is no news.
    assert!(pin("alice", "assigned_1", "chat").is_empty());
}

/// Rest §4: ids of users are compared without their case.
#[test]
fn this_user_is_this_user_however_they_are_spelt() {
    let pin = |resource: &str| {
        let json = json!({"type": "conv", "data": {
            "op": "pin", "id": "bob", "type": "chat", "from": "Alice", "res": resource, "ext": "99",
        }});
        told(&[json_meta(1, &json.to_string())])
    };
    let events = pin("ios_2");
    let [Event::Pin(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(&*event.conversation, "bob");
    assert!(pin("assigned_1").is_empty());
}

/// Messages §6.3: one event a message; ids keep all their digits.
#[test]
fn reactions() {
    let event = told_one(json_meta(
        1,
        r#"{"type":"reaction","data":[
            {"messageId":"9007199254740993","channel_type":"chat","from":"ann","to":"alice","ts":3,
             "reactions":[{"reaction":"+1","count":2,"userList":["ann"],"state":true}]},
            {"messageId":12,"channel_type":"groupchat","from":"ben","to":"g"}]}"#,
    ));
    let Event::Reaction(reaction) = &event else { panic!("{event:?}") };
    assert_eq!(reaction.messages[0].message.map(|id| id.0), Some(9_007_199_254_740_993));
    let first = &reaction.messages[0].reactions[0];
    assert_eq!((&*first.reaction, first.count, first.by_self), ("+1", 2, true));
    let forms = forms(&event);
    assert_eq!(forms.len(), 2);
    assert!(forms.iter().all(|(handler, _)| *handler == "onReactionChange"));
    assert_eq!(forms[0].1["reactions"][0]["state"], true);
    assert_eq!(forms[1].1["messageId"], "12");
}

/// Messages §6.5 … §6.7: other devices; settings of this one are skipped one by one.
#[test]
fn other_devices() {
    let device = |json: &str| match told_one(json_meta(1, json)) {
        Event::MultiDevice(event) => event.change,
        other => panic!("{other:?}"),
    };
    let history =
        r#"{"type":"roaming_delete","data":{"resource":"ios","to":"bob","chatType":"chat"}}"#;
    assert!(matches!(device(history), DeviceChange::HistoryDeleted { .. }));
    for (ext, expected) in [("mark_3", Some(3)), ("3", Some(3)), ("mark_20", None), ("", None)] {
        let json = json!({"type": "conv", "data": {
            "op": "mark", "id": "bob", "type": "chat", "from": "alice", "res": "ios", "ext": ext,
        }});
        let DeviceChange::Conversation { action, .. } = device(&json.to_string()) else {
            panic!("not a conversation")
        };
        assert_eq!(action, ConversationAction::Mark(expected));
    }
    let silent = r#"{"type":"user_notification_mute","values":[
        {"operator_resource":"assigned_1","user":"x","data":{}},
        {"operator_resource":"ios","data":{"ignoreInterval":"8:00-9:00"}},
        {"operator_resource":"ios","group":"g","data":{"type":"AT"}},
        {"operator_resource":"ios","user":"bob","data":{}}]}"#;
    let DeviceChange::SilentMode(settings) = device(silent) else { panic!("not silent") };
    let of: Vec<_> = settings.iter().map(|setting| (&setting.of, setting.removed)).collect();
    let (group, user) = (SilentTarget::Group("g".into()), SilentTarget::User("bob".into()));
    assert_eq!(of, [(&SilentTarget::Everything, false), (&group, false), (&user, true)]);
}

/// Messages §6.4: threads.
#[test]
fn threads() {
    let operations = [("create", "create"), ("update", "update"), ("delete", "destroy")];
    for (theirs, ours) in operations {
        let json =
            json!({"type": "thread", "data": {"operation": theirs, "id": "t", "timestamp": 5}});
        let (handler, data) = forms(&told_one(json_meta(1, &json.to_string()))).remove(0);
        assert_eq!((handler, &data["operation"]), ("onChatThreadChange", &json!(ours)));
        assert_eq!(data.get("createTimestamp").is_some(), theirs == "create");
    }
}

/// Messages §3.11: the last message of a thread, of every kind.
#[test]
fn last_messages() {
    let last = |body: serde_json::Value| {
        let json = json!({"type": "thread", "data": {"operation": "update_msg", "last_message": {
            "id": "9", "timestamp": "6", "payload": {"type": "chat", "from": "bob", "bodies": [body]},
        }}});
        let (_, data) = forms(&told_one(json_meta(1, &json.to_string()))).remove(0);
        data["lastMessage"].clone()
    };
    let text = last(json!({"type": "txt", "msg": "hi"}));
    let expected = json!({
        "id": "9", "type": "txt", "chatType": "singleChat", "from": "bob", "to": "", "ext": {},
        "time": 6, "msg": "hi", "onlineState": 3,
    });
    assert_eq!(text, expected);
    let image = last(json!({
        "type": "img", "subType": "sub_gif", "size": {"width": 3, "height": 4}, "url": "https://x.test/u",
    }));
    let parts = (&image["width"], &image["height"], &image["isGif"], &image["url"]);
    assert_eq!(parts, (&json!(3), &json!(4), &json!(true), &json!("https://x.test/u")));
    let custom =
        last(json!({"type": "custom", "customEvent": "e", "customExts": [{"a": 1}, {"b": 2}]}));
    assert_eq!(custom["customExts"], json!({"a": 1, "b": 2}));
    let bundle = last(json!({"type": "txt", "subType": "sub_combine", "msg": "c", "title": "t"}));
    assert_eq!((&bundle["type"], &bundle["compatibleText"]), (&json!("combine"), &json!("c")));
    let place = last(json!({"type": "loc", "lat": 1.5, "lng": 2, "addr": "x"}));
    assert_eq!((&place["lat"], &place["addr"]), (&json!(1.5), &json!("x")));
    assert_eq!(last(json!({"type": "new"}))["content"], json!({"type": "new"}));
}

/// Messages §6.4: none is left, or messages are not what changed; nonsense is reported.
#[test]
fn last_messages_that_are_none() {
    let of = |operation: &str, last: serde_json::Value| {
        let json = json!({"type": "thread", "data": {
            "operation": operation, "id": "t", "message_count": 3, "last_message": last,
        }});
        told_one(json_meta(1, &json.to_string()))
    };
    for nothing in [json!({}), json!(null)] {
        let event = of("update_msg", nothing);
        let Event::Thread(thread) = &event else { panic!("{event:?}") };
        assert_eq!(thread.change, ThreadChange::MessagesChanged { count: Some(3), last: None });
        assert_eq!(forms(&event)[0].1["lastMessage"], json!({}));
    }
    let event = of("update", json!({"id": "7"}));
    let Event::Thread(thread) = &event else { panic!("{event:?}") };
    assert_eq!(thread.change, ThreadChange::Renamed { count: Some(3) });
    assert_eq!(forms(&event)[0].1.get("lastMessage"), None);
    assert!(matches!(of("update_msg", json!({"id": "7"})), Event::Malformed(_)));
}

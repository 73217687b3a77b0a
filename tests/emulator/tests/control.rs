//! The control interface: what it shows, what it runs later, and how it says what was wrong.

mod common;

use common::{START, World, group_jid, metas, text_meta, user_jid};
use easemob_core::wire::{MucBody, RosterBody, up};
use easemob_emulator::Close;
use prost::Message;
use serde_json::{Value, json};

#[test]
fn what_is_wrong_is_named() {
    let mut world = World::new();
    let cases = [
        (json!(7), "an operation is an object"),
        (json!({ "user": "alice" }), "no \"op\""),
        (json!({ "op": "fly" }), "unknown operation \"fly\""),
        (json!({ "op": "user", "user": "x" }), "user: \"password\" is missing"),
        (json!({ "op": "user", "user": 7, "password": "x" }), "\"user\" must be a text"),
        (json!({ "op": "users", "users": "x", "password": "x" }), "a list of names"),
        (json!({ "op": "kick", "user": "a", "operation": "SHOVE" }), "USER_REMOVED"),
        (json!({ "op": "refuse", "user": "a", "code": "NOPE" }), "IM_FORBIDDEN"),
        (json!({ "op": "fault", "kind": "melt" }), "swallow"),
        (json!({ "op": "fault", "kind": "delay" }), "\"ms\" is missing"),
        (json!({ "op": "fault", "kind": "swallow", "match": "(" }), "a regular expression"),
        (json!({ "op": "raw", "user": "a", "hex": "0g" }), "\"hex\" must be hex"),
        (
            json!({ "op": "config", "set": { "lz4": "UP" } }),
            "\"set.lz4\" must be null, \"ONLY_UP\"",
        ),
        (json!({ "op": "contact", "user": "ghost", "peer": "bob" }), "no user \"ghost\""),
        (json!({ "op": "muc", "group": "g", "operation": "JOIN", "from": "a" }), "no group \"g\""),
        (json!({ "op": "frames", "dir": "left" }), "up or down"),
        (json!({ "op": "on", "event": "login", "do": 7 }), "an operation is an object"),
        (json!({ "op": "on", "event": "login", "do": { "op": "krick" } }), "unknown operation"),
        (json!({ "op": "on", "event": "lgoin", "do": { "op": "state" } }), "login, disconnect"),
        (
            json!({ "op": "down", "user": "a", "command": "NOTICE", "body": { "queue": 7 } }),
            "body.queue must be an object",
        ),
        (
            json!({ "op": "inject", "user": "a", "from": "b", "body": { "contents": [{ "fileLength": "x" }] } }),
            "body.contents[0].fileLength must be a whole number",
        ),
        (json!([{ "op": "state" }, { "op": "drop" }]), "operation 1: drop: \"user\" is missing"),
    ];
    for (operation, words) in cases {
        let said = world.ctl_error(operation.clone());
        assert!(said.contains(words), "{operation}: {said}");
    }
    let (status, body) = world.server.control(world.now, b"{");
    assert_eq!(status, 400);
    assert!(String::from_utf8(body).unwrap().contains("not JSON"));
}

#[test]
fn settings_are_taken_all_or_none_and_shown_whole() {
    let mut world = World::new();
    world.ctl_error(json!({ "op": "config", "set": { "pageSize": 3, "record": "yes" } }));
    for wrong in [json!(0), json!(-1), json!("20")] {
        let words = world.ctl_error(json!({ "op": "config", "set": { "pageSize": wrong } }));
        assert!(words.contains("\"set.pageSize\" must be a whole number, 1 or more"), "{words}");
    }
    let config = world.ctl(json!({ "op": "config", "set": { "tokenTtlMs": 5, "unknown": 1 } }));
    let expected = json!({
        "appKey": "oracle#test", "pageSize": 20, "lastPage": "ack", "tokenTtlMs": 5,
        "closeOnRefuse": true, "closeOnKick": true, "echoChatroom": false, "onlineFlag": false,
        "queueDevice": false,
        "lz4": null, "autoCreateUsers": false, "record": true, "recordLimit": 20000,
        "queueLimit": 20000, "vendorLimits": false,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(config[name], *value, "{name}");
    }
}

#[test]
fn an_array_is_answered_by_an_array_and_an_existing_user_stays() {
    let mut world = World::new();
    let operations = json!([
        { "op": "user", "user": "dora", "password": "first", "nickname": "D" },
        { "op": "user", "user": "dora", "password": "second" },
        { "op": "users", "users": ["x", "y"], "password": "pw" },
        { "op": "contact", "user": "dora", "peer": "x" },
    ]);
    let (status, body) = world.server.control(START, operations.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&body).unwrap();
    let expected = json!([{ "user": "dora" }, { "user": "dora" }, { "users": 2 }, {}]);
    assert_eq!((status, body), (200, expected));
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["dora"]["nickname"], "D");
    assert_eq!(state["users"]["x"]["contacts"], json!(["dora"]));
}

#[test]
fn after_a_sleep_the_rest_waits() {
    let mut world = World::new();
    let operations = json!([
        { "op": "sleep", "ms": 100 },
        { "op": "user", "user": "later", "password": "pw" },
        { "op": "sleep", "ms": 100 },
        { "op": "user", "user": "latest", "password": "pw" },
    ]);
    let (status, _) = world.server.control(world.now, operations.to_string().as_bytes());
    assert_eq!(status, 200);
    let known = |world: &mut World, name: &str| {
        world.ctl(json!({ "op": "state" }))["users"].get(name).is_some()
    };
    assert!(!known(&mut world, "later"));
    world.advance(100);
    assert!(known(&mut world, "later") && !known(&mut world, "latest"));
    world.advance(100);
    assert!(known(&mut world, "latest"));
}

#[test]
fn frames_show_both_directions_decoded() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.say(alice, user_jid("bob"), 18_446_744_073_709_551_615, "hello");
    let frames = world.ctl(json!({ "op": "frames", "user": "alice", "explain": true }));
    let frames = frames.as_array().unwrap();
    let kinds: Vec<_> = frames
        .iter()
        .map(|frame| {
            (frame["dir"].as_str().unwrap(), frame["decoded"]["command"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        kinds,
        [("up", "PROVISION"), ("down", "PROVISION"), ("up", "SYNC"), ("down", "SYNC")]
    );
    assert_eq!((&frames[0]["t"], &frames[0]["error"]), (&json!(START), &Value::Null));
    let provision = &frames[0]["decoded"]["payload"];
    assert_eq!(provision["protocolCompressType"], json!(["COMPRESS_LZ4"]));
    assert_eq!(provision["osType"], "OS_OTHER");
    let meta = &frames[2]["decoded"]["payload"]["meta"];
    assert_eq!((&meta["id"], &meta["ns"]), (&json!("18446744073709551615"), &json!("CHAT")));
    let content = json!([{ "type": "TEXT", "text": "hello" }]);
    assert_eq!(meta["payload"], json!({ "type": "CHAT", "contents": content }));
    assert_eq!(frames[3]["decoded"]["payload"]["status"], json!({ "errorCode": "OK" }));
    assert!(frames[3]["explain"].as_str().unwrap().contains("acknowledges"));
}

#[test]
fn frames_that_cannot_be_read_are_kept_with_their_error() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "frames", "clear": true }));
    world.ctl(json!({ "op": "raw", "user": "alice", "hex": "ff00ff" }));
    world.raw(alice, bytes::Bytes::from_static(&[0xff, 0xff]));
    let frames = world.ctl(json!({ "op": "frames", "user": "alice", "clear": true }));
    for frame in frames.as_array().unwrap() {
        assert!(frame["decoded"]["error"].is_string(), "{frame}");
        assert_eq!(frame["error"], frame["decoded"]["error"]);
    }
    assert_eq!(frames[0]["hex"], "ff00ff");
    assert_eq!(world.ctl(json!({ "op": "frames" })), json!([]));
}

#[test]
fn frames_are_filtered_and_limited_and_need_not_be_kept() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.advance(10);
    world.unread(alice);
    let since = json!({ "op": "frames", "since": START + 10, "dir": "up" });
    assert_eq!(world.ctl(since).as_array().unwrap().len(), 1);
    assert_eq!(world.ctl(json!({ "op": "frames", "user": "bob" })), json!([]));
    world.config(json!({ "recordLimit": 3 }));
    world.unread(alice);
    assert_eq!(world.ctl(json!({ "op": "frames" })).as_array().unwrap().len(), 3);
    world.config(json!({ "record": false }));
    world.ctl(json!({ "op": "frames", "clear": true }));
    world.unread(alice);
    assert_eq!(world.ctl(json!({ "op": "frames" })), json!([]));
}

#[test]
fn uplinks_are_recorded_before_faults_and_downlinks_as_sent() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "frames", "clear": true }));
    world.ctl(json!({ "op": "fault", "kind": "ignore", "times": 1 }));
    world.up(alice, up::Frame::new(up::Body::Unread, 1));
    world.ctl(json!({ "op": "fault", "kind": "truncate", "bytes": 2 }));
    world.up(alice, up::Frame::new(up::Body::Unread, 1));
    let frames = world.ctl(json!({ "op": "frames" }));
    let shown: Vec<_> = frames.as_array().unwrap().iter().map(|f| &f["dir"]).collect();
    assert_eq!(shown, ["up", "up", "down"]);
    assert_eq!(frames[2]["hex"], "0800");
}

#[test]
fn something_runs_when_something_happens() {
    let mut world = World::new();
    world.ctl(json!({
        "op": "on", "event": "unread", "user": "alice", "after": 50, "times": 1,
        "do": { "op": "drop" },
    }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "phone"));
    world.unread(bob);
    world.unread(alice);
    world.advance(49);
    assert_eq!(world.closed(alice), None);
    world.advance(1);
    assert_eq!((world.closed(alice), world.closed(bob)), (Some(Close::Abrupt), None));
    let alice = world.login("alice", "phone");
    world.unread(alice);
    world.advance(1000);
    assert_eq!(world.closed(alice), None, "it was meant once");
}

#[test]
fn login_and_disconnect_are_events() {
    let mut world = World::new();
    let inject = json!({ "op": "inject", "from": "robot", "text": "welcome" });
    world.ctl(json!({ "op": "on", "event": "login", "do": inject }));
    world.ctl(json!({
        "op": "on", "event": "disconnect", "do": { "op": "inject", "user": "bob", "from": "watch" },
    }));
    let alice = world.login("alice", "phone");
    assert_eq!(world.unread(alice), [("robot".into(), 1)]);
    world.server.disconnected(world.now, alice);
    let bob = world.login("bob", "tv");
    assert_eq!(world.unread(bob), [("robot".into(), 1), ("watch".into(), 1)]);
}

#[test]
fn reset_forgets_everything_and_drops_everyone() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.config(json!({ "pageSize": 3 }));
    world.ctl(json!({ "op": "on", "event": "disconnect", "do": { "op": "state" } }));
    world.ctl(json!({ "op": "fault", "kind": "swallow" }));
    world.ctl(json!({ "op": "reset" }));
    assert_eq!(world.closed(alice), Some(Close::Abrupt));
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!((&state["users"], &state["counters"]), (&json!({}), &json!({})));
    assert_eq!(world.ctl(json!({ "op": "config" }))["pageSize"], 20);
    assert_eq!(world.server.next_deadline(), None);
    world.ctl(json!({ "op": "user", "user": "alice", "password": "pw" }));
    let alice = world.login("alice", "phone");
    assert_eq!(world.unread(alice), []);
}

#[test]
fn server_events_arrive_as_metas_of_their_namespace() {
    let mut world = World::new();
    let group = json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] });
    world.ctl(group);
    let bob = world.login("bob", "tv");
    world.ctl(json!({
        "op": "muc", "group": "g", "operation": "ADD_MUTE", "from": "alice",
        "body": { "reason": "loud" },
    }));
    let meta = metas(&world.pull_jid(bob, group_jid("g"), None)).pop().unwrap();
    let body = MucBody::decode(meta.payload.unwrap()).unwrap();
    assert_eq!(
        (meta.ns, body.operation, body.reason.as_deref()),
        (Some(2), Some(23), Some("loud"))
    );
    assert_eq!((body.muc_id, body.to), (Some(group_jid("g")), vec![user_jid("bob")]));
    world.ctl(json!({
        "op": "roster", "operation": "ADD", "from": "carol", "user": "bob", "reason": "hi",
    }));
    let meta = metas(&world.pull(bob, "carol", None)).pop().unwrap();
    let body = RosterBody::decode(meta.payload.unwrap()).unwrap();
    assert_eq!((meta.ns, body.operation, body.from), (Some(3), Some(2), Some(user_jid("carol"))));
    world.ctl(json!({ "op": "notify", "user": "bob", "from": "x", "payload": { "type": "conv" } }));
    let meta = metas(&world.pull(bob, "x", None)).pop().unwrap();
    assert_eq!((meta.ns, &meta.payload.unwrap()[..]), (Some(5), &b"{\"type\":\"conv\"}"[..]));
}

#[test]
fn chat_rooms_are_joined_and_left_by_frames() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "r", "owner": "alice", "kind": "chatroom" }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let muc = |world: &mut World, id: u64, room: &str, operation: i32| {
        let body = MucBody {
            muc_id: Some(group_jid(room)),
            operation: Some(operation),
            is_chatroom: Some(true),
            ..MucBody::default()
        };
        let payload = Some(body.encode_to_vec().into());
        let meta = text_meta(user_jid(""), id, "");
        world.deliver(bob, easemob_core::wire::Meta { ns: Some(2), payload, ..meta })
    };
    let ack = muc(&mut world, 1, "r", 2);
    let info = MucBody::decode(metas(&ack)[0].payload.clone().unwrap()).unwrap();
    let info: Value = serde_json::from_str(&info.status.unwrap().chatroom_info.unwrap()).unwrap();
    assert_eq!(info["bob"]["member_count"], 2);
    let told = metas(&world.pull_jid(alice, group_jid("r"), None)).pop().unwrap();
    assert_eq!(MucBody::decode(told.payload.unwrap()).unwrap().operation, Some(17));
    assert_eq!(common::code(&muc(&mut world, 2, "r", 3)).0, 0);
    let refused = common::code(&muc(&mut world, 3, "none", 2));
    assert_eq!(refused, (1, "grpID none does not exist!".into()));
}

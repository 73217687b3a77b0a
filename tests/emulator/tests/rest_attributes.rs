//! Attributes of group members and of rooms.

mod common;

use common::{World, group_jid};
use easemob_core::wire::MucBody;
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Map, Value, json};

/// The group events that wait: operation, device of who did it, and the JSON they carry.
fn told(world: &mut World, peer: Peer, group: &str) -> Vec<(i32, Option<String>, Value)> {
    let metas = world.take(peer, group_jid(group)).into_iter();
    let told = metas.map(|meta| {
        let body = MucBody::decode(meta.payload.unwrap()).unwrap();
        let info = body.event_info.and_then(|info| info.ext).unwrap_or("null".into());
        let device = body.from.and_then(|from| from.client_resource);
        (body.operation.unwrap(), device, serde_json::from_str(&info).unwrap())
    });
    told.collect()
}

mod members {
    use super::*;

    fn path(user: &str) -> String {
        format!("/sdk/metadata/chatgroup/g/user/{user}?resource=phone&version=v3")
    }

    fn world() -> World {
        let mut world = World::new();
        world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
        world
    }

    fn read(world: &mut World, targets: Value, keys: Value) -> Value {
        let body = json!({ "targets": targets, "properties": keys });
        world.rest("bob", "POST", "/sdk/metadata/chatgroup/g/get?version=v3", body)["data"].clone()
    }

    fn code(world: &mut World, user: &str, path: &str, attributes: Value) -> (u16, Value) {
        let (status, body) = world.call(user, "PUT", path, json!({ "metaData": attributes }));
        (status, body["error_code"].clone())
    }

    #[test]
    fn they_are_set_read_and_taken_away() {
        let mut world = world();
        let (bob, phone) = (world.login("bob", "tv"), world.login("alice", "phone"));
        let tablet = world.login("alice", "tablet");
        let set = json!({ "metaData": { "title": "dev", "city": "上海" } });
        let answer = world.rest("alice", "PUT", &path("alice"), set.clone());
        assert_eq!(answer["data"], set["metaData"]);
        let event = json!({ "properties": set["metaData"], "username": "alice" });
        for peer in [bob, tablet] {
            let told = told(&mut world, peer, "g");
            assert_eq!(told, [(45, Some("phone".into()), event.clone())]);
        }
        assert_eq!(told(&mut world, phone, "g"), []);
        world.rest("alice", "PUT", &path("bob"), json!({ "metaData": { "title": "boss" } }));
        assert_eq!(
            read(&mut world, json!(["alice", "bob", "carol"]), json!(["title"])),
            json!({ "alice": { "title": "dev" }, "bob": { "title": "boss" }, "carol": {} })
        );
        world.rest("alice", "PUT", &path("alice"), json!({ "metaData": { "title": "" } }));
        assert_eq!(
            read(&mut world, json!(["alice"]), json!([])),
            json!({ "alice": { "city": "上海" } })
        );
        world.rest("bob", "DELETE", "/chatgroups/g/quit", json!(null));
        world.rest("alice", "POST", "/chatgroups/g/invite", json!({ "usernames": ["bob"] }));
        let after = read(&mut world, json!(["bob"]), json!([]));
        assert_eq!(after, json!({ "bob": {} }), "they go with the member");
    }

    #[test]
    fn who_may_not_is_refused_by_number() {
        let mut world = world();
        let one = json!({ "a": "1" });
        assert_eq!(code(&mut world, "bob", &path("alice"), one.clone()), (400, json!(60010)));
        assert_eq!(code(&mut world, "alice", &path("carol"), one.clone()), (404, json!(60003)));
        assert_eq!(code(&mut world, "carol", &path("carol"), one), (404, json!(60003)));
        let path = "/sdk/metadata/chatgroup/g/get";
        let asked = json!({ "targets": ["bob"], "properties": [] });
        assert_eq!(world.call("carol", "POST", path, asked).1["error_code"], 60003);
        let nowhere = world.call("bob", "PUT", "/sdk/metadata/chatgroup/x/user/bob", json!({}));
        assert_eq!(nowhere.0, 404);
    }

    #[test]
    fn they_are_short_and_few() {
        let mut world = world();
        let bob = path("bob");
        let fits = json!({ "k".repeat(16): "v".repeat(512) });
        assert_eq!(code(&mut world, "bob", &bob, fits).0, 200);
        let long_key = json!({ "k".repeat(17): "v" });
        assert_eq!(code(&mut world, "bob", &bob, long_key), (400, json!(60006)));
        let long_value = json!({ "k": "v".repeat(513) });
        let (status, body) = world.call("bob", "PUT", &bob, json!({ "metaData": long_value }));
        let words = body["error_description"].as_str().unwrap();
        assert!(words.contains("exceeds chatgroup user metadata single value limit"), "{words}");
        assert_eq!((status, &body["error_code"]), (400, &json!(60010)));
        assert_eq!(code(&mut world, "bob", &bob, json!({})), (400, json!(60005)));
        assert_eq!(code(&mut world, "bob", &bob, json!({ "n": 1 })), (400, json!(60005)));
        let much: Map<_, _> = (0..8).map(|n| (format!("k{n}"), json!("v".repeat(512)))).collect();
        assert_eq!(code(&mut world, "bob", &bob, Value::Object(much)), (400, json!(60006)));
        let many: Vec<_> = (0..11).map(|n| format!("u{n}")).collect();
        let asked = json!({ "targets": many, "properties": [] });
        let path = "/sdk/metadata/chatgroup/g/get";
        assert_eq!(world.call("bob", "POST", path, asked).1["error_code"], 60006);
        assert_eq!(
            read(&mut world, json!(["bob"]), json!([]))["bob"].as_object().unwrap().len(),
            1,
            "what is refused changes nothing"
        );
    }
}

mod rooms {
    use super::*;

    fn world() -> World {
        let mut world = World::new();
        let members = ["bob", "carol"];
        world.ctl(json!({
            "op": "group", "id": "r", "owner": "alice", "members": members, "kind": "chatroom",
        }));
        world
    }

    fn change(world: &mut World, user: &str, method: &str, what: &str, body: Value) -> Value {
        let path = format!("/metadata/chatroom/r/user/{user}{what}");
        world.rest(user, method, &path, body)["data"].clone()
    }

    fn set(world: &mut World, user: &str, what: &str, attributes: Value) -> Value {
        let body = json!({ "metaData": attributes, "autoDelete": "NO_DELETE" });
        change(world, user, "PUT", what, body)
    }

    fn all(world: &mut World) -> Value {
        world.rest("carol", "POST", "/metadata/chatroom/r", json!({}))["data"].clone()
    }

    #[test]
    fn each_belongs_to_who_set_it_unless_forced() {
        let mut world = world();
        let alice = world.login("alice", "phone");
        let done = set(&mut world, "bob", "", json!({ "k1": "v1", "k2": "v2" }));
        assert_eq!(done, json!({ "successKeys": ["k1", "k2"], "errorKeys": {} }));
        let event = json!({
            "is_forced": false, "operator": "bob", "properties": { "k1": "v1", "k2": "v2" },
            "result": done,
        });
        assert_eq!(told(&mut world, alice, "r"), [(43, None, event)]);
        let not_his = json!({ "k1": "the key k1 is not part of you" });
        let done = set(&mut world, "carol", "", json!({ "k1": "x", "k3": "v3" }));
        assert_eq!(done, json!({ "successKeys": ["k3"], "errorKeys": not_his }));
        let keys = json!({ "keys": ["k1", "k9"] });
        let done = change(&mut world, "carol", "DELETE", "", keys);
        assert_eq!(done["successKeys"], json!([]));
        assert_eq!(told(&mut world, alice, "r").len(), 1, "nothing done, nobody told");
        set(&mut world, "carol", "/forced", json!({ "k1": "x" }));
        assert_eq!(all(&mut world), json!({ "k1": "x", "k2": "v2", "k3": "v3" }));
        let done = change(&mut world, "bob", "DELETE", "/forced", json!({ "keys": ["k1", "k3"] }));
        assert_eq!(done["successKeys"], json!(["k1", "k3"]));
        let event = json!({
            "is_forced": true, "operator": "bob", "keys": ["k1", "k3"], "result": done,
        });
        assert_eq!(told(&mut world, alice, "r").pop(), Some((44, None, event)));
        let some = json!({ "keys": ["k2"] });
        let some = world.rest("alice", "POST", "/metadata/chatroom/r", some);
        assert_eq!(some["data"], json!({ "k2": "v2" }));
    }

    #[test]
    fn what_is_set_for_the_time_of_a_stay_goes_with_it() {
        let mut world = world();
        let alice = world.login("alice", "phone");
        let body = json!({ "metaData": { "seat": "1" }, "autoDelete": "DELETE" });
        change(&mut world, "bob", "PUT", "", body);
        set(&mut world, "bob", "", json!({ "name": "x" }));
        told(&mut world, alice, "r");
        world.rest("alice", "DELETE", "/chatrooms/r/users/bob", json!(null));
        let told = told(&mut world, alice, "r");
        let gone = told.iter().find(|(operation, ..)| *operation == 44).expect("told of it");
        assert_eq!(gone.2["result"]["successKeys"], json!(["seat"]));
        assert_eq!(all(&mut world), json!({ "name": "x" }));
    }

    #[test]
    fn the_vendors_limits_hold() {
        let mut world = world();
        let done = set(&mut world, "bob", "", json!({ "k".repeat(128): "v".repeat(4096) }));
        assert_eq!(done["errorKeys"], json!({}));
        for (key, value, words) in [
            ("k".repeat(129), "v".to_owned(), "is not Legal"),
            ("a b".into(), "v".into(), "is not Legal"),
            ("a".into(), "v".repeat(4097), "is exceeding maximum limit"),
        ] {
            let done = set(&mut world, "bob", "", json!({ key.clone(): value }));
            assert!(done["errorKeys"][&key].as_str().unwrap().contains(words));
        }
        let many = |from: usize, to: usize| -> Value {
            (from..to).map(|n| (format!("k{n}"), json!("v"))).collect::<Map<_, _>>().into()
        };
        let body = json!({ "metaData": many(0, 11) });
        let (status, answer) = world.call("bob", "PUT", "/metadata/chatroom/r/user/bob", body);
        assert_eq!((status, &answer["error_code"]), (400, &json!(60009)));
        for ten in 0..10 {
            set(&mut world, "bob", "", many(ten * 10, ten * 10 + 10));
        }
        assert_eq!(all(&mut world).as_object().unwrap().len(), 100);
        let done = set(&mut world, "bob", "", json!({ "more": "v" }));
        let words = done["errorKeys"]["more"].as_str().unwrap();
        assert!(words.contains("for this single chatroom exceeds the user defined limit"));
        let body = json!({ "metaData": { "a": "b" } });
        world.ctl(json!({ "op": "user", "user": "dave", "password": "pw" }));
        let outside = world.call("dave", "PUT", "/metadata/chatroom/r/user/dave", body.clone());
        assert_eq!((outside.0, &outside.1["error_code"]), (400, &json!(60011)));
        assert_eq!(world.call("bob", "PUT", "/metadata/chatroom/r/user/carol", body).0, 403);
    }
}

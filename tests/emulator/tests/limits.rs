//! What the vendor's pages limit, only where `vendorLimits` says so.

mod common;

use common::{START, World, code, group_jid, text_meta, user_jid};
use easemob_core::wire::{KeyValue, Meta, RouteType, Value, ValueType};
use serde_json::json;

fn limited() -> World {
    let mut world = World::new();
    world.config(json!({ "vendorLimits": true }));
    world
}

#[test]
fn five_kilobytes_a_message() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let long = "x".repeat(6000);
    assert_eq!(code(&world.say(alice, user_jid("bob"), 1, &long)).0, 0);
    world.config(json!({ "vendorLimits": true }));
    let refused = code(&world.say(alice, user_jid("bob"), 2, &long));
    assert_eq!(refused, (7, "Sorry, data is too large".into()));
    assert_eq!(code(&world.say(alice, user_jid("bob"), 3, &long[..5000])).0, 0);
}

#[test]
fn five_hundred_messages_and_two_hundred_of_groups_wait_for_the_absent() {
    let mut world = limited();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    let alice = world.login("alice", "phone");
    for id in 1..=600 {
        world.say(alice, user_jid("bob"), id, "one to one");
        world.say(alice, group_jid("g"), 1000 + id, "to all");
    }
    let bob = world.login("bob", "tv");
    let waiting = world.unread(bob);
    assert_eq!(waiting, [("alice".into(), 500), ("g".into(), 200)]);
}

#[test]
fn twenty_receivers_of_a_directed_message() {
    let mut world = limited();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let directed = |id: u64, n: usize| Meta {
        routetype: Some(RouteType::Direct as i32),
        directed_users: (0..n)
            .map(|n| if n == 0 { "bob".into() } else { format!("u{n}") })
            .collect(),
        ..text_meta(group_jid("g"), id, "for you")
    };
    let refused = code(&world.deliver(alice, directed(1, 21)));
    assert_eq!(refused, (1, "limit directed users".into()));
    assert_eq!(code(&world.deliver(alice, directed(2, 20))).0, 0);
    assert_eq!(world.take(bob, group_jid("g")).len(), 1);
    assert_eq!(world.take(carol, group_jid("g")).len(), 0);
}

#[test]
fn four_devices_of_a_kind() {
    let mut world = limited();
    for n in 0..4 {
        world.login("alice", &format!("web {n}"));
    }
    let peer = world.connect();
    let refused = world.provision(peer, "alice", "web 4");
    assert_ne!(refused.status.unwrap().error_code, Some(0));
    world.login("alice", "web 0");
}

#[test]
fn twenty_messages_a_second_in_a_room_unless_urgent() {
    let mut world = limited();
    let room = json!({
        "op": "group", "id": "r", "owner": "alice", "members": ["bob"], "kind": "chatroom",
    });
    world.ctl(room);
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    for id in 1..=30 {
        assert_eq!(code(&world.say(alice, group_jid("r"), id, "spam")).0, 0);
    }
    let tag = KeyValue {
        key: Some("chatroom_msg_tag".into()),
        kind: Some(ValueType::Int as i32),
        value: Some(Value::Varint(0)),
    };
    let urgent = Meta { ext: vec![tag], ..text_meta(group_jid("r"), 31, "urgent") };
    assert_eq!(code(&world.deliver(alice, urgent)).0, 0);
    assert_eq!(world.take(bob, group_jid("r")).len(), 21);
}

#[test]
fn two_minutes_away_from_a_room() {
    let mut world = limited();
    let room = json!({
        "op": "group", "id": "r", "owner": "alice", "members": ["bob", "carol"],
        "kind": "chatroom",
    });
    world.ctl(room);
    let (alice, _) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let white = json!({ "usernames": ["carol"] });
    world.rest("alice", "POST", "/chatrooms/r/white/users", white);
    world.events(alice, "r");
    world.ctl(json!({ "op": "drop", "user": "bob" }));
    world.ctl(json!({ "op": "drop", "user": "carol" }));
    world.advance(119_000);
    let bob = world.login("bob", "tv");
    world.server.disconnected(world.now, bob);
    world.advance(119_000);
    let members = |world: &mut World| world.ctl(json!({ "op": "state" }))["groups"]["r"].clone();
    assert_eq!(members(&mut world)["members"], json!(["alice", "bob", "carol"]));
    world.advance(1000);
    assert_eq!(members(&mut world)["members"], json!(["alice", "carol"]), "who is allowed stays");
    assert_eq!(world.events(alice, "r"), [(18, "bob".into(), String::new())]);
    assert_eq!(world.now, START + 239_000);
    assert!(world.closed(carol).is_some());
}

#[test]
fn five_kilobytes_a_request_without_a_file() {
    let mut world = limited();
    let body = |bytes: usize| json!({ "targets": [], "properties": ["x".repeat(bytes)] });
    assert_eq!(world.call("alice", "POST", "/metadata/user/get", body(5000)).0, 200);
    let (status, answer) = world.call("alice", "POST", "/metadata/user/get", body(5120));
    assert_eq!((status, &answer["error_description"]), (413, &json!("Request Entity Too Large")));
}

#[test]
fn who_asks_too_often_is_told_so() {
    let mut world = limited();
    let often = |world: &mut World, times: usize, method: &str, path: &str| -> Vec<u16> {
        (0..times).map(|_| world.call("alice", method, path, json!({})).0).collect()
    };
    let contacts = "/users/alice/contacts/users";
    let asked = often(&mut world, 101, "GET", contacts);
    assert!(asked[..100].iter().all(|status| *status == 200), "{asked:?}");
    let (status, refusal) = world.call("alice", "GET", contacts, json!({}));
    assert_eq!((asked[100], status), (429, 429));
    assert_eq!(refusal["error_description"], "This request has reached api limit");
    // Other kinds are counted by themselves.
    let joined = often(&mut world, 51, "GET", "/users/alice/joined_chatgroups");
    assert_eq!((joined[49], joined[50]), (200, 429));
    let lists = often(&mut world, 6, "GET", "/users/alice/user_channels");
    assert_eq!((lists[4], lists[5]), (200, 429));
    world.advance(1_000);
    assert_eq!(often(&mut world, 1, "GET", contacts), [200]);
    assert_eq!(often(&mut world, 1, "GET", "/users/alice/user_channels"), [429]);
    world.advance(60_000);
    assert_eq!(often(&mut world, 1, "GET", "/users/alice/user_channels"), [200]);
}

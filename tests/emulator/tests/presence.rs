//! Presence: who is told of whose.

mod common;

use common::{World, user_jid};
use easemob_core::wire::Namespace;
use easemob_emulator::Peer;
use serde_json::{Value, json};

fn told(world: &mut World, peer: Peer, from: &str) -> Vec<(String, Value)> {
    let metas = world.take(peer, user_jid(from)).into_iter();
    let notices = metas.filter(|meta| meta.ns == Some(Namespace::Notify as i32));
    let values = notices.map(|meta| {
        let notice: Value = serde_json::from_slice(&meta.payload.unwrap()).unwrap();
        assert_eq!(notice["type"], "presence");
        let value = &notice["data"]["values"][0];
        assert_eq!(value["uid"], from);
        (value["ext"].as_str().unwrap().to_owned(), value["status"].clone())
    });
    values.collect()
}

#[test]
fn subscribers_hear_of_logins_words_and_logouts() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let path = "/users/alice/presence";
    let subscribed =
        world.rest("alice", "POST", &format!("{path}/60"), json!({ "usernames": ["bob"] }));
    assert_eq!(
        (&subscribed["result"][0]["uid"], &subscribed["result"][0]["status"]),
        (&json!("bob"), &json!({}))
    );
    let bob = world.login("bob", "tv");
    assert_eq!(told(&mut world, alice, "bob"), [(String::new(), json!({ "tv": "1" }))]);
    world.rest("bob", "POST", "/users/bob/presence/tv/1", json!({ "ext": "busy" }));
    assert_eq!(told(&mut world, alice, "bob"), [("busy".into(), json!({ "tv": "1" }))]);
    let asked = world.rest("alice", "POST", path, json!({ "usernames": ["bob"] }));
    assert_eq!(asked["result"][0]["ext"], "busy");
    let list =
        world.rest("alice", "GET", &format!("{path}/sublist?pageNum=1&pageSize=9"), json!(null));
    assert_eq!(
        (&list["result"]["totalnum"], &list["result"]["sublist"][0]["uid"]),
        (&json!(1), &json!("bob"))
    );
    world.ctl(json!({ "op": "drop", "user": "bob" }));
    assert_eq!(told(&mut world, alice, "bob"), [("busy".into(), json!({}))]);
    world.rest("alice", "DELETE", path, json!(["bob"]));
    world.login("bob", "tv");
    assert_eq!(told(&mut world, alice, "bob"), []);
    world.rest("alice", "POST", &format!("{path}/60"), json!({ "usernames": ["bob"] }));
    world.advance(60_000);
    world.login("bob", "radio");
    assert_eq!(told(&mut world, alice, "bob"), [], "the subscription has ended");
    assert!(world.closed(bob).is_some());
}

#[test]
fn subscriptions_are_paged_and_bounded() {
    let mut world = World::new();
    let path = "/users/alice/presence";
    let users = |range: std::ops::Range<usize>| json!({ "usernames": range.map(|n| format!("u{n:04}")).collect::<Vec<_>>() });
    for start in (0..3000).step_by(100) {
        world.rest("alice", "POST", &format!("{path}/60"), users(start..start + 100));
    }
    let full =
        |world: &mut World, body: Value| world.call("alice", "POST", &format!("{path}/60"), body).0;
    assert_eq!(full(&mut world, users(3000..3001)), 400);
    assert_eq!(full(&mut world, users(2999..3000)), 200, "it is renewed");
    assert_eq!(full(&mut world, users(0..101)), 400, "a hundred a call");
    let list = format!("{path}/sublist?pageNum=2&pageSize=3");
    let page = world.rest("alice", "GET", &list, json!(null))["result"].clone();
    let uids: Vec<_> =
        page["sublist"].as_array().unwrap().iter().map(|it| it["uid"].as_str().unwrap()).collect();
    assert_eq!((&page["totalnum"], uids), (&json!(3000), vec!["u0003", "u0004", "u0005"]));
    for seconds in ["0", "2592001", "soon"] {
        let path = format!("{path}/{seconds}");
        assert_eq!(world.call("alice", "POST", &path, users(0..1)).0, 400, "{seconds}");
    }
    let (status, body) = world.call(
        "alice",
        "POST",
        "/users/alice/presence/phone/1",
        json!({ "ext": "x".repeat(65) }),
    );
    assert_eq!((status, &body["error_description"]), (400, &json!("ext is too big ")));
    world.config(json!({ "closedServices": ["presence"] }));
    let (status, body) = world.call("alice", "POST", path, users(0..1));
    assert_eq!((status, &body["result"]), (400, &json!("the app not open presence")));
}

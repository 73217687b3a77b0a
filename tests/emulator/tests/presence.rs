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

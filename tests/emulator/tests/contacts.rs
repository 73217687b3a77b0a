//! Contact changes, and what the other side hears of them.

mod common;

use common::{World, user_jid};
use easemob_core::wire::{Namespace, RosterBody};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Value, json};

fn events(world: &mut World, peer: Peer, from: &str) -> Vec<(i32, String, String)> {
    let metas = world.take(peer, user_jid(from)).into_iter();
    let roster = metas.filter(|meta| meta.ns == Some(Namespace::Roster as i32));
    let bodies = roster.map(|meta| RosterBody::decode(meta.payload.unwrap()).unwrap());
    let told = bodies.map(|body| {
        assert_eq!(body.from.unwrap().name.as_deref(), Some(from));
        let to = body.to[0].name.clone().unwrap();
        (body.operation.unwrap(), to, body.reason.unwrap_or_default())
    });
    told.collect()
}

fn event(operation: i32, to: &str, reason: &str) -> Vec<(i32, String, String)> {
    vec![(operation, to.into(), reason.into())]
}

fn contacts(world: &mut World, user: &str) -> Value {
    world.rest(user, "GET", &format!("/users/{user}/contacts/users"), json!(null))["data"].clone()
}

#[test]
fn a_request_is_accepted_and_the_contact_deleted() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let request = json!({ "usernames": ["bob"], "reason": "hi" });
    world.rest("alice", "POST", "/users/alice/contacts/apply?resource=phone", request.clone());
    assert_eq!(events(&mut world, bob, "alice"), event(2, "bob", "hi"));
    assert_eq!(contacts(&mut world, "alice"), json!([]));
    let accept = "/users/bob/contacts/accept/users/alice";
    world.rest("bob", "POST", accept, json!(null));
    assert_eq!(events(&mut world, alice, "bob"), event(8, "alice", ""));
    assert_eq!(events(&mut world, bob, "alice"), event(4, "bob", ""));
    assert_eq!(contacts(&mut world, "alice"), json!(["bob"]));
    assert_eq!(contacts(&mut world, "bob"), json!(["alice"]));
    assert_eq!(world.call("bob", "POST", accept, json!(null)).0, 400, "once");
    world.rest("alice", "POST", "/users/alice/contacts/apply", request);
    assert_eq!(events(&mut world, bob, "alice"), [], "they are contacts already");
    let remark = json!({ "remark": "Bobby" });
    world.rest("alice", "PUT", "/users/alice/contacts/users/bob", remark.clone());
    assert_eq!(world.call("alice", "PUT", "/users/alice/contacts/users/carol", remark).0, 400);
    world.rest("alice", "DELETE", "/users/alice/contacts/users/bob", json!(null));
    assert_eq!(events(&mut world, bob, "alice"), event(3, "bob", ""));
    assert_eq!(contacts(&mut world, "bob"), json!([]));
    world.rest("alice", "DELETE", "/users/alice/contacts/users/bob", json!(null));
    assert_eq!(events(&mut world, bob, "alice"), [], "nothing was left to delete");
}

#[test]
fn a_request_is_declined_or_never_heard_of() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let request = json!({ "usernames": ["bob"] });
    world.rest("alice", "POST", "/users/alice/contacts/apply", request.clone());
    events(&mut world, bob, "alice");
    world.rest("bob", "POST", "/users/bob/contacts/decline/users/alice", json!(null));
    assert_eq!(events(&mut world, alice, "bob"), event(9, "alice", ""));
    world.rest("bob", "POST", "/sdk/user/bob/blocks", json!({ "usernames": ["alice"] }));
    world.rest("alice", "POST", "/users/alice/contacts/apply", request);
    assert_eq!(events(&mut world, bob, "alice"), []);
    let unknown = json!({ "usernames": ["ghost"] });
    let (status, body) = world.call("alice", "POST", "/users/alice/contacts/apply", unknown);
    assert_eq!(status, 404);
    assert!(body["error_description"].as_str().unwrap().contains("user not found"));
    assert_eq!(
        world.call("bob", "POST", "/users/alice/contacts/accept/users/bob", json!(null)).0,
        401
    );
}

#[test]
fn ones_other_devices_hear_of_what_one_does() {
    let mut world = World::new();
    let (phone, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let call = |world: &mut World, method: &str, path: &str, body: Value| {
        world.rest("alice", method, &format!("{path}?resource=phone"), body);
        assert_eq!(events(world, phone, "alice"), [], "{path}");
        events(world, tablet, "alice")
    };
    let bob = json!({ "usernames": ["bob"], "reason": "hi" });
    let told = call(&mut world, "POST", "/users/alice/contacts/apply", bob.clone());
    assert_eq!(told, event(2, "bob", "hi"));
    world.ctl(json!({ "op": "contact", "user": "alice", "peer": "bob" }));
    let path = "/users/alice/contacts/users/bob";
    assert_eq!(call(&mut world, "DELETE", path, json!(null)), event(3, "bob", ""));
    assert_eq!(call(&mut world, "DELETE", path, json!(null)), [], "nothing was left to delete");
    let me = json!({ "usernames": ["alice"] });
    world.rest("bob", "POST", "/users/bob/contacts/apply", me);
    let path = "/users/alice/contacts/decline/users/bob";
    assert_eq!(call(&mut world, "POST", path, json!(null)), event(5, "bob", ""));
    let blocks = "/sdk/user/alice/blocks";
    assert_eq!(call(&mut world, "POST", blocks, bob.clone()), event(6, "bob", ""));
    assert_eq!(call(&mut world, "DELETE", blocks, bob), event(7, "bob", ""));
}

#[test]
fn remarks_and_block_lists_have_an_end() {
    let mut world = World::new();
    world.ctl(json!({ "op": "contact", "user": "alice", "peer": "bob" }));
    let remark = |text: String| json!({ "remark": text });
    let path = "/users/alice/contacts/users/bob";
    world.rest("alice", "PUT", path, remark("备".repeat(100)));
    let (status, body) = world.call("alice", "PUT", path, remark("x".repeat(101)));
    let words = body["error_description"].as_str().unwrap();
    assert!(status == 400 && words.contains("remark length must less"), "{words}");
    let names = |range: std::ops::Range<usize>| json!({ "usernames": range.map(|n| format!("u{n}")).collect::<Vec<_>>() });
    let blocks = "/sdk/user/alice/blocks";
    world.rest("alice", "POST", blocks, names(0..500));
    world.rest("alice", "POST", blocks, names(0..1));
    assert_eq!(world.call("alice", "POST", blocks, names(500..501)).0, 400);
    let listed = world.rest("alice", "GET", "/users/alice/blocks/users", json!(null));
    assert_eq!(listed["count"], 500);
}

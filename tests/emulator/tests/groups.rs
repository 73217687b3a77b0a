//! Groups and rooms over REST, and who hears what.

mod common;

use common::{World, code, group_jid};
use serde_json::{Value, json};

fn heard(operation: i32, from: &str, to: &str) -> (i32, String, String) {
    (operation, from.into(), to.into())
}

fn create(world: &mut World, settings: Value) -> String {
    let mut body = json!({ "owner": "alice", "groupname": "Friends", "public": true });
    body.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    let answer = world.rest("alice", "POST", "/chatgroups?resource=phone", body);
    answer["data"]["groupid"].as_str().unwrap().to_owned()
}

#[test]
fn a_group_is_made_filled_left_and_dissolved() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let (carol, tablet) = (world.login("carol", "car"), world.login("alice", "tablet"));
    let id = create(&mut world, json!({ "members": ["bob"] }));
    assert_eq!(world.events(bob, &id), [heard(19, "alice", "bob")]);
    let told = world.events(tablet, &id);
    assert_eq!(
        told,
        [heard(0, "alice", ""), heard(19, "alice", "bob"), heard(17, "bob", "")][..1]
            .iter()
            .cloned()
            .chain([heard(17, "bob", "")])
            .collect::<Vec<_>>()
    );
    let path = format!("/chatgroups/{id}");
    let answer = world.rest("carol", "POST", &format!("{path}/apply"), json!({ "message": "" }));
    assert_eq!(answer["data"]["result"], true);
    assert_eq!(world.events(bob, &id), [heard(17, "carol", "")]);
    assert_eq!(world.call("carol", "POST", &format!("{path}/apply"), json!({})).0, 403);
    assert_eq!(code(&world.say(carol, group_jid(&id), 1, "hello")).0, 0);
    let shown = world.rest("bob", "GET", &path, json!(null));
    assert_eq!(
        (&shown["data"][0]["name"], &shown["data"][0]["affiliations_count"]),
        (&json!("Friends"), &json!(3))
    );
    let members = world.rest(
        "bob",
        "GET",
        &format!("{path}/users?cursor=undefined&limit=2&joined_time=true"),
        json!(null),
    );
    assert_eq!((members["data"].as_array().unwrap().len(), &members["cursor"]), (2, &json!("bob")));
    let joined =
        world.rest("bob", "GET", "/users/bob/joined_chatgroups?pagenum=1&pagesize=20", json!(null));
    assert_eq!(joined["data"][0]["groupid"], json!(id));
    world.rest("carol", "DELETE", &format!("{path}/quit"), json!(null));
    world.events(alice, &id);
    assert_eq!(world.events(bob, &id), [heard(18, "carol", "")]);
    assert_eq!(world.call("alice", "DELETE", &format!("{path}/quit"), json!(null)).0, 403);
    assert_eq!(world.call("bob", "DELETE", &path, json!(null)).0, 403);
    world.rest("alice", "DELETE", &format!("{path}?version=v3&resource=phone"), json!(null));
    assert_eq!(world.events(bob, &id), [heard(1, "alice", "")]);
    assert_eq!(world.events(alice, &id), [], "not on the device it was done on");
    assert_eq!(world.call("alice", "GET", &path, json!(null)).0, 404);
    assert_eq!(code(&world.say(bob, group_jid(&id), 1, "?")), (1, "group not found".into()));
}

#[test]
fn whoever_has_to_agree_is_asked() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let id = create(
        &mut world,
        json!({
            "members": ["bob"], "approval": true, "invite_need_confirm": true,
        }),
    );
    let path = format!("/chatgroups/{id}");
    assert_eq!(world.events(bob, &id), [heard(7, "alice", "bob")]);
    let agree = json!({ "invitee": "bob", "verifyResult": true });
    world.rest("bob", "POST", &format!("{path}/invite_verify"), agree.clone());
    assert_eq!(world.events(alice, &id), [heard(8, "bob", "alice"), heard(17, "bob", "")]);
    assert_eq!(world.call("bob", "POST", &format!("{path}/invite_verify"), agree).0, 400);
    for (agreed, operation) in [(false, 6), (true, 5)] {
        world.rest("carol", "POST", &format!("{path}/apply"), json!({ "message": "please" }));
        assert_eq!(world.events(alice, &id), [heard(4, "carol", "")]);
        let answer = json!({ "applicant": "carol", "verifyResult": agreed, "reason": "so" });
        world.rest("alice", "POST", &format!("{path}/apply_verify"), answer);
        assert_eq!(world.events(carol, &id), [heard(operation, "alice", "carol")]);
    }
    assert_eq!(world.events(bob, &id), [heard(17, "carol", "")]);
    let private = create(&mut world, json!({ "public": false }));
    assert_eq!(
        world.call("carol", "POST", &format!("/chatgroups/{private}/apply"), json!({})).0,
        403
    );
}

#[test]
fn owner_and_admins_rule() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let id = create(&mut world, json!({ "members": ["bob", "carol"] }));
    for peer in [alice, bob, carol] {
        world.events(peer, &id);
    }
    let path = |what: &str| format!("/chatgroups/{id}{what}");
    assert_eq!(world.call("bob", "DELETE", &path("/users/carol"), json!(null)).0, 403);
    world.rest("alice", "POST", &path("/admin?version=v3"), json!({ "newadmin": "bob" }));
    assert_eq!(world.events(bob, &id), [heard(21, "alice", "bob")]);
    world.rest("bob", "PUT", &path(""), json!({ "groupname": "New" }));
    world.rest("bob", "POST", &path("/announcement"), json!({ "announcement": "news" }));
    assert_eq!(world.events(carol, &id), [heard(14, "bob", ""), heard(25, "bob", "")]);
    world.rest(
        "bob",
        "POST",
        &path("/mute"),
        json!({ "usernames": ["carol"], "mute_duration": -1 }),
    );
    assert_eq!(world.events(carol, &id), [heard(23, "bob", "carol")]);
    let muted = world.rest("bob", "GET", &path("/mute"), json!(null));
    assert_eq!(muted["data"], json!([{ "user": "carol", "expire": -1 }]));
    world.rest("bob", "DELETE", &path("/mute/carol"), json!(null));
    world.rest("bob", "POST", &path("/blocks/users/carol"), json!(null));
    assert_eq!(world.events(carol, &id), [heard(24, "bob", "carol"), heard(10, "bob", "carol")]);
    assert_eq!(world.call("carol", "POST", &path("/apply"), json!({})).0, 403);
    world.rest("bob", "DELETE", &path("/blocks/users/carol"), json!(null));
    assert_eq!(world.events(carol, &id), [heard(13, "bob", "carol")]);
    let refused = world.call("bob", "POST", &path("/invite"), json!({ "usernames": ["alice"] }));
    assert_eq!(refused.0, 403);
    assert!(refused.1["error_description"].as_str().unwrap().contains("already in group"));
    world.rest("alice", "PUT", &path(""), json!({ "newowner": "bob" }));
    world.events(alice, &id);
    world.rest("bob", "DELETE", &path("/users/alice"), json!(null));
    assert_eq!(world.events(alice, &id), [heard(10, "bob", "alice")]);
}

#[test]
fn a_room_is_made_and_ruled_the_same_way() {
    let mut world = World::new();
    let bob = world.login("bob", "tv");
    let room = json!({ "name": "Lobby", "owner": "alice", "members": ["bob", "carol"] });
    let answer = world.rest("alice", "POST", "/chatrooms", room);
    let id = answer["data"]["id"].as_str().unwrap().to_owned();
    let details = world.rest("bob", "GET", &format!("/chatrooms/{id}"), json!(null));
    assert_eq!(details["data"][0]["affiliations_count"], 3);
    assert_eq!(world.call("bob", "GET", &format!("/chatgroups/{id}"), json!(null)).0, 404);
    world.events(bob, &id);
    world.rest("alice", "DELETE", &format!("/chatrooms/{id}/users/carol"), json!(null));
    assert_eq!(world.events(bob, &id), [heard(18, "carol", "")]);
    world.rest(
        "alice",
        "POST",
        &format!("/chatrooms/{id}/users"),
        json!({ "usernames": ["carol"] }),
    );
    assert_eq!(world.events(bob, &id), [heard(17, "carol", "")]);
    world.rest("alice", "DELETE", &format!("/chatrooms/{id}"), json!(null));
    assert_eq!(world.events(bob, &id), [heard(1, "alice", "")]);
    let carol = world.login("carol", "car");
    assert_eq!(world.events(carol, &id), [], "a room keeps nothing for the absent");
}

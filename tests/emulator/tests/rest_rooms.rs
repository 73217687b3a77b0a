//! What rooms remember over REST, as far as they differ from groups.

mod common;

use common::{START, World};
use serde_json::{Value, json};

fn room(world: &mut World, id: &str) -> String {
    let members = ["bob", "carol"];
    world.ctl(json!({
        "op": "group", "id": id, "owner": "alice", "members": members, "kind": "chatroom",
    }));
    format!("/chatrooms/{id}")
}

fn get(world: &mut World, user: &str, path: &str) -> Value {
    world.rest(user, "GET", path, json!(null))
}

#[test]
fn rooms_of_the_app_and_ones_own_are_listed() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    for id in ["r1", "r2", "r3"] {
        room(&mut world, id);
    }
    let page = get(&mut world, "bob", "/chatrooms?pagenum=2&pagesize=2");
    let third = json!({
        "id": "r3", "name": "r3", "owner": "oracle#test_alice", "affiliations_count": 3,
    });
    assert_eq!((&page["data"], &page["count"]), (&json!([third]), &json!(1)));
    assert_eq!(get(&mut world, "bob", "/chatrooms?pagenum=1&pagesize=20")["count"], 3);
    let own =
        get(&mut world, "bob", "/users/bob/joined_chatrooms?pagenum=1&pagesize=2&detail=true");
    let first = json!({
        "id": "r1", "title": "r1", "owner": "oracle#test_alice", "created": START,
        "description": "", "max_users": 0,
    });
    assert_eq!((&own["data"][0], &own["count"]), (&first, &json!(2)));
    assert_eq!(world.call("bob", "GET", "/users/alice/joined_chatrooms", json!(null)).0, 401);
}

#[test]
fn a_room_is_changed_and_shown() {
    let mut world = World::new();
    let made = json!({ "name": "Lobby", "description": "d", "maxusers": 10, "owner": "alice" });
    let id = world.rest("alice", "POST", "/chatrooms?resource=phone", made)["data"]["id"].clone();
    let path = format!("/chatrooms/{}", id.as_str().unwrap());
    let set = json!({ "groupname": "Hall", "description": "new", "maxusers": 20 });
    let done = world.rest("alice", "PUT", &path, set);
    assert_eq!(done["data"], json!({ "groupname": true, "description": true, "maxusers": true }));
    let shown = get(&mut world, "bob", &path)["data"][0].clone();
    assert_eq!(
        (&shown["name"], &shown["description"], &shown["maxusers"]),
        (&json!("Hall"), &json!("new"), &json!(20))
    );
    assert_eq!(shown["affiliations"], json!([{ "owner": "alice" }]));
    for only_of_groups in ["permission", "disabled", "avatar"] {
        assert!(shown.get(only_of_groups).is_none(), "{only_of_groups}");
    }
    assert_eq!(world.call("bob", "PUT", &path, json!({ "groupname": "x" })).0, 403);
    assert_eq!(world.call("alice", "PUT", &path, json!({ "maxusers": 10_001 })).0, 400);
    let gone = world.rest("alice", "DELETE", &format!("{path}?version=v3"), json!(null));
    assert_eq!(gone["data"], json!({ "success": true, "id": id }));
    let (status, answer) = world.call("alice", "GET", &path, json!(null));
    assert_eq!(status, 404);
    assert!(answer["error_description"].as_str().unwrap().ends_with("does not exist!"));
}

#[test]
fn lists_of_a_room_are_its_own() {
    let mut world = World::new();
    let path = room(&mut world, "r");
    let bob = world.login("bob", "tv");
    let v3 = |what: &str| format!("{path}{what}?resource=phone&version=v3");
    let blocked = world.rest("alice", "POST", &v3("/blocks/users/bob"), json!(null));
    let entry = json!([{ "result": true, "user": "bob" }]);
    assert_eq!(blocked["data"], entry);
    assert_eq!(get(&mut world, "alice", &format!("{path}/blocks/users"))["data"], json!(["bob"]));
    let freed = world.rest("alice", "DELETE", &format!("{path}/blocks/users/bob"), json!(null));
    let one = json!({ "result": true, "action": "remove_blocks", "user": "bob", "id": "r" });
    assert_eq!(freed["data"], one, "as it was before the third version");
    let told: Vec<_> = world.events(bob, "r").into_iter().map(|(op, ..)| op).collect();
    assert_eq!(told, [10, 13]);
    world.rest("alice", "POST", &format!("{path}/users"), json!({ "usernames": ["bob"] }));

    let removed = world.rest("alice", "DELETE", &format!("{path}/users/bob"), json!(null));
    let one = json!({ "action": "remove_member", "result": true, "user": "bob", "id": "r" });
    assert_eq!(removed["data"], one);
    let several = world.rest("alice", "DELETE", &format!("{path}/users/bob,carol"), json!(null));
    assert_eq!(several["data"][0]["result"], false, "bob is not there any more");
    assert!(several["data"][0]["reason"].is_string());
    assert_eq!(several["data"][1]["result"], true);
    let users = json!({ "usernames": ["bob", "carol"] });
    let added = world.rest("alice", "POST", &format!("{path}/users"), users);
    assert_eq!(added["data"]["newmembers"], json!(["bob", "carol"]));

    world.rest("alice", "POST", &v3("/admin"), json!({ "newadmin": "carol" }));
    assert_eq!(
        get(&mut world, "bob", &format!("{path}/admin?version=v3"))["data"],
        json!(["carol"])
    );
    let mute = json!({ "usernames": ["bob"], "mute_duration": 60_000 });
    let muted = world.rest("carol", "POST", &format!("{path}/mute"), mute);
    assert_eq!(muted["data"][0]["expire"], START + 60_000);
    let own = get(&mut world, "bob", "/sdk/chatrooms/r/mute/bob?version=v3");
    assert_eq!(own["data"], true);
    assert_eq!(get(&mut world, "bob", &format!("{path}/white/users/bob"))["data"]["white"], false);
    assert_eq!(world.call("bob", "GET", &format!("{path}/mute"), json!(null)).0, 403);
}

#[test]
fn only_who_is_concerned_hears_of_it() {
    let mut world = World::new();
    let path = room(&mut world, "r");
    let (alice, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let (bob, carol) = (world.login("bob", "tv"), world.login("carol", "car"));
    let on_phone = |what: &str| format!("{path}{what}?resource=phone");
    world.rest("alice", "POST", &on_phone("/admin"), json!({ "newadmin": "bob" }));
    world.rest("alice", "POST", &on_phone("/white/users"), json!({ "usernames": ["bob"] }));
    world.rest("alice", "POST", &on_phone("/ban"), json!(null));
    let operations = |world: &mut World, peer| -> Vec<i32> {
        world.events(peer, "r").into_iter().map(|(operation, ..)| operation).collect()
    };
    assert_eq!(operations(&mut world, bob), [21, 29, 31]);
    assert_eq!(operations(&mut world, carol), [31]);
    assert!(operations(&mut world, alice).is_empty());
    assert_eq!(operations(&mut world, tablet), [31], "the other device hears what all hear");
}

#[test]
fn how_many_are_in_a_room_is_told_up_to_two_thousand() {
    use common::group_jid;
    use easemob_core::wire::MucBody;
    use prost::Message;

    let mut world = World::new();
    for (members, told) in [(1998, Some(2000)), (1999, None)] {
        let crowd: Vec<_> = (0..members).map(|n| format!("u{n}")).collect();
        world.ctl(json!({
            "op": "group", "id": "r", "owner": "alice", "members": crowd, "kind": "chatroom",
        }));
        let alice = world.login("alice", "phone");
        let users = json!({ "usernames": ["bob"] });
        world.rest("alice", "POST", "/chatrooms/r/users", users);
        let meta = world.take(alice, group_jid("r")).pop().unwrap();
        let body = MucBody::decode(meta.payload.unwrap()).unwrap();
        assert_eq!(body.muc_member_count, told);
    }
}

//! Lists of threads, their last messages, and who may do what.

mod common;

use common::{START, World, group_jid};
use serde_json::{Value, json};

/// A group of alice, bob and carol with a thread of bob's on each of `messages`.
fn threads(world: &mut World, messages: &[&str]) -> Vec<String> {
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    world.ctl(json!({ "op": "user", "user": "dave", "password": "pw" }));
    let made = messages.iter().map(|message| {
        let body = json!({ "name": message, "msg_id": message, "group_id": "g", "owner": "bob" });
        let answer = world.rest("bob", "POST", "/thread?resource=tv", body);
        answer["data"]["thread_id"].as_str().unwrap().to_owned()
    });
    made.collect()
}

fn names(answer: &Value) -> Vec<&str> {
    let entities = answer["entities"].as_array().unwrap().iter();
    entities.map(|entity| entity["name"].as_str().unwrap()).collect()
}

#[test]
fn threads_and_their_members_come_in_pages() {
    let mut world = World::new();
    let ids = threads(&mut world, &["1", "2", "3"]);
    world.rest("carol", "POST", &format!("/thread/{}/user/carol/join", ids[1]), json!(null));
    let get = |world: &mut World, path: &str| world.rest("carol", "GET", path, json!(null));
    let first = get(&mut world, "/threads/chatgroups/g?limit=2&cursor=");
    assert_eq!(names(&first), ["1", "2"]);
    let wanted = json!({
        "name": "1", "owner": "bob", "id": ids[0], "msgId": "1", "groupId": "g", "created": START,
    });
    assert_eq!(first["entities"][0], wanted);
    let cursor = first["properties"]["cursor"].as_str().unwrap();
    let last = get(&mut world, &format!("/threads/chatgroups/g?limit=2&cursor={cursor}"));
    assert_eq!(names(&last), ["3"]);
    assert!(last["properties"].get("cursor").is_none());
    for path in ["/threads/user/carol?limit=20", "/threads/chatgroups/g/user/carol?limit=20"] {
        assert_eq!(names(&get(&mut world, path)), ["2"], "{path}");
    }
    let members = format!("/thread/{}/users?limit=1&cursor=", ids[1]);
    let first = get(&mut world, &members);
    assert_eq!(first["data"]["affiliations"], json!(["bob"]));
    let cursor = first["properties"]["cursor"].as_str().unwrap().to_owned();
    let last = get(&mut world, &format!("{members}{cursor}"));
    assert_eq!(last["data"]["affiliations"], json!(["carol"]));
    assert!(last["properties"].get("cursor").is_none());
    let detail = get(&mut world, &format!("/thread/{}", ids[1]));
    assert_eq!(detail["data"]["affiliations_count"], 2);
}

#[test]
fn last_messages_are_told_until_they_are_recalled() {
    let mut world = World::new();
    let ids = threads(&mut world, &["1", "2"]);
    let bob = world.login("bob", "tv");
    world.say(bob, group_jid(&ids[0]), 1, "first");
    let second = world.say(bob, group_jid(&ids[0]), 2, "second").server_id.unwrap();
    let last = |world: &mut World| {
        let asked = json!({ "threadIds": [ids[0], ids[1], "none"] });
        world.rest("carol", "POST", "/thread/message", asked)["entities"].clone()
    };
    let told = last(&mut world);
    let message = &told[0]["last_message"];
    assert_eq!(told[0]["thread_id"], json!(ids[0]));
    assert_eq!(message["id"], second.to_string());
    assert_eq!(message["payload"]["bodies"][0], json!({ "type": "txt", "msg": "second" }));
    assert_eq!((&message["from"], &message["to"]), (&json!("bob"), &json!(ids[0])));
    assert_eq!(told[1], json!({ "thread_id": ids[1], "last_message": {} }));
    assert_eq!(told.as_array().unwrap().len(), 2, "what is no thread is left out");
    let recall = easemob_core::wire::MessageBody {
        kind: Some(6),
        ack_message_id: Some(second),
        ..Default::default()
    };
    let mut meta = common::text_meta(group_jid(&ids[0]), 3, "");
    meta.payload = Some(prost::Message::encode_to_vec(&recall).into());
    world.deliver(bob, meta);
    assert_eq!(last(&mut world)[0]["last_message"]["payload"]["bodies"][0]["msg"], "first");
    let asked = json!({ "threadIds": [ids[0]] });
    let outside = world.rest("dave", "POST", "/thread/message", asked);
    assert_eq!(outside["entities"], json!([]), "nobody outside the group sees them");
    let many: Vec<_> = (0..21).map(|n| n.to_string()).collect();
    assert_eq!(world.call("bob", "POST", "/thread/message", json!({ "threadIds": many })).0, 400);
}

#[test]
fn the_group_rules_and_the_maker_renames() {
    let mut world = World::new();
    let id = threads(&mut world, &["1"]).remove(0);
    let path = format!("/thread/{id}");
    for (user, status) in [("carol", 403), ("dave", 403), ("bob", 200), ("alice", 200)] {
        assert_eq!(world.call(user, "PUT", &path, json!({ "name": user })).0, status, "{user}");
    }
    for user in ["bob", "carol", "dave"] {
        assert_eq!(world.call(user, "DELETE", &path, json!(null)).0, 403, "{user}");
        let kick = format!("{path}/users/bob");
        assert_eq!(world.call(user, "DELETE", &kick, json!(null)).0, 403, "{user}");
    }
    let join = |user: &str| format!("{path}/user/{user}/join");
    assert_eq!(world.call("dave", "POST", &join("dave"), json!(null)).0, 403);
    assert_eq!(world.call("carol", "POST", &join("alice"), json!(null)).0, 403);
    for path in ["/threads/chatgroups/g", "/threads/user/alice"] {
        assert_eq!(world.call("dave", "GET", path, json!(null)).0, 403, "{path}");
    }
    let again = json!({ "name": "n", "msg_id": "1", "group_id": "g", "owner": "bob" });
    let (status, answer) = world.call("carol", "POST", "/thread", again);
    assert_eq!((status, &answer["error_code"]), (400, &json!(40002)));
    let long = json!({ "name": "n".repeat(65), "msg_id": "2", "group_id": "g" });
    let (status, answer) = world.call("carol", "POST", "/thread", long);
    assert_eq!((status, &answer["error_code"]), (403, &json!(40005)));
    let (status, answer) = world.call("carol", "GET", "/thread/none", json!(null));
    assert_eq!((status, &answer["error_code"]), (404, &json!(40011)));
    let nowhere = json!({ "name": "n", "msg_id": "2", "group_id": "none" });
    assert_eq!(world.call("carol", "POST", "/thread", nowhere).0, 404);
}

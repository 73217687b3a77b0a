//! Reactions and pinned messages: who may, who hears, what is listed.

mod common;

use common::{World, group_jid, user_jid};
use serde_json::{Value, json};

fn words(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error_description"].as_str().unwrap_or_default())
}

fn reaction(world: &mut World, user: &str, message: u64, word: &str) -> (u16, Value) {
    let body = json!({ "msgId": message.to_string(), "message": word });
    world.call(user, "POST", &format!("/reaction/user/{user}?resource=phone"), body)
}

#[test]
fn a_reaction_reaches_both_sides_and_ones_other_device() {
    let mut world = World::new();
    let (alice, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let bob = world.login("bob", "tv");
    let message = world.say(bob, user_jid("alice"), 1, "hi").server_id.unwrap();
    assert_eq!(reaction(&mut world, "alice", message, "👍 & co").0, 200);
    let change = |word: &str, count: usize, kind: &str, users: Value, state: bool| {
        json!({ "reaction": word, "count": count, "userList": users, "state": state,
            "op": [{ "operator": "alice", "reactionType": kind }] })
    };
    for (peer, queue, state) in [(bob, "alice", false), (tablet, "bob", true)] {
        let told = world.told(peer, user_jid(queue), "reaction");
        let wanted = json!([{ "from": "alice", "to": "bob", "channel_type": "chat",
            "messageId": message.to_string(), "ts": world.now,
            "reactions": [change("👍 & co", 1, "create", json!(["alice"]), state)] }]);
        assert_eq!((told.len(), &told[0]["data"]), (1, &wanted));
    }
    assert_eq!(world.told(alice, user_jid("bob"), "reaction").len(), 0, "it has done it");
    let twice = reaction(&mut world, "alice", message, "👍 & co");
    assert_eq!(words(&twice), (400, "the user is already operation this message"));
    let stranger = reaction(&mut world, "carol", message, "x");
    assert_eq!(words(&stranger), (400, "the user operation is illegal!"));
    let long = reaction(&mut world, "alice", message, &"x".repeat(129));
    assert_eq!(words(&long), (400, "The quantity has exceeded the limit!"));
    let path = format!("/reaction/user/alice?msgId={message}&message=%F0%9F%91%8D%20%26%20co");
    world.rest("alice", "DELETE", &path, json!(null));
    let told = world.told(bob, user_jid("alice"), "reaction");
    let gone = change("👍 & co", 0, "delete", json!([]), false);
    assert_eq!(told[0]["data"][0]["reactions"], json!([gone]));
    assert_eq!(world.call("alice", "DELETE", &path, json!(null)).0, 400);
}

#[test]
fn reactions_are_listed_with_three_users_and_paged_with_all() {
    let mut world = World::new();
    let names: Vec<String> = (0..5).map(|n| format!("u{n}")).collect();
    world.ctl(json!({ "op": "users", "users": names, "password": "pw" }));
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": names }));
    let alice = world.login("alice", "phone");
    let message = world.say(alice, group_jid("g"), 1, "hi").server_id.unwrap();
    for name in &names {
        assert_eq!(reaction(&mut world, name, message, "ok").0, 200);
    }
    let base = format!("/reaction/user/u0?msgIdList={message},1&msgType=groupchat&groupId=");
    let listed = world.rest("u0", "GET", &format!("{base}g"), json!(null));
    let entry = &listed["data"][0]["reactionList"][0];
    assert_eq!((&entry["count"], &entry["state"]), (&json!(5), &json!(true)));
    assert_eq!(entry["userList"], json!(["u0", "u1", "u2"]));
    assert_eq!(listed["data"][1], json!({ "msgId": "1", "reactionList": [] }));
    let unnamed = world.call("u0", "GET", &format!("{base}null"), json!(null));
    assert_eq!(words(&unnamed), (400, "groupId can not be null!"));
    let path = format!("/reaction/user/bob?msgIdList={message}&msgType=groupchat&groupId=g");
    let outsider = world.call("bob", "GET", &path, json!(null));
    assert_eq!(words(&outsider), (400, "The user not in this group!"));
    let mut users = Vec::new();
    let mut cursor = "null".to_owned();
    while !cursor.is_empty() {
        let path = format!(
            "/reaction/user/alice/detail?msgId={message}&message=ok&currentPage={cursor}&pageSize=2"
        );
        let page = world.rest("alice", "GET", &path, json!(null))["data"].clone();
        users.extend(page["userList"].as_array().unwrap().clone());
        cursor = page["cursor"].as_str().unwrap().to_owned();
    }
    assert_eq!(json!(users), json!(names));
    world.config(json!({ "closedServices": ["reaction"] }));
    let closed = reaction(&mut world, "alice", message, "x");
    assert_eq!(words(&closed), (400, "this appKey is not open reaction service!"));
}

#[test]
fn members_pin_messages_and_everybody_hears() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    let alice = world.login("alice", "phone");
    let (bob, tablet) = (world.login("bob", "tv"), world.login("bob", "tablet"));
    let ids: Vec<u64> = (1..=21)
        .map(|id| world.say(alice, group_jid("g"), id, &format!("m{id}")).server_id.unwrap())
        .collect();
    let path = "/sdk/user/bob/user_channel/pin";
    let body = |id: u64| json!({ "to": "g", "type": "groupchat", "pin_msg_id": id.to_string() });
    let with_device = format!("{path}?resource=tv");
    world.rest("bob", "POST", &with_device, body(ids[0]));
    let wanted = json!({ "op": "pin", "id": "g", "type": "groupchat", "from": "bob", "res": "tv",
        "ts": world.now, "ext": ids[0].to_string() });
    for peer in [alice, tablet] {
        let told = world.told(peer, group_jid("g"), "conv");
        assert_eq!((told.len(), &told[0]["data"]), (1, &wanted));
    }
    assert_eq!(world.told(bob, group_jid("g"), "conv").len(), 0);
    for id in &ids[1..20] {
        world.advance(1);
        world.rest("bob", "POST", path, body(*id));
    }
    let (status, refused) = world.call("bob", "POST", path, body(ids[20]));
    assert_eq!((status, &refused["error_code"]), (403, &json!(91101)));
    let list = "/sdk/user/alice/user_channel/pin?to=g&type=groupchat&limit=15&cursor=";
    let first = world.rest("alice", "GET", list, json!(null))["data"].clone();
    let infos = first["msg_infos"].as_array().unwrap();
    assert_eq!((infos.len(), &infos[0]["pin_operator"]), (15, &json!("bob")));
    assert_eq!(infos[0]["message"]["id"], ids[19].to_string());
    assert!(infos[0]["message"]["payload"].as_str().unwrap().contains("\"m20\""));
    let next = format!("{list}{}", first["cursor"].as_str().unwrap());
    let second = world.rest("alice", "GET", &next, json!(null))["data"].clone();
    assert_eq!((second["msg_infos"].as_array().unwrap().len(), &second["cursor"]), (5, &json!("")));
    world.rest("bob", "DELETE", path, body(ids[0]));
    let gone = world.call("bob", "DELETE", path, body(ids[0]));
    assert_eq!(words(&gone), (404, "user session pin message not exist"));
    let unknown = world.call("bob", "POST", path, body(1));
    assert_eq!(words(&unknown), (404, "user session pin message not exist"));
    let wrong = json!({ "to": "g", "type": "groupchat", "pin_msg_id": "x" });
    let wrong = world.call("bob", "POST", path, wrong);
    assert_eq!(words(&wrong), (400, "param pin_msg_id illegal, please check it!"));
    let (status, refused) =
        world.call("carol", "POST", "/sdk/user/carol/user_channel/pin", body(ids[1]));
    assert_eq!((status, &refused["error_code"]), (400, &json!(91104)));
}

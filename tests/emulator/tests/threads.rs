//! Threads, and who hears what of them.

mod common;

use common::{World, code, group_jid, metas};
use easemob_core::wire::{MessageBody, Namespace};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Value, json};

fn notices(world: &mut World, peer: Peer, group: &str) -> Vec<(String, Value)> {
    let metas = world.take(peer, group_jid(group)).into_iter();
    let notices = metas.filter(|meta| meta.ns == Some(Namespace::Notify as i32));
    let told = notices.map(|meta| {
        let notice: Value = serde_json::from_slice(&meta.payload.unwrap()).unwrap();
        let data = &notice["data"];
        (data["operation"].as_str().unwrap().to_owned(), data["message_count"].clone())
    });
    told.collect()
}

#[test]
fn a_thread_hangs_on_a_message_and_the_group_hears_of_it() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let (carol, tablet) = (world.login("carol", "car"), world.login("bob", "tablet"));
    let sent = world.say(alice, group_jid("g"), 1, "topic").server_id.unwrap().to_string();
    let thread = json!({ "name": "T", "msg_id": sent, "group_id": "g", "owner": "bob" });
    let answer = world.rest("bob", "POST", "/thread?resource=tv", thread.clone());
    let id = answer["data"]["thread_id"].as_str().unwrap().to_owned();
    assert_eq!(world.call("bob", "POST", "/thread", thread).1["error_code"], 40002);
    assert_eq!(notices(&mut world, carol, "g"), [("create".into(), json!(0))]);
    assert_eq!(world.events(tablet, &id), [(33, "bob".into(), String::new())]);
    assert_eq!(world.events(bob, &id), []);
    let refused = code(&world.say(alice, group_jid(&id), 2, "not in it"));
    assert_eq!(refused, (1, "not in group or chatroom".into()));
    let joined = world.rest("alice", "POST", &format!("/thread/{id}/user/alice/join"), json!(null));
    assert_eq!(joined["data"]["detail"]["msgId"], json!(sent));
    assert_eq!(code(&world.say(alice, group_jid(&id), 3, "in it")).0, 0);
    let page = world.pull_jid(bob, group_jid(&id), None);
    let meta = metas(&page).into_iter().find(|meta| meta.ns == Some(1)).unwrap();
    let body = MessageBody::decode(meta.payload.unwrap()).unwrap();
    let mark: Value = serde_json::from_str(&body.meta.unwrap()).unwrap();
    let wanted = json!({ "msg_parent_id": sent, "muc_parent_id": "g", "thread_name": "T" });
    assert_eq!(mark, json!({ "thread": wanted }));
    world.rest("bob", "PUT", &format!("/thread/{id}"), json!({ "name": "U" }));
    world.rest("carol", "POST", &format!("/thread/{id}/user/carol/join"), json!(null));
    assert_eq!(world.call("bob", "PUT", "/thread/404", json!({ "name": "U" })).0, 404);
    let kick = format!("/thread/{id}/users/carol");
    assert_eq!(world.call("bob", "DELETE", &kick, json!(null)).0, 403, "he rules no group");
    world.rest("alice", "DELETE", &kick, json!(null));
    assert_eq!(world.events(carol, &id).last().unwrap().0, 37);
    world.rest("alice", "DELETE", &format!("/thread/{id}"), json!(null));
    let told = [
        ("update_msg".to_owned(), json!(1)),
        ("update".into(), json!(1)),
        ("delete".into(), json!(1)),
    ];
    assert_eq!(notices(&mut world, carol, "g"), told);
    assert_eq!(world.call("alice", "GET", &format!("/thread/{id}"), json!(null)).0, 404);
}

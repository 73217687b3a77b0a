//! History: what was really said comes back, page by page, and goes when it is deleted.

mod common;

use common::{START, World, group_jid, text_meta, user_jid};
use easemob_core::wire::{BodyType, Content, MessageBody, Meta, RouteType};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Value, json};

fn page(world: &mut World, user: &str, body: Value) -> (Vec<Meta>, String, bool) {
    let answer = world.rest(user, "POST", &format!("/users/{user}/messageroaming"), body);
    let data = &answer["data"];
    let metas = data["msgs"].as_array().unwrap().iter().map(|it| {
        let bytes = unbase64(it["msg"].as_str().unwrap());
        Meta::decode(bytes.as_slice()).unwrap()
    });
    let next = data["next_key"].as_str().unwrap().to_owned();
    (metas.collect(), next, data["is_last"].as_bool().unwrap())
}

fn ask(queue: &str) -> Value {
    json!({ "queue": queue, "start": -1, "pull_number": 20, "is_positive": false, "msgType": "",
        "end": -1, "startTime": null, "endTime": null, "userId": null })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

fn words(metas: &[Meta]) -> Vec<String> {
    let bodies = metas.iter().map(|it| MessageBody::decode(it.payload.clone().unwrap()).unwrap());
    bodies.map(|body| body.contents[0].text.clone().unwrap_or_default()).collect()
}

fn unbase64(text: &str) -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text.bytes().filter(|c| *c != b'=').flat_map(|c| {
        let value = digits.iter().position(|digit| *digit == c).unwrap();
        (0..6).rev().map(move |place| value >> place & 1)
    });
    let bits: Vec<usize> = bits.collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | *bit as u8)).collect()
}

fn about(world: &mut World, peer: Peer, id: u64, body: MessageBody) {
    let payload = Some(body.encode_to_vec().into());
    world.deliver(peer, Meta { payload, ..text_meta(user_jid("bob"), id, "") });
}

#[test]
fn both_sides_page_through_what_was_said_in_either_direction() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    for id in 1..=5 {
        world.say(alice, user_jid("bob"), id, &format!("a{id}"));
        world.say(bob, user_jid("alice"), id, &format!("b{id}"));
    }
    for (user, queue) in [("alice", "bob@easemob.com"), ("bob", "alice@easemob.com")] {
        let asked = with(ask(queue), "pull_number", json!(4));
        let (first, next, last) = page(&mut world, user, asked.clone());
        assert_eq!(
            (words(&first), last),
            (vec!["b5".into(), "a5".into(), "b4".into(), "a4".into()], false)
        );
        assert_eq!(next, first[3].id.unwrap().to_string());
        let (second, next, _) = page(&mut world, user, with(asked.clone(), "start", json!(next)));
        assert_eq!(words(&second), ["b3", "a3", "b2", "a2"]);
        let (third, _, last) = page(&mut world, user, with(asked, "start", json!(next)));
        assert_eq!((words(&third), last), (vec!["b1".into(), "a1".into()], true));
        let down = with(with(ask(queue), "is_positive", json!(true)), "pull_number", json!(3));
        let (first, next, last) = page(&mut world, user, down.clone());
        assert_eq!((words(&first), last), (vec!["a1".into(), "b1".into(), "a2".into()], false));
        let (second, ..) = page(&mut world, user, with(down, "start", json!(next)));
        assert_eq!(words(&second), ["b2", "a3", "b3"]);
    }
    assert_eq!(page(&mut world, "carol", ask("bob@easemob.com")).0.len(), 0);
    let (status, _) =
        world.call("carol", "POST", "/users/alice/messageroaming", ask("bob@easemob.com"));
    assert_eq!(status, 401);
    let (status, body) = world.call("alice", "POST", "/users/alice/messageroaming", json!({}));
    assert_eq!((status, &body["error"]), (400, &json!("illegal_argument")));
}

#[test]
fn kind_time_and_sender_filter() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    world.say(alice, group_jid("g"), 1, "first");
    world.advance(1000);
    world.say(bob, group_jid("g"), 1, "second");
    world.advance(1000);
    let content = Content { kind: Some(3), address: Some("here".into()), ..Content::default() };
    let body = MessageBody { kind: Some(2), contents: vec![content], ..MessageBody::default() };
    let payload = Some(body.encode_to_vec().into());
    world.deliver(bob, Meta { payload, ..text_meta(group_jid("g"), 2, "") });
    let queue = ask("g@conference.easemob.com");
    let found = |world: &mut World, asked: Value| words(&page(world, "alice", asked).0);
    let by_bob = with(queue.clone(), "userId", json!("bob"));
    assert_eq!(found(&mut world, by_bob), ["", "second"]);
    assert_eq!(
        found(&mut world, with(queue.clone(), "msgType", json!("txt,img"))),
        ["second", "first"]
    );
    assert_eq!(found(&mut world, with(queue.clone(), "msgType", json!("loc"))), [""]);
    let late = with(queue.clone(), "startTime", json!(START + 1000));
    assert_eq!(found(&mut world, with(late, "endTime", json!(START + 1999))), ["second"]);
}

#[test]
fn edits_and_recalls_change_it_and_receipts_are_not_in_it() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let first = world.say(alice, user_jid("bob"), 1, "frist").server_id.unwrap();
    let second = world.say(alice, user_jid("bob"), 2, "oops").server_id.unwrap();
    let text =
        |text: &str| Content { kind: Some(0), text: Some(text.into()), ..Content::default() };
    let edit = MessageBody {
        kind: Some(BodyType::Edit as i32),
        contents: vec![text("first")],
        edit_message_id: Some(first),
        edit_scope: Some(1),
        ..MessageBody::default()
    };
    about(&mut world, alice, 3, edit);
    let read = MessageBody {
        kind: Some(BodyType::ReadAck as i32),
        ack_message_id: Some(first),
        ..MessageBody::default()
    };
    let payload = Some(read.encode_to_vec().into());
    world.deliver(bob, Meta { payload, ..text_meta(user_jid("alice"), 1, "") });
    let online =
        Meta { routetype: Some(RouteType::Online as i32), ..text_meta(user_jid("bob"), 4, "now") };
    world.deliver(alice, online);
    let (metas, ..) = page(&mut world, "bob", ask("alice@easemob.com"));
    assert_eq!(words(&metas), ["oops", "first"]);
    let body = MessageBody::decode(metas[1].payload.clone().unwrap()).unwrap();
    assert_eq!((body.kind, metas[1].id), (Some(1), Some(first)));
    assert!(body.meta.unwrap().contains("\"edit_msg\""));
    let recall = MessageBody {
        kind: Some(BodyType::Recall as i32),
        ack_message_id: Some(second),
        ..MessageBody::default()
    };
    about(&mut world, alice, 5, recall);
    for (user, queue) in [("alice", "bob@easemob.com"), ("bob", "alice@easemob.com")] {
        assert_eq!(words(&page(&mut world, user, ask(queue)).0), ["first"]);
    }
}

#[test]
fn what_one_deletes_the_other_keeps_and_ones_other_devices_hear() {
    let mut world = World::new();
    let (alice, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let ids: Vec<u64> = (1..=3)
        .map(|id| world.say(alice, user_jid("bob"), id, &format!("m{id}")).server_id.unwrap())
        .collect();
    world.advance(10);
    let late = world.say(alice, user_jid("bob"), 9, "late").server_id.unwrap();
    let base = "/sdk/message/roaming/chat/user/alice";
    let path = format!("{base}?userId=bob&msgIdList={},{late}&resource=phone", ids[0]);
    assert_eq!(world.rest("alice", "DELETE", &path, json!(null))["requestStatusCode"], "ok");
    assert_eq!(words(&page(&mut world, "alice", ask("bob@easemob.com")).0), ["m3", "m2"]);
    let told = world.told(tablet, user_jid("alice"), "roaming_delete");
    assert_eq!(told[0]["data"], json!({ "resource": "phone", "to": "bob", "chatType": "chat" }));
    assert_eq!(world.told(alice, user_jid("alice"), "roaming_delete"), [json!(null); 0]);
    let path = format!("{base}/time?userId=bob&delTime={START}&&resource=phone");
    world.rest("alice", "DELETE", &path, json!(null));
    assert_eq!(page(&mut world, "alice", ask("bob@easemob.com")).0.len(), 0);
    assert_eq!(page(&mut world, "bob", ask("alice@easemob.com")).0.len(), 4);
    let everything = "/sdk/message/roaming/user/bob/delete/all?resource=tv";
    world.rest("bob", "POST", everything, json!(null));
    assert_eq!(page(&mut world, "bob", ask("alice@easemob.com")).0.len(), 0);
    for wrong in ["?userId=bob&msgIdList=x", "?msgIdList=1", "/time?userId=bob&delTime=soon"] {
        assert_eq!(world.call("alice", "DELETE", &format!("{base}{wrong}"), json!(null)).0, 400);
    }
    let many = vec!["1"; 21].join(",");
    let (status, body) =
        world.call("alice", "DELETE", &format!("{base}?userId=bob&msgIdList={many}"), json!(null));
    assert_eq!(
        (status, &body["error_description"]),
        (400, &json!("The quantity has exceeded the limit!"))
    );
}

#[test]
fn an_app_without_roaming_says_so() {
    let mut world = World::new();
    world.config(json!({ "closedServices": ["roaming"] }));
    let (status, body) =
        world.call("alice", "POST", "/users/alice/messageroaming", ask("bob@easemob.com"));
    assert_eq!(
        (status, &body["error_description"]),
        (400, &json!("this appKey not open message roaming"))
    );
    let wrong = world.ctl_error(json!({ "op": "config", "set": { "closedServices": ["tea"] } }));
    assert!(wrong.contains("closedServices"), "{wrong}");
}

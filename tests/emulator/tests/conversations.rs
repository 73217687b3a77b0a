//! Conversations: what is on the list, what is unread, pinned, marked, deleted.

mod common;

use common::{World, group_jid, text_meta, user_jid};
use easemob_core::wire::{BodyType, MessageBody, Meta};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Value, json};

const LIST: &str = "/sdk/user/alice/user_channels/list?&need_mark=true&_v=1";

fn list(world: &mut World, more: &str) -> (Vec<Value>, String) {
    let answer = world.rest("alice", "GET", &format!("{LIST}{more}"), json!(null));
    let data = &answer["data"];
    let infos = data["channel_infos"].as_array().unwrap().clone();
    (infos, data["cursor"].as_str().unwrap().to_owned())
}

fn names(infos: &[Value]) -> Vec<&str> {
    infos.iter().map(|info| info["session_to"].as_str().unwrap()).collect()
}

fn acknowledge(world: &mut World, peer: Peer, id: u64, kind: BodyType, message: Option<u64>) {
    let body =
        MessageBody { kind: Some(kind as i32), ack_message_id: message, ..MessageBody::default() };
    let payload = Some(body.encode_to_vec().into());
    world.deliver(peer, Meta { payload, ..text_meta(user_jid("bob"), id, "") });
}

/// Alice on two devices, with something from bob, carol and a group.
fn stage() -> (World, Peer, Peer, Peer) {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    let (alice, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let bob = world.login("bob", "tv");
    world.say(bob, user_jid("alice"), 1, "one");
    world.advance(1);
    world.say(bob, user_jid("alice"), 2, "two");
    world.advance(1);
    world.say(alice, user_jid("carol"), 1, "hello");
    world.advance(1);
    world.say(bob, group_jid("g"), 3, "all");
    (world, alice, tablet, bob)
}

#[test]
fn the_latest_comes_first_with_its_last_message_and_what_is_unread() {
    let (mut world, alice, _, _) = stage();
    let (infos, cursor) = list(&mut world, "");
    assert_eq!((names(&infos), cursor.as_str()), (vec!["g", "carol", "bob"], ""));
    let kinds: Vec<_> = infos.iter().map(|info| info["session_type"].clone()).collect();
    assert_eq!(kinds, ["groupchat", "chat", "chat"]);
    let unread: Vec<_> = infos.iter().map(|info| info["unread_num"].clone()).collect();
    assert_eq!(unread, [1, 0, 2]);
    let meta = &infos[2]["meta"];
    assert_eq!((&meta["from"], &meta["to"]), (&json!("bob"), &json!("alice")));
    let payload: Value = serde_json::from_str(meta["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload["bodies"], json!([{ "type": "txt", "msg": "two" }]));
    assert_eq!((&payload["type"], &payload["ext"]), (&json!("chat"), &json!({})));
    let (first, cursor) = list(&mut world, "&limit=2");
    assert_eq!(names(&first), ["g", "carol"]);
    let (second, cursor) = list(&mut world, &format!("&limit=2&cursor={cursor}"));
    assert_eq!((names(&second), cursor.as_str()), (vec!["bob"], ""));

    let message: u64 = meta["id"].as_str().unwrap().parse().unwrap();
    acknowledge(&mut world, alice, 2, BodyType::ReadAck, Some(message));
    assert_eq!(list(&mut world, "").0[2]["unread_num"], 1);
    acknowledge(&mut world, alice, 3, BodyType::ChannelAck, None);
    assert_eq!(list(&mut world, "").0[2]["unread_num"], 0);
    let old = world.rest("alice", "GET", "/users/alice/user_channels", json!(null));
    let infos = old["data"]["channel_infos"].as_array().unwrap();
    assert_eq!(infos[0]["channel_id"], "oracle#test_g@conference.easemob.com");
    assert_eq!((&infos[0]["unread_num"], infos.len()), (&json!(1), 3));
    let path = "/users/alice/user_channels/page?pageNum=2&pageSize=2";
    let old = world.rest("alice", "GET", path, json!(null));
    let infos = old["data"]["channel_infos"].as_array().unwrap();
    assert_eq!((infos.len(), &infos[0]["channel_id"]), (1, &json!("oracle#test_bob@easemob.com")));
    assert_eq!(world.call("bob", "GET", LIST, json!(null)).0, 401);
}

#[test]
fn pins_are_kept_apart_and_told_to_the_other_devices() {
    let (mut world, alice, tablet, _) = stage();
    let top = "/sdk/user/alice/user_channel/top";
    let pin = json!({ "type": "groupChat", "to": "g" });
    let path = format!("{top}?resource=phone");
    let answer = world.rest("alice", "POST", &path, pin);
    assert_eq!(answer["data"], json!({ "is_top": true, "update_top_status_time": world.now }));
    let told = world.told(tablet, user_jid("alice"), "conv");
    let wanted = json!({ "op": "top", "id": "g", "type": "groupchat", "from": "alice",
        "res": "phone", "ts": world.now });
    assert_eq!(told[0]["data"], wanted);
    assert_eq!(world.told(alice, user_jid("alice"), "conv").len(), 0);
    let (pinned, _) = list(&mut world, "&is_top=true");
    assert_eq!((names(&pinned), &pinned[0]["is_top"]), (vec!["g"], &json!(true)));
    let path = format!("{top}?type=groupChat&to=g&resource=phone");
    assert_eq!(world.rest("alice", "DELETE", &path, json!(null))["data"]["is_top"], false);
    assert_eq!(list(&mut world, "&is_top=true").0.len(), 0);
    assert_eq!(world.told(tablet, user_jid("alice"), "conv")[0]["data"]["op"], "not_top");
    let nobody = json!({ "type": "chat", "to": "nobody" });
    let (status, body) = world.call("alice", "POST", top, nobody);
    assert_eq!((status, &body["error_code"]), (404, &json!(91001)));
    assert_eq!(world.call("alice", "POST", top, json!({ "type": "tea", "to": "g" })).0, 400);
    for n in 0..=50 {
        let from = format!("u{n}");
        world.ctl(json!({ "op": "inject", "user": "alice", "from": from }));
        let (status, body) =
            world.call("alice", "POST", top, json!({ "type": "chat", "to": from }));
        let limited = (403, json!(91002));
        assert_eq!(
            (status, body["error_code"].clone()),
            if n < 50 { (200, json!(null)) } else { limited }
        );
    }
}

#[test]
fn marks_are_set_searched_and_removed() {
    let (mut world, _, tablet, _) = stage();
    let path = "/sdk/user/alice/user_channels/mark?resource=phone";
    let targets = json!([{ "to": "bob", "type": "chat" }, { "to": "g", "type": "groupchat" },
        { "to": "nobody", "type": "chat" }]);
    let marked = json!({ "mark": "mark_3", "targets": targets });
    let answer = world.rest("alice", "POST", path, marked.clone());
    assert_eq!(answer["data"]["ignore"], json!([{ "to": "nobody", "type": "chat" }]));
    let told = world.told(tablet, user_jid("alice"), "conv");
    assert_eq!((told.len(), &told[0]["data"]["ext"]), (2, &json!("mark_3")));
    let search = "/sdk/user/alice/user_channels/mark/search?need_mark=true&mark=mark_";
    let found = |world: &mut World, mark: u8| {
        let answer = world.rest("alice", "GET", &format!("{search}{mark}"), json!(null));
        answer["data"]["channel_infos"].as_array().unwrap().clone()
    };
    let three = found(&mut world, 3);
    assert_eq!((names(&three), &three[0]["marks"]), (vec!["g", "bob"], &json!(["mark_3"])));
    assert_eq!(found(&mut world, 4).len(), 0);
    world.rest("alice", "DELETE", path, marked);
    assert_eq!(found(&mut world, 3).len(), 0);
    for (mark, words) in [
        ("mark_20", "param mark illegal, please check it!"),
        ("", "param mark must be not empty, please check!"),
    ] {
        let (status, body) =
            world.call("alice", "POST", path, json!({ "mark": mark, "targets": [] }));
        assert_eq!((status, &body["error_description"]), (400, &json!(words)));
    }
}

#[test]
fn a_deleted_conversation_comes_back_with_the_next_message() {
    let (mut world, _, tablet, bob) = stage();
    let path = "/user/alice/user_channel?resource=phone";
    let delete = json!({ "channel": "bob", "type": "chat", "delete_roam": false });
    assert_eq!(world.rest("alice", "DELETE", path, delete.clone())["data"]["result"], "ok");
    assert_eq!(names(&list(&mut world, "").0), ["g", "carol"]);
    assert_eq!(world.told(tablet, user_jid("alice"), "conv")[0]["data"]["op"], "del");
    world.advance(1);
    world.say(bob, user_jid("alice"), 9, "again");
    let (infos, _) = list(&mut world, "");
    assert_eq!((names(&infos), &infos[0]["unread_num"]), (vec!["bob", "g", "carol"], &json!(1)));
    let history = json!({ "queue": "bob@easemob.com", "start": -1, "pull_number": 20 });
    let said = |world: &mut World| {
        let path = "/users/alice/messageroaming";
        world.rest("alice", "POST", path, history.clone())["data"]["msgs"].as_array().unwrap().len()
    };
    assert_eq!(said(&mut world), 3);
    let path = "/sdk/message/roaming/chat/user/alice/time?userId=bob&delTime=9999999999999";
    world.rest("alice", "DELETE", path, json!(null));
    assert_eq!(names(&list(&mut world, "").0), ["g", "carol"], "what is empty is not shown");
    assert_eq!(names(&list(&mut world, "&needEmptySession=true").0), ["bob", "g", "carol"]);
    let path = "/user/alice/user_channel";
    let delete = json!({ "channel": "g", "type": "groupChat", "delete_roam": true });
    world.rest("alice", "DELETE", path, delete);
    let history = json!({ "queue": "g@conference.easemob.com", "start": -1 });
    let answer = world.rest("alice", "POST", "/users/alice/messageroaming", history);
    assert_eq!(answer["data"]["msgs"], json!([]));
}

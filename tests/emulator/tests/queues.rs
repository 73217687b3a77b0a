//! Queues: pages in both styles, cursors, de-duplication, what other devices see.

mod common;

use common::{START, World, code, group_jid, metas, text_meta, texts, user_jid};
use easemob_core::wire::{KeyValue, MessageBody, Meta, Value};
use prost::Message;
use serde_json::json;

#[test]
fn a_message_is_acknowledged_announced_and_handed_over_unchanged() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let sent = text_meta(user_jid("bob"), 77, "hello");
    let ack = world.deliver(alice, sent.clone());
    assert_eq!((ack.meta_id, code(&ack).0), (Some(77), 0));
    assert_eq!(world.notices(bob), ["alice"]);
    let page = world.pull(bob, "alice", None);
    let meta = metas(&page).pop().unwrap();
    assert_eq!(meta.id, ack.server_id);
    assert_eq!(meta.payload, sent.payload);
    assert_eq!((meta.timestamp, ack.timestamp), (Some(START), Some(START)));
    let from = meta.from.unwrap();
    assert_eq!(
        (from.name.as_deref(), from.client_resource.as_deref()),
        (Some("alice"), Some("phone"))
    );
    assert_eq!(meta.to, Some(user_jid("bob")));
}

#[test]
fn pages_with_next_keys_end_with_an_empty_one() {
    let mut world = World::new();
    world.config(json!({ "pageSize": 2 }));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 5 }));
    let bob = world.login("bob", "tv");
    assert_eq!(world.unread(bob), [("alice".into(), 5)]);
    let mut key = None;
    for expected in [&["text 0", "text 1"][..], &["text 2", "text 3"], &["text 4"]] {
        let page = world.pull(bob, "alice", key);
        assert_eq!(texts(&page), expected);
        assert_eq!(page.is_last, None);
        assert_eq!(page.next_key, metas(&page).last().unwrap().id);
        key = page.next_key;
    }
    let end = world.pull(bob, "alice", key);
    assert_eq!((end.metas.len(), end.is_last, end.next_key), (0, Some(true), None));
    assert_eq!(world.unread(bob), []);
}

#[test]
fn pages_that_flag_the_last_are_acknowledged_by_the_next_pull() {
    let mut world = World::new();
    world.config(json!({ "pageSize": 2, "lastPage": "flag" }));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 3 }));
    let bob = world.login("bob", "tv");
    let page = world.pull(bob, "alice", None);
    assert_eq!((page.metas.len(), page.is_last), (2, None));
    let page = world.pull(bob, "alice", page.next_key);
    assert_eq!((page.metas.len(), page.is_last), (1, Some(true)));
    assert_eq!(world.unread(bob), [("alice".into(), 1)], "not acknowledged yet");
    let again = world.login("bob", "tv");
    let page = world.pull(again, "alice", None);
    assert_eq!((page.metas.len(), page.is_last), (1, Some(true)), "a new connection, again");
    let end = world.pull(again, "alice", None);
    assert_eq!((end.metas.len(), end.is_last), (0, Some(true)));
    assert_eq!(world.unread(again), []);
}

#[test]
fn what_is_not_acknowledged_comes_again() {
    let mut world = World::new();
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "text": "hi" }));
    let bob = world.login("bob", "tv");
    for _ in 0..3 {
        assert_eq!(texts(&world.pull(bob, "alice", None)), ["hi"]);
    }
    let bob = world.login("bob", "tv");
    let page = world.pull(bob, "alice", None);
    world.pull(bob, "alice", page.next_key);
    assert_eq!(world.pull(bob, "alice", None).metas.len(), 0);
}

#[test]
fn a_key_nobody_gave_does_not_swallow_what_comes_later() {
    let mut world = World::new();
    let bob = world.login("bob", "tv");
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice" }));
    assert_eq!(world.pull(bob, "alice", Some(u64::MAX)).metas.len(), 0);
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "text": "new" }));
    assert_eq!(texts(&world.pull(bob, "alice", None)), ["new"]);
    assert_eq!(world.pull(bob, "nobody", Some(5)).is_last, Some(true));
}

#[test]
fn each_device_has_its_own_cursor_and_a_new_one_starts_after_the_highest() {
    let mut world = World::new();
    let (phone, tv) = (world.login("bob", "phone"), world.login("bob", "tv"));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 3 }));
    assert_eq!(
        (world.notices(phone), world.notices(tv)),
        (vec!["alice".into()], vec!["alice".into()])
    );
    let page = world.pull(phone, "alice", None);
    let middle = metas(&page)[1].id;
    assert_eq!(texts(&world.pull(phone, "alice", middle)), ["text 2"]);
    assert_eq!(world.pull(tv, "alice", None).metas.len(), 3);
    let tablet = world.login("bob", "tablet");
    assert_eq!(texts(&world.pull(tablet, "alice", None)), ["text 2"]);
}

#[test]
fn purge_forgets_queues_cursors_and_devices() {
    let mut world = World::new();
    let (bob, other) = (world.login("bob", "tv"), world.login("bob", "phone"));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 3 }));
    world.ctl(json!({ "op": "purge", "user": "bob" }));
    assert_eq!(world.unread(bob), []);
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "text": "after" }));
    let page = world.pull(bob, "alice", None);
    world.pull(bob, "alice", page.next_key);
    assert_eq!(texts(&world.pull(other, "alice", None)), ["after"]);
}

#[test]
fn a_repeated_send_is_stored_once_under_one_id() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let first = world.say(alice, user_jid("bob"), 5, "once");
    world.advance(100);
    let alice = world.login("alice", "tv");
    let second = world.say(alice, user_jid("bob"), 5, "once");
    assert_eq!((first.server_id, first.timestamp), (second.server_id, second.timestamp));
    let carol = world.login("carol", "phone");
    let other = world.say(carol, user_jid("bob"), 5, "mine");
    assert_ne!(other.server_id, first.server_id);
    let bob = world.login("bob", "tv");
    assert_eq!(world.unread(bob), [("alice".into(), 1), ("carol".into(), 1)]);
}

#[test]
fn a_message_to_an_unknown_name_is_acknowledged_and_dropped() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    assert_eq!(code(&world.say(alice, user_jid("nobody"), 5, "?")).0, 0);
    let state = world.ctl(json!({ "op": "state" }));
    assert!(state["users"].get("nobody").is_none());
    world.config(json!({ "autoCreateUsers": true }));
    world.say(alice, user_jid("soon"), 6, "!");
    let soon = world.login("soon", "phone");
    assert_eq!(world.unread(soon), [("alice".into(), 1)]);
}

#[test]
fn the_senders_other_devices_see_what_was_sent_and_the_sender_does_not() {
    let mut world = World::new();
    let (phone, tv) = (world.login("alice", "phone"), world.login("alice", "tv"));
    world.say(phone, user_jid("bob"), 5, "from the phone");
    assert_eq!(world.notices(phone), Vec::<String>::new());
    assert_eq!(world.unread(phone), []);
    let page = world.pull(tv, "bob", None);
    assert_eq!(texts(&page), ["from the phone"]);
    world.pull(tv, "bob", page.next_key);
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["alice"]["queues"], json!({}), "nobody waits for it any more");
}

#[test]
fn a_message_to_one_device_reaches_that_device_only() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let (tv, watch) = (world.login("bob", "tv"), world.login("bob", "watch"));
    let to = easemob_core::wire::Jid { client_resource: Some("tv".into()), ..user_jid("bob") };
    world.say(alice, to, 5, "for the tv");
    assert_eq!(world.notices(watch), Vec::<String>::new());
    assert_eq!(world.pull(watch, "alice", None).metas.len(), 0);
    assert_eq!(world.pull(tv, "alice", None).metas.len(), 1);
}

#[test]
fn a_full_queue_drops_its_oldest() {
    let mut world = World::new();
    world.config(json!({ "queueLimit": 3 }));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 5 }));
    let bob = world.login("bob", "tv");
    assert_eq!(texts(&world.pull(bob, "alice", None)), ["text 2", "text 3", "text 4"]);
}

#[test]
fn with_vendor_limits_big_messages_and_long_absence_cost() {
    let mut world = World::new();
    world.config(json!({ "vendorLimits": true }));
    let alice = world.login("alice", "phone");
    let ack = world.say(alice, user_jid("bob"), 1, &"x".repeat(6000));
    assert_eq!(code(&ack), (7, "Sorry, data is too large".into()));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice", "count": 400 }));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "carol", "count": 400 }));
    let bob = world.login("bob", "tv");
    assert_eq!(world.unread(bob), [("alice".into(), 100), ("carol".into(), 400)]);
}

#[test]
fn the_online_flag_says_whether_the_receiver_was_there() {
    let mut world = World::new();
    world.config(json!({ "onlineFlag": true }));
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice" }));
    let bob = world.login("bob", "tv");
    world.ctl(json!({ "op": "inject", "user": "bob", "from": "alice" }));
    let flags: Vec<_> =
        metas(&world.pull(bob, "alice", None)).into_iter().map(|meta| meta.meta.unwrap()).collect();
    assert_eq!(flags, [&b"{\"is_online\":0}"[..], b"{\"is_online\":1}"]);
}

#[test]
fn a_statistic_is_acknowledged_and_kept_by_no_one() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let ping =
        Meta { id: Some(9), ns: Some(0), payload: Some(vec![8, 0].into()), ..Meta::default() };
    assert_eq!(code(&world.deliver(alice, ping)).0, 0);
    assert_eq!(world.ctl(json!({ "op": "state" }))["counters"].get("stored"), None);
}

#[test]
fn groups_fan_out_to_members_and_refuse_others() {
    let mut world = World::new();
    let answer = world.ctl(json!({ "op": "group", "owner": "alice", "members": ["bob"] }));
    let id = answer["id"].as_str().unwrap().to_owned();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "tv");
    assert_eq!(code(&world.say(alice, group_jid(&id), 1, "all")).0, 0);
    let page = world.pull_jid(bob, group_jid(&id), None);
    assert_eq!(texts(&page), ["all"]);
    assert_eq!(metas(&page)[0].to, Some(group_jid(&id)));
    let refused = world.say(carol, group_jid(&id), 1, "me too");
    assert_eq!(code(&refused), (1, "not in group or chatroom".into()));
    let refused = world.say(carol, group_jid("404"), 2, "?");
    assert_eq!(code(&refused), (1, "group not found".into()));
    assert_eq!(world.unread(carol), []);
}

#[test]
fn an_injected_body_is_stored_as_given() {
    let mut world = World::new();
    world.ctl(json!({
        "op": "inject", "user": "bob", "from": "alice",
        "body": { "contents": [{ "type": "LOCATION", "latitude": 1.5, "address": "here" }] },
    }));
    let bob = world.login("bob", "tv");
    let meta = metas(&world.pull(bob, "alice", None)).pop().unwrap();
    let body = MessageBody::decode(meta.payload.unwrap()).unwrap();
    assert_eq!(body.kind, Some(1));
    let content = &body.contents[0];
    assert_eq!((content.kind, content.latitude), (Some(3), Some(1.5)));
}

#[test]
fn a_blast_is_pulled_page_by_page() {
    let mut world = World::new();
    let bob = world.login("bob", "tv");
    let blast = json!({
        "op": "blast", "user": "bob", "count": 25, "perFrame": 10, "size": 8, "mode": "pull",
    });
    assert_eq!(world.ctl(blast)["frames"], 3);
    assert_eq!(world.notices(bob), ["blaster"]);
    let mut key = None;
    let mut counts = Vec::new();
    loop {
        let page = world.pull(bob, "blaster", key);
        counts.push(page.metas.len());
        key = page.next_key;
        if page.is_last == Some(true) {
            break;
        }
    }
    assert_eq!(counts, [10, 10, 5, 0]);
    assert_eq!(world.pull(bob, "blaster", None).is_last, Some(true));
}

#[test]
fn with_vendor_limits_a_busy_room_drops_what_is_not_urgent() {
    let mut world = World::new();
    world.config(json!({ "vendorLimits": true }));
    let room = json!({
        "op": "group", "id": "r", "owner": "alice", "members": ["bob"], "kind": "chatroom",
    });
    world.ctl(room);
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let tagged = |id: u64, tag: i64| Meta {
        ext: vec![KeyValue {
            key: Some("chatroom_msg_tag".into()),
            kind: Some(2),
            value: Some(Value::Varint(tag)),
        }],
        ..text_meta(group_jid("r"), id, "hi")
    };
    for id in 1..=30 {
        assert_eq!(code(&world.deliver(alice, tagged(id, 1))).0, 0);
    }
    world.deliver(alice, tagged(31, 0));
    assert_eq!(world.unread(bob), [("r".into(), 21)]);
    world.advance(1000);
    world.deliver(alice, tagged(32, 2));
    assert_eq!(world.unread(bob), [("r".into(), 22)]);
}

#[test]
fn each_device_of_a_sender_finds_the_group_message_once_at_its_own_pace() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob"] }));
    let (phone, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let (tv, radio) = (world.login("bob", "tv"), world.login("bob", "radio"));
    for id in 1..=3 {
        world.say(phone, group_jid("g"), id, &format!("text {id}"));
    }
    let wanted = ["text 1", "text 2", "text 3"];
    assert_eq!(texts(&world.pull_jid(tablet, group_jid("g"), None)), wanted);
    assert_eq!(world.take(phone, group_jid("g")).len(), 0, "not on the device that sent it");
    assert_eq!(world.take(tv, group_jid("g")).len(), 3);
    assert_eq!(world.take(tv, group_jid("g")).len(), 0);
    let page = world.pull_jid(radio, group_jid("g"), None);
    assert_eq!(texts(&page), wanted, "the other device is where it was");
    let first = metas(&page)[0].id;
    assert_eq!(texts(&world.pull_jid(radio, group_jid("g"), first)), wanted[1..]);
    assert_eq!(world.take(tablet, group_jid("g")).len(), 3);
}

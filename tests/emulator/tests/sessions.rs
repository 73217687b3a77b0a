//! Who gets a session, and what ends it.

mod common;

use bytes::Bytes;
use common::{START, World, code, provision_frame, text_meta, user_jid};
use easemob_core::wire::{Logout, StatisticsBody, down, up};
use easemob_emulator::Close;
use prost::Message;
use serde_json::{Value, json};

fn refusal(world: &mut World, user: &str, token: &str) -> (i32, String) {
    let peer = world.connect();
    let status = world.provision_with(peer, user, "device", token).status.unwrap();
    (status.error_code.unwrap(), status.reason.unwrap_or_default())
}

#[test]
fn a_login_is_answered_with_resource_and_expiry() {
    let mut world = World::new();
    let peer = world.connect();
    let answer = world.provision(peer, "alice", "phone");
    assert_eq!(answer.resource.as_deref(), Some("phone"));
    let expiry: Value = serde_json::from_str(&answer.auth_token.unwrap()).unwrap();
    assert_eq!(expiry, json!({ "expires_in": START + 86_400_000 }));
    let peer = world.connect();
    let assigned = world.provision(peer, "bob", "").resource.unwrap();
    assert!(!assigned.is_empty());
}

#[test]
fn a_login_without_right_is_refused_in_the_services_words() {
    let mut world = World::new();
    let token = world.token("alice");
    let wrong = "Sorry, token or password does not match login info";
    assert_eq!(refusal(&mut world, "alice", "YWMtnone"), (1, wrong.into()));
    assert_eq!(refusal(&mut world, "bob", &token), (1, wrong.into()));
    assert_eq!(refusal(&mut world, "ghost", &token), (1, "Sorry, user not found".into()));
    world.ctl(json!({ "op": "expireToken", "token": token }));
    assert_eq!(refusal(&mut world, "alice", &token), (1, "Sorry, token expired".into()));
    world.config(json!({ "appKey": "other#app" }));
    let token = world.token("alice");
    assert_eq!(refusal(&mut world, "alice", &token).0, 4);
}

#[test]
fn a_token_lives_as_long_as_it_was_given_to() {
    let mut world = World::new();
    let answer = world.ctl(json!({ "op": "token", "user": "alice", "ttlMs": 500 }));
    let token = answer["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("YWMt"));
    assert_eq!(refusal(&mut world, "alice", &token).0, 0);
    world.advance(500);
    assert_eq!(refusal(&mut world, "alice", &token).1, "Sorry, token expired");
    let answer = world.ctl(json!({ "op": "token", "user": "alice", "ttlMs": -1 }));
    let token = answer["token"].as_str().unwrap();
    assert_eq!(refusal(&mut world, "alice", token).1, "Sorry, token expired");
}

#[test]
fn a_refused_connection_is_closed_unless_told_otherwise() {
    let mut world = World::new();
    world.ctl(json!({
        "op": "refuse", "user": "alice", "code": "IM_FORBIDDEN", "reason": "no", "times": 1,
    }));
    let token = world.token("alice");
    let peer = world.connect();
    let status = world.provision_with(peer, "alice", "phone", &token).status.unwrap();
    assert_eq!((status.error_code, status.reason.as_deref()), (Some(12), Some("no")));
    world.advance(1000);
    assert!(matches!(world.closed(peer), Some(Close::Polite { .. })));
    assert_eq!(refusal(&mut world, "alice", &token).0, 0, "it was meant once");
    world.config(json!({ "closeOnRefuse": false }));
    let peer = world.connect();
    world.provision_with(peer, "alice", "phone", "YWMtnone");
    world.advance(10_000);
    assert_eq!(world.closed(peer), None);
}

#[test]
fn with_auto_create_any_name_and_token_log_in() {
    let mut world = World::new();
    world.config(json!({ "autoCreateUsers": true }));
    assert_eq!(refusal(&mut world, "stranger", "anything").0, 0);
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["stranger"]["account"], true);
}

#[test]
fn whoever_speaks_before_logging_in_is_cut_off() {
    let mut world = World::new();
    for body in [up::Body::Unread, up::Body::Logout(Logout::default())] {
        let peer = world.connect();
        world.up(peer, up::Frame::new(body, 1));
        assert!(matches!(world.closed(peer), Some(Close::Polite { code: 1002, .. })));
    }
}

#[test]
fn a_kick_says_why_and_closes() {
    let mut world = World::new();
    let peer = world.login("alice", "phone");
    let answer = world.ctl(json!({
        "op": "kick", "user": "alice", "operation": "USER_LOGIN_ANOTHER_DEVICE", "reason": "tv",
    }));
    assert_eq!(answer, json!({ "sessions": 1 }));
    let batch = world.syncs(peer).pop().unwrap();
    assert_eq!((batch.is_last, batch.queue.clone().unwrap()), (Some(true), user_jid("alice")));
    let meta = common::metas(&batch).pop().unwrap();
    let body = StatisticsBody::decode(meta.payload.unwrap()).unwrap();
    assert_eq!((body.operation, body.reason.as_deref()), (Some(2), Some("tv")));
    world.advance(1000);
    assert!(matches!(world.closed(peer), Some(Close::Polite { code: 1000, .. })));
    assert_eq!(world.ctl(json!({ "op": "drop", "user": "alice" })), json!({ "sessions": 0 }));
}

#[test]
fn a_kick_need_not_close() {
    let mut world = World::new();
    world.config(json!({ "closeOnKick": false }));
    let peer = world.login("alice", "phone");
    world.ctl(json!({ "op": "kick", "user": "*", "operation": "USER_REMOVED" }));
    world.advance(60_000);
    assert_eq!(world.syncs(peer).len(), 1);
    assert_eq!(world.closed(peer), None);
    world.ctl(json!({ "op": "drop", "user": "alice" }));
    assert_eq!(world.closed(peer), Some(Close::Abrupt));
}

#[test]
fn a_second_login_of_one_device_ends_the_first() {
    let mut world = World::new();
    let first = world.login("alice", "phone");
    let other = world.login("alice", "tablet");
    let second = world.login("alice", "phone");
    assert!(matches!(world.closed(first), Some(Close::Polite { .. })));
    assert_eq!((world.closed(other), world.closed(second)), (None, None));
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["alice"]["sessions"].as_array().unwrap().len(), 2);
}

#[test]
fn with_vendor_limits_the_fifth_device_is_one_too_many() {
    let mut world = World::new();
    world.config(json!({ "vendorLimits": true }));
    for device in ["a", "b", "c", "d"] {
        world.login("alice", device);
    }
    let (peer, token) = (world.connect(), world.token("alice"));
    let status = world.provision_with(peer, "alice", "e", &token).status.unwrap();
    assert_eq!(status.error_code, Some(13));
    world.login("alice", "a");
}

#[test]
fn logout_is_answered_and_forgets_the_device() {
    let mut world = World::new();
    let peer = world.login("alice", "phone");
    world.up(peer, up::Frame::new(up::Body::Logout(Logout::default()), 1));
    let pushes = world.pushes(peer);
    assert!(matches!(pushes.last(), Some(easemob_emulator::Push::Close(Close::Polite { .. }))));
    let easemob_emulator::Push::Binary(answer) = &pushes[0] else { panic!("no answer") };
    let down::Frame::Logout(answer) = down::Frame::decode(answer.clone()).unwrap() else {
        panic!("no LOGOUT")
    };
    assert_eq!(answer.status.unwrap().error_code, Some(0));
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["alice"]["devices"], json!([]));
}

#[test]
fn lz4_works_in_every_direction() {
    for (setting, up, down) in
        [("ONLY_UP", true, false), ("ONLY_DOWN", false, true), ("BI", true, true)]
    {
        let mut world = World::new();
        world.config(json!({ "lz4": setting }));
        let peer = world.connect();
        let answer = world.provision(peer, "alice", "phone");
        assert_eq!(answer.protocol_compress_type, [2]);
        let direction = ["ONLY_UP", "ONLY_DOWN", "BI"].iter().position(|name| *name == setting);
        assert_eq!(answer.protocol_compress_direction.unwrap() as usize, direction.unwrap());
        world.start_compression(peer, up, down);
        for n in 1..100 {
            let ack = world.say(peer, user_jid("bob"), n, &"compress me ".repeat(n as usize));
            assert_eq!(code(&ack).0, 0);
        }
        let state = world.ctl(json!({ "op": "state" }));
        let lz4 = &state["users"]["alice"]["sessions"][0]["lz4"];
        assert_eq!(*lz4, json!({ "up": up, "down": down }));
    }
}

#[test]
fn lz4_is_granted_only_to_who_offers_it_and_broken_blocks_end_the_connection() {
    let mut world = World::new();
    world.config(json!({ "lz4": "BI" }));
    let peer = world.connect();
    let mut frame = provision_frame("alice", "phone", &world.token("alice"));
    if let up::Body::Provision(request) = &mut frame.body {
        request.protocol_compress_type.clear();
    }
    world.up(peer, frame);
    let Some(down::Frame::Provision(answer)) = world.frames(peer).pop() else { panic!("none") };
    assert_eq!(answer.protocol_compress_direction, None);
    let peer = world.connect();
    world.provision(peer, "bob", "phone");
    world.raw(peer, Bytes::from_static(&[5, 1, 2, 3, 4, 9, 9]));
    assert!(matches!(world.closed(peer), Some(Close::Polite { code: 1002, .. })));
}

#[test]
fn wire_bypasses_compression_and_raw_does_not() {
    let mut world = World::new();
    world.config(json!({ "lz4": "ONLY_DOWN" }));
    let peer = world.connect();
    world.provision(peer, "alice", "phone");
    world.ctl(json!({ "op": "wire", "user": "alice", "hex": "0102" }));
    let pushed = world.pushes(peer);
    assert_eq!(pushed, [easemob_emulator::Push::Binary(Bytes::from_static(&[1, 2]))]);
    world.start_compression(peer, false, true);
    world.ctl(json!({ "op": "raw", "user": "alice", "hex": "0102" }));
    assert_eq!(world.messages(peer), [Bytes::from_static(&[1, 2])]);
}

#[test]
fn a_disconnected_user_is_offline() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let bob = world.login("bob", "phone");
    world.server.disconnected(world.now, bob);
    let online_only = easemob_core::wire::Meta {
        routetype: Some(1),
        ..text_meta(user_jid("bob"), 1, "now or never")
    };
    assert_eq!(code(&world.deliver(alice, online_only)).0, 0);
    world.say(alice, user_jid("bob"), 2, "later");
    let bob = world.login("bob", "phone");
    assert_eq!(world.unread(bob), [("alice".into(), 1)]);
}

//! Faults: each kind does what its name says, to whom and how often it was told.

mod common;

use bytes::Bytes;
use common::{World, code, user_jid};
use easemob_core::wire::{down, up};
use easemob_emulator::{Answer, Push, Request};
use serde_json::{Value, json};

const NOTICE: &str = "0800400200";

fn unread(world: &mut World, peer: easemob_emulator::Peer) -> Vec<Bytes> {
    world.up(peer, up::Frame::new(up::Body::Unread, 1));
    world.messages(peer)
}

fn fault(world: &mut World, kind: &str, more: Value) {
    let mut operation =
        json!({ "op": "fault", "kind": kind, "user": "alice", "match": "^UNREAD$" });
    operation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = world.ctl(operation);
    assert_eq!(answer, json!({ "faults": 1 }));
}

#[test]
fn swallow_after_so_many_and_so_often() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    fault(&mut world, "swallow", json!({ "after": 1, "times": 2 }));
    let counts: Vec<_> = (0..5).map(|_| unread(&mut world, alice).len()).collect();
    assert_eq!(counts, [1, 0, 0, 1, 1]);
}

#[test]
fn a_fault_is_about_its_user_and_its_command() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "phone"));
    fault(&mut world, "swallow", json!({}));
    assert_eq!(unread(&mut world, alice).len(), 0);
    assert_eq!(unread(&mut world, bob).len(), 1);
    assert_eq!(code(&world.say(alice, user_jid("bob"), 1, "hi")).0, 0);
    world.ctl(json!({ "op": "clearFaults", "user": "bob" }));
    assert_eq!(unread(&mut world, alice).len(), 0);
    world.ctl(json!({ "op": "clearFaults" }));
    assert_eq!(unread(&mut world, alice).len(), 1);
}

#[test]
fn delay_holds_a_frame_for_its_time_and_nothing_overtakes_it() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    fault(&mut world, "delay", json!({ "ms": 250, "times": 1 }));
    assert_eq!(unread(&mut world, alice).len(), 0);
    assert_eq!(world.server.next_deadline(), Some(world.now + 250));
    world.advance(100);
    assert_eq!(unread(&mut world, alice).len(), 0, "the next one waits behind it");
    assert_eq!(unread(&mut world, bob).len(), 1, "another connection does not");
    world.advance(149);
    assert_eq!(world.messages(alice).len(), 0);
    world.advance(1);
    let frames = world.frames(alice).into_iter();
    let times: Vec<_> = frames
        .map(|frame| match frame {
            down::Frame::Unread(answer) => answer.timestamp.unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(times, [world.now - 250, world.now - 150]);
    assert_eq!(unread(&mut world, alice).len(), 1, "then all goes at once again");
}

#[test]
fn duplicate_adds_copies() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    fault(&mut world, "duplicate", json!({ "copies": 2 }));
    assert_eq!(unread(&mut world, alice).len(), 3);
}

#[test]
fn reorder_turns_a_window_round() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    fault(&mut world, "reorder", json!({ "window": 3, "times": 1 }));
    let mut frames = Vec::new();
    for n in 0..3 {
        world.advance(1);
        frames = unread(&mut world, alice);
        assert_eq!(frames.len(), if n < 2 { 0 } else { 3 });
    }
    let times: Vec<_> = frames
        .into_iter()
        .map(|bytes| match down::Frame::decode(bytes) {
            Ok(down::Frame::Unread(answer)) => answer.timestamp.unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(times, [world.now, world.now - 1, world.now - 2]);
    assert_eq!(unread(&mut world, alice).len(), 1);
}

#[test]
fn frames_held_for_reordering_come_when_the_faults_are_cleared() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    fault(&mut world, "reorder", json!({ "window": 3 }));
    assert_eq!(unread(&mut world, alice).len(), 0);
    world.ctl(json!({ "op": "clearFaults", "user": "alice" }));
    assert_eq!(world.messages(alice).len(), 1);
}

#[test]
fn truncate_corrupt_and_replace_spoil_a_frame() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    fault(&mut world, "truncate", json!({ "bytes": 3, "times": 1 }));
    assert_eq!(unread(&mut world, alice), [Bytes::from_static(&[8, 0, 0x40])]);
    fault(&mut world, "corrupt", json!({ "bytes": 5, "times": 1 }));
    let spoiled = unread(&mut world, alice).pop().unwrap();
    assert!(down::Frame::decode(spoiled.clone()).is_err());
    let rest = down::Frame::decode(spoiled.slice(5..)).unwrap();
    assert!(matches!(rest, down::Frame::Unread(_)));
    fault(&mut world, "replace", json!({ "hex": NOTICE, "times": 1 }));
    assert_eq!(unread(&mut world, alice), [Bytes::from_static(&[8, 0, 0x40, 2, 0])]);
}

#[test]
fn ignored_and_hung_frames_are_never_answered() {
    for kind in ["ignore", "hang"] {
        let mut world = World::new();
        let alice = world.login("alice", "phone");
        fault(&mut world, kind, json!({ "times": 1 }));
        assert_eq!(unread(&mut world, alice).len(), 0);
        assert_eq!(unread(&mut world, alice).len(), 1);
    }
    let mut world = World::new();
    world.ctl(json!({ "op": "hang", "user": "alice", "match": "PROVISION" }));
    let (peer, token) = (world.connect(), world.token("alice"));
    world.up(peer, common::provision_frame("alice", "phone", &token));
    world.advance(60_000);
    assert_eq!(world.pushes(peer), []);
    let state = world.ctl(json!({ "op": "state" }));
    assert_eq!(state["users"]["alice"]["sessions"], json!([]));
    assert_eq!(world.ctl(json!({ "op": "drop", "user": "alice" })), json!({ "sessions": 1 }));
}

#[test]
fn rejected_sends_are_not_stored_and_may_be_repeated() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({
        "op": "fault", "kind": "reject", "user": "alice",
        "code": "PERMISSION_DENIED", "reason": "traffic limit", "times": 1,
    }));
    let refused = world.say(alice, user_jid("bob"), 1, "hi");
    assert_eq!(code(&refused), (7, "traffic limit".into()));
    assert_eq!(refused.server_id, None);
    let accepted = world.say(alice, user_jid("bob"), 1, "hi");
    assert_eq!(code(&accepted).0, 0);
    let bob = world.login("bob", "tv");
    assert_eq!(world.unread(bob), [("alice".into(), 1)]);
}

#[test]
fn refuse_as_a_fault_refuses_the_login() {
    let mut world = World::new();
    world.ctl(json!({
        "op": "fault", "kind": "refuse", "user": "alice",
        "code": "TOKEN_EXPIRED", "reason": "old", "after": 1, "times": 1,
    }));
    let mut codes = Vec::new();
    for _ in 0..3 {
        let peer = world.connect();
        codes.push(world.provision(peer, "alice", "phone").status.unwrap().error_code.unwrap());
    }
    assert_eq!(codes, [0, 6, 0]);
}

fn get_contacts(world: &mut World) -> Answer {
    let request = Request {
        method: "GET".into(),
        target: "/oracle/test/users/alice/contacts/users".into(),
        headers: vec![("Authorization".into(), format!("Bearer {}", world.token("alice")))],
        body: Bytes::new(),
    };
    world.server.answer(world.now, &request)
}

#[test]
fn rest_calls_are_delayed_hung_or_refused() {
    let mut world = World::new();
    let rest = |kind: &str| {
        json!({
            "op": "fault", "kind": kind, "match": "^GET .*/contacts", "times": 1,
            "ms": 250, "status": 503, "body": { "error": "busy" },
        })
    };
    world.ctl(rest("restDelay"));
    world.ctl(rest("restHang"));
    world.ctl(rest("restError"));
    let Answer::At(at, response) = get_contacts(&mut world) else { panic!("not delayed") };
    assert_eq!((at, response.status), (world.now + 250, 200));
    assert_eq!(get_contacts(&mut world), Answer::Never);
    let Answer::Now(response) = get_contacts(&mut world) else { panic!("not at once") };
    assert_eq!((response.status, &response.body[..]), (503, &b"{\"error\":\"busy\"}"[..]));
    let Answer::Now(response) = get_contacts(&mut world) else { panic!("not at once") };
    assert_eq!(response.status, 200);
}

#[test]
fn odd_frames_leave_as_asked() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "garbage", "user": "alice", "bytes": 9 }));
    world.ctl(json!({ "op": "truncated", "user": "alice" }));
    for frame in world.messages(alice) {
        assert!(down::Frame::decode(frame).is_err());
    }
    world.ctl(json!({ "op": "raw", "user": "*", "hex": "" }));
    world.ctl(json!({ "op": "text", "user": "alice", "text": "hello?" }));
    let pushes = world.pushes(alice);
    assert_eq!(pushes, [Push::Binary(Bytes::new()), Push::Text("hello?".into())]);
    world.ctl(json!({
        "op": "down", "user": "alice", "command": "NOTICE", "body": { "queue": { "name": "q" } },
    }));
    assert_eq!(world.notices(alice), ["q"]);
    world.ctl(json!({ "op": "down", "user": "alice", "command": "SYNC" }));
    assert_eq!(world.messages(alice), [Bytes::from_static(&[8, 0, 0x40, 0])]);
}

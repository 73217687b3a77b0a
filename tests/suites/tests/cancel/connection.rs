//! A connection that is run by being awaited.

use easemob_core::rest::Walk;
use easemob_core::rest::contact::ListContacts;
use easemob_core::rest::group::NewGroup;
use easemob_core::{Credentials, LocalId, PhaseName, Secret};
use futures_lite::StreamExt;
use serde_json::json;

use crate::room::{Conn, Heard, Place, Room, by_password, numbered, text_to, user};
use crate::steps::End;

/// Texts that come before and after the link is cut.
const TEXTS: usize = 5;

/// A session from its login on: texts arrive, one is sent, the link is cut, more arrive.
async fn live(room: &crate::world::World, alice: &mut Conn, heard: &mut Heard, cut: &mut bool) {
    let is_done = |heard: &Heard| heard.texts.len() == TEXTS && heard.settled.len() == 1;
    while !is_done(heard) {
        if heard.texts.len() == 2 && heard.onlines > 0 && !std::mem::replace(cut, true) {
            room.operate(&json!({ "op": "drop", "user": "alice" }));
            for number in 2..TEXTS {
                let text = format!("text {number}");
                room.operate(
                    &json!({ "op": "inject", "user": "alice", "from": "carol", "text": text }),
                );
            }
        }
        heard.note(alice.next().await);
    }
}

fn begin(room: &Room, alice: &mut Conn) -> LocalId {
    room.inject("alice", 2);
    alice.send(text_to("bob", "hello")).expect("it waits for the login")
}

pub(crate) fn next(steps: usize) -> bool {
    let mut room = Room::new();
    let mut alice = room.open();
    alice.login(by_password("alice")).expect("nobody is logged in");
    let local = begin(&room, &mut alice);
    let (mut heard, mut cut, world) = (Heard::default(), false, room.world.clone());
    let end = room.steps.run(live(&world, &mut alice, &mut heard, &mut cut), steps);
    room.steps.finish(live(&world, &mut alice, &mut heard, &mut cut));
    room.hear(&mut alice, &mut heard);
    assert_eq!(heard.texts, numbered(TEXTS));
    heard.assert_sent(&[local]);
    assert_eq!(room.sent_to("bob"), ["hello"]);
    end == End::Ready(())
}

/// The process ends at that point, and the next one goes on with the store.
pub(crate) fn next_with_a_store(steps: usize) -> bool {
    let (mut room, place) = (Room::new(), Place::new());
    let mut alice = room.process("alice", &place);
    let local = begin(&room, &mut alice);
    let (mut heard, mut cut, world) = (Heard::default(), false, room.world.clone());
    let end = room.steps.run(live(&world, &mut alice, &mut heard, &mut cut), steps);
    drop(alice);
    let mut alice = room.process("alice", &place);
    if end == End::Ready(()) {
        // What was in hand is told once more: coming back is what takes it.
        heard.texts.pop();
    }
    room.hear(&mut alice, &mut heard);
    room.steps.finish(live(&world, &mut alice, &mut heard, &mut cut));
    assert_eq!(heard.texts, numbered(TEXTS));
    heard.assert_sent(&[local]);
    assert_eq!(room.sent_to("bob"), ["hello"]);
    end == End::Ready(())
}

pub(crate) fn events(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", TEXTS);
    let mut alice = room.online("alice");
    let mut heard = Heard::default();
    let end = room.steps.run(
        async {
            let mut events = alice.events();
            while heard.texts.len() < TEXTS {
                heard.note(events.next().await.expect("it has no end"));
            }
        },
        steps,
    );
    room.hear(&mut alice, &mut heard);
    assert_eq!(heard.texts, numbered(TEXTS));
    end == End::Ready(())
}

pub(crate) fn log_in(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", 2);
    let (mut alice, mut heard) = (room.open(), Heard::default());
    let end = room.steps.run(alice.log_in(by_password("alice")), steps);
    if steps == 0 {
        assert_eq!(alice.client().phase(), PhaseName::Offline);
        room.steps.finish(alice.log_in(by_password("alice"))).expect("a login");
    }
    room.hear(&mut alice, &mut heard);
    let told = usize::from(steps > 0 && end == End::Dropped);
    assert_eq!((heard.onlines, heard.offlines), (told, 0), "who waits is told, or the application");
    assert_eq!(heard.texts, numbered(2));
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn log_in_refused(steps: usize) -> bool {
    let mut room = Room::new();
    let (mut alice, mut heard) = (room.open(), Heard::default());
    let wrong = Credentials::password(user("alice"), "wrong");
    let end = room.steps.run(alice.log_in(wrong), steps);
    room.hear(&mut alice, &mut heard);
    let told = usize::from(steps > 0 && matches!(end, End::Dropped));
    assert_eq!((heard.onlines, heard.offlines), (0, told));
    room.steps.finish(alice.log_in(by_password("alice"))).expect("a login");
    matches!(end, End::Ready(Err(_)))
}

pub(crate) fn register(steps: usize) -> bool {
    let mut room = Room::new();
    let (mut alice, mut heard) = (room.open(), Heard::default());
    let end = room.steps.run(alice.register(user("dave"), Secret::new("pw"), ""), steps);
    room.hear(&mut alice, &mut heard);
    let asked = usize::from(steps > 0);
    assert_eq!(room.requests("POST", "/users"), asked, "once");
    assert_eq!(heard.registered, if end == End::Dropped { asked } else { 0 });
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn call(steps: usize) -> bool {
    let mut room = Room::new();
    let (mut alice, mut heard) = (room.online("alice"), Heard::default());
    let end = room.steps.run(alice.group().create(NewGroup::named("friends")), steps);
    room.hear(&mut alice, &mut heard);
    let asked = usize::from(steps > 0);
    assert_eq!(room.requests("POST", "/chatgroups"), asked, "a group is not made twice");
    assert_eq!(heard.answered, if end == End::Dropped { asked } else { 0 });
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn next_item(steps: usize) -> bool {
    let mut room = Room::new();
    for friend in ["bob", "carol", "dave"] {
        room.world.operate(&json!({ "op": "contact", "user": "alice", "peer": friend }));
    }
    let mut alice = room.online("alice");
    let mut walk = Walk::new(ListContacts { limit: 1, cursor: None });
    let mut friends = Vec::new();
    let end = room.steps.run(collect(&mut alice, &mut walk, &mut friends), steps);
    if end == End::Dropped {
        room.steps.finish(collect(&mut alice, &mut walk, &mut friends));
    }
    friends.sort();
    assert_eq!(friends, ["bob", "carol", "dave"]);
    end == End::Ready(())
}

async fn collect(alice: &mut Conn, walk: &mut Walk<ListContacts>, friends: &mut Vec<String>) {
    while let Some(contact) = alice.next_item(walk).await.expect("a page") {
        friends.push(contact.user);
    }
}

/// Nothing is left to go on with but the store and the server.
pub(crate) fn shutdown(steps: usize) -> bool {
    let (mut room, place) = (Room::new(), Place::new());
    let mut alice = room.process("alice", &place);
    let mut heard = Heard::default();
    room.hear(&mut alice, &mut heard);
    room.inject("alice", 3);
    let local = alice.send(text_to("bob", "last words")).expect("room");
    let end = room.steps.run(alice.shutdown(), steps);
    assert_eq!(room.state_of("alice")["sessions"], json!([]), "no socket is left open");
    let mut alice = room.process("alice", &place);
    let mut heard = Heard::default();
    room.hear(&mut alice, &mut heard);
    assert_eq!(heard.texts, numbered(3));
    if let End::Dropped = end {
        // As after a crash: what was accepted goes on being sent.
        heard.assert_sent(&[local]);
        assert_eq!(room.sent_to("bob"), ["last words"]);
    }
    matches!(end, End::Ready(_))
}

//! What a handle of a client in the background sends: messages, and questions to chat rooms.

use easemob_core::{JoinOptions, Outcome, RoomId};
use serde_json::json;

use crate::background::{Shared, begun, online, take, untold};
use crate::room::{Room, by_password, listen, numbered, text_to};
use crate::steps::End;

pub(crate) fn handle_send(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.send(text_to("bob", "hello")), steps);
    room.steps.rest();
    let told = take(&heard);
    assert_eq!(
        told.settled.len(),
        untold(steps, &end),
        "{steps}: who waits hears it, or the application"
    );
    assert_eq!(room.sent_to("bob").len(), begun(steps));
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn handle_post(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.post(text_to("bob", "hello")), steps);
    room.steps.rest();
    let told = take(&heard);
    assert_eq!(told.settled.len(), begun(steps));
    assert_eq!(room.sent_to("bob").len(), begun(steps));
    matches!(end, End::Ready(Ok(_)))
}

/// While more commands wait than the loop takes at once.
pub(crate) fn handle_send_in_a_queue(steps: usize) -> bool {
    const QUEUE: usize = 64;
    let mut room = Room::new();
    let alice = room.online("alice");
    let (handle, events, background) = alice.into_background();
    let heard = Shared::default();
    for number in 0..QUEUE {
        let handle = handle.clone();
        room.steps.spawn(async move {
            let posted = handle.post(text_to("bob", &format!("text {number}"))).await;
            assert!(posted.is_ok(), "{posted:?}");
        });
    }
    // Everybody but the loop had a turn: the queue is full.
    room.steps.rest();
    room.steps.spawn(async move { drop(background.run().await) });
    room.steps.spawn(listen(events, heard.clone()));
    let end = room.steps.run(handle.send(text_to("bob", "text 64")), steps);
    room.steps.rest();
    let told = take(&heard);
    let sent = room.sent_to("bob");
    let last = sent.len() - QUEUE;
    assert_eq!(sent, numbered(QUEUE + last));
    let untold = if let End::Dropped = end { last } else { 0 };
    assert_eq!(told.settled.len(), QUEUE + untold);
    matches!(end, End::Ready(Ok(_)))
}

/// A message that waits for the login is withdrawn or sent.
pub(crate) fn handle_cancel(steps: usize) -> bool {
    let mut room = Room::new();
    let mut alice = room.open();
    alice.login(by_password("alice")).expect("nobody is logged in");
    let local = alice.send(text_to("bob", "hello")).expect("room");
    let (handle, heard) = room.in_background(alice);
    let end = room.steps.run(handle.cancel(local), steps);
    room.steps.rest();
    let told = take(&heard);
    let sent = room.sent_to("bob").len();
    match &told.settled[..] {
        [(id, Outcome::Sent { .. })] => assert_eq!((*id, sent), (local, 1)),
        [(id, Outcome::Cancelled)] => assert_eq!((*id, sent), (local, 0)),
        other => panic!("{other:?}"),
    }
    assert_eq!(sent, 1 - begun(steps), "it was in time if it was begun");
    end == End::Ready(Ok(true))
}

fn a_room(room: &Room) -> RoomId {
    let chat_room = json!({ "op": "group", "id": "27001", "kind": "chatroom", "owner": "carol" });
    room.world.operate(&chat_room);
    RoomId::new("27001").expect("a room id")
}

pub(crate) fn handle_join_room(steps: usize) -> bool {
    let mut room = Room::new();
    let id = a_room(&room);
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.join_room(id, JoinOptions::default()), steps);
    room.steps.rest();
    assert_eq!(take(&heard).rooms, begun(steps));
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn handle_leave_room(steps: usize) -> bool {
    let mut room = Room::new();
    let id = a_room(&room);
    let (handle, heard) = online(&mut room);
    let joined = handle.join_room(id.clone(), JoinOptions::default());
    room.steps.finish(joined).expect("asked");
    room.steps.rest();
    assert_eq!(take(&heard).rooms, 1);
    let end = room.steps.run(handle.leave_room(id), steps);
    room.steps.rest();
    assert_eq!(take(&heard).rooms, begun(steps));
    matches!(end, End::Ready(Ok(_)))
}

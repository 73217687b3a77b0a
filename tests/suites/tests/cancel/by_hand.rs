//! A loop by hand around `Io`.

use easemob_core::driver::Io;
use easemob_core::{Client, Instant};
use serde_json::json;

use crate::room::{Heard, Room, by_password, numbered, text_to};
use crate::runtime::Memory;
use crate::steps::End;

/// Runs until `done` says so.
async fn drive(
    client: &mut Client,
    io: &mut Io<Memory>,
    heard: &mut Heard,
    done: impl Fn(&Client, &Heard) -> bool,
) {
    loop {
        while let Some(event) = client.poll_event() {
            heard.note(event);
        }
        while let Some(effect) = client.poll_effect() {
            io.start(effect);
        }
        if done(client, heard) {
            return;
        }
        let input = io.input(client.wants_input(), client.next_deadline()).await;
        client.handle(io.now(), input);
    }
}

fn begin(room: &Room) -> (Client, Io<Memory>) {
    let (mut client, io) = room.open().into_parts();
    client.login(now(room), by_password("alice")).expect("nobody is logged in");
    (client, io)
}

fn now(room: &Room) -> Instant {
    Instant::from_millis(room.world.now())
}

pub(crate) fn io_input(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", 5);
    let (mut client, mut io) = begin(&room);
    let local = client.send(now(&room), text_to("bob", "hello")).expect("room");
    let mut heard = Heard::default();
    let all = |_: &Client, heard: &Heard| heard.texts.len() == 5 && heard.settled.len() == 1;
    let end = room.steps.run(drive(&mut client, &mut io, &mut heard, all), steps);
    room.steps.watch(drive(&mut client, &mut io, &mut heard, |_, _| false));
    assert_eq!(heard.texts, numbered(5));
    heard.assert_sent(&[local]);
    assert_eq!(room.sent_to("bob"), ["hello"]);
    end == End::Ready(())
}

pub(crate) fn io_settled(steps: usize) -> bool {
    let mut room = Room::new();
    let (mut client, mut io) = begin(&room);
    let mut heard = Heard::default();
    let online = |_: &Client, heard: &Heard| heard.onlines == 1;
    room.steps.finish(drive(&mut client, &mut io, &mut heard, online));
    client.logout(now(&room));
    let offline = |client: &Client, _: &Heard| client.is_offline();
    room.steps.finish(drive(&mut client, &mut io, &mut heard, offline));
    let end = room.steps.run(io.settled(), steps);
    room.steps.finish(io.settled());
    assert_eq!(room.state_of("alice")["sessions"], json!([]));
    assert_eq!(room.state_of("alice")["devices"], json!([]), "LOGOUT arrived");
    end == End::Ready(())
}

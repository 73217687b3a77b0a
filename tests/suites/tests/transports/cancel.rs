//! Futures dropped at every poll: all progress must live in the connection.

use std::future::{Future, poll_fn};
use std::pin::pin;

use easemob_core::event::Outcome;
use easemob_core::{Event, PhaseName};
use serde_json::json;

use crate::ground::Ground;
use crate::stage::{Conn, Stage, by_password, hear, numbered, text_of, text_to};

/// The next event, its future dropped after each poll.
async fn next_in_pieces<G: Ground>(connection: &mut Conn<G>) -> Event {
    poll_fn(|cx| pin!(connection.next()).poll(cx)).await
}

async fn until<G: Ground>(connection: &mut Conn<G>, wanted: impl Fn(&Event) -> bool) -> Event {
    loop {
        let event = next_in_pieces::<G>(connection).await;
        if wanted(&event) {
            return event;
        }
    }
}

pub(crate) async fn next_dropped_at_every_poll<G: Ground>() {
    let stage = Stage::new();
    stage.inject("bob", "alice", 30);
    let mut bob = stage.open::<G>();
    bob.login(by_password("bob")).expect("nobody is logged in");
    until::<G>(&mut bob, |event| matches!(event, Event::Online(_))).await;
    let mut heard = Vec::new();
    while heard.len() < 30 {
        heard.extend(text_of(&next_in_pieces::<G>(&mut bob).await));
    }
    assert_eq!(heard, numbered(30));

    let id = bob.send(text_to("alice", "x".repeat(4_000))).expect("room");
    let is_it = |event: &Event| matches!(event, Event::Settled { local, .. } if *local == id);
    let Event::Settled { outcome, .. } = until::<G>(&mut bob, is_it).await else { return };
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");

    stage.control(json!({ "op": "drop", "user": "bob" }));
    until::<G>(&mut bob, |event| matches!(event, Event::Online(online) if online.again)).await;
    bob.logout();
    until::<G>(&mut bob, |event| matches!(event, Event::Offline(_))).await;
}

pub(crate) async fn log_in_dropped_at_every_poll<G: Ground>() {
    let stage = Stage::new();
    stage.inject("bob", "alice", 1);
    let mut bob = stage.open::<G>();
    // Begun and dropped at the first await; the login goes on.
    let mut polled = false;
    poll_fn(|cx| {
        let login = pin!(bob.log_in(by_password("bob"))).poll(cx);
        assert!(login.is_pending() && !polled);
        polled = true;
        std::task::Poll::Ready(())
    })
    .await;
    assert_ne!(bob.client().phase(), PhaseName::Offline);
    until::<G>(&mut bob, |event| matches!(event, Event::Online(_))).await;
    assert_eq!(hear::<G>(&mut bob, 1).await, ["text"]);
}

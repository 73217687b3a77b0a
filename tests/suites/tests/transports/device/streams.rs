//! Streams that give and take a byte at a time, and must not be dropped half done.

use std::future::{Future, poll_fn};
use std::pin::pin;

use easemob_core::Event;

use super::{Wire, connect, online, run};
use crate::stage::{Stage, by_password, numbered, text_of, text_to};

/// The future of each event is dropped at every poll: nothing is lost, and no read or write of the
/// stream is dropped with it.
#[test]
fn futures_dropped_drop_nothing_of_the_stream() {
    let stage = Stage::new();
    stage.inject("bob", "alice", 3);
    let wire = Wire::new(1);
    let dropped = wire.dropped.clone();
    run(async {
        let mut bob = connect(wire, stage.config());
        bob.login(by_password("bob")).expect("nobody is logged in");
        let mut heard = Vec::new();
        let mut sent = None;
        // The exchange for the token has ended by the first text, and with it its streams.
        let mut ended = None;
        loop {
            let event = poll_fn(|cx| pin!(bob.next()).poll(cx)).await;
            heard.extend(text_of(&event));
            if heard.len() == 3 && sent.is_none() {
                ended = Some(dropped.get());
                sent = Some(bob.send(text_to("alice", "x".repeat(1_000))).expect("room"));
            }
            if matches!(event, Event::Settled { local, .. } if Some(local) == sent) {
                break;
            }
        }
        assert_eq!(heard, numbered(3));
        assert_eq!(Some(dropped.get()), ended, "of the WebSocket nothing was dropped");
        // Reads that wait are dropped when the conversation has ended, one a stream.
        bob.shutdown().await;
        assert!(dropped.get() <= 2, "{}", dropped.get());
    });
    assert_eq!(stage.connections(), 0);
}

/// A stream in one piece carries both ways at once.
#[test]
fn a_stream_that_cannot_be_split() {
    let stage = Stage::new();
    let wire = Wire { whole: true, ..Wire::new(100) };
    run(async {
        let mut bob = online("bob", wire, stage.config()).await;
        stage.inject("bob", "alice", 3);
        let sent = bob.send(text_to("alice", "x".repeat(1_000))).expect("room");
        let (mut heard, mut settled) = (Vec::new(), false);
        while heard.len() < 3 || !settled {
            let event = bob.next().await;
            heard.extend(text_of(&event));
            settled |= matches!(event, Event::Settled { local, .. } if local == sent);
        }
        assert_eq!(heard, numbered(3));
        bob.shutdown().await;
    });
    assert_eq!(stage.connections(), 0);
}

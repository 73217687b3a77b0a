//! What a client asks of the heap, once it is logged in.

use allocation_counter::{measure, opt_out};
use easemob_core::{Config, Event, Outcome};
use easemob_embedded::Connection;
use embassy_time::Timer;
use serde_json::json;

use super::{Wire, online, run};
use crate::stage::{Stage, text_of, text_to};

/// Messages that go before what is counted, so that every buffer has its size.
const WARM_UP: u64 = 20;
const COUNTED: u64 = 50;
/// Ids of messages the client remembers.
const SEEN: u64 = 100;

fn config(stage: &Stage) -> Config {
    let mut config = stage.config().small();
    config.heartbeat_ms = 1_000;
    config.seen_max = 80;
    config
}

/// What one text may ask of the heap. The loop asks for nothing; what is left are values with an owner
/// and a life of their own. Going up: the message of the application and its place in the outbox,
/// the meta and its addresses, the outcome. Coming down: the notice and the pull it causes, the
/// page, and the message that the application gets.
const SENT: u64 = 17;
const HEARD: u64 = 14;

async fn send(alice: &mut Connection<Wire>) {
    let local = alice.send(text_to("bob", "hello")).expect("room");
    loop {
        if let Event::Settled { local: ended, outcome } = alice.next().await
            && ended == local
        {
            assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
            return;
        }
    }
}

async fn receive(bob: &mut Connection<Wire>) {
    while text_of(&bob.next().await).is_none() {}
}

async fn rest(connection: &mut Connection<Wire>, millis: u64) {
    let quiet = async {
        loop {
            connection.next().await;
        }
    };
    futures_lite::future::or(quiet, Timer::after_millis(millis)).await;
}

/// Heartbeats this client has sent.
fn beats(stage: &Stage) -> usize {
    let frames = stage.control(json!({ "op": "frames", "user": "alice", "dir": "up" }));
    let frames = frames.as_array().expect("a list").iter();
    frames.filter(|frame| frame["decoded"]["command"] == json!("UNREAD")).count()
}

#[test]
fn a_quiet_link_asks_for_no_memory() {
    let stage = Stage::new();
    let mut alice = run(online("alice", Wire::new(4_096), config(&stage)));
    run(rest(&mut alice, 1_500));
    let before = beats(&stage);
    let info = measure(|| run(rest(&mut alice, 3_500)));
    // What it gives back meanwhile, it had asked for before.
    assert_eq!((info.count_total, info.bytes_total), (0, 0), "{info:?}");
    assert!(beats(&stage) >= before + 2, "there were heartbeats");
}

#[test]
fn texts_ask_for_little_and_give_it_back() {
    let stage = Stage::new();
    let mut alice = run(online("alice", Wire::new(4_096), config(&stage)));
    (0..WARM_UP).for_each(|_| run(send(&mut alice)));
    let sent = measure(|| (0..COUNTED).for_each(|_| run(send(&mut alice))));
    assert!(sent.count_total <= SENT * COUNTED, "{sent:?}");
    assert!(sent.bytes_max <= 4_096, "{sent:?}");
    assert_eq!(sent.bytes_current, 0, "everything is given back");

    let mut hear = |times| {
        for _ in 0..times {
            opt_out(|| stage.inject("alice", "bob", 1));
            run(receive(&mut alice));
        }
    };
    // Until as many ids are remembered as ever will be.
    hear(SEEN);
    let heard = measure(|| hear(COUNTED));
    assert!(heard.count_total <= HEARD * COUNTED, "{heard:?}");
    assert!(heard.bytes_current.abs() <= 2_048, "{heard:?}");
}

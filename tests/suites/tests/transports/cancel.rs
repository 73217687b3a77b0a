//! Futures dropped at every poll: all progress must live in the connection.

use std::future::{Future, poll_fn};
use std::pin::pin;

use easemob_core::driver::{Clerk, Events, SendFailed};
use easemob_core::event::Outcome;
use easemob_core::rest::contact::ListContacts;
use easemob_core::{Effect, Event, Network, PhaseName, Secret};
use futures_lite::future::zip;
use serde_json::json;

use crate::ground::{Ground, begin, maybe_within};
use crate::stage::{Conn, Stage, by_password, hear, numbered, text_of, text_to, user};

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

/// A call nobody waits for makes room for the next one, which must not wait for something else to
/// happen.
pub(crate) async fn a_dropped_call_lets_the_next_one_start<G: Ground>() {
    let stage = Stage::new();
    let mut config = stage.config();
    config.calls_at_once = 1;
    let bob = stage.online_with::<G>("bob", config, None).await;
    let (mut client, io) = bob.into_parts();
    let mut clerk = Clerk::new(&io);
    let handle = clerk.handle();
    let mut first = Box::pin(handle.call(ListContacts { limit: 1, cursor: None }));
    let mut second = Box::pin(handle.call(ListContacts { limit: 1, cursor: None }));
    poll_fn(|cx| {
        assert!(first.as_mut().poll(cx).is_pending() && second.as_mut().poll(cx).is_pending());
        while clerk.poll(cx, io.now(), &mut client).is_ready() {}
        std::task::Poll::Ready(())
    })
    .await;
    let calls = |client: &mut easemob_core::Client| {
        let effects = std::iter::from_fn(|| client.poll_effect());
        effects.filter(|effect| matches!(effect, Effect::Call(..))).count()
    };
    assert_eq!(calls(&mut client), 1);
    drop(first);
    let served =
        poll_fn(|cx| std::task::Poll::Ready(clerk.poll(cx, io.now(), &mut client).is_ready()));
    assert!(served.await, "there are effects to start");
    assert_eq!(calls(&mut client), 1);
}

async fn next_outcome(events: &mut Events) -> Outcome {
    loop {
        let event = events.next().await.expect("an outcome is owed");
        if let Event::Settled { outcome, .. } = event {
            return outcome;
        }
    }
}

/// A future that is dropped with its outcome unread leaves it to the events.
pub(crate) async fn an_outcome_nobody_read_is_an_event<G: Ground>() {
    let stage = Stage::new();
    let bob = stage.online::<G>("bob").await;
    let (handle, mut events, background) = bob.into_background();
    let script = async {
        let mut first = Box::pin(handle.send(text_to("alice", "one")));
        begin(&mut first).await;
        // The server answers in order, so the first has its outcome as well.
        handle.send(text_to("alice", "two")).await.expect("sent");
        drop(first);
        assert!(matches!(next_outcome(&mut events).await, Outcome::Sent { .. }));

        let mut registering = Box::pin(handle.register(user("carol"), Secret::new("pw"), ""));
        begin(&mut registering).await;
        while stage.state()["users"]["carol"].is_null() {
            handle.send(text_to("alice", "three")).await.expect("sent");
        }
        handle.send(text_to("alice", "four")).await.expect("sent");
        maybe_within::<G, _>(300, events.next()).await;
        drop(registering);
        while !matches!(events.next().await, Some(Event::Registered { .. })) {}

        // What a logout puts an end to is read, left unread, or left behind with the loop.
        let mut ends = [(); 3].map(|()| Box::pin(handle.send(text_to("alice", "five"))));
        handle.network(Network::Down).await.expect("the loop runs");
        for end in &mut ends {
            begin(end).await;
        }
        let [read, unread, left] = ends;
        handle.shutdown().await;
        assert!(matches!(read.await, Err(SendFailed::Ended { outcome: Outcome::Cancelled, .. })));
        drop(unread);
        assert_eq!(next_outcome(&mut events).await, Outcome::Cancelled);
        while events.next().await.is_some() {}
        drop(left);
        assert_eq!(next_outcome(&mut events).await, Outcome::Cancelled);
        assert_eq!(events.next().await, None);
    };
    zip(background.run(), script).await;
}

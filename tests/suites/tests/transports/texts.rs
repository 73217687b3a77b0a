//! Texts, each exactly once and in order, whatever happens to the links.

use std::pin::pin;

use easemob_core::{Commit, Event};
use futures_lite::StreamExt;
use futures_lite::future::zip;
use serde_json::json;

use crate::ground::{Ground, beside, maybe_within};
use crate::stage::{Stage, deliver, find, hear, numbered, text_of};

pub(crate) async fn both_ways<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let mut bob = stage.online::<G>("bob").await;
    deliver::<G>(&mut alice, "bob", "ping").await;
    assert_eq!(hear::<G>(&mut bob, 1).await, ["ping"]);
    deliver::<G>(&mut bob, "alice", "pong 🏓").await;
    let texts = alice.events().filter_map(|event| text_of(&event));
    assert_eq!(pin!(texts).next().await.as_deref(), Some("pong 🏓"));
}

/// Three pages and what comes after them; nothing again at the next login.
pub(crate) async fn offline_catch_up<G: Ground>() {
    for style in ["ack", "flag"] {
        let stage = Stage::new();
        stage.control(json!({ "op": "config", "set": { "lastPage": style, "pageSize": 20 } }));
        stage.inject("bob", "alice", 45);
        let mut bob = stage.online::<G>("bob").await;
        assert_eq!(hear::<G>(&mut bob, 45).await, numbered(45));
        let finished = |event: &Event| matches!(event, Event::SyncFinished).then_some(());
        find::<G, _>(&mut bob, finished).await;
        stage.inject("bob", "alice", 1);
        assert_eq!(hear::<G>(&mut bob, 1).await, ["text"]);
        assert_eq!(maybe_within::<G, _>(200, hear::<G>(&mut bob, 1)).await, None);
    }
}

/// A hundred cuts, of the sender and of the receiver in turn, with a text on the way.
pub(crate) async fn cuts_lose_nothing<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let mut bob = stage.online::<G>("bob").await;
    let mut heard = Vec::new();
    for (round, text) in numbered(100).into_iter().enumerate() {
        let victim = if round % 2 == 0 { "alice" } else { "bob" };
        let how = (round % 4 < 2).then_some("close");
        let sends = deliver::<G>(&mut alice, "bob", text);
        stage.control(json!({ "op": "drop", "user": victim, "how": how }));
        let (_, texts) = zip(sends, hear::<G>(&mut bob, 1)).await;
        heard.extend(texts);
    }
    assert_eq!(heard, numbered(100));
    let more = beside(maybe_within::<G, _>(200, hear::<G>(&mut bob, 1)), alice.next());
    assert_eq!(more.await, None);
}

/// The next process goes on where this one was, with its session in hand.
pub(crate) async fn restart_repeats_nothing<G: Ground>() {
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    stage.inject("bob", "alice", 30);
    assert_eq!(hear::<G>(&mut bob, 25).await, numbered(25));
    // Text 24 is in the application's hands: not taken before it comes back.
    let session = bob.session();
    drop(bob);
    let mut bob = stage.online_with::<G>("bob", stage.config(), Some(session)).await;
    assert_eq!(hear::<G>(&mut bob, 6).await, numbered(30)[24..]);
    assert_eq!(maybe_within::<G, _>(200, hear::<G>(&mut bob, 1)).await, None);
}

pub(crate) async fn manual_commit<G: Ground>() {
    let stage = Stage::new();
    let mut config = stage.config();
    config.commit = Commit::Manual;
    let mut bob = stage.online_with::<G>("bob", config.clone(), None).await;
    stage.inject("bob", "alice", 2);
    let first = find::<G, _>(&mut bob, Event::delivery).await;
    let second = find::<G, _>(&mut bob, text_of).await;
    assert_eq!(second, "text 1");
    bob.commit(first);
    let session = bob.session();
    drop(bob);
    let mut bob = stage.online_with::<G>("bob", config, Some(session)).await;
    assert_eq!(hear::<G>(&mut bob, 1).await, ["text 1"]);
}

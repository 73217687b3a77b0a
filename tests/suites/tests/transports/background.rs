//! The loop in the background: handles, events, their ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_executor::LocalExecutor;
use bytes::Bytes;
use easemob_core::driver::{Events, Gone, Handle, LoginFailed, SendFailed};
use easemob_core::error::WhyNotSent;
use easemob_core::rest::files::UploadFile;
use easemob_core::{
    Credentials, ErrorCode, Event, JoinOptions, LoginRefused, OfflineCause, Outgoing, Renewal,
    RoomId, Secret, Session,
};
use futures_lite::future::zip;
use serde_json::json;

use crate::ground::{Desktop, Ground, beside, maybe_within, within};
use crate::stage::{Conn, Stage, by_password, hear, numbered, text_of, text_to, user};

/// Runs `script` with a connection in the background; its end is that of the last handle.
async fn with_background<G: Ground, T>(
    connection: Conn<G>,
    script: impl AsyncFnOnce(Handle, &mut Events) -> T,
) -> (T, Session, Events) {
    let (handle, mut events, background) = connection.into_background();
    let (session, result) = zip(background.run(), script(handle, &mut events)).await;
    (result, session, events)
}

async fn hear_from(events: &mut Events, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        let event = events.next().await.expect("the loop runs");
        texts.extend(text_of(&event));
    }
    texts
}

pub(crate) async fn sends_resolve<G: Ground>() {
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    let script = async |handle: Handle, _events: &mut Events| {
        let online = handle.login(by_password("alice")).await.expect("a login");
        assert_eq!(online.user, user("alice"));
        let again = handle.login(by_password("alice")).await;
        assert_eq!(again, Err(LoginFailed::NotBegun(LoginRefused::AlreadyLoggedIn)));
        let (one, two) = zip(handle.send(text_to("bob", "text 0")), async {
            handle.clone().send(text_to("bob", "text 1")).await
        })
        .await;
        let (one, two) = (one.expect("sent"), two.expect("sent"));
        assert!(one.local < two.local && one.server < two.server);
        stage.control(json!({ "op": "drop", "user": "alice" }));
        handle.send(text_to("bob", "text 2")).await.expect("sent again");
        let rejected = json!({ "op": "fault", "kind": "reject", "code": "FAIL", "reason": "blocked", "times": 1 });
        stage.control(rejected);
        let rejected = handle.send(text_to("bob", "no")).await;
        assert!(matches!(rejected, Err(SendFailed::Ended { .. })), "{rejected:?}");
        let posted = handle.post(text_to("bob", "text 3")).await.expect("accepted");
        assert!(posted > two.local);
    };
    with_background::<G, _>(stage.open::<G>(), script).await;
    assert_eq!(hear::<G>(&mut bob, 4).await, numbered(4));
}

/// The loop is a task of its own, which nothing but what it waits for wakes.
pub(crate) async fn asking_wakes_the_loop<G: Ground>() {
    let stage = Stage::new();
    let (handle, mut events, background) = stage.open::<G>().into_background();
    let tasks = LocalExecutor::new();
    let running = tasks.spawn(background.run());
    let script = async {
        handle.login(by_password("bob")).await.expect("a login");
        stage.inject("bob", "alice", 20);
        assert_eq!(hear_from(&mut events, 20).await, numbered(20));
        // Whoever asks for one more has taken them all.
        let received = async {
            while stage.state()["users"]["bob"]["queues"]["alice"]["messages"] == 20 {
                G::sleep(Duration::from_millis(10)).await;
            }
        };
        beside(received, events.next()).await;
        handle.shutdown().await;
        running.await;
    };
    within::<G, _>("a page of texts", Duration::from_secs(10), tasks.run(script)).await;
}

/// A room is joined through a handle by one user and directly by another, who hears the first.
pub(crate) async fn rooms_are_joined_through_a_handle<G: Ground>() {
    let stage = Stage::new();
    stage.control(json!({ "op": "group", "id": "27001", "kind": "chatroom", "owner": "carol" }));
    let room = || RoomId::new("27001").expect("a room id");
    let mut bob = stage.online::<G>("bob").await;
    let joining = bob.join_room(room(), JoinOptions::default()).expect("asked");
    loop {
        if let Event::RoomAnswered(answer) = bob.next().await {
            assert_eq!(answer.local, joining);
            break;
        }
    }
    let script = async |handle: Handle, events: &mut Events| {
        handle.login(by_password("alice")).await.expect("a login");
        let joining = handle.join_room(room(), JoinOptions::default()).await;
        let joining = joining.expect("asked");
        loop {
            let event = events.next().await.expect("the loop runs");
            if let Event::RoomAnswered(answer) = event {
                assert_eq!(answer.local, joining);
                break;
            }
        }
        handle.send(Outgoing::text(room(), "text 0")).await.expect("sent");
        handle.leave_room(room()).await.expect("asked");
    };
    with_background::<G, _>(stage.open::<G>(), script).await;
    assert_eq!(hear::<G>(&mut bob, 1).await, numbered(1));
}

pub(crate) async fn not_accepted_comes_back<G: Ground>() {
    let stage = Stage::new();
    let script = async |handle: Handle, _events: &mut Events| {
        let message = text_to("bob", "hello").ext("kept", true);
        match handle.send(message.clone()).await {
            Err(SendFailed::NotSent(not_sent)) => {
                assert_eq!((*not_sent.message, not_sent.why), (message, WhyNotSent::LoggedOut));
            }
            other => panic!("{other:?}"),
        }
        let failed = handle.login(Credentials::password(user("alice"), "wrong")).await;
        assert!(matches!(failed, Err(LoginFailed::Offline(OfflineCause::TokenRefused(_)))));
        let account = handle.register(user("carol"), Secret::new("pw"), "").await;
        assert_eq!(account.expect("an account").username, "carol");
    };
    with_background::<G, _>(stage.open::<G>(), script).await;
}

/// Nobody takes events: heartbeats and sends go on. Then everything comes, in order.
pub(crate) async fn slow_reader_holds_nothing_up<G: Ground>() {
    let stage = Stage::new();
    let mut config = stage.config();
    (config.heartbeat_ms, config.events_high) = (1_000, 10);
    stage.inject("alice", "bob", 100);
    let alice = stage.online_with::<G>("alice", config, None).await;
    let script = async |handle: Handle, events: &mut Events| {
        handle.send(text_to("bob", "hello")).await.expect("sent");
        let beats = || {
            let frames = stage.control(json!({ "op": "frames", "user": "alice", "dir": "up" }));
            let frames = frames.as_array().expect("a list").iter();
            frames.filter(|frame| frame["decoded"]["command"] == json!("UNREAD")).count()
        };
        let before = beats();
        let beating = async {
            while beats() < before + 2 {
                G::sleep(Duration::from_millis(50)).await;
            }
        };
        within::<G, _>("two heartbeats", Duration::from_secs(20), beating).await;
        handle.send(text_to("bob", "hello again")).await.expect("sent");
        assert_eq!(hear_from(events, 100).await, numbered(100));
    };
    with_background::<G, _>(alice, script).await;
}

/// What the application has not come back from is given to the next process again.
pub(crate) async fn on_the_way_is_not_taken<G: Ground>() {
    let stage = Stage::new();
    stage.inject("bob", "alice", 3);
    let (handle, mut events, background) = stage.online::<G>("bob").await.into_background();
    let die_on_the_way = async {
        assert_eq!(hear_from(&mut events, 2).await, numbered(2));
        // Text 1 is in hand, text 0 taken. Ask for text 2, and leave it in the channel.
        let session = handle.session().await.expect("the loop runs");
        maybe_within::<G, _>(0, events.next()).await;
        session
    };
    let session = beside(die_on_the_way, background.run()).await;
    let mut bob = stage.online_with::<G>("bob", stage.config(), Some(session)).await;
    assert_eq!(hear::<G>(&mut bob, 2).await, numbered(3)[1..]);
}

pub(crate) async fn token_provider<G: Ground>() {
    let stage = Arc::new(Stage::new());
    let mut config = stage.config();
    config.renewal = Renewal::Application { answer_ms: 5_000 };
    let connection = crate::stage::open::<G>(config, None);
    let (handle, mut events, background) = connection.into_background();
    let asked = Arc::new(AtomicU32::new(0));
    let (clerk, count) = (Arc::clone(&stage), Arc::clone(&asked));
    let background = background.token_provider(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let token = clerk.token("alice");
        async move { Some(Secret::new(token)) }
    });
    let script = async move {
        let short = stage.control(json!({ "op": "token", "user": "alice", "ttlMs": 1_500 }));
        let short = short["token"].as_str().expect("a token").to_owned();
        handle.login(Credentials::token(user("alice"), short)).await.expect("a login");
        loop {
            match events.next().await.expect("the loop runs") {
                Event::TokenWanted => panic!("the provider was to be asked"),
                Event::TokenRenewed(renewed) => {
                    renewed.expect("a good token");
                    break;
                }
                _ => {}
            }
        }
        // The old one ends now.
        G::sleep(Duration::from_millis(600)).await;
        handle.send(text_to("bob", "still here")).await.expect("sent");
    };
    zip(background.run(), script).await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

pub(crate) async fn an_upload_renews_its_token<G: Desktop>() {
    let stage = Arc::new(Stage::new());
    let mut config = stage.config();
    config.renewal = Renewal::Application { answer_ms: 5_000 };
    let connection = crate::stage::open::<G>(config, None);
    let (handle, _events, background) = connection.into_background();
    let asked = Arc::new(AtomicU32::new(0));
    let (clerk, count) = (Arc::clone(&stage), Arc::clone(&asked));
    let background = background.token_provider(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let token = clerk.token("alice");
        async move { Some(Secret::new(token)) }
    });
    let script = async move {
        let token = stage.token("alice");
        handle.login(Credentials::token(user("alice"), token.as_str())).await.expect("a login");
        stage.control(json!({ "op": "expireToken", "token": token }));
        let what = UploadFile::new(user("bob"), "a.txt");
        let uploaded = handle.upload(what, Bytes::from_static(b"hello"), |_| {}).await;
        assert_eq!(uploaded.expect("uploaded, with another token").bytes, 5);
        // And never twice in a row.
        stage.control(json!({ "op": "fault", "kind": "restError", "status": 401, "body":
            { "error_description": "Unable to authenticate due to expired access token" },
            "match": "POST .*chatfiles" }));
        let what = UploadFile::new(user("bob"), "a.txt");
        let refused = handle.upload(what, Bytes::from_static(b"hello"), |_| {}).await;
        assert_eq!(refused.expect_err("a fault").code(), ErrorCode::TokenExpired);
    };
    zip(background.run(), script).await;
    assert!(asked.load(Ordering::Relaxed) >= 1);
}

pub(crate) async fn shutdown_ends_it<G: Ground>() {
    let stage = Stage::new();
    let script = async |handle: Handle, _events: &mut Events| {
        let ended = handle.clone();
        handle.login(by_password("alice")).await.expect("a login");
        zip(handle.shutdown(), ended.shutdown()).await;
        assert_eq!(stage.state()["users"]["alice"]["devices"], json!([]), "LOGOUT arrived");
        assert_eq!(stage.connections(), 0);
        let refused = ended.send(text_to("bob", "too late")).await;
        assert_eq!(refused, Err(SendFailed::Gone(Gone)));
    };
    let (_, _, mut events) = with_background::<G, _>(stage.open::<G>(), script).await;
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Offline(OfflineCause::LoggedOut)));
}

pub(crate) async fn last_handle_ends_it<G: Ground>() {
    let stage = Stage::new();
    let script = async |handle: Handle, _events: &mut Events| {
        handle.login(by_password("alice")).await.expect("a login");
        let other = handle.clone();
        drop(handle);
        other.send(text_to("bob", "one handle is left")).await.expect("sent");
    };
    let (_, session, mut events) = with_background::<G, _>(stage.open::<G>(), script).await;
    assert_eq!(session.user.as_deref(), Some("alice"));
    assert_eq!(stage.connections(), 0);
    let mut kinds = Vec::new();
    while let Some(event) = events.next().await {
        kinds.push(event);
    }
    assert!(matches!(kinds.last(), Some(Event::Offline(OfflineCause::LoggedOut))), "{kinds:?}");
}

pub(crate) async fn dropped_loop_is_gone<G: Ground>() {
    let stage = Stage::new();
    let (handle, mut events, background) = stage.open::<G>().into_background();
    drop(background);
    assert_eq!(handle.send(text_to("bob", "hello")).await, Err(SendFailed::Gone(Gone)));
    assert_eq!(handle.login(by_password("alice")).await, Err(LoginFailed::Gone(Gone)));
    assert_eq!(events.next().await, None);
    handle.shutdown().await;
}

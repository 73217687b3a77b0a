//! Links that fail, and options that cannot be.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use easemob_core::driver::LoginFailed;
use easemob_core::error::Layer;
use easemob_core::{Config, Credentials, Event, Lost, LostKind, OfflineCause};
use serde_json::json;

use crate::ground::{Ground, within};
use crate::stage::{Conn, Stage, config, deliver, find, open, user};

fn reconnecting(event: &Event) -> Option<Lost> {
    match event {
        Event::Reconnecting { cause, .. } => Some(cause.clone()),
        _ => None,
    }
}

/// The link is there and silent: noticed within the heartbeat and the wait for its answer.
pub(crate) async fn half_open_link<G: Ground>() {
    let stage = Stage::new();
    let mut config = stage.config();
    (config.heartbeat_ms, config.heartbeat_reply_ms) = (1_000, 300);
    let mut bob = stage.online_with::<G>("bob", config, None).await;
    deliver::<G>(&mut bob, "alice", "alive").await;
    stage.control(json!({ "op": "hang", "user": "bob" }));
    let silent = Instant::now();
    let noticed = find::<G, _>(&mut bob, reconnecting);
    let cause = within::<G, _>("noticing", Duration::from_secs(10), noticed).await;
    assert_eq!(cause.kind, LostKind::Timeout);
    let took = silent.elapsed();
    assert!(took > Duration::from_millis(900) && took < Duration::from_secs(5), "{took:?}");
    stage.control(json!({ "op": "clearFaults" }));
    deliver::<G>(&mut bob, "alice", "alive again").await;
}

pub(crate) async fn message_too_large<G: Ground>() {
    let stage = Stage::new();
    let mut config = stage.config();
    config.frame_bytes_max = 1_024;
    let mut bob = stage.online_with::<G>("bob", config, None).await;
    let long = "x".repeat(4_000);
    stage.control(json!({ "op": "inject", "user": "bob", "from": "alice", "text": long }));
    let cause = find::<G, _>(&mut bob, reconnecting).await;
    assert_eq!(cause.kind, LostKind::TooLarge, "{cause}");
}

pub(crate) async fn text_message_is_stray<G: Ground>() {
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    stage.control(json!({ "op": "text", "user": "bob", "text": "hello" }));
    let stray = find::<G, _>(&mut bob, |event| match event {
        Event::Malformed(malformed) => Some(malformed.clone()),
        _ => None,
    })
    .await;
    assert_eq!((stray.layer, &stray.bytes[..]), (Layer::Text, &b"hello"[..]));
    deliver::<G>(&mut bob, "alice", "still here").await;
}

/// Why a login by token ends at this address.
async fn login_at<G: Ground>(ws: &str) -> Lost {
    let mut config = config(ws, "http://127.0.0.1:1");
    config.login_attempts = 2;
    let mut connection = open::<G>(config, None);
    let failed = connection.log_in(Credentials::token(user("alice"), "a token")).await;
    match failed.expect_err("no server there") {
        LoginFailed::Offline(OfflineCause::LoginFailed(lost)) => lost,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn connection_refused<G: Ground>() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let lost = login_at::<G>(&format!("ws://{free}/websocket")).await;
    assert_eq!(lost.kind, LostKind::Unreachable, "{lost}");
}

pub(crate) async fn not_a_websocket<G: Ground>() {
    let stage = Stage::new();
    let lost = login_at::<G>(&stage.server.ws.replace("/websocket", "/nothing")).await;
    assert_eq!(lost.kind, LostKind::Protocol, "{lost}");
}

pub(crate) async fn host_unknown<G: Ground>() {
    let lost = login_at::<G>("ws://nowhere.invalid/websocket").await;
    assert_eq!(lost.kind, LostKind::Unreachable, "{lost}");
}

pub(crate) async fn tls_where_there_is_none<G: Ground>() {
    let stage = Stage::new();
    let lost = login_at::<G>(&stage.server.ws.replace("ws://", "wss://")).await;
    assert_eq!(lost.kind, LostKind::Unreachable, "{lost}");
}

pub(crate) async fn bad_option<G: Ground>() {
    for (ws, rest, option) in [
        ("ftp://host/", "https://host", "servers.websocket"),
        ("wss://", "https://host", "servers.websocket"),
        ("wss://host/", "host", "servers.rest"),
    ] {
        let bad: Config = config(ws, rest);
        let refused = Conn::<G>::with_runtime(bad, None, G::runtime()).expect_err("a bad option");
        assert_eq!(refused.option, option);
    }
}

//! The listener: a real WebSocket client and raw HTTP against a real port.
#![cfg(feature = "listener")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use common::{provision_frame, text_meta, texts, user_jid};
use easemob_core::wire::{CommSyncUl, down, up};
use easemob_emulator::listener::{Options, Running, spawn};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream as AsyncTcp;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<AsyncTcp>>;

fn start(config: Value) -> Running {
    let seed_users = ["alice", "bob"].map(|name| (name.to_owned(), "pw".to_owned())).to_vec();
    let options = Options { seed_users, config: Some(config), ..Options::default() };
    spawn(options).unwrap()
}

fn http(running: &Running, head: &str, body: &str) -> (u16, String, Value) {
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let request = format!(
        "{head} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        running.address,
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_default())
}

fn password_token(running: &Running, user: &str) -> String {
    let body = json!({ "grant_type": "password", "username": user, "password": "pw" });
    let (status, _, body) = http(running, "POST /oracle/test/token", &body.to_string());
    assert_eq!(status, 200);
    body["access_token"].as_str().unwrap().to_owned()
}

async fn next(socket: &mut Socket) -> Option<Message> {
    let message = tokio::time::timeout(Duration::from_secs(10), socket.next()).await;
    message.expect("something within ten seconds").and_then(Result::ok)
}

async fn frame(socket: &mut Socket) -> down::Frame {
    match next(socket).await {
        Some(Message::Binary(bytes)) => down::Frame::decode(bytes).unwrap(),
        other => panic!("no frame but {other:?}"),
    }
}

async fn send(socket: &mut Socket, frame: up::Frame) {
    socket.send(Message::Binary(frame.encode())).await.unwrap();
}

async fn log_in(running: &Running, user: &str) -> Socket {
    let (mut socket, _) = connect_async(&running.ws).await.unwrap();
    let token = password_token(running, user);
    send(&mut socket, provision_frame(user, "device", &token)).await;
    match frame(&mut socket).await {
        down::Frame::Provision(answer) => {
            assert_eq!(answer.status.unwrap().error_code, Some(0));
        }
        other => panic!("no PROVISION but {other:?}"),
    }
    socket
}

#[tokio::test]
async fn a_message_goes_from_one_client_to_another() {
    let running = start(json!({}));
    let mut alice = log_in(&running, "alice").await;
    let mut bob = log_in(&running, "bob").await;
    let meta = Some(text_meta(user_jid("bob"), 11, "hello"));
    let sync = CommSyncUl { meta, ..CommSyncUl::default() };
    send(&mut alice, up::Frame::new(up::Body::Sync(sync), 1)).await;
    let down::Frame::Sync(ack) = frame(&mut alice).await else { panic!("no acknowledgement") };
    assert_eq!(ack.meta_id, Some(11));
    let down::Frame::Notice(notice) = frame(&mut bob).await else { panic!("no notice") };
    let sync = CommSyncUl { queue: notice.queue, ..CommSyncUl::default() };
    send(&mut bob, up::Frame::new(up::Body::Sync(sync), 1)).await;
    let down::Frame::Sync(page) = frame(&mut bob).await else { panic!("no page") };
    assert_eq!(texts(&page), ["hello"]);
}

#[tokio::test]
async fn drop_ends_the_connection_without_a_close_frame() {
    let running = start(json!({}));
    let mut alice = log_in(&running, "alice").await;
    let answer = running.control(json!({ "op": "drop", "user": "alice" })).unwrap();
    assert_eq!(answer, json!({ "sessions": 1 }));
    assert_eq!(next(&mut alice).await, None);
    let mut alice = log_in(&running, "alice").await;
    running
        .control(json!({ "op": "drop", "user": "alice", "how": "close", "code": 4001 }))
        .unwrap();
    let Some(Message::Close(Some(close))) = next(&mut alice).await else {
        panic!("no close frame")
    };
    assert_eq!(u16::from(close.code), 4001);
}

#[tokio::test]
async fn a_kick_arrives_before_the_close() {
    let running = start(json!({ "closeAfterMs": 20 }));
    let mut alice = log_in(&running, "alice").await;
    let kick = json!({ "op": "kick", "user": "alice", "operation": "USER_REMOVED" });
    running.control(kick).unwrap();
    let down::Frame::Sync(batch) = frame(&mut alice).await else { panic!("no batch") };
    assert_eq!(batch.metas.len(), 1);
    assert!(matches!(next(&mut alice).await, Some(Message::Close(_))));
}

#[tokio::test]
async fn the_control_interface_answers_over_http_and_sleeps() {
    let running = start(json!({}));
    let operations = json!([
        { "op": "sleep", "ms": 120 },
        { "op": "user", "user": "dora", "password": "pw" },
    ]);
    let started = std::time::Instant::now();
    let (status, head, body) = http(&running, "POST /_ctl", &operations.to_string());
    assert_eq!((status, &body), (200, &json!([{}, { "user": "dora" }])));
    assert!(started.elapsed() >= Duration::from_millis(120));
    assert!(head.contains("access-control-allow-origin: *"));
    let (status, _, body) = http(&running, "POST /_ctl", r#"{"op":"fly"}"#);
    assert_eq!(status, 400);
    assert_eq!(body["error_description"], "unknown operation \"fly\"");
}

#[tokio::test]
async fn rest_answers_with_cors_and_delays() {
    let running = start(json!({}));
    let (status, head, _) = http(&running, "OPTIONS /oracle/test/token", "");
    assert_eq!(status, 200);
    assert!(head.contains("access-control-allow-headers"));
    let (status, head, body) =
        http(&running, "GET /easemob/server.json?app_key=oracle%23test&_v=1", "");
    assert_eq!(status, 200);
    assert!(head.contains("access-control-allow-origin: *"));
    let host = &body["msync-wx"]["hosts"][0];
    assert_eq!(host["protocol"], "http");
    assert_eq!(host["port"], running.address.port().to_string());
    let (status, _, body) = http(&running, "GET /oracle/test/nowhere", "");
    assert_eq!((status, &body["error"]), (404, &json!("service_resource_not_found")));
    let fault = json!({ "op": "fault", "kind": "restDelay", "ms": 150, "match": "POST .*/token" });
    running.control(fault).unwrap();
    let started = std::time::Instant::now();
    password_token(&running, "alice");
    assert!(started.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn many_pushes_arrive_whole_and_in_order() {
    let running = start(json!({ "record": false }));
    let mut alice = log_in(&running, "alice").await;
    let blast = json!({ "op": "blast", "user": "alice", "count": 20_000, "perFrame": 10 });
    let answer = running.control(blast).unwrap();
    assert_eq!(answer["frames"], 2000);
    let mut last = 0;
    for _ in 0..2000 {
        let down::Frame::Sync(page) = frame(&mut alice).await else { panic!("no page") };
        for meta in common::metas(&page) {
            assert!(meta.id.unwrap() > last);
            last = meta.id.unwrap();
        }
    }
}

#[test]
fn options_that_cannot_be_used_are_named() {
    let wrong = |options: Options| spawn(options).map(drop).unwrap_err().to_string();
    let remote = Options { listen: "0.0.0.0:0".into(), ..Options::default() };
    assert!(wrong(remote).contains("--allow-remote"));
    let setting = Options { config: Some(json!({ "pageSize": "x" })), ..Options::default() };
    assert!(wrong(setting).contains("pageSize"));
    let script = Options { script: Some("{\"op\":\"fly\"}".into()), ..Options::default() };
    assert!(wrong(script).contains("fly"));
}

#[test]
fn a_script_runs_at_start_and_the_port_is_free_after_drop() {
    let script = "{\"op\":\"user\",\"user\":\"zoe\",\"password\":\"p\"}\n\n{\"op\":\"state\"}\n";
    let running = spawn(Options { script: Some(script.into()), ..Options::default() }).unwrap();
    let state = running.control(json!({ "op": "state" })).unwrap();
    assert!(state["users"]["zoe"]["account"].as_bool().unwrap());
    let line: Value = serde_json::from_str(&running.start_line()).unwrap();
    assert_eq!(line["ctl"], running.ctl.as_str());
    let address = running.address;
    drop(running);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn bytes_of_the_http_body_need_no_content_type() {
    let running = start(json!({}));
    let (status, _, body) = http(&running, "POST /_ctl", "{\"op\":\"rest\"}");
    assert_eq!((status, body), (200, json!([])));
}

#[test]
fn the_program_prints_one_line_or_says_what_is_wrong() {
    let program = env!("CARGO_BIN_EXE_easemob-emulator");
    let failed = Process::new(program).args(["--listen", "192.0.2.1:0"]).output().unwrap();
    assert_eq!((failed.status.code(), failed.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8(failed.stderr).unwrap().contains("--allow-remote"));
    let failed = Process::new(program).arg("--bogus").output().unwrap();
    assert_eq!(failed.status.code(), Some(2));
    let mut started = Process::new(program)
        .args(["--seed-users", "alice:pw", "--app-key", "my#app", "--config", "{\"pageSize\":3}"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(started.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let address = line["rest"].as_str().unwrap().strip_prefix("http://").unwrap();
    assert_eq!(line["ws"], format!("ws://{address}/websocket"));
    assert_eq!(line["ctl"], format!("http://{address}/_ctl"));
    assert_eq!(line["inspector"], format!("http://{address}/_inspector"));
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "Connection: close\r\nContent-Length: 15";
    let request = format!("POST /_ctl HTTP/1.1\r\nHost: {address}\r\n{head}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(b"{\"op\":\"config\"}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    started.kill().unwrap();
    started.wait().unwrap();
    assert!(answer.contains("\"pageSize\":3") && answer.contains("my#app"), "{answer}");
}

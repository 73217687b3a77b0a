//! The inspector over HTTP: its files, its stream, its buttons, and whom it answers.
#![cfg(feature = "listener")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use common::{provision_frame, text_meta, user_jid};
use easemob_core::wire::{CommSyncUl, up};
use easemob_emulator::listener::{Options, Running, spawn};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const PASSWORD: &str = "correct-horse-battery";

fn start(config: Value) -> Running {
    let seed_users = ["alice", "bob"].map(|name| (name.to_owned(), PASSWORD.to_owned())).to_vec();
    let web_sdk = concat!(env!("CARGO_MANIFEST_DIR"), "/src/inspector/page/dom.js");
    let web_sdk = Some(web_sdk.into());
    spawn(Options { seed_users, config: Some(config), web_sdk, ..Options::default() }).unwrap()
}

fn open(running: &Running, request: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let host = running.address.to_string();
    let host = headers.iter().find(|(name, _)| *name == "Host").map_or(host.as_str(), |(_, it)| it);
    let mut text = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers.iter().filter(|(name, _)| *name != "Host") {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// Status, head in lower case and body of an answer.
fn ask(
    running: &Running,
    request: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String, String) {
    let mut answer = String::new();
    open(running, request, headers, body).read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), body.to_owned())
}

fn get(running: &Running, path: &str) -> (u16, String, String) {
    ask(running, &format!("GET {path}"), &[], "")
}

/// The event stream, read until `enough` of everything so far; also its text as it came.
fn follow(
    running: &Running,
    seen: Option<&str>,
    enough: impl Fn(&[Value]) -> bool,
) -> (Vec<Value>, String) {
    let headers: Vec<_> = seen.map(|id| ("Last-Event-ID", id)).into_iter().collect();
    let stream = open(running, "GET /_inspector/entries", &headers, "");
    let (mut events, mut text) = (Vec::new(), String::new());
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(data) = line.strip_prefix("data: ") {
            events.push(serde_json::from_str(data).unwrap());
        }
        text += &line;
        if enough(&events) {
            break;
        }
    }
    (events, text)
}

fn entries(events: &[Value]) -> Vec<&Value> {
    events.iter().flat_map(|event| event["entries"].as_array().unwrap()).collect()
}

fn token(running: &Running, user: &str) -> String {
    let body = json!({ "grant_type": "password", "username": user, "password": PASSWORD });
    let (status, _, body) = ask(running, "POST /oracle/test/token", &[], &body.to_string());
    assert_eq!(status, 200);
    let body: Value = serde_json::from_str(&body).unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

/// Logs alice in and lets her say something to bob; her token.
async fn converse(running: &Running) -> String {
    let token = token(running, "alice");
    let (mut socket, _) = connect_async(&running.ws).await.unwrap();
    let login = provision_frame("alice", "phone", &token).encode();
    socket.send(Message::Binary(login)).await.unwrap();
    socket.next().await.unwrap().unwrap();
    let meta = Some(text_meta(user_jid("bob"), 11, "good morning"));
    let sync = up::Body::Sync(CommSyncUl { meta, ..CommSyncUl::default() });
    socket.send(Message::Binary(up::Frame::new(sync, 1).encode())).await.unwrap();
    socket.next().await.unwrap().unwrap();
    socket.close(None).await.unwrap();
    token
}

#[test]
fn the_page_and_all_it_names_are_served_and_nothing_is_loaded_from_elsewhere() {
    let running = start(json!({}));
    assert_eq!(running.inspector, format!("{}/_inspector", running.rest));
    let mut wanted = vec!["/_inspector".to_owned(), "/_inspector/".to_owned()];
    let mut seen = 0;
    while let Some(path) = wanted.get(seen).cloned() {
        seen += 1;
        let (status, head, body) = get(&running, &path);
        assert_eq!(status, 200, "{path}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{path}: {head}");
        assert!(head.contains("x-content-type-options: nosniff"), "{path}");
        let named = body.split(['"', '\'', '`']).filter_map(|text| match text.strip_prefix("./") {
            Some(name) if name.ends_with(".js") => Some(format!("/_inspector/{name}")),
            _ => text.starts_with("/_inspector/").then(|| text.to_owned()),
        });
        // The stream does not end, and templates name no file.
        let named: Vec<_> =
            named.filter(|it| !it.contains('$') && !it.ends_with("/entries")).collect();
        wanted.extend(named.into_iter().filter(|path| !wanted.contains(path)).collect::<Vec<_>>());
    }
    assert!(seen >= 10, "{wanted:?}");
    assert_eq!(get(&running, "/_inspector/../Cargo.toml").0, 404);
    assert_eq!(get(&running, "/_inspector/nothing.js").0, 404);
}

#[test]
fn the_web_sdk_is_served_only_if_it_is_given_and_can_be_read() {
    let running = spawn(Options::default()).unwrap();
    assert_eq!(get(&running, "/_inspector/web-sdk.js").0, 404);
    let missing = Options { web_sdk: Some("/nowhere/sdk.js".into()), ..Options::default() };
    let error = spawn(missing).map(drop).unwrap_err();
    assert!(error.to_string().contains("--web-sdk /nowhere/sdk.js"), "{error}");
}

#[tokio::test]
async fn the_stream_shows_a_login_and_a_text_without_their_secrets() {
    let running = start(json!({}));
    let token = converse(&running).await;
    let (events, text) = follow(&running, None, |events| {
        entries(events).iter().any(|entry| entry["what"] == "closed")
    });
    let all = entries(&events);
    let find = |test: &dyn Fn(&Value) -> bool| all.iter().position(|entry| test(entry)).unwrap();
    let call = find(&|it| it["kind"] == "call" && it["path"] == "/oracle/test/token");
    let opened = find(&|it| it["what"] == "opened");
    let login = find(&|it| it["command"] == "PROVISION" && it["dir"] == "up");
    let said = find(&|it| it["ns"] == json!(["CHAT"]) && it["dir"] == "up");
    let acknowledged = find(&|it| it["command"] == "SYNC" && it["dir"] == "down");
    let order = [call, opened, login, said, acknowledged];
    assert!(order.is_sorted(), "{order:?}");

    let login = all[login];
    assert_eq!((&login["user"], &login["link"]), (&json!("alice"), &json!(1)));
    assert!(login["decoded"]["auth"].as_str().unwrap().chars().all(|letter| letter == '*'));
    assert_eq!(login["hex"].as_str().unwrap().len() as u64, login["size"].as_u64().unwrap() * 2);
    let said = all[said];
    assert_eq!((&said["device"], &said["ids"]), (&json!("phone"), &json!(["11"])));
    let meta = &said["decoded"]["payload"]["meta"];
    assert_eq!(meta["payload"]["contents"][0]["text"], "good morning");

    let as_hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for secret in [PASSWORD, &token] {
        assert!(!text.contains(secret) && !text.contains(&as_hex(secret)), "{secret}");
    }
    assert!(text.contains(&as_hex("good morning")), "what is no secret is there");
}

#[tokio::test]
async fn what_cannot_be_read_shows_nothing_but_its_size() {
    let running = start(json!({}));
    let token = token(&running, "alice");
    let login = provision_frame("alice", "phone", &token).encode();
    for cut in 1..login.len() {
        let (mut socket, _) = connect_async(&running.ws).await.unwrap();
        socket.send(Message::Binary(login.slice(..login.len() - cut))).await.unwrap();
        let _answer = socket.next().await;
    }
    let (events, text) = follow(&running, None, |events| {
        entries(events).iter().filter(|it| it["what"] == "closed").count() == login.len() - 1
    });
    let as_hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let part = &token[..token.len() / 2];
    assert!(!text.contains(part) && !text.contains(&as_hex(part)));
    let sizes = entries(&events);
    assert!(sizes.iter().any(|entry| entry["size"] == login.len() - 1));
}

#[test]
fn the_log_is_bounded_and_a_late_viewer_is_told_what_is_gone() {
    let running = start(json!({ "recordLimit": 5 }));
    for _ in 0..12 {
        get(&running, "/oracle/test/nothing");
    }
    let (events, _) = follow(&running, Some("0.2.0"), |events| !events.is_empty());
    assert_eq!((&events[0]["missed"], entries(&events).len()), (&json!(5), 5));
    // A new viewer misses nothing: it starts with what there is.
    let (events, _) = follow(&running, None, |events| !events.is_empty());
    assert_eq!((&events[0]["missed"], entries(&events).len()), (&json!(0), 5));
    // A place in the log of another server is none here.
    let (events, _) = follow(&running, Some("9.99.9"), |events| !events.is_empty());
    assert_eq!((&events[0]["missed"], entries(&events).len()), (&json!(7), 5));
}

#[test]
fn every_button_sends_something_that_is_accepted() {
    let running = start(json!({}));
    running.control(json!({ "op": "group", "id": "g1", "owner": "alice" })).unwrap();
    let (_, _, list) = get(&running, "/_inspector/operations");
    let list: Value = serde_json::from_str(&list).unwrap();
    let operations = list["operations"].as_array().unwrap().iter().map(|form| (form, "op"));
    let faults = list["faults"].as_array().unwrap().iter().map(|form| (form, "kind"));
    let origin = format!("http://{}", running.address);
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/json")];
    for (form, names) in faults.chain(operations) {
        let mut request = Map::from_iter([("op".to_owned(), json!("fault"))]);
        request.insert(names.into(), form["name"].clone());
        for member in form["members"].as_array().unwrap() {
            if member["required"] == true {
                let name = member["name"].as_str().unwrap();
                request.entry(name).or_insert(member["example"].clone());
            }
        }
        let body = Value::from(request).to_string();
        let (status, _, answer) = ask(&running, "POST /_ctl", &headers, &body);
        assert_eq!(status, 200, "{body}: {answer}");
        if names == "kind" {
            let (_, _, state) = get(&running, "/_inspector/state");
            let state: Value = serde_json::from_str(&state).unwrap();
            assert_eq!(state["faults"].as_array().unwrap().len(), 1, "{body}");
            running.control(json!({ "op": "clearFaults" })).unwrap();
        }
    }
}

#[test]
fn names_of_other_hosts_and_foreign_pages_are_refused() {
    let running = start(json!({}));
    let foreign = [("Host", "evil.example"), ("Origin", "https://evil.example")];
    for header in foreign {
        for request in
            ["GET /_inspector", "GET /_inspector/entries", "GET /_inspector/state", "POST /_ctl"]
        {
            let (status, _, body) = ask(&running, request, &[header], "{\"op\":\"reset\"}");
            assert_eq!(status, 403, "{request} {header:?}");
            assert!(body.contains("evil.example"), "{body}");
        }
    }
    let state = running.control(json!({ "op": "state" })).unwrap();
    assert_eq!(state["users"]["alice"]["account"], true, "no reset was done");
    // Clients come under any name.
    assert_eq!(ask(&running, "GET /easemob/server.json", &foreign, "").0, 200);
}

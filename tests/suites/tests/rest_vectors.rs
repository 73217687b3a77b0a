//! Calls captured from the official client: ours asks the same and makes the same of the answer,
//! except where `docs/differences.md` says otherwise.

use std::collections::BTreeSet;

use easemob_core::rest::Ticket;
use easemob_core::web::{WebCall, WebError};
use easemob_core::{
    AppKey, CallFailed, Config, Credentials, Event, LostKind, Request, UserId, wire,
};
use easemob_tests::golden::differences::{Difference, Direction, check};
use easemob_tests::peer::{Peer, SOCKET, say};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is no call of a module: who else shows it.
const ELSEWHERE: [(&str, &str); 8] = [
    ("login_", "lifecycle: hosts, token"),
    ("register_user", "lifecycle: registration"),
    ("renew_token", "lifecycle: expiry"),
    ("upload_image_message", "rest_files"),
    ("upload_file_in_parts", "rest_files"),
    ("upload_rejected_413", "rest_files"),
    ("download_forbidden", "rest_files"),
    ("error_not_logged_in", "below"),
];

#[derive(Deserialize)]
struct Vector {
    name: String,
    js_method: String,
    js_args: Vec<Value>,
    request: Option<Captured>,
    response: Option<Answer>,
    ok: bool,
    #[serde(default)]
    result: Value,
}

#[derive(Deserialize)]
struct Captured {
    method: String,
    url: String,
    headers: serde_json::Map<String, Value>,
    #[serde(default)]
    body: Value,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    body: Value,
}

fn vectors() -> Vec<Vector> {
    let all: Vec<Vector> =
        serde_json::from_str(include_str!("../vectors/rest.json")).expect("vectors");
    assert_eq!(all.len(), 93);
    let here = |vector: &Vector| !ELSEWHERE.iter().any(|(name, _)| vector.name.starts_with(name));
    all.into_iter().filter(here).collect()
}

#[test]
fn every_captured_call_is_made_as_captured_or_stands_in_the_table() {
    let vectors = vectors();
    let names: Vec<String> = vectors.iter().map(|vector| vector.name.clone()).collect();
    let observed: Vec<Difference> = vectors.iter().filter_map(difference).collect();
    check(Direction::Rest, &observed, &names);
}

#[test]
fn nobody_can_call_before_a_login() {
    let mut peer = Peer::new(config());
    let call = WebCall::new("getContacts", &[]).expect("arguments").expect("a call");
    let refused = peer.call(|client, now| client.call(now, call).map(|_| ()));
    assert_eq!(refused, Err(CallFailed::NotLoggedIn));
    assert_eq!(peer.requests(), 0);
}

fn config() -> Config {
    let app_key = AppKey::parse("easemob-demo#chatdemo").expect("an app key");
    let mut config = Config::private(app_key, SOCKET, "https://a1.easemob.com");
    config.call_attempts = 1;
    config.offer_lz4 = false;
    config
}

/// A client in the place of the captured one.
fn stage() -> Peer {
    let mut peer = Peer::new(config());
    peer.login_as(Credentials::token(UserId::new("alice").expect("a user"), "YWMtTOKEN"));
    let mut acceptance = say::acceptance();
    acceptance.resource = Some("webim_dev1".into());
    peer.reply(&wire::down::Frame::Provision(acceptance));
    peer.settle_in();
    peer
}

fn difference(vector: &Vector) -> Option<Difference> {
    let what: Vec<String> = match act(vector) {
        Ok(found) => found,
        Err(unsaid) => vec![unsaid],
    };
    let vector = vector.name.clone();
    (!what.is_empty()).then_some(Difference { direction: Direction::Rest, vector, what })
}

/// Makes the call, answers it as captured, and says what differs.
fn act(vector: &Vector) -> Result<Vec<String>, String> {
    let mut peer = stage();
    let call = WebCall::new(&vector.js_method, &vector.js_args);
    let call = call.map_err(|invalid| format!("refused: {invalid}"))?.ok_or("unsaid")?;
    let ticket = peer.call(|client, now| client.call(now, call));
    let ticket = ticket.map_err(|failed| format!("refused: {failed}"))?;
    let (_, request) = peer.request();
    let mut found = Vec::new();
    if let Some(captured) = &vector.request {
        compare_requests(captured, &request, &mut found);
    }
    match &vector.response {
        Some(answer) => {
            let body = match &answer.body {
                Value::String(text) => text.clone(),
                document => document.to_string(),
            };
            peer.answer(answer.status, body);
        }
        None if vector.name == "error_timeout" => peer.fail(LostKind::Timeout),
        None => peer.fail(LostKind::Broken),
    }
    let result = outcome(&mut peer, &ticket);
    compare_results(vector, &result, &mut found);
    Ok(found)
}

fn outcome(peer: &mut Peer, ticket: &Ticket<WebCall>) -> Result<Value, CallFailed> {
    let answered = peer.take_events().into_iter().find_map(|event| match event {
        Event::Answered { call, result } if call == ticket.id() => Some(result),
        _ => None,
    });
    ticket.read(answered.expect("an answer"))
}

fn compare_requests(captured: &Captured, request: &Request, found: &mut Vec<String>) {
    let mut same = |what: &str, same: bool| {
        if !same {
            found.push(format!("~request.{what}"));
        }
    };
    same("method", captured.method == request.method.as_str());
    let ((path, query), (our_path, our_query)) = (split(&captured.url), split(&request.url));
    same("path", path == our_path);
    same("query", query == our_query);
    let header = |name: &str| {
        request.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    };
    for (name, value) in &captured.headers {
        same(name, header(name) == value.as_str());
    }
    same("body", body(request) == captured.body || captured.body == text(request));
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or(Value::Null)
}

/// A body that is no JSON.
fn text(request: &Request) -> Value {
    json!(String::from_utf8_lossy(&request.body))
}

/// The path and the parts of the query, decoded, without the cache buster.
fn split(url: &str) -> (String, BTreeSet<String>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let parts = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("_v="));
    (decode(path), parts.map(decode).collect())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn compare_results(vector: &Vector, result: &Result<Value, CallFailed>, found: &mut Vec<String>) {
    match (vector.ok, result) {
        (true, Ok(ours)) if *ours == vector.result => {}
        (true, Ok(ours)) => {
            println!("{}\n  theirs {}\n  ours   {ours}", vector.name, vector.result);
            found.push("~result".into());
        }
        (true, Err(failed)) => found.push(format!("+error: {failed}")),
        (false, Ok(_)) => found.push("+result".into()),
        (false, Err(_)) if vector.result["error"]["never_settles"] == true => {
            found.push("+error".into());
        }
        (false, Err(failed)) => {
            let theirs = &vector.result["error"];
            let ours = serde_json::to_value(WebError::from(failed)).expect("JSON");
            for member in ["type", "message"] {
                if theirs[member] != ours[member] {
                    println!("{}: {member}: {} {}", vector.name, theirs[member], ours[member]);
                    found.push(format!("~error.{member}"));
                }
            }
        }
    }
}

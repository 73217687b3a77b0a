//! Every call against every kind of nonsense: in its arguments, and in what is answered.

use std::collections::BTreeMap;

use easemob_core::rest::Ticket;
use easemob_core::web::WebCall;
use easemob_core::{CallFailed, Event, Lost, LostKind, Response};
use easemob_tests::peer::{Peer, config};
use serde_json::{Value, json};

/// One call of each kind, as the Web SDK spells its arguments.
fn samples() -> BTreeMap<String, Vec<Value>> {
    let samples: BTreeMap<_, _> =
        serde_json::from_str(include_str!("../vectors/rest-samples.json")).expect("samples");
    assert!(samples.len() >= 157, "{}", samples.len());
    samples
}

fn call(method: &str, args: &[Value]) -> WebCall {
    let call = WebCall::new(method, args).unwrap_or_else(|wrong| panic!("{method}: {wrong}"));
    call.unwrap_or_else(|| panic!("{method} is no call"))
}

/// A client that asks twice at most.
fn stage() -> Peer {
    let mut config = config();
    config.call_attempts = 2;
    Peer::online(config)
}

fn ask(peer: &mut Peer, method: &str, args: &[Value]) -> Ticket<WebCall> {
    let call = call(method, args);
    let asked = peer.call(|client, now| client.call(now, call));
    asked.unwrap_or_else(|failed| panic!("{method}: {failed}"))
}

fn response(status: u16, body: &str) -> Response {
    Response::new(status, body.to_string())
}

#[test]
fn whatever_is_answered_a_call_ends_once_and_nothing_panics() {
    let deep = "[".repeat(5_000);
    let nonsense = [
        "",
        " ",
        "<html><body>It works!</body></html>",
        "{",
        "{\"data\":",
        "null",
        "7",
        "\"text\"",
        "[]",
        "[null]",
        "{}",
        "{\"data\":null}",
        "{\"data\":7}",
        "{\"data\":\"x\"}",
        "{\"data\":[7]}",
        "{\"data\":[null]}",
        "{\"data\":{}}",
        "{\"data\":{\"data\":[{}]}}",
        "{\"entities\":[]}",
        "{\"entities\":[7]}",
        "{\"entities\":{}}",
        "{\"result\":7}",
        "\u{feff}{}",
        "\0\0\0",
        deep.as_str(),
    ];
    let statuses = [100, 301, 302, 400, 401, 403, 404, 405, 406, 413, 415, 429, 500, 502, 503, 504];
    for (method, args) in samples() {
        let mut peer = stage();
        for body in nonsense {
            for status in [200, 201, 204] {
                let ticket = ask(&mut peer, &method, &args);
                let answer = peer.end_call(&ticket, || Ok(response(status, body)));
                // Whether it can be read is the call's business; it never panics.
                let _read = ticket.read(Ok(answer.expect("a 2xx is an answer")));
            }
            for status in statuses {
                let ticket = ask(&mut peer, &method, &args);
                let answer = peer.end_call(&ticket, || Ok(response(status, body)));
                match ticket.read(answer) {
                    Err(CallFailed::Refused(refused)) => assert_eq!(refused.status, status),
                    other => panic!("{method}, {status}: {other:?}"),
                }
            }
        }
        let ticket = ask(&mut peer, &method, &args);
        let patient = || Ok(Response { retry_after_ms: Some(1_000), ..response(429, "{}") });
        let answer = peer.end_call(&ticket, patient);
        assert!(matches!(answer, Err(CallFailed::Refused(_))), "{method}: {answer:?}");
        for kind in [LostKind::Unreachable, LostKind::Broken, LostKind::TooLarge, LostKind::Closed]
        {
            let ticket = ask(&mut peer, &method, &args);
            let answer = peer.end_call(&ticket, || Err(Lost::new(kind, "scripted")));
            assert!(matches!(answer, Err(CallFailed::Lost(_))), "{method}: {answer:?}");
        }
    }
}

#[test]
fn silence_ends_in_a_timeout() {
    for (method, args) in samples() {
        let mut peer = stage();
        let ticket = ask(&mut peer, &method, &args);
        let began = peer.now();
        let ended = loop {
            let due = peer.client.next_deadline().expect("an end of the wait");
            let wait = due.at.as_millis() - peer.now();
            peer.pass_alive(wait);
            let events = peer.take_events();
            let is_end = |event: &Event| matches!(event, Event::Answered { .. });
            if let Some(event) = events.into_iter().find(is_end) {
                break event;
            }
            assert!(peer.now() - began <= peer.client.config().call_ttl_ms, "{method} hangs");
        };
        let Event::Answered { result, .. } = ended else { panic!("{ended:?}") };
        let Err(CallFailed::Lost(lost)) = ticket.read(result) else { panic!("{method}") };
        assert_eq!(lost.kind, LostKind::Timeout, "{method}");
    }
}

/// What a good answer says, with each of its parts in turn replaced by something else.
#[test]
fn an_answer_of_the_right_shape_and_the_wrong_types_is_read_or_refused() {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../vectors/rest.json")).expect("vectors");
    let (mut peer, mut tried) = (stage(), 0);
    for vector in vectors {
        let (method, args) = (vector["js_method"].as_str().expect("a name"), &vector["js_args"]);
        let args = args.as_array().expect("arguments");
        let Ok(Some(_)) = WebCall::new(method, args) else { continue };
        let body = &vector["response"]["body"];
        let mut paths = Vec::new();
        collect(body, String::new(), &mut paths);
        for path in paths {
            for other in [json!(null), json!(-7), json!("x"), json!([]), json!({}), json!([[{}]])] {
                let mut body = body.clone();
                if let Some(part) = body.pointer_mut(&path) {
                    *part = other;
                }
                let ticket = ask(&mut peer, method, args);
                let text = body.to_string();
                let answer = peer.end_call(&ticket, || Ok(response(200, &text)));
                let _read = ticket.read(answer);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "only {tried} answers");
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect(value, format!("{path}/{name}"), paths);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| {
            collect(value, format!("{path}/{index}"), paths);
        }),
        _ => {}
    }
    paths.push(path);
}

/// Each text among the arguments in turn is empty, too long, not ASCII or full of characters that
/// mean something in a URL: the call is refused with a word why, or asked with all of it encoded.
#[test]
fn no_argument_breaks_a_request() {
    let long = "x".repeat(100_000);
    let odd = ["", " ", "..", "a/b?c#d&e=f%g+h i", "héllo 你好 🙂", "\0\r\n\"\\", long.as_str()];
    let mut peer = stage();
    let mut asked = 0;
    for (method, args) in samples() {
        let args = Value::Array(args);
        let mut paths = Vec::new();
        collect(&args, String::new(), &mut paths);
        for path in paths {
            let replaced = |by: Value| {
                let mut args = args.clone();
                if let Some(part) = args.pointer_mut(&path) {
                    *part = by;
                }
                args.as_array().cloned().unwrap_or_default()
            };
            let odd = odd.iter().map(|text| json!(text));
            let other = [json!(null), json!(-1), json!(1e300), json!([]), json!({}), json!(true)];
            for by in odd.chain(other) {
                let Ok(Some(call)) = WebCall::new(&method, &replaced(by.clone())) else { continue };
                let Ok(ticket) = peer.call(|client, now| client.call(now, call)) else { continue };
                let (exchange, request) = peer.request();
                let clean = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?=&,%".contains(&b);
                assert!(request.url.bytes().all(clean), "{method} {path} {by}: {}", request.url);
                let (base, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
                let segments = base
                    .strip_prefix("http://peer.test/org/app")
                    .or_else(|| base.strip_prefix("http://peer.test/api/sdk/v1/org/app"));
                let segments = segments.unwrap_or_else(|| panic!("{}", request.url));
                for segment in segments.split('/').skip(1) {
                    assert!(!matches!(segment, "" | "." | ".."), "{method} {by}: {}", request.url);
                }
                assert!(!query.contains('?'), "{method}: {}", request.url);
                let texts = ["undefined", "=null", "[object"];
                assert!(!texts.iter().any(|text| query.contains(text)), "{}", request.url);
                peer.answer_to(exchange, Ok(response(400, "{}")));
                let _refused = ticket.read(Err(CallFailed::Cancelled));
                peer.take_events();
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "only {asked} calls were made");
}

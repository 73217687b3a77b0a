//! The Web SDK's form of events, outcomes and options against what the official client was seen to
//! raise for the same frames.

#![cfg(feature = "web")]
#![allow(missing_docs)]

use std::sync::LazyLock;

use easemob_core::web::{self, Form, SendResult, WebError};
use easemob_core::{
    AppKey, Client, Config, Credentials, Effect, Event, Identity, Input, Instant, LocalId, Outcome,
    Outgoing, PhaseName, UnixMillis, UserId, config::Https, config::Servers,
};
use serde_json::{Value, json};

const T0: Instant = Instant::from_millis(0);

fn vectors() -> &'static [Value] {
    static VECTORS: LazyLock<Vec<Value>> = LazyLock::new(|| {
        let file = include_str!("../../tests/suites/vectors/server-to-client.json");
        serde_json::from_str(file).expect("a list of vectors")
    });
    &VECTORS
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |c: u8| (c as char).to_digit(16).expect("hex") as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn client(vector: &Value) -> Client {
    let key = AppKey::parse("oracle#test").expect("an app key");
    let rest = vector["context"]["apiUrl"].as_str().unwrap_or("http://127.0.0.1:1");
    let mut config = Config::private(key, "ws://127.0.0.1:1/websocket", rest);
    config.identity = Identity::web();
    config.offer_lz4 = false;
    if let Some(options) = vector["context"].get("options") {
        web::apply_options(&mut config, &options.to_string()).expect("options of the capture");
    }
    let wall = UnixMillis(1_700_000_000_000);
    let mut client = Client::new(config, None, [1; 32], T0, wall).expect("a client");
    let user = UserId::new("alice").expect("a user");
    client.login(T0, Credentials::token(user, "YWMt-of-alice")).expect("a login");
    client
}

fn feed(client: &mut Client, frame: &str) {
    let link = open_link(client);
    client.handle(T0, Input::Received(link, hex(frame).into()));
}

fn open_link(client: &mut Client) -> easemob_core::Link {
    while let Some(effect) = client.poll_effect() {
        if let Effect::Open(link, _) = effect {
            client.handle(T0, Input::Opened(link));
        }
    }
    easemob_core::Link(1)
}

fn online(vector: &Value) -> Client {
    let mut client = client(vector);
    let welcome = vectors().iter().find(|v| v["name"] == "provision/ok-no-auth-token");
    feed(&mut client, welcome.expect("it")["frame_hex"].as_str().expect("a frame"));
    assert_eq!(client.phase(), PhaseName::Online);
    drain(&mut client);
    client
}

fn drain(client: &mut Client) -> Vec<Event> {
    std::iter::from_fn(|| client.poll_event()).collect()
}

fn say(forms: &[Form<'_>]) -> Vec<Value> {
    let one = |form: &Form<'_>| {
        let text = serde_json::to_string(&form.data).expect("JSON");
        assert!(!text.contains('\n'), "{text}");
        let data: Value = serde_json::from_str(&text).expect("JSON");
        if form.data.is_none() {
            json!({"event": form.handler})
        } else {
            json!({"event": form.handler, "data": data})
        }
    };
    forms.iter().map(one).collect()
}

/// What the official client raised, without its old interface.
fn recorded(vector: &Value) -> Vec<Value> {
    let events = vector["events"].as_array().expect("a list");
    let name = |event: &Value| event["event"].as_str().unwrap_or_default().to_owned();
    events.iter().filter(|event| !name(event).starts_with("listen.")).cloned().collect()
}

fn in_groups(groups: &'static [&'static str]) -> impl Iterator<Item = &'static Value> {
    vectors().iter().filter(move |vector| {
        let name = vector["name"].as_str().unwrap_or_default();
        groups.iter().any(|group| name.starts_with(group))
    })
}

/// Everything that is said of conversations.
const CHAT: &[&str] = &[
    "text/",
    "ext/",
    "image/",
    "audio/",
    "file/",
    "cmd/",
    "custom/",
    "combine/",
    "body-meta/",
    "group/",
    "room/",
    "ack/",
    "recall/",
    "edit/",
    "statistic/info",
];

#[test]
fn messages_and_receipts_as_recorded() {
    let mut compared = 0;
    for vector in in_groups(CHAT) {
        let name = vector["name"].as_str().unwrap_or_default();
        // What ours does better: see the tests below.
        let better = ["timestamp", "no-contents", "json-", "proto-key", "uint-2^64"];
        let better = better.iter().chain(&["no-path", "cmd/params", "edit/no-meta"]);
        if better.into_iter().any(|part| name.contains(part)) {
            continue;
        }
        let mut client = online(vector);
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        let events = drain(&mut client);
        let (mut ours, mut theirs) = (say(&web::forms_of_frame(&events)), recorded(vector));
        // An image has a name, and no event holds a token.
        if name.starts_with("image/") {
            ours.iter_mut().for_each(|told| without(told, "filename", 1));
        }
        if name.starts_with("audio/") || name.starts_with("file/") {
            theirs.iter_mut().for_each(|told| without(told, "accessToken", 1));
        }
        assert_eq!(ours, theirs, "{name}");
        compared += 1;
    }
    assert!(compared >= 50, "{compared} vectors");
}

/// Takes a member out of the argument of a handler, and out of each of a list; it must be there.
fn without(told: &mut Value, member: &str, times: usize) {
    let before = told.to_string().matches(member).count();
    assert_eq!(before, times, "{told}");
    let strip = |one: &mut Value| drop(one.as_object_mut().expect("an object").remove(member));
    match &mut told["data"] {
        Value::Array(list) => list.iter_mut().for_each(strip),
        one => strip(one),
    }
}

#[test]
fn streams_as_recorded() {
    let mut link: Option<Client> = None;
    for vector in in_groups(&["stream/"]) {
        let client = link.get_or_insert_with(|| online(vector));
        feed(client, vector["frame_hex"].as_str().expect("a frame"));
        let events = drain(client);
        assert_eq!(say(&web::forms_of_frame(&events)), recorded(vector), "{}", vector["name"]);
    }
}

#[test]
fn what_ours_tells_better() {
    let one = |name: &str| {
        let vector = vectors().iter().find(|v| v["name"] == name).expect("a vector");
        let mut client = online(vector);
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        let events = drain(&mut client);
        let mut forms = say(&web::forms(events.first().expect("an event")));
        forms.remove(0)
    };
    let image = one("image/no-path");
    assert_eq!((&image["data"]["url"], &image["data"]["thumb"]), (&json!(""), &json!("")));
    assert_eq!(image["data"]["filename"], "x");
    assert_eq!(one("cmd/params")["data"]["x-params"], json!({"p": "1"}));
    let edit = one("edit/no-meta");
    assert_eq!(edit["data"]["from"], "bob");
    assert_eq!(edit["data"]["chatType"], "singleChat");
    let unknown = one("content/unknown-type-42");
    assert_eq!(unknown["event"], "x-unknownMessage");
    assert_eq!(unknown["data"]["number"], 42);
    assert_eq!(unknown["data"]["content"], json!({"$hex": "082a1206667574757265"}));
}

#[test]
fn json_attributes_stay_whole() {
    let one = |name: &str| {
        let vector = vectors().iter().find(|v| v["name"] == name).expect("a vector");
        let mut client = online(vector);
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        let events = drain(&mut client);
        let forms = web::forms(events.first().expect("an event"));
        serde_json::to_string(&forms[0].data).expect("JSON")
    };
    assert!(one("ext/json-big-number").contains(r#""ext":{"k":{"id":9007199254740993}}"#));
    assert!(one("ext/json-invalid").contains(r#""ext":{"k":""#), "{}", one("ext/json-invalid"));
    assert!(one("ext/json-empty").contains(r#""ext":{"k":""}"#));
    assert!(one("ext/proto-key").contains(r#""ext":{"__proto__":"#));
    assert!(one("text/timestamp-beyond-2^53").contains(r#""time":9007199254740993,"#));
}

#[test]
fn kicks_and_refusals_as_recorded() {
    for vector in in_groups(&["statistic/kicked", "statistic/login", "statistic/without"]) {
        let mut client = online(vector);
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        ends_as_recorded(&mut client, vector);
    }
    for vector in in_groups(&["provision/FAIL", "provision/PERM", "provision/UNA", "provision/unk"])
    {
        let mut client = client(vector);
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        ends_as_recorded(&mut client, vector);
    }
}

/// The recorded `onError`, and the `onDisconnected` the official client leaves to the server.
fn ends_as_recorded(client: &mut Client, vector: &Value) {
    let events = drain(client);
    let mut expected = recorded(vector);
    expected.push(json!({"event": "onDisconnected", "data": expected[0]["data"]}));
    assert_eq!(say(&web::forms_of_frame(&events)), expected, "{}", vector["name"]);
}

#[test]
fn send_results_as_recorded() {
    let mut compared = 0;
    for vector in
        in_groups(&["send/ok-with", "send/ok-content", "send/FAIL", "send/PERM", "send/u"])
    {
        let outcome = &vector["outcome"];
        if outcome["pending"] == true {
            continue;
        }
        let mut client = online(vector);
        let to = UserId::new("bob").expect("a user");
        let message = Outgoing::text(to, "asked").with_id(LocalId(500));
        client.send(T0, message.clone()).expect("accepted");
        feed(&mut client, vector["frame_hex"].as_str().expect("a frame"));
        let events = drain(&mut client);
        let Some(Event::Settled { local, outcome: ours }) = events.last() else {
            panic!("{}: {events:?}", vector["name"]);
        };
        let from = UserId::new("alice").expect("a user");
        let said = match ours {
            Outcome::Sent { server, at, extra } => {
                let result = SendResult {
                    local: *local,
                    server: *server,
                    at: *at,
                    from: &from,
                    message: &message,
                    extra: extra.as_ref(),
                };
                json!({"ok": true, "data": result})
            }
            other => json!({"ok": false, "error": WebError::outcome(*local, other)}),
        };
        assert_eq!(&said, outcome, "{}", vector["name"]);
        compared += 1;
    }
    assert!(compared >= 15, "{compared} vectors");
}

#[test]
fn options_by_web_sdk_names() {
    let mut config = Config::new(AppKey::parse("org#app").expect("an app key"));
    let options = r#"{"appKey":"o#a","isHttpDNS":false,"url":"ws://h/websocket","apiUrl":"http://h",
        "https":false,"delivery":true,"heartBeatWait":0,"deviceId":"vector","isFixedDeviceId":false,
        "customOSPlatform":7,"customDeviceName":"kiosk","autoReconnectNumMax":0,"x-sendAckMs":7000,
        "useReplacedMessageContents":null,"isDebug":true,"uikitVersion":{"$undefined":true}}"#;
    web::apply_options(&mut config, options).expect("good options");
    assert_eq!(config.app_key.as_str(), "o#a");
    let fixed = Servers::Fixed { websocket: "ws://h/websocket".into(), rest: "http://h".into() };
    assert_eq!(config.servers, fixed);
    assert_eq!((config.delivery, config.heartbeat_ms, config.send_ack_ms), (true, 30_000, 7_000));
    assert_eq!((config.device_id.as_deref(), config.reconnect_max), (Some("vector"), Some(5)));
    assert_eq!(config.identity.custom_platform, Some(7));

    web::apply_options(&mut config, r#"{"isHttpDNS":true,"https":false}"#).expect("good options");
    assert!(matches!(config.servers, Servers::HttpDns { https: Https::Preferred, .. }));
}

#[test]
fn bad_options_are_named() {
    for (options, said) in [
        (r#"{"heartBeatWait":5}"#, "option heartBeatWait is 5: it must be 1000 to 300000"),
        (r#"{"heartBeatWait":"5"}"#, r#"heartBeatWait is "5": it must be a whole number"#),
        (r#"{"delivery":1}"#, "option delivery is 1: it must be true or false"),
        (r#"{"appKey":"org"}"#, r#"option appKey is "org": it has no '#'"#),
        (r#"{"customOSPlatform":101}"#, "option customOSPlatform is 101: it must be 1 to 100"),
        (r#"{"isHttpDNS":false}"#, "option url is \"\": it must be given when isHttpDNS is false"),
        (r#"{"isHttpDNS":false,"url":"h","apiUrl":"http://h"}"#, "option url is h: it must begin"),
        (r#"{"x-sendAckMs":0}"#, "option x-sendAckMs is 0: it must be 1"),
        (r#"{"hearBeatWait":1}"#, "option hearBeatWait is \"…\": it is no option"),
        (r#"{"pwd":"hunter2"}"#, "option pwd is \"…\": it is no option"),
        (r#""hunter2""#, "must be an object of options"),
        ("[]", "must be an object of options"),
    ] {
        let mut config = Config::new(AppKey::parse("org#app").expect("an app key"));
        let error = web::apply_options(&mut config, options).expect_err(options).to_string();
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

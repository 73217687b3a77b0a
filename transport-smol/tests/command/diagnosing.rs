//! `easemob doctor`.

mod told;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::stage::{Ended, Run, Stage, password, text};
use crate::trust::encrypted;
use told::Told;

/// Alice's doctor.
fn doctor(stage: &Stage, more: &[&str]) -> Run {
    stage.user("alice", &[&["doctor", "--json"], more].concat())
}

/// The same, impatient and with both addresses given.
fn at(stage: &Stage, ws: &str, rest: &str) -> Told {
    let run = doctor(stage, &["--timeout", "1500ms"]);
    Told::by(run.variable("EASEMOB_WS", ws).variable("EASEMOB_REST", rest))
}

/// The same where servers are looked up.
fn with_seeds(stage: &Stage, seeds: &str) -> Run {
    let run = stage.bare(&["doctor", "--json", "--timeout", "1500ms", "--seeds", seeds]);
    let run = run.variable("EASEMOB_APP_KEY", "oracle#test").variable("EASEMOB_USER", "alice");
    run.variable("EASEMOB_PASSWORD", &password("alice"))
}

/// A port of this machine that answers this, or nothing.
fn port(answer: Option<&'static str>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            match answer {
                None => kept.push(stream),
                Some(answer) => {
                    let _some = stream.read(&mut [0; 4096]);
                    let _gone = stream.write_all(answer.as_bytes());
                }
            }
        }
    });
    address
}

/// A port where nobody listens: it was free a moment ago.
fn deserted() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address")
}

/// The steps to the emulator's host, and what is done there.
const ALL: [&str; 8] =
    ["settings", "resolve", "tcp", "token", "websocket", "provision", "send", "logout"];

#[test]
fn all_is_well() {
    let stage = Stage::new();
    let told = Told::by(doctor(&stage, &[]));
    assert_eq!(told.that("passed"), ALL, "{told:?}");
    assert_eq!((told.steps.len(), &told.verdict["remarks"]), (ALL.len(), &json!(0)));
    let sent = told.steps.iter().find(|step| step["step"] == "send").expect("a step");
    assert!(sent["detail"].as_str().is_some_and(|it| it.contains("acknowledged")), "{sent}");
    stage.nobody_is_left();
}

#[test]
fn it_speaks_two_languages() {
    let stage = Stage::new();
    for (lang, said) in [
        ("en_GB.UTF-8", ["  login (PROVISION): as ", "  message to oneself: ", "All is well."]),
        (
            "zh_CN.UTF-8",
            ["  登录（PROVISION）：设备 ", "  给自己发消息：服务器已确认消息 ", "一切正常。"],
        ),
    ] {
        let told = stage.user("alice", &["doctor"]).variable("LC_ALL", lang).end().done();
        for said in said {
            assert!(told.contains(said), "{said} is not in {told}");
        }
        assert_eq!(told.lines().filter(|line| line.starts_with('✓')).count(), ALL.len(), "{told}");
    }
    let wrong = stage.user("alice", &["doctor", "--lang", "zh"]);
    let ended = wrong.variable("EASEMOB_PASSWORD", "wrong").end();
    assert_eq!(ended.code, Some(5));
    for said in ["✗ ", "获取 token [", "→ 请检查用户名", "-            登录（PROVISION）（未执行）"]
    {
        assert!(ended.out.contains(said), "{said} is not in {}", ended.out);
    }
    assert!(ended.errors.starts_with("easemob: 步骤“获取 token ["), "{ended:?}");
    assert!(ended.errors.is_ascii() == ended.errors.is_empty(), "it is Chinese: {ended:?}");
}

#[test]
fn servers_are_looked_up() {
    let stage = Stage::new();
    let run = with_seeds(&stage, &stage.emulator.rest);
    let run = run.variable("EASEMOB_PASSWORD", "").variable("EASEMOB_USER", "bob");
    let told = Told::by(run.variable("EASEMOB_TOKEN", &stage.token));
    let passed = told.that("passed");
    assert!(passed.contains(&"dns") && passed.contains(&"send"), "{told:?}");
    assert!(!passed.contains(&"token"), "a token is given: {told:?}");
    assert_eq!(passed.len(), told.steps.len());
    // One of two services does not answer.
    for bad in [deserted(), port(None)] {
        let told = Told::by(with_seeds(&stage, &format!("http://{bad},{}", stage.emulator.rest)));
        assert_eq!(
            (told.that("failed").len(), &told.verdict["remarks"]),
            (1, &json!(1)),
            "{told:?}"
        );
        assert_eq!(told.that("not_tried"), [""; 0]);
        assert!(told.that("passed").contains(&"logout"), "{told:?}");
    }
    // None does, and each is asked once.
    let none = format!("http://{},http://{}", deserted(), port(None));
    let told = Told::by(with_seeds(&stage, &none));
    told.failed("dns", 4, &["no answer within 1.5s", "--seeds"]);
    assert_eq!(told.that("failed"), ["tcp", "dns"], "{told:?}");
    assert_eq!(told.that("not_tried"), ["token", "websocket", "provision", "send", "logout"]);
}

#[test]
fn what_waits_for_the_user_goes_on_waiting() {
    let stage = Stage::new();
    stage.user("bob", &["send", "alice", "hi"]).end().done();
    Told::by(doctor(&stage, &[]));
    // The doctor's own text is for the user's other devices, of which this is one.
    let heard = stage.user("alice", &["listen", "--json", "--for", "2s"]).end().done();
    assert!(heard.contains("\"hi\"") && heard.contains("\"easemob doctor\""), "{heard}");
    // It is not kept.
    stage.user("alice", &["export", "all"]).end().done();
    let kept = std::fs::read_to_string(stage.path("all")).expect("a history");
    assert!(kept.contains("hi") && !kept.contains("easemob doctor"), "{kept}");
}

#[test]
fn a_wrong_password() {
    let stage = Stage::new();
    let told = Told::by(doctor(&stage, &[]).variable("EASEMOB_PASSWORD", "not-the-password"));
    told.failed("token", 5, &["invalid password", "check the user, the password"]);
    assert_eq!(told.that("passed"), ["settings", "resolve", "tcp"]);
    assert_eq!(told.that("not_tried"), ["websocket", "provision", "send", "logout"]);
    assert!(!format!("{told:?}").contains("not-the-password"), "{told:?}");
    let nobody = Told::by(doctor(&stage, &[]).variable("EASEMOB_USER", "nobody"));
    nobody.failed("token", 5, &["easemob register"]);
    let app = Told::by(doctor(&stage, &[]).variable("EASEMOB_APP_KEY", "no#app"));
    app.failed("token", 5, &["app key"]);
}

#[test]
fn a_wrong_token() {
    let stage = Stage::new();
    let run = doctor(&stage, &[]).variable("EASEMOB_PASSWORD", "");
    let told = Told::by(run.variable("EASEMOB_TOKEN", &stage.token));
    told.failed("provision", 5, &["check that the token is this user's"]);
}

#[test]
fn nobody_listens() {
    let stage = Stage::new();
    let gone = deserted();
    let told = at(&stage, &stage.emulator.ws, &format!("http://{gone}"));
    told.failed("tcp", 4, &["nobody listens", &gone.to_string(), "firewall"]);
    assert_eq!(told.that("not_tried"), ["token", "websocket", "provision", "send", "logout"]);
    let told = at(&stage, &format!("ws://{gone}/"), &stage.emulator.rest);
    told.failed("tcp", 4, &["nobody listens", &gone.to_string()]);
    assert_eq!(told.that("not_tried"), ["websocket", "provision", "send", "logout"]);
    let told = at(&stage, "wss://nowhere.invalid/", "https://nowhere.invalid");
    told.failed("resolve", 4, &["nowhere.invalid", "cannot be resolved", "name server"]);
    let rest = ["tcp", "tls", "token", "websocket", "provision", "send", "logout"];
    assert_eq!(told.that("not_tried"), rest);
}

#[test]
fn a_port_that_says_nothing() {
    let stage = Stage::new();
    let silent = port(None);
    let late = "no answer within 1.5s";
    at(&stage, &stage.emulator.ws, &format!("http://{silent}")).failed(
        "token",
        4,
        &[late, "address of the service"],
    );
    let told = at(&stage, &format!("ws://{silent}/"), &stage.emulator.rest);
    told.failed("websocket", 4, &[late, "proxy"]);
    at(&stage, &stage.emulator.ws, &format!("https://{silent}")).failed("tls", 4, &[late]);
}

#[test]
fn a_server_that_forgets_what_it_was_asked() {
    let ignore = |command: &str| {
        let stage = Stage::new();
        stage.control(json!({"op": "fault", "kind": "ignore", "user": "*", "match": command}));
        at(&stage, &stage.emulator.ws, &stage.emulator.rest)
    };
    ignore("provision").failed("provision", 4, &["within 1.5s", "address of the service"]);
    ignore("sync").failed("send", 6, &["not confirmed"]);
    let told = ignore("logout");
    assert_eq!((told.that("warning"), &told.verdict["remarks"]), (vec!["logout"], &json!(1)));
}

#[test]
fn a_server_with_a_fault() {
    let stage = Stage::new();
    stage.control(json!({"op": "fault", "kind": "restError", "status": 503, "user": "*"}));
    let told = Told::by(doctor(&stage, &[]));
    told.failed("token", 4, &["HTTP 503", "the service has a fault"]);
    let told = Told::by(with_seeds(&stage, &stage.emulator.rest));
    told.failed("dns", 4, &["HTTP 503"]);
}

#[test]
fn a_port_without_tls() {
    let stage = Stage::new();
    let rest = stage.emulator.rest.replace("http://", "https://");
    at(&stage, &stage.emulator.ws, &rest).failed("tls", 4, &["does not speak TLS", "ws://"]);
}

#[test]
fn a_web_page_in_the_way() {
    const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 23\r\n\
        Connection: close\r\n\r\n<html>Log in now</html>";
    const ELSEWHERE: &str = "HTTP/1.1 302 Found\r\nLocation: http://log.in/\r\n\
        Content-Type: text/html\r\nContent-Length: 23\r\nConnection: close\r\n\r\n\
        <html>Log in now</html>";
    let stage = Stage::new();
    let advice = "log in to this network in a browser";
    for page in [FINE, ELSEWHERE] {
        let portal = port(Some(page));
        let [ws, rest] = ["ws", "http"].map(|scheme| format!("{scheme}://{portal}"));
        at(&stage, &ws, &rest).failed("token", 4, &[advice]);
        at(&stage, &ws, &stage.emulator.rest).failed(
            "websocket",
            4,
            &["not how the service answers", "proxy"],
        );
        Told::by(with_seeds(&stage, &rest)).failed("dns", 4, &[advice]);
        // As the first of two.
        let both = format!("{rest},{}", stage.emulator.rest);
        let told = Told::by(with_seeds(&stage, &both));
        assert_eq!((told.that("failed"), &told.verdict["exit"]), (vec!["dns"], &json!(0)));
        let bad = told.steps.iter().find(|step| step["state"] == "failed").expect("one");
        assert!(bad["advice"].as_str().is_some_and(|it| it.contains(advice)), "{bad}");
    }
}

#[test]
fn a_server_that_refuses() {
    let stage = Stage::new();
    stage.control(json!({"op": "fault", "kind": "refuse", "user": "alice",
        "code": "FAIL", "reason": "no \u{1b}[31mentry\n"}));
    let told = Told::by(doctor(&stage, &[]));
    told.failed("provision", 5, &["console"]);
    assert_eq!(told.that("not_tried"), ["send", "logout"]);
    let told = stage.user("alice", &["doctor"]).end();
    assert!(!told.out.contains('\u{1b}') && !told.errors.contains('\u{1b}'), "{told:?}");
    stage.control(json!({"op": "clearFaults"}));
    stage.control(json!({"op": "fault", "kind": "reject", "user": "alice",
        "code": "PERMISSION_DENIED", "reason": "muted \u{9b}2J"}));
    let told = Told::by(doctor(&stage, &[]));
    told.failed("send", 6, &["may send messages"]);
    assert_eq!(told.that("not_tried"), ["logout"]);
    let told = stage.user("alice", &["doctor"]).end();
    assert!(!told.out.contains('\u{9b}') && !told.errors.contains('\u{9b}'), "{told:?}");
}

#[test]
fn a_server_that_sends_on() {
    let stage = Stage::new();
    let other = format!("localhost:{}", stage.emulator.address.port());
    stage.control(json!({"op": "fault", "kind": "refuse", "user": "alice", "times": 1,
        "code": "REDIRECT", "reason": "", "redirect": [other]}));
    let told = Told::by(doctor(&stage, &[]));
    let steps = ["resolve", "tcp", "websocket", "provision"];
    let rest = [&ALL[..6], &steps, &ALL[6..]].concat();
    assert_eq!(told.that("passed"), rest, "{told:?}");
}

#[test]
fn certificates() {
    let stage = Stage::new();
    let examine = |days: i64, host: &str, trust: bool| {
        let end = Timestamp::now() + SignedDuration::from_hours(days * 24);
        let end = end.to_zoned_datetime(TimeZone::UTC).date();
        let tls = encrypted(&stage, |certificate| {
            let [month, day] = [end.month(), end.day()].map(|it| it.unsigned_abs());
            certificate.not_after = rcgen::date_time_ymd(end.year().into(), month, day);
        });
        let [ws, rest] = [&tls.ws, &tls.rest].map(|url| url.replace("localhost", host));
        let run = doctor(&stage, &["--trust", if trust { &tls.pem } else { "mozilla" }]);
        let told = run.variable("EASEMOB_WS", &ws).variable("EASEMOB_REST", &rest);
        (Told::by(told), end.to_string())
    };
    let (told, end) = examine(40, "localhost", true);
    let line = told.steps.iter().find(|step| step["step"] == "tls").expect("a step").to_string();
    for said in ["TLS 1.3", "certificate of localhost by ", &end, "passed"] {
        assert!(line.contains(said), "{said} is not in {line}");
    }
    let (told, _) = examine(10, "localhost", true);
    assert_eq!((told.that("warning"), &told.verdict["remarks"]), (vec!["tls"], &json!(1)));
    let line = told.steps.iter().find(|step| step["step"] == "tls").expect("a step").to_string();
    assert!(line.contains("ends in 9 days") && line.contains("renewed"), "{line}");
    let (told, _) = examine(-1, "localhost", true);
    told.failed("tls", 4, &["has expired", "this machine's clock"]);
    let (told, _) = examine(40, "127.0.0.1", true);
    told.failed("tls", 4, &["for another host", "captive portal"]);
    let (told, _) = examine(40, "localhost", false);
    told.failed("tls", 4, &["UnknownIssuer", "--trust FILE"]);
}

#[test]
fn settings_that_make_no_sense() {
    let stage = Stage::new();
    for (options, words) in [
        (&["--timeout", "0s"] as &[&str], &["--timeout", "30s"] as &[&str]),
        (&["--timeout", "2h"], &["--timeout", "1h at most"]),
        (&["--timeout"], &["--timeout <DURATION>"]),
        (&["--user", "a b"], &["--user", "user id"]),
        (&["--ws", "h"], &["--ws", "wss://"]),
        (&["--token-stdin"], &["--token-stdin", "empty"]),
        (&["--password", "alice-has-a-secret"], &["--password-file"]),
        (&["--lang", "fr"], &["--lang", "en, zh"]),
        (&["more"], &["'more'"]),
    ] {
        doctor(&stage, options).end().failed(2, words);
    }
    let told = Told::by(doctor(&stage, &["--password-file", "/nowhere"]));
    told.failed("settings", 8, &["/nowhere"]);
    let told = Told::by(stage.servers(&["doctor", "--json"]));
    told.failed("settings", 3, &["--user", "EASEMOB_USER"]);
    let all = [&["resolve", "tcp", "tls", "dns"], &ALL[3..]].concat();
    assert_eq!(told.that("not_tried"), all);
    let file = text(&stage.file("broken.toml", "user = \"alice"));
    let told = Told::by(doctor(&stage, &["--config", &file]));
    told.failed("settings", 3, &["broken.toml", "line 1"]);
}

#[test]
fn it_can_be_interrupted() {
    let stage = Stage::new();
    let silent = port(None);
    let run = doctor(&stage, &["--timeout", "10m"]);
    let mut process = run.variable("EASEMOB_REST", &format!("http://{silent}")).start();
    while !process.line().expect("a line").contains("\"tcp\"") {}
    process.interrupt();
    let ended: Ended = process.end();
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(ended.out.contains(r#""step":"token","why":"interrupted""#), "{ended:?}");
    assert!(ended.out.contains(r#""exit":130"#), "{ended:?}");
    stage.user("alice", &["doctor"]).deaf().end().failed(8, &["standard output is gone"]);
}

use serde_json::json;

use crate::bench::{Bench, texts};

#[test]
fn what_cannot_be_done_says_why() {
    let mut bench = Bench::new();
    bench.forget();
    for (line, kind, code) in [
        (r#"{"cmd":"fly","id":1}"#, "UnknownCommand", 53),
        (r#"{"cmd":"call","id":1,"method":"getContacts"}"#, "NotLoggedIn", 700),
        (r#"{"cmd":"call","id":1,"method":"addContact","args":[7]}"#, "InvalidCall", -3),
        (r#"{"cmd":"call","id":1,"method":"fly"}"#, "NotSupportedYet", 53),
        (r#"{"cmd":"call","id":1}"#, "BadField", -3),
        (r#"{"cmd":"open","id":1}"#, "NoCredentials", 0),
        (r#"{"cmd":"open","id":1,"user":5,"pwd":"x"}"#, "NoCredentials", 0),
        (r#"{"cmd":"open","id":1,"user":"alice","pwd":""}"#, "NoCredentials", 1),
        (r#"{"cmd":"open","id":1,"user":"alice","pwd_env":"NOT_SET"}"#, "NotInEnvironment", 1),
        (r#"{"cmd":"open","id":1,"user":"al ice","pwd":"x"}"#, "InvalidId", 1),
        (r#"{"cmd":"send","id":1,"msg":{}}"#, "NotLoggedIn", 39),
        (r#"{"cmd":"create","id":1,"conn":"x","options":{"delivery":"yes"}}"#, "InvalidOption", -3),
        (r#"{"cmd":"net","id":1}"#, "BadField", -3),
        (r#"{"cmd":"net","id":1,"online":"yes"}"#, "BadField", -3),
        (r#"{"cmd":"count","id":1,"n":0}"#, "BadField", -3),
        (r#"{"cmd":"commit","id":1}"#, "BadField", -3),
        (r#"{"cmd":"refuse","id":1,"token":"7"}"#, "BadField", -3),
        (r#"{"cmd":"stats","id":1,"conn":5}"#, "", 0),
    ] {
        bench.line(line);
        let answer = bench.answer();
        if kind.is_empty() {
            assert_eq!(answer["ok"], true, "{answer}");
        } else {
            assert_eq!((&answer["result"], &answer["ok"]), (&json!(1), &json!(false)), "{answer}");
            assert_eq!(answer["error"]["kind"], kind, "{answer}");
            assert_eq!(answer["error"]["type"], code, "{answer}");
        }
    }
    assert!(!bench.text().contains("secret"));
}

#[test]
fn a_token_that_is_none_is_named() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    for args in ["[\"\"]", "[7]", "[]"] {
        bench.line(&format!(r#"{{"cmd":"call","id":1,"method":"renewToken","args":{args}}}"#));
        let error = bench.answer()["error"].clone();
        assert_eq!(error["kind"], "BadField");
        assert_eq!(error["message"], "token must be a string that is not empty", "{args}");
    }
}

#[test]
fn options_count_at_first_use_only() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(
        r#"{"cmd":"create","id":1,"conn":"a","options":{"deviceId":"vector","isFixedDeviceId":false}}"#,
    );
    assert_eq!(bench.answer()["data"], json!({}));
    bench.line(
        r#"{"cmd":"open","id":2,"conn":"a","user":"alice","token":"T","options":{"deviceId":"x"}}"#,
    );
    bench.welcome();
    let lines = bench.lines();
    assert_eq!(lines[0]["event"], "onConnected");
    assert_eq!(lines[0]["conn"], "a");
    assert_eq!(lines[0]["t"], 0);
    assert!(lines[0].get("data").is_none());
    assert_eq!(lines[1]["data"], json!({"resource": "webim_web_vector", "open_ms": 0}));
    let stats = {
        bench.line(r#"{"cmd":"stats","id":3}"#);
        bench.answer()
    };
    let expected = json!({"pid":7,"rss":7,"cpu":{"user":7,"system":7},"connections":1});
    assert_eq!(stats["data"], expected);
}

#[test]
fn a_count_counts_what_is_muted() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.line(r#"{"cmd":"mute","id":1}"#);
    bench.line(r#"{"cmd":"count","id":2,"n":3}"#);
    bench.line(r#"{"cmd":"count","id":3,"n":3}"#);
    assert_eq!(bench.names(), ["=1", "_counting", "=3"]);
    bench.now += 10;
    bench.page(dialed, &texts(1..3));
    bench.now += 10;
    bench.page(dialed, &texts(3..5));
    let lines = bench.lines();
    let expected = json!({"n": 3, "ms": 20, "ms_from_first": 10, "cpu_ms": 0});
    assert_eq!(lines, [json!({"result": 2, "ok": true, "data": expected})]);

    bench.line(r#"{"cmd":"count","id":4,"n":1,"event":"onReadMessage","timeout_ms":50}"#);
    bench.forget();
    bench.wait(60);
    let late = bench.answer();
    assert_eq!((&late["result"], &late["error"]["kind"]), (&json!(4), &json!("CountTimeout")));

    bench.line(r#"{"cmd":"mute","id":5,"on":false}"#);
    bench.page(dialed, &texts(5..6));
    assert_eq!(bench.names(), ["=5", "onTextMessage", "onMessage"]);
}

#[test]
fn messages_of_one_frame_are_one_list() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.page(dialed, &texts(1..4));
    let lines = bench.lines();
    let list = lines.last().expect("a line");
    assert_eq!(list["event"], "onMessage");
    let singles: Vec<_> = lines.iter().take(3).map(|line| line["data"].clone()).collect();
    assert_eq!(list["data"], json!(singles));
    assert_eq!(singles[1]["msg"], "text 2");
}

#[test]
fn manual_commits_take_the_token_of_an_event() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", r#"{"x-commit":"manual"}"#);
    bench.page(dialed, &texts(1..2));
    let token = bench.lines()[0]["token"].clone();
    assert!(token.is_string(), "{token}");
    bench.line(&format!(r#"{{"cmd":"commit","id":1,"token":{token}}}"#));
    assert_eq!(bench.answer()["data"], json!({}));
}

#[test]
fn a_refused_message_comes_again_and_is_dead_in_the_end() {
    let mut bench = Bench::new();
    let options = r#"{"x-commit":"manual","x-refusalsMax":1,"x-refusalPauseMs":1000}"#;
    let dialed = bench.open("main", options);
    bench.page(dialed, &texts(1..3));
    let token = bench.lines()[0]["token"].clone();
    let refuse = format!(r#"{{"cmd":"refuse","id":1,"token":{token}}}"#);
    bench.line(&refuse);
    assert_eq!(bench.answer()["data"], json!({}));
    bench.wait(1_000);
    let again = bench.lines();
    assert_eq!((&again[0]["event"], &again[0]["token"]), (&json!("onTextMessage"), &token));
    bench.line(&refuse);
    let lines = bench.lines();
    let dead = lines.iter().find(|line| line["event"] == "x-deadLetter").expect("a dead letter");
    assert_eq!(dead["data"]["refused"], 2);
    assert_eq!(dead["data"]["event"], "onTextMessage");
    assert_eq!(dead["data"]["data"]["msg"], "text 1");
}

#[test]
fn the_network_is_one_for_all() {
    let mut bench = Bench::new();
    bench.open("a", "{}");
    bench.open("b", "{}");
    bench.line(r#"{"cmd":"net","id":1,"online":false}"#);
    let names = bench.names();
    let lost = ["onOffline", "onReconnecting", "onOffline", "onReconnecting", "=1"];
    assert_eq!(names, lost);
    bench.line(r#"{"cmd":"net","id":2,"online":true,"conn":"a"}"#);
    assert_eq!(bench.names(), ["onOnline", "=2"]);
    assert_eq!(bench.dials().len(), 1);
}

#[test]
fn words_for_the_displaced_device_count_from_the_next_login() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(r#"{"cmd":"create","id":1}"#);
    bench.line(r#"{"cmd":"call","id":2,"method":"setLoginInfoCustomExt","args":["kiosk 7"]}"#);
    bench.line(r#"{"cmd":"call","id":3,"method":"setLoginInfoCustomExt","args":[7]}"#);
    let lines = bench.lines();
    assert_eq!(lines[1], json!({"result": 2, "ok": true}));
    assert_eq!(lines[2]["error"]["message"], "ext must be a string");
    bench.line(r#"{"cmd":"open","id":4,"user":"alice","token":"T"}"#);
    bench.welcome();
    let sent = bench.sent();
    let easemob_core::wire::up::Body::Provision(provision) = &sent[0].body else {
        panic!("not a PROVISION");
    };
    assert_eq!(provision.reason.as_deref(), Some("kiosk 7"));
    assert_eq!(bench.names(), ["onConnected", "=4"]);
}

#[test]
fn a_call_is_answered_in_the_web_sdks_form() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    let asked = r#"{"cmd":"call","id":5,"method":"getContactsWithCursor","args":[{"pageSize":2}]}"#;
    for (status, body, ok) in [
        (200, r#"{"data":{"contacts":[{"username":"bob","remark":null}],"cursor":"c"}}"#, true),
        (200, "<html>hello</html>", false),
        (404, r#"{"error_description":"user not found"}"#, false),
    ] {
        bench.line(asked);
        let (conn, call) = bench.request();
        let response = easemob_core::Response::new(status, body);
        bench.input(conn, easemob_core::Input::Answered(call, Ok(response)));
        let answer = bench.answer();
        assert_eq!((&answer["result"], &answer["ok"]), (&json!(5), &json!(ok)), "{answer}");
        if ok {
            let contact = json!({"userId": "bob", "remark": null});
            let data = json!({"type": 0, "data": {"cursor": "c", "contacts": [contact]}});
            assert_eq!(answer["data"], data);
        } else {
            let code = if status == 404 { 204 } else { 17 };
            assert_eq!(answer["error"]["type"], code, "{answer}");
        }
    }
}

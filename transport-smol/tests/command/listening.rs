//! `easemob listen`.

use serde_json::{Value, json};

use crate::stage::Stage;

#[test]
fn messages_are_lines_and_are_received_once() {
    let stage = Stage::new();
    for text in ["one", "two\x1b[2J\nof two lines", "three"] {
        stage.user("alice", &["send", "bob", text]).end().done();
    }
    let store = ["listen", "--store", "bob.store"];
    let listened = stage.user("bob", &[&store as &[&str], &["--count", "2"]].concat()).end();
    assert_eq!(listened.code, Some(0), "{listened:?}");
    assert!(listened.errors.contains("online as bob"), "{listened:?}");
    let lines: Vec<&str> = listened.out.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("20") && lines[0].ends_with("  alice: one"), "{lines:?}");
    // What a sender writes neither moves the cursor nor breaks the line.
    assert!(lines[1].ends_with("alice: two\\u{1b}[2J\\nof two lines"), "{lines:?}");

    // A page of three, of which two were printed: with the store, only the third comes.
    let rest = stage.user("bob", &[&store as &[&str], &["--for", "2s"]].concat()).end();
    assert_eq!(rest.code, Some(0), "{rest:?}");
    let lines: Vec<&str> = rest.out.lines().collect();
    assert_eq!(lines.len(), 1, "the first two were received: {lines:?}");
    assert!(lines[0].ends_with("alice: three"), "{lines:?}");
    let none = stage.user("bob", &["listen", "--for", "1s"]).end();
    assert_eq!(none.out, "", "the whole page was received");
    stage.nobody_is_left();
}

#[test]
fn what_the_user_says_elsewhere_is_not_counted() {
    let stage = Stage::new();
    let mut listening = stage.user("bob", &["listen", "--count", "1"]).start();
    stage.wait(|stage| stage.control(json!({"op": "state"}))["connections"] == 1);
    stage.user("bob", &["send", "alice", "mine"]).end().done();
    assert!(listening.line().is_some_and(|line| line.ends_with("  bob to alice: mine")));
    stage.user("alice", &["send", "bob", "yours"]).end().done();
    assert!(listening.line().is_some_and(|line| line.ends_with("  alice: yours")));
    assert_eq!(listening.end().code, Some(0));
    stage.nobody_is_left();
}

#[test]
fn what_could_not_be_printed_comes_again() {
    let stage = Stage::new();
    stage.user("alice", &["send", "bob", "one"]).end().done();
    let deaf = stage.user("bob", &["listen", "--json"]).deaf().end();
    deaf.failed(8, &["standard output is gone"]);
    stage.nobody_is_left();
    let again = stage.user("bob", &["listen", "--count", "1"]).end();
    assert!(again.out.contains("alice: one"), "{again:?}");
}

#[test]
fn json_is_the_web_sdks() {
    let stage = Stage::new();
    let mut listening = stage.user("bob", &["listen", "--json"]).start();
    let mut line = || -> Value {
        let line = listening.line().expect("a line");
        serde_json::from_str(&line).expect("JSON")
    };
    assert_eq!(line(), json!({"event": "onConnected"}));
    let id = stage.user("alice", &["send", "bob", "你好"]).end().done();
    let text = loop {
        let line = line();
        if line["event"] == "onTextMessage" {
            break line;
        }
    };
    assert_eq!(
        (&text["data"]["msg"], &text["data"]["id"]),
        (&json!("你好"), &json!(id.trim_end()))
    );
    stage.control(json!({"op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE"}));
    let ended = listening.end();
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.errors.contains("kicked by other device"), "{ended:?}");
}

#[test]
fn json_does_nothing_to_a_terminal() {
    let stage = Stage::new();
    let text = "\u{9b}2J\u{202e}\u{7f}\u{2028}你";
    stage.user("alice", &["send", "bob", text]).end().done();
    let told = stage.user("bob", &["listen", "--count", "1", "--json"]).end().done();
    let line = told.lines().find(|line| line.contains("onTextMessage")).expect("a text");
    assert!(line.contains(r#""\u009b2J\u202e\u007f\u2028你""#), "{line:?}");
    let said: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(said["data"]["msg"], json!(text));
}

#[test]
fn an_interrupt_logs_out() {
    let stage = Stage::new();
    let mut listening = stage.user("bob", &["listen", "--json"]).start();
    listening.line().expect("online");
    listening.interrupt();
    let ended = listening.end();
    assert_eq!((ended.code, &*ended.errors), (Some(130), "easemob: interrupted\n"));
    stage.nobody_is_left();
    assert!(stage.frames("bob").contains("LOGOUT"), "a goodbye was said");
}

/// As `nohup` starts it: a hangup is nothing to such a process, and stays that.
#[test]
fn who_is_to_outlive_the_terminal_does() {
    let stage = Stage::new();
    let mut listening = stage.user("bob", &["listen", "--count", "1"]).without_hangups().start();
    stage.wait(|stage| stage.control(json!({"op": "state"}))["connections"] == 1);
    listening.hang_up();
    stage.user("alice", &["send", "bob", "still there?"]).end().done();
    assert!(listening.line().is_some_and(|line| line.ends_with("alice: still there?")));
    assert_eq!(listening.end().code, Some(0));
}

#[test]
fn a_link_that_breaks_is_told_and_comes_back() {
    let stage = Stage::new();
    let mut listening = stage.user("bob", &["listen", "--lang", "zh"]).start();
    stage.wait(|stage| stage.control(json!({"op": "state"}))["connections"] == 1);
    stage.user("alice", &["send", "bob", "one"]).end().done();
    assert!(listening.line().is_some_and(|line| line.ends_with("alice: one")));
    stage.control(json!({"op": "drop", "user": "bob"}));
    stage.user("alice", &["send", "bob", "two"]).end().done();
    assert!(listening.line().is_some_and(|line| line.ends_with("alice: two")));
    listening.interrupt();
    let ended = listening.end();
    for said in ["bob 已上线", "对方断开了连接", "第 1 次重连", "已中断"] {
        assert!(ended.errors.contains(said), "{said} is missing: {ended:?}");
    }
}

#[test]
fn time_runs_out() {
    let stage = Stage::new();
    let ended = stage.user("bob", &["listen", "--count", "3", "--for", "1s", "--json"]).end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.errors.contains("0 of 3 messages"), "{ended:?}");
    stage.nobody_is_left();
}

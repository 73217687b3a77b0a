//! `easemob register`.

use serde_json::{Value, json};

use crate::stage::{Run, Stage, password, text};

/// A run that gives the new account its password.
fn register(stage: &Stage, name: &str, more: &[&str]) -> Run {
    let arguments = [&["register", name, "--password-stdin"], more].concat();
    stage.servers(&arguments).input(password(name))
}

#[test]
fn whoever_is_registered_logs_in() {
    let stage = Stage::new();
    assert_eq!(register(&stage, "carol", &[]).end().done(), "carol\n");
    stage.user("carol", &["send", "bob", "hi"]).end().done();
    let word = text(&stage.file("word", password("dave")));
    let arguments = ["register", "dave", "--password-file", &word, "--nickname", "D", "--json"];
    let made: Value = serde_json::from_str(&stage.servers(&arguments).end().done()).expect("JSON");
    assert_eq!(made["user"], "dave");
    assert!(made["uuid"].as_str().is_some_and(|uuid| !uuid.is_empty()), "{made}");
    assert_eq!(stage.control(json!({"op": "state"}))["users"]["dave"]["nickname"], "D");
}

#[test]
fn a_closed_application_takes_an_app_token_only() {
    let stage = Stage::new();
    stage.control(json!({"op": "config", "set": {"openRegistration": false}}));
    let closed = register(&stage, "carol", &[]).end();
    closed.failed(5, &["registration is closed", "--app-token-file"]);
    let zh = register(&stage, "carol", &["--lang", "zh"]).end();
    zh.failed(5, &["未开放注册"]);
    let token = stage.app_token();
    let file = text(&stage.file("app-token", &token));
    assert_eq!(register(&stage, "carol", &["--app-token-file", &file]).end().done(), "carol\n");
    let run = register(&stage, "dave", &[]).variable("EASEMOB_APP_TOKEN", &token);
    let made = run.end();
    assert!(!made.errors.contains(&token), "{made:?}");
    assert_eq!(made.done(), "dave\n");
    stage.user("dave", &["send", "bob", "hi"]).end().done();
    let wrong = register(&stage, "erin", &[]).variable("EASEMOB_APP_TOKEN", "wrong-token");
    let wrong = wrong.end();
    wrong.failed(5, &[]);
    assert!(!wrong.errors.contains("wrong-token"), "{wrong:?}");
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let stage = Stage::new();
    register(&stage, "bob", &[]).end().failed(5, &["taken"]);
}

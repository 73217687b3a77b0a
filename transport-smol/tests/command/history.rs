//! `easemob export`.

use serde_json::{Value, json};

use crate::stage::{Stage, text};

fn lines(path: &std::path::Path) -> Vec<Value> {
    let content = std::fs::read_to_string(path).expect("it is there");
    content.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// 60 texts with alice, one in a group.
fn talk(stage: &Stage) -> String {
    let group = stage.control(json!({"op": "group", "owner": "alice", "members": ["bob"]}));
    let group = group["id"].as_str().expect("an id").to_owned();
    stage.control(json!({"op": "inject", "user": "bob", "from": "alice", "count": 60}));
    stage.user("bob", &["send", "--group", &group, "to all"]).end().done();
    group
}

#[test]
fn a_history_is_written_in_its_order() {
    let stage = Stage::new();
    let group = talk(&stage);
    let run = stage.user("bob", &["export", "all.jsonl"]).end();
    assert_eq!(run.done(), "61\n");
    let all = lines(&stage.path("all.jsonl"));
    let of = |name: &str| -> Vec<Value> {
        let of = all.iter().filter(|line| line["conversation"] == name);
        of.map(|line| line["data"]["msg"].clone()).collect()
    };
    let expected: Vec<Value> = (0..60).map(|n| json!(format!("text {n}"))).collect();
    assert_eq!(of("alice"), expected);
    let first = all.iter().find(|line| line["conversation"] == "alice").expect("one");
    assert_eq!(of(&group), [json!("to all")]);
    assert_eq!(
        (&first["chatType"], &first["event"]),
        (&json!("singleChat"), &json!("onTextMessage"))
    );
    // Who exports does not receive: the messages wait as before.
    assert_eq!(stage.waiting("bob"), 60);

    let one = ["export", "one.jsonl", "--with", &group, "--group"];
    assert_eq!(stage.user("alice", &one).end().done(), "1\n");
    assert_eq!(lines(&stage.path("one.jsonl")).len(), 1);
    assert_eq!(stage.left().len(), 2, "{:?}", stage.left());
}

#[test]
fn nothing_half_written_is_left() {
    let stage = Stage::new();
    stage.user("alice", &["send", "bob", "hi"]).end().done();
    let old = stage.file("old.jsonl", "what was there");
    let lost = json!({"op": "fault", "kind": "restError", "match": "POST .*messageroaming",
        "status": 403, "body": "{\"error\":\"forbidden\"}"});
    stage.control(lost);
    let failed = stage.user("bob", &["export", &text(&old), "--with", "alice"]).end();
    failed.failed(5, &["403"]);
    assert_eq!(std::fs::read_to_string(&old).expect("it is there"), "what was there");
    assert_eq!(stage.left(), ["old.jsonl"]);

    stage.control(json!([{"op": "clearFaults"}, {"op": "rest", "clear": true}]));
    stage.control(json!({"op": "fault", "kind": "restHang", "match": "POST .*messageroaming"}));
    let hanging = stage.user("bob", &["export", "new.jsonl", "--with", "alice"]).start();
    let asked = |stage: &Stage| stage.control(json!({"op": "rest"})).to_string();
    stage.wait(|stage| asked(stage).contains("messageroaming"));
    hanging.interrupt();
    hanging.end().failed(130, &["interrupted"]);
    assert_eq!(stage.left(), ["old.jsonl"]);

    stage.control(json!({"op": "rest", "clear": true}));
    let export = stage.user("bob", &["export", "new.jsonl", "--with", "alice"]);
    let hanging = export.with_hangups().start();
    stage.wait(|stage| asked(stage).contains("messageroaming"));
    hanging.hang_up();
    hanging.end().failed(130, &["interrupted"]);
    assert_eq!(stage.left(), ["old.jsonl"]);
}

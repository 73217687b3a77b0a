//! `easemob download`.

use serde_json::{Value, json};

use crate::stage::{Stage, text};

/// Sends a file from alice to bob and gives its address.
fn sent(stage: &Stage, content: &[u8]) -> String {
    let file = text(&stage.file("sent", content));
    stage.user("alice", &["send", "bob", "--file", &file]).end().done();
    let heard = stage.user("bob", &["listen", "--count", "1", "--json"]).end();
    let lines = heard.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut told = lines.filter_map(|line| Some(line["data"]["url"].as_str()?.to_owned()));
    told.next_back().expect("an address")
}

#[test]
fn a_file_comes_as_it_was_sent() {
    let stage = Stage::new();
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let url = sent(&stage, &content);
    let run = stage.user("bob", &["download", &url, "got"]).end();
    assert_eq!(run.done(), "300000\n");
    assert!(std::fs::read(stage.path("got")).expect("it is there") == content);
    assert!(!stage.path("got.part").exists());
}

#[test]
fn what_has_come_is_kept_to_go_on_with() {
    let stage = Stage::new();
    let content = vec![7; 100_000];
    let url = sent(&stage, &content);
    stage.file("got.part", &content[..40_000]);
    let small = ["download", &url, "got", "--resume", "--at-most", "50000"];
    let failed = stage.user("bob", &small).end();
    assert_eq!(failed.code, Some(4), "{failed:?}");
    failed.failed(4, &["40000 bytes are in", "got.part", "--resume"]);
    assert!(!stage.path("got").exists());
    let resumed = stage.user("bob", &["download", &url, "got", "--resume"]).end();
    assert_eq!(resumed.done(), "100000\n");
    assert!(std::fs::read(stage.path("got")).expect("it is there") == content);
    let ranges = stage.control(json!({"op": "rest"})).to_string();
    assert!(ranges.contains("GET"), "{ranges}");
}

#[test]
fn what_is_not_there_is_not_found_and_leaves_nothing() {
    let stage = Stage::new();
    let url = format!("{}/oracle/test/chatfiles/nothing", stage.emulator.rest);
    stage.user("bob", &["download", &url, "got"]).end().failed(7, &["404"]);
    assert!(!stage.path("got").exists() && !stage.path("got.part").exists());
}

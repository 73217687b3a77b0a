//! `easemob emulator`.

use serde_json::Value;

use crate::stage::{Stage, password};

#[test]
fn it_serves_who_it_was_told_of_and_stops() {
    let stage = Stage::new();
    let users = format!("carol:{},dave:pw", password("carol"));
    let mut emulator = stage.bare(&["emulator", "--seed-users", &users]).start();
    let line = emulator.line().expect("a line");
    let line: Value = serde_json::from_str(&line).expect("JSON");
    let [ws, rest] = ["ws", "rest"].map(|name| line[name].as_str().expect("an address"));
    let send = ["send", "dave", "hi", "--ws", ws, "--rest", rest];
    let id = stage.user("carol", &send).end().done();
    assert!(id.trim_end().parse::<u64>().is_ok(), "{id}");
    emulator.interrupt();
    let ended = emulator.end();
    assert_eq!((ended.code, &*ended.errors), (Some(130), "easemob: interrupted\n"));
}

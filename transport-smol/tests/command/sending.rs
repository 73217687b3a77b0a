//! `easemob send`.

use serde_json::{Value, json};

use crate::stage::{Stage, password, text};

#[test]
fn a_text_arrives_and_its_id_is_printed() {
    let stage = Stage::new();
    let id = stage.user("alice", &["send", "bob", "你好, Bob"]).end().done();
    assert!(id.trim_end().parse::<u64>().is_ok_and(|id| id > 0), "{id}");
    assert_eq!(stage.waiting("bob"), 1);
    assert!(stage.frames("alice").contains("你好, Bob"));
}

#[test]
fn a_group_is_addressed_with_a_flag() {
    let stage = Stage::new();
    let group = stage.control(json!({"op": "group", "owner": "alice", "members": ["bob"]}));
    let group = group["id"].as_str().expect("an id");
    stage.user("alice", &["send", "--group", group, "all of you"]).end().done();
    assert_eq!(stage.waiting("bob"), 1);
}

#[test]
fn who_sends_reads_nothing() {
    let stage = Stage::new();
    stage.user("alice", &["send", "bob", "one"]).end().done();
    stage.user("bob", &["send", "alice", "another"]).end().done();
    assert_eq!(stage.waiting("bob"), 1);
}

#[test]
fn every_way_to_give_a_secret() {
    let stage = Stage::new();
    let word = text(&stage.file("word", format!("{}\n", password("bob"))));
    let token = text(&stage.file("token", &stage.token));
    for (run, proof) in [
        (stage.servers(&["send", "alice", "hi", "--password-file", &word]), "a file"),
        (stage.servers(&["send", "alice", "hi", "--token-file", &token]), "a file, a token"),
        (
            stage.servers(&["send", "alice", "hi", "--password-stdin"]).input(password("bob")),
            "standard input",
        ),
        (
            stage.servers(&["send", "alice", "hi", "--token-stdin"]).input(&*stage.token),
            "standard input, a token",
        ),
        (
            stage.servers(&["send", "alice", "hi"]).variable("EASEMOB_TOKEN", &stage.token),
            "a token",
        ),
    ] {
        let ended = run.variable("EASEMOB_USER", "bob").end();
        assert_eq!(ended.code, Some(0), "{proof}: {ended:?}");
    }
    assert_eq!(stage.waiting("alice"), 5);
}

#[test]
fn what_the_server_refuses_has_a_code_and_words() {
    let stage = Stage::new();
    let refused = stage.user("alice", &["send", "bob", "hi"]).variable("EASEMOB_PASSWORD", "wrong");
    refused.end().failed(5, &["password"]);
    let zh = ["--lang", "zh", "send", "bob", "hi"];
    let refused = stage.user("alice", &zh).variable("EASEMOB_PASSWORD", "wrong").end();
    refused.failed(5, &["登录", "password"]);
    let stranger = stage.user("alice", &["send", "--group", "4711", "hi"]).end();
    stranger.failed(6, &["refused", "group"]);
    assert_eq!(stage.waiting("bob"), 0);
}

#[test]
fn where_no_server_is_nothing_is_sent() {
    let stage = Stage::new();
    let nobody = stage
        .user("alice", &["send", "bob", "hi"])
        .variable("EASEMOB_WS", "ws://127.0.0.1:9/websocket")
        .variable("EASEMOB_REST", "http://127.0.0.1:9")
        .end();
    nobody.failed(4, &[]);
    let seeds = stage.user("alice", &["send", "bob", "hi", "--seeds", "http://127.0.0.1:9"]).end();
    seeds.failed(4, &["discovery"]);
}

#[test]
fn servers_are_looked_up() {
    let stage = Stage::new();
    let send = ["send", "bob", "hi", "--seeds", &stage.emulator.rest];
    stage.user("alice", &send).end().done();
    assert_eq!(stage.waiting("bob"), 1);
}

#[test]
fn an_interrupted_send_logs_out() {
    let stage = Stage::new();
    stage.control(json!({"op": "hang", "user": "alice", "match": "SYNC"}));
    let sending = stage.user("alice", &["send", "bob", "hi"]).start();
    // The message is under way and stays unanswered.
    stage.wait(|stage| stage.frames("alice").contains("\"hi\""));
    sending.interrupt();
    sending.end().failed(130, &["interrupted"]);
    stage.nobody_is_left();
}

#[test]
fn what_is_done_stays_done_when_the_goodbye_is_interrupted() {
    let stage = Stage::new();
    stage.control(json!({"op": "hang", "user": "alice", "match": "LOGOUT"}));
    let sending = stage.user("alice", &["send", "bob", "hi"]).start();
    stage.wait(|stage| stage.frames("alice").contains("LOGOUT"));
    sending.interrupt();
    let id = sending.end().done();
    assert!(id.trim_end().parse::<u64>().is_ok(), "{id}");
    assert_eq!(stage.waiting("bob"), 1);
}

#[test]
fn a_text_comes_from_standard_input() {
    let stage = Stage::new();
    stage.user("alice", &["send", "bob", "-"]).input("two\nlines\n").end().done();
    let heard = stage.user("bob", &["listen", "--count", "1", "--json"]).end();
    assert!(heard.out.contains(r#""msg":"two\nlines""#), "{heard:?}");
}

#[test]
fn files_of_every_kind_are_uploaded_and_sent() {
    let stage = Stage::new();
    // A PNG of 3 by 2 pixels, as far as its head says.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0".to_vec();
    png.resize(64, 0);
    let png = text(&stage.file("p.png", png));
    let voice = text(&stage.file("v.amr", "voice"));
    let video = text(&stage.file("m.mp4", "video"));
    let file = text(&stage.file("报告.pdf", vec![7; 300_000]));
    for arguments in [
        &["--image", &png] as &[&str],
        &["--voice", &voice, "--seconds", "7"],
        &["--video", &video, "--seconds", "8"],
        &["--file", &file],
    ] {
        let sent = stage.user("alice", &[&["send", "bob", "--json"], arguments].concat()).end();
        let sent: Value = serde_json::from_str(&sent.done()).expect("JSON");
        assert!(sent["id"].as_str().is_some_and(|id| id.parse::<u64>().is_ok()), "{sent}");
        assert!(sent["at"].is_u64() && sent["local"].is_string(), "{sent}");
    }
    let heard = stage.user("bob", &["listen", "--count", "4", "--json"]).end();
    let lines = heard.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let told: Vec<Value> = lines.filter(|line| line["data"]["url"].is_string()).collect();
    let events: Vec<_> = told.iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(events, ["onImageMessage", "onAudioMessage", "onVideoMessage", "onFileMessage"]);
    assert_eq!((&told[0]["data"]["width"], &told[0]["data"]["height"]), (&json!(3), &json!(2)));
    assert_eq!((&told[1]["data"]["length"], &told[2]["data"]["length"]), (&json!(7), &json!(8)));
    assert_eq!(told[3]["data"]["file_length"], 300_000);
    assert_eq!(told[3]["data"]["filename"], "报告.pdf");
}

#[test]
fn a_room_is_joined_first() {
    let stage = Stage::new();
    let room = json!({"op": "group", "kind": "chatroom", "owner": "bob"});
    let room = stage.control(room)["id"].as_str().expect("an id").to_owned();
    stage.user("alice", &["send", "--room", &room, "hi"]).end().done();
    let gone = stage.user("alice", &["send", "--room", "4711", "hi"]).end();
    gone.failed(5, &["refused"]);
}

#[test]
fn what_cannot_be_uploaded_is_not_sent() {
    let stage = Stage::new();
    let file = text(&stage.file("f.txt", "content"));
    stage.control(json!({"op": "fault", "kind": "restError", "match": "POST .*chatfiles",
        "status": 413, "body": "{\"error\":\"Request Entity Too Large\"}"}));
    stage.user("alice", &["send", "bob", "--file", &file]).end().failed(5, &[]);
    assert_eq!(stage.waiting("bob"), 0);
}

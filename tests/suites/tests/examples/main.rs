//! Every example as a process, against the emulator.

mod stage;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use stage::{Example, Stage};

const PASSWORD: (&str, &str) = ("EASEMOB_PASSWORD", "rosebud");
const DAY_MS: u64 = 86_400_000;

/// It repeats what alice says, also over a cut.
fn echoes(stage: &Stage, mut bot: Example) {
    bot.says("online as bob");
    stage.alice_says("hello bob", None);
    bot.says("alice: hello bob");
    stage.wait_for_answer("hello bob");
    stage.control(json!({ "op": "drop", "user": "bob" }));
    stage.alice_says("are you there", None);
    bot.says("alice: are you there");
    stage.control(
        json!({ "op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE" }),
    );
    assert_eq!(bot.end().0, Some(1), "a kick ends it");
}

#[test]
fn echo_on_smol() {
    let stage = Stage::new();
    echoes(&stage, stage.bob("transport-smol", "echo", &[PASSWORD]));
}

#[test]
fn echo_on_tokio() {
    let stage = Stage::new();
    echoes(&stage, stage.bob("transport-tokio", "echo", &[PASSWORD]));
}

#[test]
fn blocking_sockets_and_no_runtime() {
    let stage = Stage::new();
    let token = stage.token("bob", DAY_MS);
    echoes(&stage, stage.bob("core", "blocking", &[("EASEMOB_TOKEN", &token)]));
}

#[test]
fn embassy() {
    let stage = Stage::new();
    let token = stage.token("bob", DAY_MS);
    echoes(&stage, stage.bob("transport-embedded", "embassy", &[("EASEMOB_TOKEN", &token)]));
}

#[test]
fn group_bot() {
    let stage = Stage::new();
    stage.control(json!({ "op": "group", "id": "77001", "owner": "alice", "members": ["bob"] }));
    let mut bot = stage.bob("transport-tokio", "group_bot", &[PASSWORD]);
    bot.says("online as bob");
    stage.alice_says("nothing for a bot", Some("77001"));
    stage.alice_says("!members", Some("77001"));
    let answer = bot.says("77001: ");
    assert!(answer.contains("alice") && answer.contains("bob"), "{answer}");
    let joined = json!({ "op": "muc", "group": "77001", "operation": "PRESENCE", "from": "carol" });
    stage.control(joined);
    bot.says("77001: welcome, carol");
}

#[test]
fn token_provider() {
    let stage = Stage::new();
    let file = scratch("token");
    fs::write(&file, stage.token("bob", 3_000)).expect("a file");
    let path = file.to_str().expect("a path");
    let mut bot = stage.bob("transport-tokio", "token_provider", &[("EASEMOB_TOKEN_FILE", path)]);
    bot.says("online as bob");
    fs::write(&file, stage.token("bob", DAY_MS)).expect("a file");
    bot.says("renewed until ");
    fs::remove_file(&file).expect("the file");
}

#[test]
fn persistence() {
    let stage = Stage::new();
    let journal = scratch("journal");
    let path = journal.to_str().expect("a path");
    let setting = ("EASEMOB_JOURNAL", path);
    let mut bot = stage.bob("transport-tokio", "persistence", &[PASSWORD, setting]);
    bot.says("online as bob");
    stage.alice_says("one", None);
    bot.says("alice: one");
    stage.alice_says("two", None);
    bot.says("alice: two");
    bot.kill();
    stage.alice_says("three", None);

    // The second start has no password.
    let mut bot = stage.bob("transport-tokio", "persistence", &[setting]);
    bot.says("going on");
    bot.says("alice: three");
    bot.kill();
    let written = fs::read_to_string(&journal).expect("the journal");
    let texts: Vec<_> = written.lines().filter_map(|line| line.rsplit(' ').next()).collect();
    assert_eq!(texts, ["one", "two", "three"], "{written}");
    for file in [path.to_owned(), format!("{path}.store")] {
        fs::remove_file(file).expect("the file");
    }
}

#[test]
#[cfg(unix)]
fn service() {
    let stage = Stage::new();
    let listen = ("EASEMOB_LISTEN", "127.0.0.1:0");
    let mut service = stage.bob("transport-tokio", "service", &[PASSWORD, listen]);
    let line = service.says("listening on ");
    let address = line.trim_start_matches("listening on ").to_owned();
    assert!(post(&address, r#"{"to":"alice","text":"a deploy"}"#).contains(r#""id":"#));
    stage.wait_for_answer("a deploy");
    assert!(post(&address, r#"{"to":"alice"}"#).starts_with("HTTP/1.1 400"));
    assert!(post(&address, r#"{"to":"not a name","text":"x"}"#).starts_with("HTTP/1.1 400"));

    let stop = Command::new("kill").arg(service.child.id().to_string()).status();
    assert!(stop.expect("kill runs").success());
    let (code, lines) = service.end();
    assert_eq!((code, lines.last().map(String::as_str)), (Some(0), Some("stopped")));
}

#[cfg(unix)]
fn post(address: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let length = body.len();
    write!(
        stream,
        "POST /send HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// A name nobody else has.
fn scratch(name: &str) -> PathBuf {
    let file = format!("easemob-example-{name}-{}", std::process::id());
    std::env::temp_dir().join(file)
}

//! `easemob chat` on a terminal.

use serde_json::json;

use crate::stage::{Stage, password, signal};
use crate::terminal::Terminal;

/// Waits until the list counts so many unread messages of somebody.
fn unread(on: &Terminal, name: &str, count: u32) {
    on.wait(&format!("{count} unread messages of {name}"), |screen| {
        let mut list = screen.lines().filter_map(|line| line.split_once('│'));
        let wanted = [name.to_owned(), count.to_string()];
        list.any(|(row, _)| row.split_whitespace().eq(&wanted))
    });
}

#[test]
fn two_people_talk() {
    let stage = Stage::new();
    let mut bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("● online");
    stage.user("alice", &["send", "bob", "晚上吃什么？\x1b[2J\u{202e}"]).end().done();
    unread(&bob, "alice", 1);

    let mut alice = stage.user("alice", &["chat"]).on_terminal();
    alice.shows("bob");
    // What was said before is in the history.
    alice.types("\t");
    alice.shows("晚上吃什么？\\u{1b}[2J\\u{202e} ✓✓");
    alice.types("still there?\r");
    alice.shows("still there? ✓✓");
    assert!(!alice.screen().contains("read"), "{}", alice.screen());

    // Bob opens the conversation: alice learns that he has read it.
    unread(&bob, "alice", 2);
    bob.types("\t");
    bob.shows("still there?");
    alice.shows("still there? ✓✓ read");
    bob.types("米饭 🍚\r");
    bob.shows("米饭 🍚 ✓✓ read");
    alice.shows("bob   米饭 🍚");

    stage.wait(|stage| stage.waiting("alice") + stage.waiting("bob") == 0);
    for mut somebody in [alice, bob] {
        somebody.types("/quit\r");
        let (code, said) = somebody.end();
        assert_eq!((code, said.trim()), (0, ""));
    }
    stage.nobody_is_left();
}

#[test]
fn the_end_of_a_session_is_said_on_the_normal_screen() {
    let stage = Stage::new();
    let bob = stage.user("bob", &["chat", "--lang", "zh"]).on_terminal();
    bob.shows("● 在线");
    stage.control(json!({"op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE"}));
    let (code, said) = bob.end();
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("kicked by other device") && said.contains("easemob: "), "{said}");
}

#[test]
fn a_link_that_breaks_is_told_and_comes_back() {
    let stage = Stage::new();
    let mut bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("● online");
    bob.types("/to alice\r");
    bob.shows("nothing was said yet");
    stage.control(json!({"op": "fault", "kind": "delay", "ms": 2_000, "user": "*",
        "match": "PROVISION", "times": 1}));
    stage.control(json!({"op": "drop", "user": "bob"}));
    bob.shows("reconnecting (attempt 1)");
    bob.types("hello\r");
    bob.shows("hello ✓");
    bob.shows("● online");
    bob.types("\x03");
    assert_eq!(bob.end(), (0, String::new()));
    stage.nobody_is_left();
}

#[test]
fn what_may_not_have_been_sent_is_said() {
    let stage = Stage::new();
    let mut bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("● online");
    stage.control(json!({"op": "fault", "kind": "ignore", "user": "bob", "match": "SYNC"}));
    bob.types("/to alice\rhello\r");
    bob.shows("hello …");
    bob.types("\x03\x03");
    let (code, said) = bob.end();
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("may not have been sent: 1"), "{said}");
}

#[test]
fn a_group_is_talked_in() {
    let stage = Stage::new();
    stage.control(json!({"op": "group", "id": "27001", "name": "周末爬山", "owner": "alice",
        "members": ["bob"]}));
    stage.control(json!({"op": "contact", "user": "bob", "peer": "alice"}));
    let mut bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("# 周末爬山");
    bob.shows("alice");
    for n in 0..70 {
        let text = format!("text {n}");
        stage.control(json!({"op": "inject", "user": "bob", "from": "alice", "group": "27001",
            "text": text}));
    }
    bob.wait("70 unread messages", |screen| screen.contains(" 70 "));
    bob.types("/to 周末爬山\r");
    bob.shows("text 69");
    bob.wait("all is read", |screen| !screen.contains(" 70 "));
    // As far back as there is anything.
    bob.types("\x1b[5~");
    bob.shows("text 40");
    for _ in 0..8 {
        bob.types("\x1b[5~");
    }
    bob.shows("text 0 ");
    bob.resize(50, 12);
    bob.wait("no list", |screen| !screen.contains('│'));
    bob.types("/quit\r");
    assert_eq!(bob.end().0, 0);
    stage.nobody_is_left();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let stage = Stage::new();
    let bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("● online");
    signal("-TERM", bob.process());
    let (code, said) = bob.end();
    assert_eq!((code, said.trim()), (130, "easemob: interrupted"));
    stage.nobody_is_left();
}

#[test]
fn a_password_is_asked_for_before() {
    let stage = Stage::new();
    let mut bob = stage.servers(&["chat", "--user", "bob"]).on_terminal();
    bob.shows("Password of bob:");
    bob.hides_keys();
    bob.types(&format!("{}\r", password("bob")));
    bob.shows("● online");
    bob.types("/quit\r");
    assert_eq!(bob.end().0, 0);
    let mut bob = stage.servers(&["chat", "--user", "bob"]).on_terminal();
    bob.shows("Password of bob:");
    bob.hides_keys();
    bob.types("wrong\r");
    let (code, said) = bob.end();
    assert_eq!(code, 5, "{said}");
}

#[test]
fn an_interrupt_where_a_password_is_asked_for_gives_the_terminal_back() {
    let stage = Stage::new();
    for command in [&["chat"] as &[&str], &["export", "all.jsonl"], &["register", "carol"]] {
        let arguments = [command, &["--lang", "zh"]].concat();
        let mut run = stage.servers(&arguments).variable("EASEMOB_USER", "bob").on_terminal();
        run.shows("密码：");
        run.hides_keys();
        // What follows has not begun: the prompt has its line for itself.
        assert!(!run.screen().contains("消息"), "{}", run.screen());
        run.types("half\x03");
        let (code, said) = run.end();
        assert_eq!(code, 130, "{said}");
        assert!(said.contains("easemob: 已中断"), "{said}");
    }
    assert_eq!(stage.left(), [""; 0], "nothing was written");
    // A signal from elsewhere does not end the prompt, and is not forgotten.
    let mut bob = stage.servers(&["chat", "--user", "bob"]).on_terminal();
    bob.shows("Password of bob:");
    bob.hides_keys();
    signal("-INT", bob.process());
    bob.types(&format!("{}\r", password("bob")));
    let (code, said) = bob.end();
    assert_eq!(code, 130, "{said}");
}

#[test]
fn who_has_left_need_not_wait_for_the_goodbye() {
    let stage = Stage::new();
    let mut bob = stage.user("bob", &["chat"]).on_terminal();
    bob.shows("● online");
    stage.control(json!({"op": "hang", "user": "bob", "match": "LOGOUT"}));
    bob.types("/quit\r");
    stage.wait(|stage| stage.frames("bob").contains("LOGOUT"));
    signal("-INT", bob.process());
    assert_eq!(bob.end(), (0, String::new()));
}

#[test]
fn without_a_terminal_there_is_json() {
    let stage = Stage::new();
    stage.user("bob", &["chat"]).end().failed(2, &["needs a terminal", "--json"]);
    stage.user("bob", &["chat", "--lang", "zh"]).end().failed(2, &["终端", "--json"]);
    let help = stage.bare(&["chat", "--help"]).end().done();
    assert!(help.contains("--json") && help.contains("--user"), "{help}");
}

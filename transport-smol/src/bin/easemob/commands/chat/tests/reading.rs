//! What others write, and who learns that alice has read it.

use easemob_smol::core::error::CallFailed;
use easemob_smol::core::rest::Page;
use easemob_smol::core::wire::BodyType;
use easemob_smol::core::{Event, Lost, LostKind, Outgoing, UserId};
use ratatui::crossterm::event::KeyCode;
use serde_json::json;

use super::{MINUTE, Stage, TEN, message_of, online, text, told};
use crate::commands::chat::state::{Action, Input};
use crate::commands::chat::talk::Key;

fn user(name: &str) -> UserId {
    UserId::new(name).expect("an id")
}

/// What is to be sent, and the cursors of the pages that are to be fetched.
fn done(actions: Vec<Action>) -> (Vec<Outgoing>, Vec<Option<String>>) {
    let (mut sent, mut asked) = (vec![], vec![]);
    for action in actions {
        match action {
            Action::Send(_, message) => sent.push(message),
            Action::Ask(_, history) => asked.push(history.cursor),
            other => panic!("{other:?}"),
        }
    }
    (sent, asked)
}

fn page(from: u64, to: u64, next: Option<&str>) -> Input {
    let one = |n: u64| text(n, TEN + n * MINUTE, "bob", "alice", &format!("text {n}"));
    let page = Page::with_cursor((from..=to).rev().map(one).collect(), next.map(Into::into));
    Input::History(Key::user("bob"), Ok(page))
}

#[test]
fn an_opened_conversation_is_read() {
    let mut stage = Stage::new();
    assert_eq!(stage.event(text(1, TEN, "bob", "alice", "are you there?")), []);
    stage.event(text(2, TEN, "bob", "alice", "hello?"));
    stage.event(text(3, TEN + 1, "carol", "#2001", "lunch"));
    stage.groups(&[("2001", "friends")]);
    stage.shows(" # friends             1  │");
    stage.shows(" bob                   2  │");

    // Going past it opens nothing.
    stage.press(KeyCode::Tab);
    assert_eq!(stage.press(KeyCode::Tab), []);
    stage.shows("hello?");
    let (sent, asked) = done(stage.settle());
    assert_eq!(sent, [Outgoing::conversation_ack(user("bob"))]);
    assert_eq!(asked, [None]);
    stage.hides(" 2  │");
    stage.shows(" # friends             1  │");

    // What comes while it is open is read at once, and one by one.
    let live = |id| text(id, TEN + 2, "bob", "alice", "still?");
    let (sent, _) = done(stage.event(live(7_001)));
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0], Outgoing::read_ack(user("bob"), easemob_smol::core::ServerId(7_001)));
    assert_eq!(stage.event(text(8, TEN + 3, "dave", "alice", "hi")), []);
    stage.shows(" dave                  1  │");
}

#[test]
fn an_open_group_is_read_now_and_then() {
    let mut stage = Stage::new();
    stage.event(text(1, TEN, "carol", "#2001", "one"));
    stage.press(KeyCode::Tab);
    assert_eq!(done(stage.settle()).0.len(), 1);
    for id in 2..20 {
        assert_eq!(stage.event(text(id, TEN, "carol", "#2001", "more")), []);
    }
    assert_eq!(done(stage.settle()).0.len(), 1);
    // Also when it is left before that.
    stage.event(text(20, TEN, "carol", "#2001", "last"));
    let actions = stage.enters("/quit");
    assert!(matches!(&*actions, [Action::Send(..), Action::Quit]), "{actions:?}");
}

#[test]
fn history_comes_page_by_page() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    assert_eq!(done(stage.settle()).1, [None]);
    stage.shows("loading");
    assert_eq!(stage.press(KeyCode::PageUp), [], "it is asked for once");
    stage.give(page(31, 80, Some("31")));
    stage.shows("text 80\n");
    stage.hides("text 50\n");
    stage.press(KeyCode::PageUp);
    stage.shows("text 60\n");
    let mut asked = vec![];
    for _ in 0..3 {
        asked.extend(done(stage.press(KeyCode::PageUp)).1);
    }
    assert_eq!(asked, [Some("31".to_owned())]);
    stage.shows("text 31\n");
    // A page that fails is asked for again, from where it would have begun.
    let failed = Err(CallFailed::Lost(Lost::new(LostKind::Timeout, "silence")));
    stage.give(Input::History(Key::user("bob"), failed));
    stage.shows("history: ");
    assert_eq!(done(stage.press(KeyCode::PageUp)).1, [Some("31".to_owned())]);
    // What is on both pages is there once.
    stage.give(page(1, 35, None));
    (0..9).for_each(|_| assert_eq!(stage.press(KeyCode::PageUp), []));
    stage.shows("text 1\n");
    stage.shows("── 2026-11-23 ──");
    assert_eq!(stage.state.talk().expect("chosen").lines().len(), 80);
    stage.press(KeyCode::Esc);
    stage.shows("text 80\n");
}

#[test]
fn who_has_scrolled_back_stays_there() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    stage.settle();
    stage.give(page(1, 80, None));
    stage.screen();
    stage.press(KeyCode::PageUp);
    let rows = |screen: String| {
        let rows = screen.lines().skip(2).take(19);
        let right = rows.filter_map(|row| row.split_once('│').map(|(_, right)| right.to_owned()));
        right.collect::<Vec<_>>()
    };
    let before = rows(stage.screen());
    // What is not seen is not read.
    let late = text(500, TEN + 100 * MINUTE, "bob", "alice", &"long ".repeat(50));
    assert_eq!(stage.event(late), []);
    assert_eq!(rows(stage.screen()), before);
    stage.shows(" 1  │");
    stage.shows("↓ Esc for the latest");
    stage.press(KeyCode::Esc);
    stage.hides("↓ Esc");
    assert_eq!(done(stage.settle()).0, [Outgoing::conversation_ack(user("bob"))]);
}

#[test]
fn messages_change_and_go() {
    let mut stage = Stage::new();
    stage.event(text(1, TEN, "bob", "alice", "one"));
    stage.event(text(2, TEN, "bob", "alice", "two"));
    stage.press(KeyCode::Tab);
    stage.event(told(BodyType::Edit, 3, TEN, "bob", "alice", 1));
    stage.shows("changed (edited)");
    stage.hides("one\n");
    stage.event(told(BodyType::Recall, 4, TEN, "bob", "alice", 2));
    stage.shows("(taken back)");
    stage.hides("two\n");
}

#[test]
fn writing_is_told_and_forgotten() {
    let typing = |id, action: &str| {
        let body = json!({ "type": "cmd", "action": action });
        Event::Message(message_of(id, TEN, "bob", "alice", &body))
    };
    let mut stage = Stage::new();
    stage.enters("/to bob");
    stage.settle();
    stage.event(typing(1, "TypingBegin"));
    stage.shows(" bob is typing …");
    stage.event(typing(2, "TypingEnd"));
    stage.hides("typing …");
    stage.event(typing(3, "TypingBegin"));
    stage.settle();
    stage.hides("typing …");
    stage.event(typing(4, "TypingBegin"));
    stage.event(text(5, TEN, "bob", "alice", "there"));
    stage.hides("typing …");
}

#[test]
fn the_link_is_told() {
    let mut stage = Stage::new();
    stage.shows("● online");
    stage.event(Event::SyncStarted);
    stage.shows("● receiving");
    let cause = Lost::new(LostKind::Broken, "reset");
    let at = easemob_smol::core::Instant::default();
    stage.event(Event::Reconnecting { attempt: 3, at, cause });
    stage.shows("○ reconnecting (attempt 3)");
    stage.event(online(true));
    stage.shows("● online");
}

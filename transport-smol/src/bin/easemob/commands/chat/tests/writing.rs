//! What alice writes, and what becomes of it.

use easemob_smol::core::error::WhyNotSent;
use easemob_smol::core::wire::BodyType;
use easemob_smol::core::{ErrorCode, Event, LocalId, Outcome, ServerId, UnixMillis};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{MINUTE, Stage, TEN, told};
use crate::commands::chat::state::{Action, Input};
use crate::words::Lang;

/// The number and the text of the one message that is to be sent.
fn sent(actions: &[Action]) -> (u64, &str) {
    match actions {
        [Action::Send(serial, message)] => (*serial, message.as_text().expect("a text")),
        other => panic!("{other:?}"),
    }
}

fn outcome(local: u64, outcome: Outcome) -> Event {
    Event::Settled { local: LocalId(local), outcome }
}

#[test]
fn a_message_goes_all_its_way() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    let actions = stage.enters("hello 你好");
    let (serial, text) = sent(&actions);
    assert_eq!(text, "hello 你好");
    stage.shows("10:00 alice hello 你好 …");
    stage.give(Input::Offered(serial, Ok(LocalId(5))));
    assert_eq!(stage.state.unsent(), 1);
    let at = UnixMillis(TEN + 7 * MINUTE);
    stage.event(outcome(5, Outcome::Sent { server: ServerId(900), at, extra: None }));
    stage.shows("10:07 alice hello 你好 ✓\n");
    assert_eq!(stage.state.unsent(), 0);
    stage.event(told(BodyType::DeliverAck, 901, at.0, "bob", "alice", 900));
    stage.shows("hello 你好 ✓✓\n");
    stage.event(told(BodyType::ReadAck, 902, at.0, "bob", "alice", 900));
    stage.shows("hello 你好 ✓✓ read");
    // Late or repeated receipts take nothing back.
    stage.event(told(BodyType::DeliverAck, 903, at.0, "bob", "alice", 900));
    stage.shows("hello 你好 ✓✓ read");
    // The list shows what was said last.
    stage.shows("▌alice: hello 你好");
}

#[test]
fn a_conversation_that_was_read_is_read_up_to_then() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    for (n, text) in [(1, "one"), (2, "two")] {
        let (serial, _) = sent(&stage.enters(text));
        stage.give(Input::Offered(serial, Ok(LocalId(n))));
        let at = UnixMillis(TEN + n * MINUTE);
        stage.event(outcome(n, Outcome::Sent { server: ServerId(n), at, extra: None }));
    }
    stage.event(told(BodyType::ChannelAck, 9, TEN + MINUTE, "bob", "alice", 0));
    stage.shows("one ✓✓ read");
    stage.shows("two ✓\n");
}

#[test]
fn what_is_refused_says_why_in_the_language_of_the_user() {
    let mut stage = Stage::in_language(Lang::Zh);
    stage.enters("/to bob");
    let (serial, _) = sent(&stage.enters("hello"));
    stage.give(Input::Offered(serial, Ok(LocalId(1))));
    let refused = Outcome::Rejected {
        code: ErrorCode::UserMuted,
        message: "muted".into(),
        reason: "muted".into(),
        status: None,
        server: None,
    };
    stage.event(outcome(1, refused));
    stage.shows("hello ✗ 未发送");
    stage.shows(&format!("未发送：{}", ErrorCode::UserMuted.text_zh()));

    let (serial, _) = sent(&stage.enters("again"));
    stage.give(Input::Offered(serial, Err(WhyNotSent::OutboxFull)));
    stage.shows("again ✗ 未发送");
    assert_eq!(stage.state.unsent(), 0);
}

#[test]
fn what_is_written_belongs_to_its_conversation() {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", ""), ("carol", "")]);
    stage.press(KeyCode::Tab);
    stage.types("for bob");
    stage.press(KeyCode::Tab);
    stage.shows("│ carol");
    stage.hides("for bob");
    assert_eq!(stage.press(KeyCode::Enter), [], "there is nothing to send");
    stage.press(KeyCode::Up);
    let actions = stage.press(KeyCode::Enter);
    let [Action::Send(_, message)] = &*actions else { panic!("{actions:?}") };
    assert_eq!((message.to().name(), message.as_text()), ("bob", Some("for bob")));
}

#[test]
fn lines_are_broken_on_purpose_only() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    stage.give(Input::Paste("one\r\ntwo".into()));
    stage.give(Input::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT)));
    stage.types("three");
    stage.shows("› one⏎two⏎three");
    let actions = stage.press(KeyCode::Enter);
    assert_eq!(sent(&actions).1, "one\ntwo\nthree");
    // Blank is nothing.
    assert_eq!(stage.enters("  "), []);
}

#[test]
fn commands_are_no_texts() {
    let mut stage = Stage::new();
    assert_eq!(stage.enters("hello"), []);
    stage.shows("to whom?");
    stage.shows("› hello");
    stage.erases();
    stage.groups(&[("2001", "周末爬山")]);
    stage.enters("/to 周末爬山");
    stage.shows("│ # 周末爬山  2001");
    stage.enters("/to group:77");
    stage.shows("│ # 77");
    stage.enters("/dance");
    stage.shows("/dance is no command");
    stage.erases();
    let actions = stage.enters("//dance");
    assert_eq!(sent(&actions).1, "/dance");
    stage.enters("/to a b");
    stage.shows("a b is no user and no group");
    stage.erases();
    stage.enters("/to");
    stage.shows("/to needs a user or a group");
    stage.erases();
    stage.enters("/help");
    stage.shows("Shift-Tab, ↑");
    assert_eq!(stage.enters("/quit"), [Action::Quit]);
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(stage.give(Input::Key(control_c)), [Action::Quit]);
}

#[test]
fn what_comes_to_nothing_can_be_written_on() {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", "")]);
    // Nobody is chosen yet: it goes along to who is.
    assert_eq!(stage.enters("//dance"), []);
    stage.shows("to whom?");
    stage.shows("› //dance");
    stage.press(KeyCode::Tab);
    stage.shows("│ bob");
    stage.shows("› //dance");
    assert_eq!(sent(&stage.press(KeyCode::Enter)).1, "/dance");
    for text in ["/usr/bin/x -y", "/to", "/to a b", "/help me"] {
        stage.give(Input::Paste(text.into()));
        assert_eq!(stage.press(KeyCode::Enter), []);
        stage.shows(&format!("› {text}"));
        stage.erases();
    }
}

#[test]
fn the_end_of_a_long_text_is_seen() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    stage.give(Input::Paste("x".repeat(4_500)));
    stage.types("END");
    stage.shows("xEND");
    stage.press(KeyCode::Home);
    stage.shows("› xxx");
    stage.hides("END");
    stage.press(KeyCode::End);
    // A wide character that fits no longer pushes nothing aside.
    stage.types("你好");
    stage.shows("ND你好");
}

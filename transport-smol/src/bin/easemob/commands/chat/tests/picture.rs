//! The picture in the documentation is what the interface looks like. `UPDATE=1` writes it anew.

use std::fs;
use std::path::Path;

use easemob_smol::core::rest::Page;
use easemob_smol::core::wire::BodyType;
use easemob_smol::core::{Event, LocalId, Outcome, ServerId, UnixMillis};
use ratatui::Terminal;
use ratatui::backend::{Backend as _, TestBackend};
use ratatui::crossterm::event::KeyCode;
use serde_json::json;

use super::svg::svg;
use super::{MINUTE, Stage, TEN, message_of, text, told};
use crate::commands::chat::state::{Action, Input};
use crate::commands::chat::talk::Key;
use crate::commands::chat::view;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/terminal.svg");

/// Alice talks to bob.
fn scene() -> Stage {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", "Bob"), ("carol", "Carol"), ("wang", "王小明"), ("erin", "Erin")]);
    stage.groups(&[("2001", "周末爬山"), ("2002", "release crew")]);
    let hour = 60 * MINUTE;
    let yesterday = TEN - 16 * hour;
    stage.event(text(1, yesterday, "erin", "alice", "See you on Monday."));
    stage.event(text(2, TEN - hour, "alice", "#2002", "1.0 is tagged"));
    for (id, from, words) in [(3, "wang", "谁带水？"), (4, "carol", "我带水和绳子")] {
        stage.event(text(id, TEN - 30 * MINUTE + id, from, "#2001", words));
    }
    stage.event(text(5, TEN - 20 * MINUTE, "wang", "alice", "周六早上七点，老地方见？"));
    let history = vec![
        text(10, yesterday + MINUTE, "bob", "alice", "Did the tests pass after the link was cut?"),
        text(11, yesterday + 2 * MINUTE, "alice", "bob", "All of them. Nothing was lost."),
        text(12, TEN - 9 * MINUTE, "bob", "alice", "That is what I like to hear."),
        text(13, TEN - 8 * MINUTE, "bob", "alice", "早！周末的路线发你了"),
    ];
    stage.event(text(13, TEN - 8 * MINUTE, "bob", "alice", "早！周末的路线发你了"));
    stage.enters("/to bob");
    stage.settle();
    stage.give(Input::History(Key::user("bob"), Ok(Page::with_cursor(history, None))));
    let says = [
        "收到，谢谢！",
        "Long lines break where the script allows it, and wide characters such as 中文、日本語、한국어 \
         are measured as the terminal shows them.",
        "Shall we leave at seven?",
    ];
    for (n, words) in (20..).zip(says) {
        let actions = stage.enters(words);
        let [Action::Send(serial, _)] = &*actions else { panic!("{actions:?}") };
        stage.give(Input::Offered(*serial, Ok(LocalId(n))));
        let at = UnixMillis(TEN - 7 * MINUTE + (n - 20) * 3 * MINUTE);
        let outcome = Outcome::Sent { server: ServerId(n), at, extra: None };
        stage.event(Event::Settled { local: LocalId(n), outcome });
    }
    stage.event(told(BodyType::ChannelAck, 30, TEN - 5 * MINUTE, "bob", "alice", 0));
    stage.event(told(BodyType::DeliverAck, 31, TEN, "bob", "alice", 21));
    stage.event(told(BodyType::DeliverAck, 32, TEN, "bob", "alice", 22));
    stage.event(text(33, TEN, "bob", "alice", "Seven is fine."));
    let typing = json!({ "type": "cmd", "action": "TypingBegin" });
    stage.event(Event::Message(message_of(34, TEN, "bob", "alice", &typing)));
    stage.enters("I will bring tea");
    stage.types("and the stove");
    stage.press(KeyCode::End);
    stage
}

#[test]
fn the_picture_shows_what_there_is() {
    let mut stage = scene();
    stage.give(Input::Size(100, 26));
    let mut terminal = Terminal::new(TestBackend::new(100, 26)).expect("a screen");
    terminal.draw(|frame| view::draw(&stage.state, frame)).expect("a screen");
    let cursor = terminal.backend_mut().get_cursor_position().expect("a cursor");
    let picture = svg(terminal.backend().buffer(), cursor, "easemob chat");
    let path = Path::new(FILE);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, picture).expect("the picture can be written");
        return;
    }
    let kept = fs::read_to_string(path).expect("the picture is there");
    assert!(kept == picture, "the picture is an old one: UPDATE=1 writes it anew");
}

//! Names and texts of people with bad intentions.

use easemob_smol::core::rest::Page;
use easemob_smol::core::{Event, Lost, LostKind};
use ratatui::crossterm::event::KeyCode;

use super::{Stage, TEN, message, online, text};
use crate::commands::chat::shown::tests::{HOSTILE, acts};
use crate::commands::chat::state::Input;
use crate::commands::chat::talk::Key;
use crate::words::Lang;

/// Draws it in sizes of all kinds; no cell holds what a terminal would act on.
fn nothing_acts(stage: &mut Stage) {
    for (columns, rows) in [(20, 7), (59, 10), (60, 24), (80, 24), (200, 60)] {
        let buffer = stage.draw(columns, rows);
        for cell in buffer.content() {
            let symbol = cell.symbol();
            assert!(!symbol.contains(acts), "{symbol:?}");
            assert!(symbol.chars().count() <= 16, "{symbol:?}");
        }
    }
}

#[test]
fn nothing_anybody_says_reaches_the_terminal() {
    for (n, hostile) in HOSTILE.into_iter().enumerate() {
        for lang in [Lang::En, Lang::Zh] {
            let mut stage = Stage::in_language(lang);
            let id = n as u64 * 100;
            stage.contacts(&[("bob", hostile), (hostile, "")]);
            stage.groups(&[("2001", hostile), (hostile, hostile)]);
            stage.event(text(id + 1, TEN, hostile, "alice", hostile));
            stage.event(text(id + 2, TEN, hostile, "#2001", hostile));
            stage.event(text(id + 3, TEN, "bob", "alice", &hostile.repeat(300)));
            let page = Page::with_cursor(vec![text(id + 4, TEN, hostile, "alice", hostile)], None);
            stage.give(Input::History(Key::user("bob"), Ok(page)));
            for _ in 0..6 {
                stage.press(KeyCode::Tab);
                stage.settle();
                stage.give(Input::Paste(hostile.to_owned()));
                nothing_acts(&mut stage);
            }
            stage.enters(&format!("/to {hostile}"));
            stage.enters(&format!("/{hostile}"));
            nothing_acts(&mut stage);
            let cause = Lost::new(LostKind::Broken, hostile);
            let at = easemob_smol::core::Instant::default();
            stage.event(Event::Reconnecting { attempt: 1, at, cause });
            nothing_acts(&mut stage);
            stage.event(online(true));
        }
    }
}

#[test]
fn a_name_that_is_no_id_can_be_read_and_not_answered() {
    let mut stage = Stage::new();
    stage.event(Event::Message(message(1, TEN, "", "alice", "from nobody")));
    stage.event(text(2, TEN, "\x1b[2J", "alice", "from somebody"));
    stage.press(KeyCode::Tab);
    stage.shows("from somebody");
    assert_eq!(stage.enters("hello"), []);
    stage.shows("cannot be written to");
    stage.shows("› hello");
}

#[test]
fn wide_characters_keep_to_their_columns() {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", "非常非常非常非常非常非常长的备注名"), ("c", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦")]);
    let words = "中文与 English 混排，👩🏽‍🚀 和 e\u{301} 都按显示宽度折行。".repeat(6);
    stage.event(text(1, TEN, "bob", "alice", &words));
    stage.press(KeyCode::Tab);
    for columns in 60..100 {
        let buffer = stage.draw(columns, 24);
        let list = (columns / 3).min(28);
        for y in 2..21 {
            assert_eq!(buffer[(list, y)].symbol(), "│", "{columns}: row {y} is pushed aside");
        }
    }
}

#[test]
fn any_size_can_be_drawn() {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", ""), ("carol", "")]);
    stage.event(text(1, TEN, "bob", "alice", "words 你好"));
    for step in 0..3 {
        for columns in [0, 1, 2, 3, 19, 20, 21, 59, 60, 61, 200, 500] {
            for rows in [0, 1, 2, 4, 5, 6, 7, 8, 24, 200] {
                stage.draw(columns, rows);
                stage.press(KeyCode::PageUp);
                stage.press(KeyCode::PageDown);
            }
        }
        match step {
            0 => drop(stage.press(KeyCode::Tab)),
            _ => drop(stage.enters("/help")),
        }
    }
}

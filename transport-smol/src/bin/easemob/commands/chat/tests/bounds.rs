//! However much comes, there is an end to what is kept.

use easemob_smol::core::LocalId;
use easemob_smol::core::Outcome;
use easemob_smol::core::rest::Page;
use ratatui::crossterm::event::KeyCode;

use super::{MINUTE, Stage, TEN, text};
use crate::commands::chat::state::{Action, Input, State};
use crate::commands::chat::talk::{Key, Older, Talk};

#[test]
fn lines_have_an_end_and_what_is_dropped_can_be_fetched() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    stage.settle();
    let page = Page::with_cursor(vec![text(1, TEN, "bob", "alice", "first")], None);
    stage.give(Input::History(Key::user("bob"), Ok(page)));
    let most = Talk::LINES as u64;
    for id in 2..=most + 5 {
        stage.event(text(id, TEN + id, "bob", "alice", "more"));
    }
    let talk = stage.state.talk().expect("chosen");
    assert_eq!(talk.lines().len(), Talk::LINES);
    assert_eq!(talk.older, Older::From("6".into()));
    for _ in 0..80 {
        stage.press(KeyCode::PageUp);
    }
    stage.shows("easemob export");
}

#[test]
fn people_and_conversations_have_an_end() {
    let mut stage = Stage::new();
    let names: Vec<String> = (0..State::NAMES + 50).map(|n| format!("user{n}")).collect();
    let contacts: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "")).collect();
    stage.contacts(&contacts);
    assert_eq!(stage.state.names.len(), State::NAMES);
    for (n, name) in names.iter().enumerate().take(700) {
        let n = n as u64;
        stage.event(text(n + 1, TEN + n * MINUTE, name, "alice", "hello"));
    }
    assert_eq!(stage.state.known.iter().len(), 500);
    assert_eq!(stage.state.all_talks().count(), 40);
    // The one that is looked at stays.
    stage.enters("/to user3");
    for n in 0..100 {
        stage.event(text(5_000 + n, TEN, &format!("other{n}"), "alice", "hello"));
    }
    assert_eq!(stage.state.talk().map(|talk| &*talk.key.id), Some("user3"));
}

#[test]
fn what_is_on_its_way_has_an_end() {
    let mut stage = Stage::new();
    stage.enters("/to bob");
    let mut serial = 0;
    for _ in 0..1_000 {
        let actions = stage.enters("hello");
        let [Action::Send(number, _)] = &*actions else { panic!("{actions:?}") };
        serial = *number;
    }
    assert_eq!(stage.enters("one too many"), []);
    stage.shows("too much is on its way");
    stage.shows("› one too many");
    stage.give(Input::Offered(serial, Ok(LocalId(1))));
    let local = LocalId(1);
    stage.event(easemob_smol::core::Event::Settled { local, outcome: Outcome::Expired });
    assert_eq!(stage.press(KeyCode::Enter).len(), 1);
}

#[test]
fn what_is_being_written_outlives_those_who_write() {
    let mut stage = Stage::new();
    stage.contacts(&[("bob", ""), ("carol", "")]);
    stage.press(KeyCode::Tab);
    stage.types("a draft");
    stage.press(KeyCode::Tab);
    stage.shows("│ carol");
    for n in 0..100 {
        stage.event(text(n + 1, TEN, &format!("other{n}"), "alice", "hello"));
    }
    assert_eq!(stage.state.all_talks().count(), 40);
    stage.enters("/to bob");
    stage.shows("› a draft");
}

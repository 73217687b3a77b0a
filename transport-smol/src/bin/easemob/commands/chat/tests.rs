//! The interface without a terminal: inputs go in, actions and a screen come out.

mod bounds;
mod hostile;
mod picture;
mod reading;
mod svg;
mod writing;

use easemob_smol::core::message::Reader;
use easemob_smol::core::rest::contact::Contact;
use easemob_smol::core::rest::group::JoinedGroup;
use easemob_smol::core::wire::{BodyType, Content, Jid, MessageBody, Meta, Namespace};
use easemob_smol::core::{Event, Message, Online, UnixMillis, UserId};
use jiff::tz::TimeZone;
use prost::Message as _;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::{Value, json};

use super::state::{Action, Input, State};
use super::view;
use crate::words::Lang;

/// 2026-11-23 10:00 UTC.
const TEN: u64 = 1_795_428_000_000;
const MINUTE: u64 = 60_000;

/// The interface of alice.
struct Stage {
    state: State,
}

impl Stage {
    fn new() -> Self {
        Self::in_language(Lang::En)
    }

    fn in_language(lang: Lang) -> Self {
        let me = UserId::new("alice").expect("an id");
        let mut stage = Self { state: State::new(me, lang, TimeZone::UTC) };
        stage.at(TEN);
        stage
    }

    fn give(&mut self, input: Input) -> Vec<Action> {
        self.state.update(input)
    }

    fn event(&mut self, event: Event) -> Vec<Action> {
        self.give(Input::Event(Box::new(event)))
    }

    fn at(&mut self, millis: u64) -> Vec<Action> {
        self.give(Input::Time(UnixMillis(millis)))
    }

    /// What is chosen is looked at for a while.
    fn settle(&mut self) -> Vec<Action> {
        let due = self.state.deadline().expect("something is due");
        self.at(due.0)
    }

    fn press(&mut self, code: KeyCode) -> Vec<Action> {
        self.give(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn types(&mut self, text: &str) -> Vec<Action> {
        text.chars().flat_map(|c| self.press(KeyCode::Char(c))).collect()
    }

    fn enters(&mut self, text: &str) -> Vec<Action> {
        self.types(text);
        self.press(KeyCode::Enter)
    }

    /// Takes away what is written.
    fn erases(&mut self) {
        self.press(KeyCode::End);
        let control_u = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        assert_eq!(self.give(Input::Key(control_u)), []);
    }

    fn contacts(&mut self, contacts: &[(&str, &str)]) {
        let contact = |(user, remark): &(&str, &str)| -> Contact {
            let contact = json!({ "username": user, "remark": remark });
            serde_json::from_value(contact).expect("a contact")
        };
        self.give(Input::Contacts(Ok(contacts.iter().map(contact).collect())));
    }

    fn groups(&mut self, groups: &[(&str, &str)]) {
        let group = |(id, name): &(&str, &str)| -> JoinedGroup {
            serde_json::from_value(json!({ "groupId": id, "groupName": name })).expect("a group")
        };
        self.give(Input::Groups(Ok(groups.iter().map(group).collect())));
    }

    fn draw(&mut self, columns: u16, rows: u16) -> Buffer {
        self.give(Input::Size(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen");
        terminal.draw(|frame| view::draw(&self.state, frame)).expect("a screen");
        terminal.backend().buffer().clone()
    }

    /// What is on a screen of the usual size.
    fn screen(&mut self) -> String {
        text_of(&self.draw(80, 24))
    }

    fn shows(&mut self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
    }

    fn hides(&mut self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
    }
}

/// The text of a screen. Behind a wide character nothing is left out.
fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(super::wrap::width(symbol).max(1)).expect("a small number");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// A message as it comes; `to` is a user, or a group with `#` before it.
fn message(id: u64, at: u64, from: &str, to: &str, text: &str) -> Box<Message> {
    message_of(id, at, from, to, &json!({ "type": "txt", "msg": text }))
}

fn message_of(id: u64, at: u64, from: &str, to: &str, body: &Value) -> Box<Message> {
    let (kind, to) = match to.strip_prefix('#') {
        Some(group) => ("groupchat", group),
        None => ("chat", to),
    };
    let json = json!({ "id": id.to_string(), "timestamp": at.to_string(),
        "payload": { "type": kind, "from": from, "to": to, "bodies": [body] } });
    let reader = Reader::new("alice", "https://rest.test");
    reader.json(&json.to_string()).expect("JSON").expect("a message")
}

fn text(id: u64, at: u64, from: &str, to: &str, words: &str) -> Event {
    Event::Message(message(id, at, from, to, words))
}

fn online(again: bool) -> Event {
    let user = UserId::new("alice").expect("an id");
    Event::Online(Online { user, resource: "rs_1".into(), again })
}

/// What else comes through a queue, such as a receipt.
fn told(kind: BodyType, id: u64, at: u64, from: &str, to: &str, about: u64) -> Event {
    let jid = |name: &str| Jid { name: Some(name.to_owned()), ..Jid::default() };
    let body = MessageBody {
        kind: Some(kind as i32),
        from: Some(jid(from)),
        to: Some(jid(to)),
        contents: vec![Content { text: Some("changed".into()), ..Content::default() }],
        ack_message_id: Some(about),
        edit_message_id: Some(about),
        ..MessageBody::default()
    };
    let meta = Meta {
        id: Some(id),
        from: Some(jid(from)),
        to: Some(jid(to)),
        timestamp: Some(at),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    let reader = Reader::new("alice", "https://rest.test");
    reader.meta(&meta.encode_to_vec().into()).expect("readable").expect("an event")
}

//! Everything the interface knows, and how it changes. Nothing here does I/O: what is to be done is
//! given back as [`Action`]s.

use std::collections::{BTreeMap, BTreeSet};

use easemob_smol::core::error::{CallFailed, WhyNotSent};
use easemob_smol::core::rest::Page;
use easemob_smol::core::rest::contact::Contact;
use easemob_smol::core::rest::group::JoinedGroup;
use easemob_smol::core::rest::message::{Conversation, History, HistoryOptions};
use easemob_smol::core::{Conversations, ErrorCode, Event, LocalId, Outgoing, UnixMillis, UserId};
use jiff::tz::TimeZone;
use ratatui::crossterm::event::KeyEvent;

use super::editor::Editor;
use super::shown::Shown;
use super::talk::{Key, Older, Talk};
use crate::words::{Lang, Words, words};

/// What comes in.
#[derive(Debug)]
pub(super) enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// The screen has so many columns and rows.
    Size(u16, u16),
    /// It is so late; also before anything else that came.
    Time(UnixMillis),
    /// The client tells something.
    Event(Box<Event>),
    /// Contacts, or a part of them.
    Contacts(Result<Vec<Contact>, CallFailed>),
    /// The groups this user is in, or a part of them.
    Groups(Result<Vec<JoinedGroup>, CallFailed>),
    /// Conversations as the server lists them, or a part of them.
    Conversations(Result<Vec<Conversation>, CallFailed>),
    /// A page of the messages of a conversation.
    History(Key, Result<Page<Event>, CallFailed>),
    /// What became of [`Action::Send`].
    Offered(u64, Result<LocalId, WhyNotSent>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// Ask for contacts, groups and conversations.
    List,
    /// Ask for a page of messages.
    Ask(Key, History),
    /// Send a message, a receipt for example.
    Send(u64, Outgoing),
    /// Draw everything anew.
    Redraw,
    /// End.
    Quit,
}

/// How the connection is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    Online,
    Reconnecting(Shown),
}

/// Everything the interface knows.
#[derive(Debug)]
pub(super) struct State {
    pub(super) me: UserId,
    pub(super) lang: Lang,
    pub(super) zone: TimeZone,
    pub(super) now: UnixMillis,
    pub(super) size: (u16, u16),
    pub(super) link: Link,
    pub(super) syncing: bool,
    /// The last thing that went wrong, or that was asked for.
    pub(super) notice: Option<Notice>,
    pub(super) help: bool,
    /// Who has said what last, and how much of it is unread.
    pub(super) known: Conversations,
    /// Contacts and groups by what people call them.
    pub(super) names: BTreeMap<Key, Shown>,
    /// Conversations whose messages are here, the one that was looked at last in the end.
    talks: Vec<Talk>,
    /// What is being written while no conversation is chosen.
    pub(super) nowhere: Editor,
    pub(super) chosen: Option<Key>,
    /// When the chosen conversation counts as opened, rather than passed by.
    pub(super) opens: Option<UnixMillis>,
    /// It is open.
    pub(super) open: bool,
    /// When the open group is to be told that it was read.
    pub(super) owes: Option<UnixMillis>,
    pub(super) serial: u64,
    /// Messages of this user that have no end yet.
    pub(super) under_way: BTreeMap<u64, UnderWay>,
    pub(super) actions: Vec<Action>,
}

/// A message on its way.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) key: Key,
    pub(super) message: Outgoing,
    pub(super) local: Option<LocalId>,
}

/// Something to say in the last row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    pub(super) text: Shown,
    pub(super) wrong: bool,
}

impl State {
    /// Contacts and groups. The vendor's servers allow fewer contacts, and nobody reads more.
    pub(super) const NAMES: usize = 3_000;
    /// Conversations whose last message and unread count are known.
    const KNOWN: usize = 500;
    /// Conversations whose messages are here; those of the others are asked for again.
    const TALKS: usize = 40;
    /// Messages without an end: more than anybody writes while the link is down.
    const UNDER_WAY: usize = 1_000;
    /// How long a conversation is chosen before it counts as opened.
    pub(super) const OPENS: u64 = 400;
    /// Messages of a page of history.
    const PAGE: u32 = 50;

    pub(super) fn new(me: UserId, lang: Lang, zone: TimeZone) -> Self {
        Self {
            known: Conversations::new(me.clone()).at_most(Self::KNOWN),
            me,
            lang,
            zone,
            now: UnixMillis(0),
            size: (80, 24),
            link: Link::Online,
            syncing: false,
            notice: None,
            help: false,
            names: BTreeMap::new(),
            talks: Vec::new(),
            nowhere: Editor::default(),
            chosen: None,
            opens: None,
            open: false,
            owes: None,
            serial: 0,
            under_way: BTreeMap::new(),
            actions: Vec::new(),
        }
    }

    /// Something came in: what is to be done now.
    pub(super) fn update(&mut self, input: Input) -> Vec<Action> {
        match input {
            Input::Key(key) => self.key(key),
            Input::Paste(text) => self.write(&text),
            Input::Size(columns, rows) => self.size = (columns, rows),
            Input::Time(now) => self.time(now),
            Input::Event(event) => self.event(&event),
            Input::Contacts(contacts) => self.contacts(contacts),
            Input::Groups(groups) => self.groups(groups),
            Input::Conversations(listed) => self.listed(listed),
            Input::History(key, page) => self.history(&key, page),
            Input::Offered(serial, result) => self.offered(serial, result),
        }
        std::mem::take(&mut self.actions)
    }

    /// When [`Input::Time`] is due next.
    pub(super) fn deadline(&self) -> Option<UnixMillis> {
        let writing = self.talk().and_then(|talk| talk.writing);
        [self.opens, self.owes, writing].into_iter().flatten().min()
    }

    fn time(&mut self, now: UnixMillis) {
        self.now = now;
        let past = |at: Option<UnixMillis>| at.is_some_and(|at| at <= now);
        for talk in self.talks.iter_mut().filter(|talk| past(talk.writing)) {
            talk.writing = None;
        }
        if past(self.opens) {
            self.opens = None;
            self.open = true;
            self.ask();
            self.read();
        }
        if past(self.owes) {
            self.read();
        }
    }

    pub(super) fn later(&self, millis: u64) -> UnixMillis {
        UnixMillis(self.now.0.saturating_add(millis))
    }

    // ---- what is said in the last row ---------------------------------------------------------

    pub(super) fn wrong(&mut self, words: &Words) {
        self.notice = Some(Notice { text: Shown::line(words.pick(self.lang)), wrong: true });
    }

    pub(super) fn say(&mut self, words: &Words) {
        self.notice = Some(Notice { text: Shown::line(words.pick(self.lang)), wrong: false });
    }

    /// What failed and why, as the server or the way there is at fault for it.
    pub(super) fn failed(&mut self, en: &str, zh: &str, why: ErrorCode, error: &str) {
        let text = why.text_zh();
        self.wrong(&words!("{en}: {error}", "{zh}：{text}（{error}）"));
    }

    // ---- conversations ------------------------------------------------------------------------

    /// The conversations, in the order of the list: those in which something was said last on top,
    /// then the others by name.
    pub(super) fn list(&self) -> Vec<Key> {
        let said = self.known.iter();
        let mut list: Vec<Key> =
            said.map(|one| Key { chat: one.chat(), id: one.id().to_owned() }).collect();
        let spoken: BTreeSet<&Key> = list.iter().collect();
        let silent = |key: &&Key| !spoken.contains(key);
        let named = self.names.keys();
        let unnamed = self.talks.iter().map(|talk| &talk.key);
        let unnamed = unnamed.filter(|key| !self.names.contains_key(key));
        let mut rest: Vec<&Key> = named.chain(unnamed).filter(silent).collect();
        rest.sort_by_cached_key(|key| (self.name(key), (*key).clone()));
        let rest: Vec<Key> = rest.into_iter().cloned().collect();
        list.extend(rest);
        list
    }

    /// What people call it.
    pub(super) fn name(&self, key: &Key) -> Shown {
        self.names.get(key).cloned().unwrap_or_else(|| Shown::line(&key.id))
    }

    /// The chosen conversation.
    pub(super) fn talk(&self) -> Option<&Talk> {
        let chosen = self.chosen.as_ref()?;
        self.talks.iter().find(|talk| talk.key == *chosen)
    }

    pub(super) fn talk_mut(&mut self) -> Option<&mut Talk> {
        let chosen = self.chosen.as_ref()?;
        self.talks.iter_mut().find(|talk| talk.key == *chosen)
    }

    pub(super) fn known_talk(&mut self, key: &Key) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.key == *key)
    }

    pub(super) fn all_talks(&mut self) -> impl Iterator<Item = &mut Talk> {
        self.talks.iter_mut()
    }

    /// A conversation, which is new when it was not known. The one that has rested longest makes
    /// room, rather one in which nothing is being written.
    pub(super) fn talk_of(&mut self, key: &Key) -> &mut Talk {
        let talk = match self.talks.iter().position(|talk| talk.key == *key) {
            Some(at) => self.talks.remove(at),
            None => Talk::new(key.clone()),
        };
        if self.talks.len() >= Self::TALKS {
            let chosen = self.chosen.as_ref();
            let rests = |talk: &Talk| Some(&talk.key) != chosen;
            let blank = self.talks.iter().position(|talk| rests(talk) && talk.editor.is_empty());
            let oldest = blank.or_else(|| self.talks.iter().position(rests));
            oldest.map(|at| self.talks.remove(at));
        }
        self.talks.push(talk);
        let last = self.talks.len() - 1;
        &mut self.talks[last]
    }

    /// Chooses a conversation. It counts as opened when it still is in a moment. What was written
    /// before anyone was chosen is for the first that is.
    pub(super) fn choose(&mut self, key: Key) {
        if self.chosen.as_ref() == Some(&key) {
            return;
        }
        self.leave();
        let written = std::mem::take(&mut self.nowhere);
        let talk = self.talk_of(&key);
        talk.scroll = 0;
        match talk.editor.is_empty() {
            true if !written.is_empty() => talk.editor = written,
            _ => self.nowhere = written,
        }
        self.chosen = Some(key);
        self.opens = Some(self.later(Self::OPENS));
    }

    /// The chosen conversation is to be looked at no longer.
    pub(super) fn leave(&mut self) {
        if self.owes.is_some() {
            self.read();
        }
        (self.open, self.opens) = (false, None);
    }

    /// Whether the latest messages of a conversation are before the eyes of the user.
    pub(super) fn looks_at(&self, key: &Key) -> bool {
        self.open && self.talk().is_some_and(|talk| talk.key == *key && talk.scroll == 0)
    }

    /// Shows the latest messages, which are read then.
    pub(super) fn latest(&mut self) {
        let soon = self.later(Self::OPENS);
        let Some(talk) = self.talk_mut().filter(|talk| talk.scroll > 0) else { return };
        talk.scroll = 0;
        self.owes.get_or_insert(soon);
    }

    /// The user has read the open conversation: says so where it matters.
    fn read(&mut self) {
        self.owes = None;
        let Some(key) = self.chosen.clone().filter(|key| self.looks_at(key)) else { return };
        let Some(address) = key.address() else { return };
        let unread = self.known.get(key.chat, &key.id).is_some_and(|one| one.unread() > 0);
        if unread {
            self.known.clear_unread(key.chat, &key.id);
            self.send_receipt(key.clone(), Outgoing::conversation_ack(address.clone()));
        }
        let owed = self.known_talk(&key).map(Talk::owed).unwrap_or_default();
        for message in owed {
            self.send_receipt(key.clone(), Outgoing::read_ack(address.clone(), message));
        }
    }

    /// Asks for older messages of the chosen conversation, unless there are none.
    pub(super) fn ask(&mut self) {
        let Some(talk) = self.talk_mut() else { return };
        let Some(conversation) = talk.key.address() else { return };
        let cursor = match &talk.older {
            Older::Unasked => None,
            Older::From(_) if talk.is_full() => {
                let most = Talk::LINES;
                let words = words!(
                    "more than {most} messages are not shown; easemob export writes all of them",
                    "最多显示 {most} 条消息；可用 easemob export 导出全部消息"
                );
                return self.say(&words);
            }
            Older::From(cursor) => Some(cursor.clone()),
            Older::Asked(_) | Older::None => return,
        };
        talk.older = Older::Asked(cursor.clone());
        let key = talk.key.clone();
        let options = HistoryOptions { limit: Self::PAGE, ..HistoryOptions::default() };
        self.actions.push(Action::Ask(key, History { conversation, cursor, options }));
    }

    /// Has a message sent; what names it until it is accepted.
    pub(super) fn send(&mut self, key: Key, message: Outgoing) -> Result<u64, Words> {
        if self.under_way.len() >= Self::UNDER_WAY {
            return Err(words!("too much is on its way", "待发送的消息过多"));
        }
        self.serial += 1;
        let under_way = UnderWay { key, message: message.clone(), local: None };
        self.under_way.insert(self.serial, under_way);
        self.actions.push(Action::Send(self.serial, message));
        Ok(self.serial)
    }

    /// The same for a receipt, which nobody has written: where there is no room for it there is a word.
    pub(super) fn send_receipt(&mut self, key: Key, receipt: Outgoing) {
        if let Err(wrong) = self.send(key, receipt) {
            self.wrong(&wrong);
        }
    }

    /// Messages of this user without an end; receipts are none.
    pub(super) fn unsent(&self) -> usize {
        self.under_way.values().filter(|one| one.message.content().is_some()).count()
    }
}

//! What the client and the server tell.

use easemob_smol::core::error::{CallFailed, WhyNotSent};
use easemob_smol::core::message::incoming::{Receipt, ReceiptKind};
use easemob_smol::core::rest::Page;
use easemob_smol::core::rest::contact::Contact;
use easemob_smol::core::rest::group::JoinedGroup;
use easemob_smol::core::rest::message::Conversation;
use easemob_smol::core::{Body, Chat, Event, LocalId, Message, Outcome, Outgoing, ServerId};

use super::line::{Id, Line, Mark};
use super::shown::Shown;
use super::state::{Action, Link, State};
use super::talk::{Key, Older};
use crate::story;
use crate::words::{why_lost, words};

/// How long somebody counts as writing, unless they say so again.
const WRITING: u64 = 6_000;

impl State {
    pub(super) fn event(&mut self, event: &Event) {
        self.known.observe(event);
        match event {
            Event::Online(online) => {
                self.link = Link::Online;
                if online.again {
                    self.notice = None;
                }
            }
            Event::Reconnecting { attempt, cause, .. } => {
                let mut words =
                    words!("reconnecting (attempt {attempt}): ", "正在重连（第 {attempt} 次）：");
                words.add(&why_lost(cause));
                self.link = Link::Reconnecting(Shown::line(words.pick(self.lang)));
                self.syncing = false;
            }
            Event::SyncStarted => self.syncing = true,
            Event::SyncFinished => self.syncing = false,
            Event::Message(message) => self.message(message),
            Event::Stream(part) => {
                // The part that goes on is the message as far as it is known.
                let mut message = part.message.clone();
                message.stream = Some(part.state.clone());
                self.message(&message);
                self.changed(&message, false);
            }
            Event::Edited(edit) => self.changed(&edit.message, true),
            Event::Recalled(recall) => self.taken_back(recall.message),
            Event::Receipt(receipt) => self.receipt(receipt),
            Event::Settled { local, outcome } => self.settled(*local, outcome),
            Event::Contact(_) | Event::Group(_) => self.actions.push(Action::List),
            Event::HistoryGap(_) | Event::TokenWillExpire { .. } => {
                let status = story::status(event, self.lang).unwrap_or_default();
                self.wrong(&words!("{status}", "{status}"));
            }
            Event::StoreFailed(failed) => {
                self.wrong(&words!("{failed}", "存储出错：{failed}"));
            }
            _ => {}
        }
    }

    // ---- messages -----------------------------------------------------------------------------

    /// Whose conversation a message belongs to; `None` for what the list does not show either.
    fn key_of(&self, message: &Message) -> Option<Key> {
        let own = message.from.name == self.me.as_str();
        let id = match message.chat {
            Chat::Single if !own => &message.from.name,
            Chat::Single | Chat::Group => &message.to.name,
            Chat::Room => return None,
        };
        let shown = !id.is_empty() && message.thread.is_none();
        shown.then(|| Key { chat: message.chat, id: id.to_string() })
    }

    fn message(&mut self, message: &Message) {
        let Some(key) = self.key_of(message) else { return };
        let own = message.from.name == self.me.as_str();
        if let Body::Command(command) = &message.body {
            let until = (&*command.action == "TypingBegin").then(|| self.later(WRITING));
            if let Some(talk) = self.known_talk(&key).filter(|_| !own) {
                talk.writing = until;
            }
            return;
        }
        let Some(line) = Line::received(message, self.me.as_str(), self.lang) else { return };
        let is_here = self.looks_at(&key);
        self.put(&key, line);
        if !own && let Some(talk) = self.known_talk(&key) {
            talk.writing = None;
        }
        if is_here && !own {
            self.seen(key, message.id);
        }
    }

    /// Puts a line into a conversation. Who has scrolled back goes on seeing the same rows.
    fn put(&mut self, key: &Key, line: Line) {
        let scrolled = self.known_talk(key).is_some_and(|talk| talk.scroll > 0);
        let before = if scrolled { self.rows(key) } else { 0 };
        self.talk_of(key).add(line);
        if scrolled {
            let more = self.rows(key).saturating_sub(before);
            self.talk_of(key).scroll += more;
        }
    }

    fn rows(&mut self, key: &Key) -> usize {
        let talk = self.known_talk(key).cloned();
        talk.map_or(0, |talk| self.form().0.last(&talk, usize::MAX).len())
    }

    /// A message of somebody else has come into the open conversation.
    fn seen(&mut self, key: Key, message: ServerId) {
        match key.chat {
            Chat::Single => {
                self.known.clear_unread(key.chat, &key.id);
                if let Some(address) = key.address() {
                    self.send_receipt(key, Outgoing::read_ack(address, message));
                }
            }
            // One receipt for all that comes in a moment.
            Chat::Group | Chat::Room => {
                let soon = self.later(Self::OPENS);
                self.owes.get_or_insert(soon);
            }
        }
    }

    fn changed(&mut self, message: &Message, edited: bool) {
        let lang = self.lang;
        for talk in self.all_talks() {
            if let Some(line) = talk.line(Id::Server(message.id)) {
                line.change(message, lang);
                line.edited |= edited;
            }
        }
    }

    fn taken_back(&mut self, message: ServerId) {
        let lang = self.lang;
        let lines = self.all_talks().filter_map(|talk| talk.line(Id::Server(message)));
        lines.for_each(|line| line.take_back(lang));
    }

    fn receipt(&mut self, receipt: &Receipt) {
        let own = receipt.from.name == self.me.as_str();
        let mark = match receipt.kind {
            ReceiptKind::Delivered { .. } => Mark::Delivered,
            _ => Mark::Read,
        };
        let talk = match receipt.chat {
            _ if own => return,
            Chat::Single => self.talk_of(&Key::user(&*receipt.from.name)),
            // It may be a chat room, which is no conversation here.
            _ => match self.known_talk(&Key::group(&*receipt.to.name)) {
                Some(talk) => talk,
                None => return,
            },
        };
        match receipt.kind.message() {
            Some(message) => talk.reach(message, mark),
            None if receipt.chat == Chat::Single => talk.read(receipt.sent_at),
            None => {}
        }
    }

    // ---- what this user sends -----------------------------------------------------------------

    pub(super) fn offered(&mut self, serial: u64, result: Result<LocalId, WhyNotSent>) {
        let Some(under_way) = self.under_way.get_mut(&serial) else { return };
        match result {
            Ok(local) => {
                under_way.local = Some(local);
                let key = under_way.key.clone();
                if let Some(talk) = self.known_talk(&key) {
                    talk.accepted(serial, Id::Local(local));
                }
            }
            Err(why) => {
                let says = under_way.message.content().is_some();
                let key = under_way.key.clone();
                self.under_way.remove(&serial);
                if let Some(talk) = self.known_talk(&key) {
                    talk.failed(Id::Offered(serial));
                }
                if says {
                    self.failed("not sent", "未发送", why.code(), &why.to_string());
                }
            }
        }
    }

    fn settled(&mut self, local: LocalId, outcome: &Outcome) {
        let mut of = self.under_way.iter();
        let serial = of.find(|(_, one)| one.local == Some(local)).map(|(serial, _)| *serial);
        let Some(under_way) = serial.and_then(|serial| self.under_way.remove(&serial)) else {
            return;
        };
        self.known.settled(&under_way.message, outcome);
        let id = Id::Local(local);
        let talk = self.known_talk(&under_way.key);
        match outcome {
            Outcome::Sent { server, at, .. } => {
                talk.into_iter().for_each(|talk| talk.sent(id, *server, *at));
            }
            _ => {
                talk.into_iter().for_each(|talk| talk.failed(id));
                if let Some(code) = outcome.code().filter(|_| under_way.message.content().is_some())
                {
                    let said = match outcome {
                        Outcome::Rejected { message, .. } => message,
                        _ => code.text_en(),
                    };
                    self.failed("not sent", "未发送", code, said);
                }
            }
        }
    }

    // ---- lists --------------------------------------------------------------------------------

    pub(super) fn contacts(&mut self, contacts: Result<Vec<Contact>, CallFailed>) {
        match contacts {
            Ok(contacts) => {
                for contact in contacts {
                    let remark = contact.remark.as_deref().filter(|remark| !remark.is_empty());
                    let name = Shown::line(remark.unwrap_or(&contact.user));
                    self.names(Key::user(contact.user), name);
                }
            }
            Err(failed) => self.call_failed("contacts", "联系人列表", &failed),
        }
    }

    pub(super) fn groups(&mut self, groups: Result<Vec<JoinedGroup>, CallFailed>) {
        match groups {
            Ok(groups) => {
                for group in groups {
                    let name = if group.name.is_empty() { &group.id } else { &group.name };
                    let name = Shown::line(name);
                    self.names(Key::group(group.id), name);
                }
            }
            Err(failed) => self.call_failed("groups", "群组列表", &failed),
        }
    }

    fn names(&mut self, key: Key, name: Shown) {
        if key.address().is_some()
            && (self.names.len() < Self::NAMES || self.names.contains_key(&key))
        {
            self.names.insert(key, name);
        }
    }

    pub(super) fn listed(&mut self, listed: Result<Vec<Conversation>, CallFailed>) {
        match listed {
            Ok(listed) => self.known.listed(&listed),
            Err(failed) => self.call_failed("conversations", "会话列表", &failed),
        }
    }

    pub(super) fn history(&mut self, key: &Key, page: Result<Page<Event>, CallFailed>) {
        let (me, lang) = (self.me.clone(), self.lang);
        match page {
            Ok(page) => {
                let Some(talk) = self.known_talk(key) else { return };
                talk.older = page.next.map_or(Older::None, Older::From);
                for event in &page.items {
                    let Event::Message(message) = event else { continue };
                    let line = Line::received(message, me.as_str(), lang);
                    line.into_iter().for_each(|line| talk.add(line));
                }
            }
            Err(failed) => {
                if let Some(talk) = self.known_talk(key) {
                    talk.older = match std::mem::take(&mut talk.older) {
                        Older::Asked(Some(cursor)) => Older::From(cursor),
                        _ => Older::Unasked,
                    };
                }
                self.call_failed("history", "历史消息", &failed);
            }
        }
    }

    fn call_failed(&mut self, en: &str, zh: &str, failed: &CallFailed) {
        self.failed(en, zh, failed.code(), &failed.to_string());
    }
}

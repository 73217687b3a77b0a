//! One thing that was said, as it stands in a conversation.

use easemob_smol::core::message::incoming::StreamStage;
use easemob_smol::core::{Body, LocalId, Message, ServerId, UnixMillis};

use super::shown::Shown;
use crate::story;
use crate::words::{Lang, words};

/// What names a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id {
    /// The server has it.
    Server(ServerId),
    /// It was accepted for sending.
    Local(LocalId),
    /// It was handed over to be sent, or was refused then.
    Offered(u64),
}

/// How far a message of this user has come. What is further is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Failed,
    Sending,
    Sent,
    Delivered,
    Read,
}

/// One thing that was said.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: Id,
    pub(super) at: UnixMillis,
    pub(super) from: Shown,
    pub(super) text: Shown,
    /// Of a message of this user.
    pub(super) mark: Option<Mark>,
    pub(super) edited: bool,
    pub(super) taken_back: bool,
    /// Its sender wants to know who in the group has read it, and does not know yet that we have.
    pub(super) owed: bool,
}

impl Line {
    /// What the server has; `None` for what is for a program.
    pub(super) fn received(message: &Message, me: &str, lang: Lang) -> Option<Self> {
        if matches!(message.body, Body::Command(_)) {
            return None;
        }
        let own = message.from.name == me;
        let mark = match (message.is_read, message.is_delivered) {
            (true, _) => Mark::Read,
            (_, true) => Mark::Delivered,
            _ => Mark::Sent,
        };
        Some(Self {
            id: Id::Server(message.id),
            at: message.sent_at,
            from: Shown::line(&message.from.name),
            text: text_of(message, lang),
            mark: own.then_some(mark),
            edited: message.edited.is_some(),
            taken_back: false,
            owed: !own && message.group_ack == Some(true),
        })
    }

    /// What this user has just written.
    pub(super) fn written(text: &str, serial: u64, at: UnixMillis, me: &str) -> Self {
        Self {
            id: Id::Offered(serial),
            at,
            from: Shown::line(me),
            text: Shown::text(text),
            mark: Some(Mark::Sending),
            edited: false,
            taken_back: false,
            owed: false,
        }
    }

    /// Where it stands: by time and id; behind everything while the server does not have it.
    pub(super) fn place(&self) -> (bool, UnixMillis, ServerId) {
        let waits = self.mark == Some(Mark::Sending);
        let id = match self.id {
            Id::Server(id) => id,
            Id::Local(_) | Id::Offered(_) => ServerId(u64::MAX),
        };
        (waits, self.at, id)
    }

    /// Its receiver has it, or has read it.
    pub(super) fn reach(&mut self, mark: Mark) {
        // What the server never had has reached nobody.
        if let Some(known) = self.mark.as_mut().filter(|known| **known >= Mark::Sent) {
            *known = mark.max(*known);
        }
    }

    /// It says something else now.
    pub(super) fn change(&mut self, message: &Message, lang: Lang) {
        self.text = text_of(message, lang);
    }

    pub(super) fn take_back(&mut self, lang: Lang) {
        let words = words!("(taken back)", "（已撤回）");
        self.text = Shown::line(words.pick(lang));
        self.taken_back = true;
        self.owed = false;
    }
}

fn text_of(message: &Message, lang: Lang) -> Shown {
    let mut text = story::contents(message, lang);
    let goes_on = |stage| matches!(stage, StreamStage::Started | StreamStage::InProgress);
    if message.stream.as_ref().is_some_and(|stream| goes_on(stream.stage)) {
        text.push_str(" …");
    }
    Shown::text(&text)
}

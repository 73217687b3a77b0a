//! A conversation: what was said in it, how much of that is here, and what is being written.

use std::collections::VecDeque;

use easemob_smol::core::{Address, Chat, GroupId, ServerId, UnixMillis, UserId};

use super::editor::Editor;
use super::line::{Id, Line, Mark};

/// What names a conversation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) chat: Chat,
    pub(super) id: String,
}

impl Key {
    pub(super) fn user(id: impl Into<String>) -> Self {
        Self { chat: Chat::Single, id: id.into() }
    }

    pub(super) fn group(id: impl Into<String>) -> Self {
        Self { chat: Chat::Group, id: id.into() }
    }

    /// Where to send to; `None` when the server listed something that is no id.
    pub(super) fn address(&self) -> Option<Address> {
        match self.chat {
            Chat::Single => UserId::new(self.id.as_str()).ok().map(Address::from),
            Chat::Group => GroupId::new(self.id.as_str()).ok().map(Address::from),
            Chat::Room => None,
        }
    }
}

/// What is known of the messages before the first one here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Older {
    /// Nothing: nobody has asked.
    #[default]
    Unasked,
    /// The server is being asked, from this cursor on if there is one.
    Asked(Option<String>),
    /// There are more, from this cursor on.
    From(String),
    /// There are none.
    None,
}

/// A conversation whose messages are here.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    pub(super) key: Key,
    /// In the order of [`Line::place`].
    lines: Vec<Line>,
    /// Receipts of messages that are not here, which may come with the history.
    receipts: VecDeque<(ServerId, Mark)>,
    /// The other side has read all of this user's messages up to then.
    read: UnixMillis,
    pub(super) older: Older,
    /// Rows between the last one and the last one on the screen.
    pub(super) scroll: usize,
    pub(super) editor: Editor,
    /// Until when the other side counts as writing.
    pub(super) writing: Option<UnixMillis>,
}

impl Talk {
    /// Lines of a conversation. Nobody scrolls further; `easemob export` writes all of it.
    pub(super) const LINES: usize = 1_000;
    /// Receipts that wait for their messages.
    const RECEIPTS: usize = 200;

    pub(super) fn new(key: Key) -> Self {
        Self {
            key,
            lines: Vec::new(),
            receipts: VecDeque::new(),
            read: UnixMillis(0),
            older: Older::Unasked,
            scroll: 0,
            editor: Editor::default(),
            writing: None,
        }
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn is_full(&self) -> bool {
        self.lines.len() >= Self::LINES
    }

    /// Adds a line in its place. One that is here already stays as it is, but for how far it has
    /// come. When there is no room the oldest makes some.
    pub(super) fn add(&mut self, mut line: Line) {
        if line.at <= self.read {
            line.reach(Mark::Read);
        }
        for (message, mark) in &self.receipts {
            if line.id == Id::Server(*message) {
                line.reach(*mark);
            }
        }
        if let Some(known) = self.lines.iter_mut().find(|known| known.id == line.id) {
            line.mark.into_iter().for_each(|mark| known.reach(mark));
            return;
        }
        let at = self.lines.partition_point(|other| other.place() <= line.place());
        self.lines.insert(at, line);
        if self.lines.len() > Self::LINES {
            self.lines.remove(0);
            // What was dropped can be asked for again, from the first line on that is left.
            let first = self.lines.iter().find_map(|line| match line.id {
                Id::Server(id) => Some(id.to_string()),
                _ => None,
            });
            if let (Older::From(_) | Older::None, Some(first)) = (&self.older, first) {
                self.older = Older::From(first);
            }
        }
    }

    pub(super) fn line(&mut self, id: Id) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == id)
    }

    /// A message of this user was accepted, and goes by this id now.
    pub(super) fn accepted(&mut self, serial: u64, id: Id) {
        if let Some(line) = self.line(Id::Offered(serial)) {
            line.id = id;
        }
    }

    /// The server has a message of this user.
    pub(super) fn sent(&mut self, id: Id, server: ServerId, at: UnixMillis) {
        let Some(index) = self.lines.iter().position(|line| line.id == id) else { return };
        let line = self.lines.remove(index);
        let (id, mark) = (Id::Server(server), Some(Mark::Sent));
        // It may have come back in the history before.
        self.add(Line { id, at, mark, ..line });
    }

    /// A message of this user was not sent. It stays where it was written.
    pub(super) fn failed(&mut self, id: Id) {
        let Some(index) = self.lines.iter().position(|line| line.id == id) else { return };
        let line = self.lines.remove(index);
        self.add(Line { mark: Some(Mark::Failed), ..line });
    }

    /// A message of this user has come so far.
    pub(super) fn reach(&mut self, message: ServerId, mark: Mark) {
        match self.line(Id::Server(message)) {
            Some(line) => line.reach(mark),
            None => {
                if self.receipts.len() >= Self::RECEIPTS {
                    self.receipts.pop_front();
                }
                self.receipts.push_back((message, mark));
            }
        }
    }

    /// All of this user's messages up to then were read.
    pub(super) fn read(&mut self, until: UnixMillis) {
        self.read = self.read.max(until);
        let read = self.lines.iter_mut().filter(|line| line.at <= until);
        read.for_each(|line| line.reach(Mark::Read));
    }

    /// Who in the group is waiting to hear that their messages were read.
    pub(super) fn owed(&mut self) -> Vec<ServerId> {
        let owed = self.lines.iter_mut().filter(|line| line.owed);
        let ids = owed.filter_map(|line| {
            line.owed = false;
            match line.id {
                Id::Server(id) => Some(id),
                _ => None,
            }
        });
        ids.collect()
    }
}

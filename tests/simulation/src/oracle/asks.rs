//! Questions over REST and about rooms: each is answered exactly once, and what must not be done
//! twice reaches the server once at most.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{CallId, Event, LocalId, Request, RoomAction};

use crate::world::Who;

/// How the mark of a call begins that may reach the server once.
const MARK: &str = "once-";

#[derive(Default)]
pub(super) struct Asks {
    calls: BTreeMap<(Who, CallId), &'static str>,
    rooms: BTreeSet<(Who, LocalId)>,
    /// Marks of calls that have reached the server.
    reached: BTreeSet<String>,
    /// Calls that ended with a reply, and with an error.
    replies: usize,
    failures: usize,
}

impl Asks {
    pub(super) fn called(&mut self, who: Who, call: CallId, name: &'static str) {
        self.calls.insert((who, call), name);
    }

    pub(super) fn asked_room(&mut self, who: Who, local: LocalId) {
        self.rooms.insert((who, local));
    }

    pub(super) fn event(&mut self, who: Who, event: &Event) -> Result<(), String> {
        let known = match event {
            Event::Answered { call, result } => {
                let asked = self.calls.remove(&(who, *call)).is_some();
                self.replies += usize::from(asked && result.is_ok());
                self.failures += usize::from(asked && result.is_err());
                asked
            }
            Event::RoomAnswered(answer) if answer.action != RoomAction::Rejoin => {
                self.rooms.remove(&(who, answer.local))
            }
            _ => true,
        };
        known.then_some(()).ok_or_else(|| format!("{event:?} answers nothing, or twice"))
    }

    /// A request has come to the server. With these two statuses it does nothing of what was asked.
    pub(super) fn reached(&mut self, request: &Request, status: u16) -> Result<(), String> {
        if matches!(status, 401 | 429) {
            return Ok(());
        }
        let body = String::from_utf8_lossy(&request.body);
        let mut marks = body.split('"').filter(|word| word.starts_with(MARK));
        match marks.find(|mark| !self.reached.insert((*mark).to_owned())) {
            Some(mark) => Err(format!("{mark} was asked twice, and must not be")),
            None => Ok(()),
        }
    }

    pub(super) fn crashed(&mut self, who: Who) {
        self.calls.retain(|(asker, _), _| *asker != who);
        self.rooms.retain(|(asker, _)| *asker != who);
    }

    pub(super) fn are_answered(&self) -> bool {
        self.calls.is_empty() && self.rooms.is_empty()
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        let calls = self.calls.iter().map(|(who, name)| format!("{who:?}: {name} has no answer"));
        let rooms = self.rooms.iter().map(|who| format!("{who:?} about a room has no answer"));
        calls.chain(rooms).collect()
    }

    /// Calls that ended with a reply, and with an error.
    pub(super) fn totals(&self) -> (usize, usize) {
        (self.replies, self.failures)
    }
}

/// A text that marks a call: see [`Asks::reached`].
pub(crate) fn mark(who: Who, number: u64) -> String {
    format!("{MARK}{who:?}-{number}")
}

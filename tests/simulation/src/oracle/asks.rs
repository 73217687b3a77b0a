//! Questions over REST and about rooms: each is answered exactly once, and what must not be done
//! twice reaches the server once at most. Who was in a room is let in again after a reconnection.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{CallId, Event, LocalId, Outcome, Request, RoomAction, RoomId};

use crate::world::Who;

/// How the mark of a call begins that may reach the server once.
const MARK: &str = "once-";

#[derive(Default)]
pub(super) struct Asks {
    calls: BTreeMap<(Who, CallId), &'static str>,
    rooms: BTreeSet<(Who, LocalId)>,
    /// Rooms somebody is in; `true` while he has not been let in again after a reconnection.
    joined: BTreeMap<(Who, RoomId), bool>,
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
            Event::RoomAnswered(answer) => {
                let room = (who, answer.room.clone());
                match &answer.result {
                    Ok(_) if answer.action != RoomAction::Leave => {
                        self.joined.insert(room, false);
                    }
                    Ok(_) | Err(Outcome::Rejected { .. }) => {
                        self.joined.remove(&room);
                    }
                    // He is still let in with the next link.
                    Err(_) => {}
                }
                answer.action == RoomAction::Rejoin || self.rooms.remove(&(who, answer.local))
            }
            Event::Online(online) => {
                let own = self.joined.iter_mut().filter(|((member, _), _)| *member == who);
                own.for_each(|(_, out)| *out |= online.again);
                true
            }
            Event::Offline(_) => {
                self.joined.retain(|(member, _), _| *member != who);
                true
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
        self.joined.retain(|(member, _), _| *member != who);
    }

    pub(super) fn are_answered(&self) -> bool {
        self.calls.is_empty() && self.rooms.is_empty() && !self.joined.values().any(|out| *out)
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        let calls = self.calls.iter().map(|(who, name)| format!("{who:?}: {name} has no answer"));
        let rooms = self.rooms.iter().map(|who| format!("{who:?} about a room has no answer"));
        let out = self.joined.iter().filter(|(_, out)| **out);
        let out = out.map(|((who, room), _)| format!("{who:?} is not let into {room} again"));
        calls.chain(rooms).chain(out).collect()
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

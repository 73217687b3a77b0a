//! Messages accepted for sending: each waits, travels, and ends in exactly one outcome.

mod owed;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::context::Context;
use crate::event::{Event, Outcome};
use crate::ids::{LocalId, RoomId};
use crate::log::SendSpan;
use crate::rooms::{JoinOptions, RoomAction, RoomAnswer, RoomCall, RoomInfo, Rooms};
use crate::seeded::SeededBug;
use crate::store::{Ended, Record, Unsent};
use crate::time::{Instant, Timer};
use crate::wire::Meta;

/// The number of a message in the order of acceptance.
type Turn = u64;

struct Entry {
    local: LocalId,
    freight: Freight,
    meta: Meta,
    bytes: usize,
    /// Until when it may stay; the far future without a limit.
    expires: Instant,
    state: State,
    /// Whether the server may have it.
    transmitted: bool,
    /// Transmissions whose acknowledgement stayed out although the link lived.
    unanswered: u32,
}

/// What an entry carries: decides how its end is told.
enum Freight {
    Message(SendSpan),
    Room(RoomCall),
}

impl Freight {
    fn message(local: LocalId, bytes: usize) -> Self {
        Self::Message(SendSpan::begin(local, bytes))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// To be sent when there is a session.
    Waiting,
    /// Sent; the acknowledgement is due by then.
    Travelling { due: Instant },
}

/// All of them, bounded by `Config::outbox_max` and `Config::outbox_bytes_max`.
#[derive(Default)]
pub(crate) struct Outbox {
    entries: BTreeMap<Turn, Entry>,
    by_id: BTreeMap<LocalId, Turn>,
    /// When each entry needs attention: acknowledgement overdue, or expired.
    alarms: BTreeSet<(Instant, Turn)>,
    bytes: usize,
    last: Turn,
    /// Questions about rooms travel as messages do, so their answers come here.
    rooms: Rooms,
    /// Messages whose outcome was not taken yet, with `Config::keep`.
    kept: BTreeMap<LocalId, (Turn, Unsent)>,
}

impl Outbox {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Encoded bytes of all of them.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes a question about a room in. A room that is being left is not joined again.
    pub(crate) fn ask_room(
        &mut self,
        cx: &mut Context,
        local: LocalId,
        call: RoomCall,
        meta: Meta,
        bytes: usize,
    ) {
        if call.action == RoomAction::Leave {
            self.rooms.left(&call.room);
        }
        self.take_in(cx, local, Freight::Room(call), meta, bytes);
    }

    fn take_in(
        &mut self,
        cx: &mut Context,
        local: LocalId,
        freight: Freight,
        meta: Meta,
        bytes: usize,
    ) {
        self.last += 1;
        let ttl = cx.config.send_ttl_ms;
        let expires = if ttl == 0 { Instant::from_millis(u64::MAX) } else { cx.after(ttl) };
        let entry = Entry {
            local,
            freight,
            meta,
            bytes,
            expires,
            state: State::Waiting,
            transmitted: false,
            unanswered: 0,
        };
        self.bytes += bytes;
        self.by_id.insert(local, self.last);
        self.alarms.insert((entry.alarm(), self.last));
        self.entries.insert(self.last, entry);
        self.arm(cx);
    }

    /// Sends everything that waits, in the order of acceptance; first of all what lets us into
    /// rooms again, so that what is said there finds us in.
    pub(crate) fn flush(&mut self, cx: &mut Context, mut send: impl FnMut(&mut Context, Meta)) {
        let due = cx.after(cx.config.send_ack_ms);
        let (new_first, new_ids) = (
            cx.config.has_bug(SeededBug::OutboxOutOfOrder),
            cx.config.has_bug(SeededBug::ResentUnderNewId),
        );
        for first in [true, false] {
            let waiting = |entry: &Entry| entry.state == State::Waiting;
            let leads = |entry: &Entry| entry.is_rejoin() || (new_first && !entry.transmitted);
            let now = self.entries.iter_mut().filter(|(_, e)| waiting(e) && leads(e) == first);
            for (turn, entry) in now {
                if entry.transmitted && new_ids {
                    let id = cx.local_id();
                    entry.meta.id = Some(id.0);
                    self.by_id.insert(id, *turn);
                }
                self.alarms.remove(&(entry.alarm(), *turn));
                entry.state = State::Travelling { due };
                entry.transmitted = true;
                self.alarms.insert((entry.alarm(), *turn));
                send(cx, entry.meta.clone());
            }
        }
        self.arm(cx);
    }

    /// Sends the message accepted last, when everything before it is on its way already.
    pub(crate) fn flush_last(&mut self, cx: &mut Context, send: impl FnOnce(&mut Context, Meta)) {
        let due = cx.after(cx.config.send_ack_ms);
        if let Some((turn, entry)) = self.entries.iter_mut().next_back()
            && entry.state == State::Waiting
        {
            self.alarms.remove(&(entry.alarm(), *turn));
            entry.state = State::Travelling { due };
            entry.transmitted = true;
            self.alarms.insert((entry.alarm(), *turn));
            send(cx, entry.meta.clone());
        }
        self.arm(cx);
    }

    /// The server's answer to one of them. `false` when nobody waits for it (ACK-11, ACK-12).
    pub(crate) fn acknowledged(
        &mut self,
        cx: &mut Context,
        local: LocalId,
        outcome: Outcome,
        info: impl FnOnce() -> Option<RoomInfo>,
    ) -> bool {
        let stray =
            self.entries.keys().next().filter(|_| cx.config.has_bug(SeededBug::StrayAckTaken));
        let Some(turn) = self.by_id.get(&local).or(stray).copied() else { return false };
        self.settle_with(cx, turn, outcome, info);
        self.arm(cx);
        true
    }

    /// Withdraws a message that was never transmitted. `false` when it is too late.
    pub(crate) fn cancel(&mut self, cx: &mut Context, local: LocalId) -> bool {
        let Some(turn) = self.by_id.get(&local).copied() else { return false };
        if self.entries.get(&turn).is_none_or(|entry| entry.transmitted) {
            return false;
        }
        self.settle(cx, turn, Outcome::Cancelled);
        self.arm(cx);
        true
    }

    /// The link is gone: what travelled waits again under the same id, or is in doubt for good.
    pub(crate) fn link_lost(&mut self, cx: &mut Context) {
        let resend = cx.config.resend;
        let mut doubtful = Vec::new();
        for (turn, entry) in &mut self.entries {
            if let State::Travelling { .. } = entry.state {
                self.alarms.remove(&(entry.alarm(), *turn));
                entry.state = State::Waiting;
                self.alarms.insert((entry.alarm(), *turn));
                if !resend {
                    doubtful.push(*turn);
                }
            }
        }
        for turn in doubtful {
            self.settle(cx, turn, Outcome::Unconfirmed);
        }
        self.arm(cx);
    }

    /// The session is over: every message ends.
    pub(crate) fn session_over(&mut self, cx: &mut Context) {
        while let Some((turn, entry)) = self.entries.first_key_value() {
            let (turn, sent) = (*turn, entry.transmitted);
            self.settle(cx, turn, if sent { Outcome::Unconfirmed } else { Outcome::Cancelled });
        }
        self.rooms.clear();
        self.arm(cx);
    }

    /// Looks after everything whose time has come. `true` when an acknowledgement is overdue, so
    /// that the link is in doubt; overdue messages wait for [`Outbox::flush`] again. `reading` is
    /// false when the application is behind, so that acknowledgements may have come unread.
    pub(crate) fn on_alarm(&mut self, cx: &mut Context, reading: bool) -> bool {
        let mut overdue = false;
        while let Some((at, turn)) = self.alarms.first().copied()
            && at <= cx.now
        {
            self.alarms.pop_first();
            let Some(entry) = self.entries.get_mut(&turn) else { continue };
            if entry.expires <= cx.now {
                let sent = entry.transmitted;
                self.settle(cx, turn, if sent { Outcome::Unconfirmed } else { Outcome::Expired });
                continue;
            }
            if !reading {
                entry.state = State::Travelling { due: cx.after(cx.config.send_ack_ms) };
                self.alarms.insert((entry.alarm(), turn));
                continue;
            }
            overdue = true;
            if cx.config.has_bug(SeededBug::OutcomeToldTwice) {
                cx.tell(Event::Settled { local: entry.local, outcome: Outcome::Unconfirmed });
            }
            entry.unanswered += 1;
            entry.state = State::Waiting;
            if cx.config.resend && entry.unanswered < cx.config.send_attempts {
                self.alarms.insert((entry.alarm(), turn));
            } else {
                self.settle(cx, turn, Outcome::Unconfirmed);
            }
        }
        self.arm(cx);
        overdue
    }

    fn settle(&mut self, cx: &mut Context, turn: Turn, outcome: Outcome) {
        self.settle_with(cx, turn, outcome, || None);
    }

    fn settle_with(
        &mut self,
        cx: &mut Context,
        turn: Turn,
        outcome: Outcome,
        info: impl FnOnce() -> Option<RoomInfo>,
    ) {
        let Some(entry) = self.entries.remove(&turn) else { return };
        self.alarms.remove(&(entry.alarm(), turn));
        self.by_id.remove(&entry.local);
        self.bytes = self.bytes.saturating_sub(entry.bytes);
        let local = entry.local;
        if cx.config.has_bug(SeededBug::OutcomeKeptWhenTold) {
            self.outcome_taken(cx, local);
        }
        match entry.freight {
            Freight::Message(span) => {
                span.end(&outcome);
                self.keep_end(cx, local, &outcome);
                cx.tell(Event::Settled { local, outcome });
            }
            Freight::Room(call) => {
                let (room, action) = (call.room.clone(), call.action);
                let result = match outcome {
                    Outcome::Sent { .. } => Ok(if call.lets_in() { info() } else { None }),
                    other => Err(other),
                };
                if !self.is_left_after(turn, &room) {
                    self.rooms.ended(call, result.as_ref().map(|_| ()));
                }
                cx.tell(Event::RoomAnswered(Box::new(RoomAnswer { local, room, action, result })));
            }
        }
    }

    /// What the server did not end must not be sent by the next process. What it did may be: its
    /// answer is the same.
    fn keep_end(&mut self, cx: &mut Context, local: LocalId, outcome: &Outcome) {
        if let Some(how) = Ended::of(outcome)
            && !cx.config.has_bug(SeededBug::EndNotKept)
            && let Some((_, unsent)) = self.kept.get_mut(&local)
        {
            unsent.ended = Some(how);
            cx.keep(Record::Ended { local, how });
        }
    }

    // ---- rooms ----------------------------------------------------------------------------------

    /// How many rooms there would be with this one.
    pub(crate) fn rooms_with<'a>(&'a self, room: impl IntoIterator<Item = &'a RoomId>) -> usize {
        let wanted = self.calls().filter(|(_, call)| call.lets_in()).map(|(_, call)| &call.room);
        let joined = self.rooms.iter().map(|(room, _)| room);
        let all: BTreeSet<&RoomId> = wanted.chain(joined).chain(room).collect();
        all.len()
    }

    /// The questions that let us into rooms again, where none is under way.
    pub(crate) fn rooms_to_rejoin(&self) -> Vec<RoomCall> {
        let asked = |room: &RoomId| self.calls().any(|(_, c)| c.lets_in() && c.room == *room);
        let missing = self.rooms.iter().filter(|(room, _)| !asked(room));
        let call = |(room, options): (&RoomId, &JoinOptions)| {
            // The others are joined again as well.
            let options = JoinOptions { leave_others: false, ..options.clone() };
            RoomCall::new(room.clone(), RoomAction::Rejoin, options)
        };
        missing.map(call).collect()
    }

    /// How many of those are under way.
    pub(crate) fn rejoins(&self) -> usize {
        self.entries.values().filter(|entry| entry.is_rejoin()).count()
    }

    /// The server has ended this room, or this user's stay in it.
    pub(crate) fn room_ended(&mut self, room: &RoomId) {
        self.rooms.left(room);
    }

    fn is_left_after(&self, turn: Turn, room: &RoomId) -> bool {
        self.calls().any(|(other, call)| other > turn && !call.lets_in() && call.room == *room)
    }

    fn calls(&self) -> impl Iterator<Item = (Turn, &RoomCall)> {
        self.entries.iter().filter_map(|(turn, entry)| match &entry.freight {
            Freight::Room(call) => Some((*turn, call)),
            Freight::Message(_) => None,
        })
    }

    fn arm(&self, cx: &mut Context) {
        let never = Instant::from_millis(u64::MAX);
        cx.timers.set(Timer::SendAck, self.alarms.first().map(|a| a.0).filter(|at| *at < never));
    }
}

impl Entry {
    fn is_rejoin(&self) -> bool {
        matches!(&self.freight, Freight::Room(call) if call.action == RoomAction::Rejoin)
    }

    fn alarm(&self) -> Instant {
        match self.state {
            State::Waiting => self.expires,
            State::Travelling { due } => due.min(self.expires),
        }
    }
}

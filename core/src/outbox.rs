//! Messages accepted for sending: each waits, travels, and ends in exactly one outcome.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::event::{Event, Outcome};
use crate::ids::LocalId;
use crate::time::{Instant, Timer};
use crate::wire::Meta;

/// The number of a message in the order of acceptance.
type Turn = u64;

struct Entry {
    local: LocalId,
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
}

impl Outbox {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn has_room(&self, cx: &Context, bytes: usize) -> bool {
        self.entries.len() < cx.config.outbox_max
            && self.bytes.saturating_add(bytes) <= cx.config.outbox_bytes_max
    }

    pub(crate) fn contains(&self, local: LocalId) -> bool {
        self.by_id.contains_key(&local)
    }

    /// Takes a message in. It waits until [`Outbox::flush`].
    pub(crate) fn accept(&mut self, cx: &mut Context, local: LocalId, meta: Meta, bytes: usize) {
        self.last += 1;
        let ttl = cx.config.send_ttl_ms;
        let expires = if ttl == 0 { Instant::from_millis(u64::MAX) } else { cx.after(ttl) };
        let entry = Entry {
            local,
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

    /// Sends everything that waits, in the order of acceptance.
    pub(crate) fn flush(&mut self, cx: &mut Context, mut send: impl FnMut(&mut Context, Meta)) {
        let due = cx.after(cx.config.send_ack_ms);
        for (turn, entry) in &mut self.entries {
            if entry.state == State::Waiting {
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
    ) -> bool {
        let Some(turn) = self.by_id.get(&local).copied() else { return false };
        self.settle(cx, turn, outcome);
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
        let mut doubtful = alloc::vec::Vec::new();
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
        if let Some(entry) = self.entries.remove(&turn) {
            self.alarms.remove(&(entry.alarm(), turn));
            self.by_id.remove(&entry.local);
            self.bytes = self.bytes.saturating_sub(entry.bytes);
            cx.tell(Event::Settled { local: entry.local, outcome });
        }
    }

    fn arm(&self, cx: &mut Context) {
        let never = Instant::from_millis(u64::MAX);
        cx.timers.set(Timer::SendAck, self.alarms.first().map(|a| a.0).filter(|at| *at < never));
    }
}

impl Entry {
    fn alarm(&self) -> Instant {
        match self.state {
            State::Waiting => self.expires,
            State::Travelling { due } => due.min(self.expires),
        }
    }
}

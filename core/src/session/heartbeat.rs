//! Proving the link alive, or declaring it dead (O-24; the official client never does).
//!
//! Only an answer to something we sent is proof: a link whose upward half is dead may still
//! deliver. Silence is judged on the monotonic clock. After a leap of that clock (the machine
//! slept) the link is asked once more before it is given up.

use crate::context::Context;
use crate::seeded::SeededBug;
use crate::time::{Instant, Timer};

pub(crate) struct Heartbeat {
    /// When the link last proved itself.
    proven: Instant,
    /// Overdue after a leap of the clock already; the next time is final.
    graced: bool,
}

/// What to do when a heartbeat timer fires.
pub(crate) enum Beat {
    Nothing,
    Probe,
    Dead,
}

impl Heartbeat {
    /// A link that has just answered PROVISION.
    pub(crate) fn new(cx: &mut Context) -> Self {
        cx.timers.clear(Timer::HeartbeatReply);
        cx.timers.arm(Timer::Heartbeat, cx.after(cx.config.heartbeat_ms));
        Self { proven: cx.now, graced: false }
    }

    /// Something was answered. The timer is moved when it fires, not here: this is per message.
    pub(crate) fn proven(&mut self, cx: &mut Context) {
        self.proven = cx.now;
        self.graced = false;
        cx.timers.clear(Timer::HeartbeatReply);
    }

    /// The heartbeat timer fired.
    pub(crate) fn on_timer(&mut self, cx: &mut Context) -> Beat {
        let due = self.proven.plus(cx.config.heartbeat_ms);
        if due > cx.now {
            cx.timers.arm(Timer::Heartbeat, due);
            return Beat::Nothing;
        }
        cx.timers.arm(Timer::Heartbeat, cx.after(cx.config.heartbeat_ms));
        if cx.timers.get(Timer::HeartbeatReply).is_some() { Beat::Nothing } else { Beat::Probe }
    }

    /// A probe was sent: an answer is due, unless one is awaited already.
    pub(crate) fn probed(&mut self, cx: &mut Context, within: u64) {
        let due = cx.after(within);
        if cx.timers.get(Timer::HeartbeatReply).is_none_or(|at| at > due)
            && !cx.config.has_bug(SeededBug::HeartbeatWithoutDeadline)
        {
            cx.timers.arm(Timer::HeartbeatReply, due);
        }
    }

    /// The answer is overdue. `reading` is false when the application was behind, so that the
    /// silence may be ours; `late` is by how much the timer was missed.
    pub(crate) fn on_silence(&mut self, cx: &Context, reading: bool, late: u64) -> Beat {
        if !reading {
            return Beat::Probe;
        }
        if late > cx.config.probe_reply_ms && !self.graced {
            self.graced = true;
            return Beat::Probe;
        }
        Beat::Dead
    }
}

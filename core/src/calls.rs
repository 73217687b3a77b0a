//! HTTP exchanges in flight: who asked, until when.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::error::CallFailed;
use crate::ids::CallId;
use crate::io::{Effect, Lost, LostKind, Request, Response};
use crate::time::{Instant, Timer};

/// Who asked: decides where the answer goes. Every exchange is emitted once and answered once.
pub(crate) enum Purpose {
    /// The session looks for hosts; the seed's number.
    Discovery(usize),
    /// The session wants a token for its password.
    Token,
    /// The session asks when a new token ends.
    Expiry(crate::secret::Secret),
    /// Somebody registers.
    Register(crate::rest::Registration),
    /// The application calls.
    Errand(crate::errands::Errand),
    /// A call without a login looks for hosts; the seed's number.
    Hosts(usize),
}

struct Pending {
    purpose: Purpose,
    deadline: Instant,
}

#[derive(Default)]
pub(crate) struct Calls {
    last: u32,
    pending: BTreeMap<CallId, Pending>,
    /// The deadlines of those.
    deadlines: BTreeSet<(Instant, CallId)>,
}

impl Calls {
    pub(crate) fn fresh_id(&mut self) -> CallId {
        self.last = self.last.wrapping_add(1);
        CallId(self.last)
    }

    pub(crate) fn start(&mut self, cx: &mut Context, purpose: Purpose, request: Request) -> CallId {
        let deadline = cx.after(cx.config.call_ms);
        self.start_until(cx, purpose, request, deadline)
    }

    /// The same with a deadline of its own.
    pub(crate) fn start_until(
        &mut self,
        cx: &mut Context,
        purpose: Purpose,
        request: Request,
        deadline: Instant,
    ) -> CallId {
        let id = self.fresh_id();
        self.pending.insert(id, Pending { purpose, deadline });
        self.deadlines.insert((deadline, id));
        cx.start(Effect::Call(id, Box::new(request)));
        self.arm(cx);
        id
    }

    /// Takes the exchange an answer belongs to; `None` when it was cancelled or has timed out.
    pub(crate) fn answered(
        &mut self,
        cx: &mut Context,
        id: CallId,
        answer: Result<Response, Lost>,
    ) -> Option<(Purpose, Result<Response, CallFailed>)> {
        let purpose = self.take(cx, id)?;
        Some((purpose, answer.map_err(CallFailed::Lost)))
    }

    /// Takes an exchange whose time is up, and tells the driver to forget it.
    pub(crate) fn timed_out(
        &mut self,
        cx: &mut Context,
    ) -> Option<(Purpose, Result<Response, CallFailed>)> {
        let (_, id) = *self.deadlines.first().filter(|(deadline, _)| *deadline <= cx.now)?;
        let purpose = self.take(cx, id)?;
        cx.start(Effect::Cancel(id));
        let lost = Lost::new(LostKind::Timeout, "no answer to an HTTP request");
        Some((purpose, Err(CallFailed::Lost(lost))))
    }

    /// Withdraws the session's own exchanges; registrations and calls go on.
    pub(crate) fn cancel_session(&mut self, cx: &mut Context) {
        self.withdraw(cx, |purpose| {
            matches!(purpose, Purpose::Discovery(_) | Purpose::Token | Purpose::Expiry(_))
        });
    }

    /// Withdraws exchanges, and says how many.
    pub(crate) fn withdraw(
        &mut self,
        cx: &mut Context,
        mut which: impl FnMut(&Purpose) -> bool,
    ) -> usize {
        let before = self.pending.len();
        self.pending.retain(|id, pending| {
            let gone = which(&pending.purpose);
            if gone {
                self.deadlines.remove(&(pending.deadline, *id));
                cx.effects.push_back(Effect::Cancel(*id));
            }
            !gone
        });
        self.arm(cx);
        before - self.pending.len()
    }

    fn take(&mut self, cx: &mut Context, id: CallId) -> Option<Purpose> {
        let pending = self.pending.remove(&id)?;
        self.deadlines.remove(&(pending.deadline, id));
        self.arm(cx);
        Some(pending.purpose)
    }

    fn arm(&mut self, cx: &mut Context) {
        if self.pending.is_empty() {
            // Emptied, they keep a node each: kilobytes of a client that may never call again.
            (self.pending, self.deadlines) = (BTreeMap::new(), BTreeSet::new());
        }
        cx.timers.set(Timer::Call, self.deadlines.first().map(|(deadline, _)| *deadline));
    }
}

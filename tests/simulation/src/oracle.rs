//! What must be true after every step, and at rest.

mod ledger;
mod messages;

use std::collections::BTreeMap;

use easemob_core::store::Record;
use easemob_core::{Effect, Event, Input, LocalId, Session};

use crate::disk::Keeps;
use crate::world::Who;
use ledger::Ledger;
use messages::Messages;

#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) violations: Vec<String>,
    clients: BTreeMap<Who, Ledger>,
    messages: Messages,
}

/// Totals for reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) accepted: usize,
    pub(crate) sent: usize,
    pub(crate) delivered: usize,
}

impl Oracle {
    // ---- after every step -------------------------------------------------------------------------

    pub(crate) fn given(&mut self, now: u64, who: Who, input: &Input) {
        let verdict = self.clients.entry(who).or_default().given(input);
        self.judge(now, verdict);
    }

    pub(crate) fn effect(&mut self, now: u64, who: Who, effect: &Effect) {
        let verdict = self.clients.entry(who).or_default().effect(now, effect);
        self.judge(now, verdict);
    }

    pub(crate) fn record(&mut self, now: u64, who: Who, record: &Record) {
        let verdict = self.clients.entry(who).or_default().record(record);
        self.judge(now, verdict);
    }

    pub(crate) fn accepted(&mut self, who: Who, local: LocalId, to: Who, text: &str) {
        self.messages.accepted(who, local, to, text);
    }

    pub(crate) fn event(&mut self, now: u64, who: Who, event: &Event) {
        let ledger = self.clients.entry(who).or_default();
        let verdict = ledger.event(event).and_then(|()| self.messages.event(who, event));
        self.judge(now, verdict);
    }

    /// A process ended.
    pub(crate) fn crashed(&mut self, who: Who) {
        self.clients.insert(who, Ledger::default());
    }

    /// Another process goes on from what was kept.
    pub(crate) fn restarted(&mut self, who: Who, keeps: Keeps, kept: Option<&Session>) {
        self.clients.insert(who, Ledger::restarted(kept));
        self.messages.restarted(who, keeps, kept);
    }

    /// The law of progress, and nobody cried out.
    pub(crate) fn after(&mut self, now: u64, deadline: Option<u64>, errors: usize) {
        self.rule(deadline.is_none_or(|at| at > now), now, || "a deadline stays behind".into());
        self.rule(errors == 0, now, || format!("{errors} ERROR lines, or lines with a secret"));
    }

    pub(crate) fn rule(&mut self, holds: bool, now: u64, what: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(format!("at {now} ms: {}", what()));
        }
    }

    fn judge(&mut self, now: u64, verdict: Result<(), String>) {
        if let Err(what) = verdict {
            self.rule(false, now, || what);
        }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    /// Whether every message has ended and every one taken by the server has arrived.
    pub(crate) fn is_settled(&self) -> bool {
        self.clients.values().all(Ledger::is_at_rest) && self.messages.are_settled()
    }

    /// What was promised for the end.
    pub(crate) fn at_rest(&mut self, now: u64) {
        for what in self.messages.at_rest() {
            self.rule(false, now, || what);
        }
    }

    pub(crate) fn totals(&self) -> Totals {
        self.messages.totals()
    }
}

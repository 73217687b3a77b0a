//! What must be true after every step, and at rest.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use easemob_core::{Body, CallId, Effect, Event, Input, Link, LocalId, Outcome, Peer};

use crate::world::Who;

/// Dials of one client in any minute: more is a storm.
const DIALS_A_MINUTE: usize = 30;

#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) violations: Vec<String>,
    clients: BTreeMap<Who, Ledger>,
    /// Messages by their text, which is unique.
    messages: BTreeMap<String, Message>,
    by_id: BTreeMap<(Who, LocalId), String>,
    /// Who is another process of whom.
    first: BTreeMap<Who, Who>,
    /// The number of the last message that somebody heard of somebody.
    heard: BTreeMap<(Who, Who), u64>,
}

/// What is known of one process.
#[derive(Default)]
struct Ledger {
    /// The link it may use.
    link: Option<Link>,
    /// Links it gave up and whose end it has not been told.
    closing: BTreeSet<Link>,
    last_link: Option<Link>,
    calls: BTreeSet<CallId>,
    last_call: Option<CallId>,
    dials: VecDeque<u64>,
    online: bool,
}

struct Message {
    from: Who,
    to: Who,
    number: u64,
    outcome: Option<Outcome>,
    delivered: u32,
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
        let ledger = self.clients.entry(who).or_default();
        let wrong = match input {
            Input::Closed(link, _) => {
                let lost = ledger.link.take_if(|live| live == link).is_some();
                !lost && !ledger.closing.remove(link)
            }
            Input::Answered(call, _) => !ledger.calls.remove(call),
            _ => false,
        };
        self.rule(!wrong, now, || format!("{input:?} answers nothing"));
    }

    pub(crate) fn effect(&mut self, now: u64, who: Who, effect: &Effect) {
        let ledger = self.clients.entry(who).or_default();
        let lawful = match effect {
            Effect::Open(link, _) => {
                let fresh = ledger.link.is_none() && ledger.last_link < Some(*link);
                (ledger.link, ledger.last_link) = (Some(*link), Some(*link));
                ledger.dials.push_back(now);
                while ledger.dials.front().is_some_and(|at| at + 60_000 <= now) {
                    ledger.dials.pop_front();
                }
                fresh && ledger.dials.len() <= DIALS_A_MINUTE
            }
            Effect::Send(link, _) => ledger.link == Some(*link),
            Effect::Close(link) => {
                let live = ledger.link.take_if(|live| live == link).is_some();
                ledger.closing.insert(*link);
                live
            }
            Effect::Call(call, _) => {
                let fresh = ledger.last_call < Some(*call);
                ledger.last_call = Some(*call);
                ledger.calls.insert(*call) && fresh
            }
            Effect::Cancel(call) => ledger.calls.remove(call),
            Effect::Keep(_) => false,
        };
        self.rule(lawful, now, || format!("{effect:?} is for nothing that lives, or one too many"));
    }

    pub(crate) fn accepted(&mut self, who: Who, local: LocalId, to: Who, number: u64, text: &str) {
        let (from, to) = (self.person(who), self.person(to));
        let message = Message { from, to, number, outcome: None, delivered: 0 };
        self.messages.insert(text.into(), message);
        self.by_id.insert((who, local), text.into());
    }

    pub(crate) fn event(&mut self, now: u64, who: Who, event: &Event) {
        match event {
            Event::Online(_) => self.clients.entry(who).or_default().online = true,
            Event::Offline(_) => self.clients.entry(who).or_default().online = false,
            Event::Message(message) => {
                if let Body::Text(text) = &message.body {
                    self.delivered(now, who, &message.from, text);
                }
            }
            Event::Settled { local, outcome } => {
                let text = self.by_id.get(&(who, *local));
                let message = text.and_then(|text| self.messages.get_mut(text));
                let first = message
                    .is_some_and(|message| message.outcome.replace(outcome.clone()).is_none());
                self.rule(first, now, || format!("{local} ends twice, or was never accepted"));
            }
            Event::Malformed(what) => self.rule(false, now, || what.to_string()),
            Event::Unrecognized(what) => self.rule(false, now, || format!("{what:?}")),
            _ => {}
        }
    }

    fn delivered(&mut self, now: u64, who: Who, from: &Peer, text: &str) {
        let who = self.person(who);
        let Some(message) = self.messages.get_mut(text) else {
            return self.rule(false, now, || format!("{text:?} from {from:?} was never sent"));
        };
        message.delivered += 1;
        let heard = self.heard.entry((who, message.from)).or_default();
        let in_order = message.number > *heard;
        *heard = (*heard).max(message.number);
        let right = message.to == who && message.delivered == 1 && in_order;
        self.rule(right, now, || format!("{text:?} comes twice, too late or to the wrong one"));
    }

    /// A process is killed, and another one goes on for it. What the first one had not settled
    /// nobody answers for any longer.
    pub(crate) fn restarted(&mut self, dead: Who, next: Who) {
        self.first.insert(next, self.person(dead));
        self.clients.remove(&dead);
        for ((who, _), text) in &self.by_id {
            if *who == dead
                && let Some(message) = self.messages.get_mut(text)
            {
                message.outcome.get_or_insert(Outcome::Unconfirmed);
            }
        }
    }

    fn person(&self, who: Who) -> Who {
        self.first.get(&who).copied().unwrap_or(who)
    }

    /// The law of progress, and nobody cried out.
    pub(crate) fn after(&mut self, now: u64, deadline: Option<u64>, errors: usize) {
        self.rule(deadline.is_none_or(|at| at > now), now, || "a deadline stays behind".into());
        self.rule(errors == 0, now, || format!("{errors} ERROR lines"));
    }

    fn rule(&mut self, holds: bool, now: u64, what: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(format!("at {now} ms: {}", what()));
        }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    /// Whether every message has ended and every one taken by the server has arrived.
    pub(crate) fn is_settled(&self) -> bool {
        self.clients.values().all(|ledger| ledger.online)
            && self.messages.values().all(|message| match &message.outcome {
                None => false,
                Some(Outcome::Sent { .. }) => message.delivered > 0,
                Some(_) => true,
            })
    }

    /// What was promised for the end.
    pub(crate) fn at_rest(&mut self, now: u64) {
        let mut broken = Vec::new();
        for (text, message) in &self.messages {
            let times = message.delivered;
            let kept = match &message.outcome {
                None => false,
                Some(Outcome::Sent { .. }) => times == 1,
                Some(Outcome::Unconfirmed) => times <= 1,
                Some(_) => times == 0,
            };
            if !kept {
                let outcome = &message.outcome;
                broken.push(format!("{text:?} ended as {outcome:?} and came {times} times"));
            }
        }
        broken.into_iter().for_each(|what| self.rule(false, now, || what));
    }

    pub(crate) fn totals(&self) -> Totals {
        let sent = |message: &&Message| matches!(message.outcome, Some(Outcome::Sent { .. }));
        Totals {
            accepted: self.messages.len(),
            sent: self.messages.values().filter(sent).count(),
            delivered: self.messages.values().filter(|message| message.delivered > 0).count(),
        }
    }
}

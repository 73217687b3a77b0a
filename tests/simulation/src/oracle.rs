//! What must be true after every step, and at rest.
//!
//! | after every step | where |
//! | --- | --- |
//! | the next deadline lies ahead, no ERROR line, no secret in a line | [`Oracle::after`] |
//! | every buffer within its bound | [`bounds`] |
//! | effects are for the link and the calls that live; few dials a minute; after the end of a session none of them; cursors go forward | [`ledger`] |
//! | no message twice, out of order or to the wrong one; one outcome for each; receipts, recalls and edits are about something that was said | [`messages`] |
//! | nothing acknowledged to the server or kept as taken before the application took it | [`commits`] |
//! | what is refused comes again in its turn, a few times, and then as a dead letter; nothing else waits | [`refusals`] |
//! | one answer for each question; what must not be done twice reaches the server once | [`asks`] |
//! | secrets only where they belong | [`secrets`] |
//! | who was online is not given up; a token is asked for once at a time; pauses differ | [`story`] |
//! | who is sent to another host dials that one | [`redirects`] |
//!
//! At rest, in calm weather, everybody is online in time, every message has ended and what was sent
//! has come, what a process ended with in its hands has come again, every question is answered, and
//! the server holds nothing any more.

mod asks;
mod bounds;
mod commits;
mod ledger;
mod messages;
mod oddities;
mod redirects;
mod refusals;
mod secrets;
mod story;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::store::Record;
use easemob_core::wire::CommSyncDl;
use easemob_core::{
    Address, CallId, Config, Delivery, Effect, Event, Input, LocalId, Renewal, Request, ServerId,
    Session, Stats,
};

use crate::disk::Keeps;
use crate::vault::Vault;
use crate::world::Who;
use asks::Asks;
pub(crate) use asks::mark;
pub(crate) use bounds::PAGE;
use commits::Commits;
pub(crate) use commits::Holds;
use ledger::Ledger;
use messages::Messages;
pub(crate) use messages::Said;
use oddities::Oddities;
use redirects::Redirects;
use refusals::Refusals;
use story::Story;

#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) violations: Vec<String>,
    clients: BTreeMap<Who, Ledger>,
    messages: Messages,
    commits: Commits,
    asks: Asks,
    redirects: Redirects,
    refusals: Refusals,
    story: Story,
    oddities: Oddities,
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
        self.redirects.given(who, input);
        let ledger = self.clients.entry(who).or_default();
        ledger.censor.given(input);
        let verdict = ledger.given(input);
        self.judge(now, verdict);
    }

    pub(crate) fn effect(&mut self, now: u64, who: Who, effect: &Effect) {
        let verdict = self.clients.entry(who).or_default().effect(now, effect);
        let verdict = verdict.and_then(|()| self.redirects.effect(who, effect));
        self.judge(now, verdict);
    }

    /// An effect holds a secret only where one belongs.
    pub(crate) fn keeps_secrets(&mut self, now: u64, who: Who, effect: &Effect, vault: &Vault) {
        let censor = &mut self.clients.entry(who).or_default().censor;
        if let Some(place) = censor.misplaced(effect, vault) {
            self.rule(false, now, || format!("{effect:?} holds a secret in {place}"));
        }
    }

    /// The application asks to be logged in.
    pub(crate) fn logs_in(&mut self, who: Who) {
        self.clients.entry(who).or_default().logs_in();
    }

    pub(crate) fn record(&mut self, now: u64, who: Who, record: &Record) {
        let verdict = self.clients.entry(who).or_default().record(record);
        let verdict = verdict.and_then(|()| self.commits.record(who, record));
        self.judge(now, verdict);
    }

    /// The application keeps a session as a whole.
    pub(crate) fn kept(&mut self, now: u64, who: Who, session: &Session) {
        let verdict = self.commits.kept(who, session);
        self.judge(now, verdict);
    }

    /// The application commits what it was handed.
    pub(crate) fn committed(&mut self, who: Who, delivery: Delivery) {
        self.commits.committed(who, delivery);
    }

    /// The application refuses what it was handed.
    pub(crate) fn refused(&mut self, now: u64, who: Who, delivery: Delivery, config: &Config) {
        let refused = self.commits.refused(who, delivery).map(ServerId);
        let queue = refused.and_then(|id| Some((self.messages.refused(who, id)?, id)));
        if let Some(place) = queue {
            self.refusals.refused(now, who, place, config);
        }
    }

    /// A page came to somebody of this name, over the link that he has.
    pub(crate) fn came(&mut self, who: Who, name: &str, page: &CommSyncDl) {
        self.refusals.came(who, name, page);
    }

    /// An application asks for more, and there is nothing.
    pub(crate) fn has_heard_all(&mut self, now: u64, who: Who) {
        let has = |id| self.messages.has(who, id);
        let verdict = self.refusals.has_heard_all(who, has);
        self.judge(now, verdict);
    }

    /// Everything that a process wanted to be kept is kept.
    pub(crate) fn all_is_kept(&mut self, who: Who) {
        self.refusals.are_kept(who);
    }

    /// The application comes for the next event, and commits nothing by hand.
    pub(crate) fn came_back(&mut self, who: Who) {
        self.commits.came_back(who);
    }

    /// What the server holds for somebody now.
    pub(crate) fn server_holds(&mut self, now: u64, who: Who, device: &str, server: &impl Holds) {
        let verdict = self.commits.server_holds(who, device, server);
        self.judge(now, verdict);
    }

    pub(crate) fn accepted(&mut self, who: Who, local: LocalId, said: Said) {
        self.messages.accepted(who, local, said);
    }

    pub(crate) fn called(&mut self, who: Who, call: CallId, name: &'static str) {
        self.asks.called(who, call, name);
    }

    pub(crate) fn asked_room(&mut self, who: Who, local: LocalId) {
        self.asks.asked_room(who, local);
    }

    /// A request has come to the server, which answers with this status.
    pub(crate) fn reached(&mut self, now: u64, request: &Request, status: u16) {
        let verdict = self.asks.reached(request, status);
        self.judge(now, verdict);
    }

    pub(crate) fn event(&mut self, now: u64, who: Who, event: &Event) {
        let ledger = self.clients.entry(who).or_default();
        let verdict = ledger.event(event);
        // A dead letter is accounted for like what it was.
        let (content, letter) = match event {
            Event::DeadLetter(letter) => (&letter.event, Some(letter.refused)),
            content => (content, None),
        };
        let verdict = verdict.and_then(|()| self.messages.event(who, content));
        self.commits.event(who, content);
        if let Event::Message(message) = content
            && let Some(queue) = self.messages.queue_of(who, message.id)
        {
            let place = (&*queue, message.id);
            let in_turn = self.refusals.handed(now, who, place, letter);
            self.judge(now, in_turn);
        }
        let verdict = verdict.and_then(|()| self.asks.event(who, event));
        let verdict = verdict.and_then(|()| self.oddities.event(who, event));
        self.judge(now, verdict);
    }

    /// An application that takes everything at once is told something.
    pub(crate) fn told_at_once(&mut self, now: u64, who: Who, event: &Event, renewal: Renewal) {
        let verdict = self.story.event(now, who, event, renewal);
        self.judge(now, verdict);
    }

    /// An application answers who asked it for a token.
    pub(crate) fn token_answered(&mut self, who: Who) {
        self.story.token_answered(who);
    }

    /// Somebody's store fails: what he was told may be forgotten.
    pub(crate) fn store_failed(&mut self, who: Who) {
        self.messages.store_failed(who);
        self.refusals.store_failed(who);
    }

    /// Somebody is sent a message that nobody can read.
    pub(crate) fn poisoned(&mut self, who: Who, content: Bytes, id: u64) {
        self.oddities.poisoned(who, content, id);
    }

    /// The server may drop a message of somebody's, so that others overtake it.
    pub(crate) fn drops_messages_of(&mut self, who: Who) {
        self.messages.drops_those_of(who);
    }

    /// Somebody is sent bytes that are none of a frame.
    pub(crate) fn odd(&mut self, who: Who, bytes: Bytes) {
        self.oddities.odd(who, bytes);
    }

    /// A process ended.
    pub(crate) fn crashed(&mut self, who: Who) {
        self.redirects.crashed(who);
        self.story.crashed(who);
        self.clients.insert(who, Ledger::default());
        self.commits.crashed(who);
        self.asks.crashed(who);
    }

    /// Another process goes on from what was kept.
    pub(crate) fn restarted(&mut self, who: Who, keeps: Keeps, kept: Option<&Session>) {
        self.clients.insert(who, Ledger::restarted(kept));
        self.messages.restarted(who, keeps, kept);
        self.refusals.restarted(who, keeps, kept);
        self.oddities.restarted(who, kept);
    }

    /// The law of progress, and nobody cried out; every buffer within its bound.
    pub(crate) fn after(&mut self, now: u64, deadline: Option<u64>, errors: usize, stats: &Stats) {
        self.judge(now, bounds::within(stats));
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

    /// Whether everybody who has not left for good is online.
    pub(crate) fn all_are_back(&self) -> bool {
        self.clients.values().all(Ledger::is_at_rest)
    }

    /// Whether every message has ended and every one taken by the server has arrived.
    pub(crate) fn is_settled(&self) -> bool {
        self.all_are_back()
            && self.messages.are_settled()
            && self.asks.are_answered()
            && self.oddities.are_settled()
            && self.refusals.are_settled()
    }

    /// What was promised for the end.
    pub(crate) fn at_rest(&mut self, now: u64) {
        let messages = self.messages.at_rest().into_iter().chain(self.oddities.at_rest());
        let others = self.commits.at_rest().into_iter().chain(self.asks.at_rest());
        for what in messages.chain(others).chain(self.refusals.at_rest()) {
            self.rule(false, now, || what);
        }
    }

    /// What somebody said last of which he knows the server's id, where, and in which words.
    pub(crate) fn last_sent(&self, who: Who) -> Option<(ServerId, Address, String)> {
        let (id, to, text) = self.messages.last_sent(who)?;
        Some((id, to, text.into()))
    }

    /// What somebody heard last in a chat of two, and from whom.
    pub(crate) fn last_heard(&self, who: Who) -> Option<(ServerId, Who)> {
        self.messages.last_heard(who)
    }

    /// Calls that ended with a reply, and with an error.
    pub(crate) fn calls(&self) -> (usize, usize) {
        self.asks.totals()
    }

    /// How often this application was handed a message, and how many it took.
    pub(crate) fn commits(&self, who: Who) -> (usize, usize) {
        self.commits.totals(who)
    }

    pub(crate) fn totals(&self) -> Totals {
        self.messages.totals()
    }
}

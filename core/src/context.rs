//! What every machine of the core shares while it handles one input: the time, the dice, the
//! timers and the two queues to the outside.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::config::Config;
use crate::error::{CallFailed, Kick, Malformed, OfflineCause};
use crate::event::{Event, Outcome};
use crate::ids::{Delivery, LocalId, LocalIds, RoomId, TraceIds};
use crate::io::Effect;
use crate::log::{ConnectionSpan, Kind, Limit};
use crate::random::Random;
use crate::rest::Answer;
use crate::rooms::RoomAction;
use crate::secret::Secret;
use crate::store::Record;
use crate::time::{Instant, TimerTable, UnixMillis};

/// Tokens remembered against echoes: the one in use, the one before, and what was tried between.
const SECRETS_MAX: usize = 4;

pub(crate) struct Context {
    pub(crate) config: Config,
    pub(crate) now: Instant,
    pub(crate) random: Random,
    pub(crate) timers: TimerTable,
    pub(crate) effects: VecDeque<Effect>,
    pub(crate) events: VecDeque<(Event, Option<Delivery>)>,
    /// How many of them are content, or tell of content that is missing.
    pub(crate) content: usize,
    /// How many of them are answers to calls, registrations too.
    pub(crate) answers: usize,
    /// Registrations that have not ended.
    pub(crate) registering: usize,
    /// How many of them end what the application has sent.
    pub(crate) outcomes: usize,
    /// Bytes of unreadable frames among them.
    pub(crate) story_bytes: usize,
    /// UNREADs of this link that are not answered yet.
    pub(crate) unreads: u32,
    pub(crate) connection: ConnectionSpan,
    pub(crate) lines: Limit,
    /// The last tokens of this client.
    secrets: Vec<Secret>,
    epoch: (Instant, UnixMillis),
    trace_ids: TraceIds,
    local_ids: LocalIds,
}

impl Context {
    pub(crate) fn new(config: Config, seed: [u8; 32], now: Instant, wall: UnixMillis) -> Self {
        let now = now.min(Instant::LAST);
        Self {
            config,
            now,
            random: Random::new(seed),
            timers: TimerTable::default(),
            effects: VecDeque::new(),
            events: VecDeque::new(),
            content: 0,
            answers: 0,
            registering: 0,
            outcomes: 0,
            story_bytes: 0,
            unreads: 0,
            connection: ConnectionSpan::default(),
            lines: Limit::default(),
            secrets: Vec::new(),
            epoch: (now, wall),
            trace_ids: TraceIds::default(),
            local_ids: LocalIds::default(),
        }
    }

    /// Wall-clock time, carried forward from construction by the monotonic clock.
    pub(crate) fn wall(&self) -> UnixMillis {
        let (then, wall) = self.epoch;
        UnixMillis(wall.0.saturating_add(self.now.since(then)))
    }

    /// Whether the log takes another line of this kind.
    pub(crate) fn may_say(&mut self, kind: Kind) -> bool {
        self.lines.admits(kind, &self.config, self.now)
    }

    pub(crate) fn after(&self, millis: u64) -> Instant {
        self.now.plus(millis)
    }

    pub(crate) fn trace_id(&mut self) -> u64 {
        let wall = self.wall().0;
        self.trace_ids.next(wall)
    }

    pub(crate) fn local_id(&mut self) -> LocalId {
        let (wall, chance) = (self.wall().0, self.random.next());
        self.local_ids.next(wall, chance)
    }

    pub(crate) fn start(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    /// Something that outlives the process, if anything is to.
    pub(crate) fn keep(&mut self, record: Record) {
        if self.config.keep {
            self.start(Effect::Keep(Box::new(record)));
        }
    }

    pub(crate) fn tell(&mut self, mut event: Event) {
        self.redact(&mut event);
        self.supersede(&event);
        self.count(&event, false, usize::saturating_add);
        // Who never reads events must not fill the memory with the story of his session.
        while (self.events.len() >= self.config.events_max.saturating_mul(2)
            || self.story_bytes > self.config.events_bytes_max)
            && let Some(at) = self.events.iter().position(is_passing)
            && let Some((event, _)) = self.events.remove(at)
        {
            self.count(&event, false, usize::saturating_sub);
        }
        self.events.push_back((event, None));
    }

    /// How the client's own joins end is told once a room, as it was last, and of no more rooms than
    /// there may be.
    fn supersede(&mut self, event: &Event) {
        let Some(room) = rejoined(event) else { return };
        self.events.retain(|(earlier, _)| rejoined(earlier) != Some(room));
        let mut told = self.events.iter().enumerate().filter(|(_, it)| rejoined(&it.0).is_some());
        let oldest = told.next().map(|(at, _)| at);
        if told.count() + 1 >= self.config.rooms_max
            && let Some(oldest) = oldest
        {
            self.events.remove(oldest);
        }
    }

    /// Counts an event in, or out.
    fn count(&mut self, event: &Event, content: bool, by: fn(usize, usize) -> usize) {
        match event {
            _ if content => self.content = by(self.content, 1),
            Event::HistoryGap(_) => self.content = by(self.content, 1),
            Event::Answered { .. } | Event::Registered { .. } => {
                self.answers = by(self.answers, 1);
            }
            Event::Settled { .. } => self.outcomes = by(self.outcomes, 1),
            Event::RoomAnswered(answer) if answer.action != RoomAction::Rejoin => {
                self.outcomes = by(self.outcomes, 1);
            }
            Event::Malformed(malformed) => {
                self.story_bytes = by(self.story_bytes, malformed.bytes.len());
            }
            Event::Unrecognized(unknown) => {
                self.story_bytes = by(self.story_bytes, unknown.payload.len());
            }
            _ => {}
        }
    }

    pub(crate) fn hand_over(&mut self, mut event: Event, delivery: Delivery) {
        self.redact(&mut event);
        self.count(&event, true, usize::saturating_add);
        self.events.push_back((event, Some(delivery)));
    }

    /// Takes back content that waits and was not handed over yet.
    pub(crate) fn take_back(
        &mut self,
        wanted: impl Fn(Delivery) -> bool,
    ) -> Vec<(Event, Delivery)> {
        let mut taken = Vec::new();
        for (event, delivery) in core::mem::take(&mut self.events) {
            match delivery {
                Some(delivery) if wanted(delivery) => {
                    self.count(&event, true, usize::saturating_sub);
                    taken.push((event, delivery));
                }
                _ => self.events.push_back((event, delivery)),
            }
        }
        taken
    }

    /// Takes the next event for the application. The memory of a burst is given back.
    pub(crate) fn next_event(&mut self) -> Option<(Event, Option<Delivery>)> {
        let (event, delivery) = self.events.pop_front()?;
        self.count(&event, delivery.is_some(), usize::saturating_sub);
        if self.events.is_empty() && self.events.capacity() > 1_024 {
            self.events.shrink_to(64);
        }
        Some((event, delivery))
    }

    /// Takes an event out of turn, if it is no content.
    pub(crate) fn take_event(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Option<Event> {
        let is_it =
            |(event, delivery): &(Event, Option<Delivery>)| delivery.is_none() && wanted(event);
        let index = self.events.iter().rposition(is_it)?;
        let (event, _) = self.events.remove(index)?;
        self.count(&event, false, usize::saturating_sub);
        Some(event)
    }

    /// A token of this client: kept apart from what peers send back.
    pub(crate) fn guard(&mut self, secret: &Secret) {
        if !secret.expose().is_empty() {
            self.secrets.retain(|kept| kept != secret);
            self.secrets.truncate(SECRETS_MAX - 1);
            self.secrets.insert(0, secret.clone());
        }
    }

    /// A peer that echoes sends our token back: what holds it is not kept.
    fn redact(&self, event: &mut Event) {
        match event {
            Event::Malformed(malformed) => redact_malformed(&self.secrets, malformed),
            Event::Unrecognized(unrecognized) if self.holds_secret(&unrecognized.payload) => {
                unrecognized.payload = Bytes::new();
            }
            Event::Answered { result, .. } => redact_answer(&self.secrets, result.as_deref_mut()),
            Event::Registered { result: Err(failed), .. }
            | Event::TokenRenewed(Err(failed))
            | Event::Offline(
                OfflineCause::DiscoveryFailed(failed) | OfflineCause::TokenRefused(failed),
            ) => redact_failed(&self.secrets, failed),
            Event::Offline(OfflineCause::Refused(refusal)) => {
                self.redact_words([&mut refusal.reason, &mut refusal.message]);
            }
            Event::Offline(OfflineCause::Kicked(Kick::LoggedInElsewhere { ext: Some(words) })) => {
                self.redact_words([words]);
            }
            Event::Offline(
                OfflineCause::LoginFailed(lost) | OfflineCause::GaveUp { last: lost, .. },
            )
            | Event::Reconnecting { cause: lost, .. } => self.redact_words([&mut lost.detail]),
            Event::Settled { outcome, .. } => self.redact_outcome(outcome),
            Event::RoomAnswered(answer) => {
                if let Err(outcome) = &mut answer.result {
                    self.redact_outcome(outcome);
                }
            }
            _ => {}
        }
    }

    fn redact_outcome(&self, outcome: &mut Outcome) {
        if let Outcome::Rejected { message, reason, .. } = outcome {
            self.redact_words([message, reason]);
        }
    }

    fn redact_words<'a>(&self, words: impl IntoIterator<Item = &'a mut String>) {
        words.into_iter().for_each(|words| redact_words(&self.secrets, words));
    }

    pub(crate) fn holds_secret(&self, bytes: &[u8]) -> bool {
        hold_secret(&self.secrets, bytes)
    }

    /// Whether the application is behind, so that nothing more should be asked for.
    pub(crate) fn is_behind(&self) -> bool {
        self.content >= self.config.events_high
    }
}

/// Lets no error of a call repeat one of these secrets.
pub(crate) fn redact_answer(secrets: &[Secret], result: Result<&mut Answer, &mut CallFailed>) {
    match result {
        Ok(answer) if hold_secret(secrets, answer.body()) => answer.hush(),
        Ok(_) => {}
        Err(failed) => redact_failed(secrets, failed),
    }
}

/// Takes from a failure what holds one of these secrets.
pub(crate) fn redact_failed(secrets: &[Secret], failed: &mut CallFailed) {
    match failed {
        CallFailed::Malformed(malformed) => redact_malformed(secrets, malformed),
        CallFailed::Refused(refused) => {
            for words in [&mut refused.message].into_iter().chain(&mut refused.error) {
                redact_words(secrets, words);
            }
        }
        _ => {}
    }
}

fn redact_words(secrets: &[Secret], words: &mut String) {
    if hold_secret(secrets, words.as_bytes()) {
        *words = "it held a secret of ours, so it is not repeated".into();
    }
}

fn redact_malformed(secrets: &[Secret], malformed: &mut Malformed) {
    if hold_secret(secrets, &malformed.bytes) || hold_secret(secrets, malformed.detail.as_bytes()) {
        malformed.hush();
    }
}

/// Bytes at the end that are taken for the beginning of a secret: what is kept of long words is
/// cut, maybe in the middle of one.
const TELLING: usize = 8;

/// Whether one of these secrets is in there, or begins at the end of it.
pub(crate) fn hold_secret(secrets: &[Secret], bytes: &[u8]) -> bool {
    secrets.iter().map(|secret| secret.expose().as_bytes()).any(|secret| {
        let begins = |length| secret.get(..length).is_some_and(|start| bytes.ends_with(start));
        bytes.windows(secret.len().max(1)).any(|window| window == secret)
            || (TELLING..secret.len()).any(begins)
    })
}

/// The room that an answer to a question of the client's own is about.
fn rejoined(event: &Event) -> Option<&RoomId> {
    match event {
        Event::RoomAnswered(answer) if answer.action == RoomAction::Rejoin => Some(&answer.room),
        _ => None,
    }
}

/// Whether an event is only a step of the session's story, of which later ones tell the end.
fn is_passing((event, delivery): &(Event, Option<Delivery>)) -> bool {
    let passes = match event {
        // The first one is the end of a login, which somebody may be waiting for.
        Event::Online(online) => online.again,
        Event::Reconnecting { .. }
        | Event::TokenRenewed(_)
        | Event::SessionChanged
        | Event::SyncStarted
        | Event::SyncFinished
        | Event::StoreFailed(_)
        | Event::Malformed(_)
        | Event::Unrecognized(_) => true,
        Event::RoomAnswered(answer) => answer.action == RoomAction::Rejoin && answer.result.is_ok(),
        _ => false,
    };
    passes && delivery.is_none()
}

#[cfg(test)]
mod tests {
    use super::hold_secret;
    use crate::secret::Secret;

    #[test]
    fn a_secret_is_found_whole_and_cut_off() {
        let secrets = [Secret::new("YWMt-0123456789"), Secret::new("short")];
        for (text, found) in [
            ("token YWMt-0123456789!", true),
            ("short", true),
            ("the words end in YWMt-012345678", true),
            ("the words end in YWMt-012", true),
            ("the words end in YWMt", false),
            ("YWMt-01234567 and on", false),
            ("shor", false),
            ("", false),
        ] {
            assert_eq!(hold_secret(&secrets, text.as_bytes()), found, "{text}");
        }
    }
}

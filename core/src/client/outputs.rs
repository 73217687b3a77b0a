//! The core out: what the driver must start, what the user is told, and when to come back.

use super::Client;
use crate::config::Commit;
use crate::event::Event;
use crate::ids::LocalId;
use crate::io::Effect;
use crate::seeded::SeededBug;
use crate::time::Deadline;

impl Client {
    /// The next thing to start. O(1).
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.cx.effects.pop_front()
    }

    /// The next thing to tell the user. O(1).
    ///
    /// Coming back here says that the application has taken the event before, so content is never
    /// acknowledged before the application had it; with manual commits that holds for everything
    /// but what [`Event::delivery`] names: messages, edits and steps of streams. It may queue an
    /// effect: wait only when both polls say `None`.
    pub fn poll_event(&mut self) -> Option<Event> {
        if let Some(delivery) = self.in_hand.take() {
            self.take(delivery);
            self.pull();
        }
        self.take_outcome();
        let (event, delivery) = self.cx.next_event()?;
        if let Some(refusable) = event.delivery() {
            self.inbox.handed_over(refusable, &event);
        }
        let manual = self.cx.config.commit == Commit::Manual && event.delivery().is_some();
        self.in_hand = delivery.filter(|_| !manual);
        if manual && self.cx.config.has_bug(SeededBug::ManualCommitIgnored) {
            delivery.into_iter().for_each(|delivery| self.take(delivery));
        }
        if let Event::Settled { local, .. } = &event {
            self.outcome_in_hand = Some(*local);
        }
        self.pull_if_caught_up();
        Some(event)
    }

    /// The outcome in the application's hands is taken.
    pub(super) fn take_outcome(&mut self) {
        if let Some(local) = self.outcome_in_hand.take() {
            self.outcome_taken(local);
        }
    }

    /// Somebody has heard how this message ended.
    pub(crate) fn outcome_taken(&mut self, local: LocalId) {
        self.outbox.outcome_taken(&mut self.cx, local);
    }

    /// One event fewer waits: asks for more if the application is no longer behind.
    fn pull_if_caught_up(&mut self) {
        if !self.cx.is_behind() {
            self.pull();
        }
    }

    /// The events that wait for [`Client::poll_event`], oldest first: for a driver that must know
    /// what the application will only be told later.
    pub fn waiting_events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.cx.events.iter().map(|(event, _)| event)
    }

    /// Takes the newest waiting event that `wanted` accepts, past the others, which keep their
    /// order: for a driver that gives answers to who waits for them. Content is passed over, so
    /// this acknowledges nothing. O(n) in the events that wait.
    pub fn take_event(&mut self, wanted: impl FnMut(&Event) -> bool) -> Option<Event> {
        let event = self.lend_event(wanted)?;
        if let Event::Settled { local, .. } = &event {
            self.outcome_taken(*local);
        }
        Some(event)
    }

    /// The same for a driver that says by itself when an outcome is taken.
    pub(crate) fn lend_event(&mut self, wanted: impl FnMut(&Event) -> bool) -> Option<Event> {
        let event = self.cx.take_event(wanted)?;
        self.pull_if_caught_up();
        Some(event)
    }

    /// Nobody heard what was lent: it is told as an event after all. Not for answers to calls: what
    /// was accepted meanwhile would be too many of them. Registrations may be so many more.
    #[cfg(feature = "driver")]
    pub(crate) fn tell_again(&mut self, event: Event) {
        debug_assert!(!matches!(event, Event::Answered { .. }), "{event:?} is told again");
        self.cx.tell(event);
    }

    /// When to call [`Client::handle`] with [`Input::Tick`](crate::Input::Tick) if nothing happens
    /// before. Always later than the last `now`. O(1).
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        self.cx.timers.next()
    }

    /// Whether the driver should go on reading the socket. `false` only when the application is far
    /// behind and the server pushes unasked.
    #[must_use]
    pub fn wants_input(&self) -> bool {
        let in_hand = usize::from(self.in_hand.is_some());
        let waiting = self.inbox.open().saturating_sub(in_hand);
        let (most, most_bytes) = (self.cx.config.events_max, self.cx.config.events_bytes_max);
        waiting == 0 || (waiting < most && self.inbox.open_bytes() < most_bytes)
    }
}

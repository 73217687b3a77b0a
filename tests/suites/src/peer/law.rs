//! What must hold after every call.

use std::fmt::Debug;

use easemob_core::session::TABLE;
use easemob_core::{Effect, Event, Link, LocalId, PhaseName};

use super::{LinkState, Peer};

impl Peer {
    pub(super) fn check_effect(&mut self, effect: &Effect) {
        self.check_secrets(effect);
        match effect {
            Effect::Open(link, _) => {
                assert!(!self.links.contains_key(link), "{link} is opened twice");
                assert!(!self.has_link(), "{link} is opened beside another one");
            }
            Effect::Send(link, _) => self.check_link(*link, effect, &[LinkState::Open]),
            Effect::Close(link) => {
                self.check_link(*link, effect, &[LinkState::Open, LinkState::Dialled]);
            }
            Effect::Call(id, _) => {
                assert!(self.calls_seen.insert(*id), "{effect:?} uses an id twice");
            }
            Effect::Cancel(id) => {
                assert!(self.calls.contains_key(id), "{effect:?} names no call under way");
            }
            Effect::Keep(_) => assert!(self.client.config().keep, "{effect:?}, and nobody asked"),
        }
    }

    fn check_link(&self, link: Link, effect: &Effect, states: &[LinkState]) {
        let state = self.links.get(&link);
        assert!(
            state.is_some_and(|s| states.contains(s)),
            "{effect:?} on a link that is {state:?}"
        );
    }

    pub(super) fn check_event(&mut self, event: &Event) {
        self.check_secrets(event);
        match event {
            Event::Settled { local, .. } => {
                assert!(self.accepted.remove(local).is_some(), "{event:?}: nobody waits for it");
            }
            Event::RoomAnswered(answer) => self.check_room_answer(answer),
            Event::Offline(cause) => {
                assert!(self.ended < self.sessions, "a second end: {cause}");
                self.ended += 1;
                // The application may have begun the next session before it took this event.
                let owed = self.accepted.iter().find(|(_, session)| **session <= self.ended);
                assert!(owed.is_none(), "unsettled at the end: {owed:?}");
                if self.ended == self.sessions && self.eager {
                    assert_eq!(self.phase(), PhaseName::Offline, "offline, but {cause}");
                }
            }
            _ => {}
        }
    }

    /// A message was accepted: it must settle.
    pub(super) fn expect_settled(&mut self, local: LocalId) {
        let before = self.accepted.insert(local, self.sessions.max(1));
        assert!(before.is_none(), "{local} is accepted twice");
    }

    /// A login was begun: it must end.
    pub fn expect_offline(&mut self) {
        self.sessions += 1;
    }

    pub(super) fn check_progress(&mut self) {
        let (now, phase, deadline) = (self.instant(), self.phase(), self.client.next_deadline());
        if let Some(deadline) = deadline {
            assert!(deadline.at > now, "{phase} at {now:?} spins on {deadline:?}");
        }
        if phase == PhaseName::Offline {
            assert!(!self.has_link(), "a link is left over");
            if self.eager {
                assert_eq!(self.ended, self.sessions, "offline without saying so");
            }
        } else {
            assert!(deadline.is_some(), "{phase} waits for nothing: it can hang");
        }
        self.check_transition();
    }

    fn check_transition(&mut self) {
        let (changes, last) = self.client.changes();
        if changes != self.changes {
            let last = last.expect("a transition that was counted");
            assert!(TABLE.contains(&last), "{last:?} is not in the table");
            self.changes = changes;
        }
    }

    fn check_secrets(&self, shown: &impl Debug) {
        let shown = format!("{shown:?}");
        for secret in &self.secrets {
            assert!(!shown.contains(secret), "a secret shows in {shown}");
        }
    }
}

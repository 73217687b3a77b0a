//! The story of a session as its application hears it: who was online is not given up, a token is
//! asked for once at a time, and pauses are not the same for everybody.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use easemob_core::{Event, LostKind, OfflineCause, Renewal};

use crate::world::Who;

/// First pauses in a row of which two differ: each is drawn from a thousand, or more.
const PAUSES: usize = 6;

/// The pause of those whose links die young again and again is the longest there is.
const LONGEST: u64 = 30_000;

#[derive(Default)]
pub(super) struct Story {
    /// Who was online and has not been told of an end.
    online: BTreeSet<Who>,
    /// When somebody's application was asked for a token that it has not answered for.
    asked: BTreeMap<Who, u64>,
    pauses: VecDeque<u64>,
}

impl Story {
    /// Something told at the moment it happened, to an application that gets tokens in this way.
    pub(super) fn event(
        &mut self,
        now: u64,
        who: Who,
        event: &Event,
        renewal: Renewal,
    ) -> Result<(), String> {
        match (event, renewal) {
            (Event::Online(_), _) => _ = self.online.insert(who),
            (Event::Offline(why), _) => {
                self.asked.remove(&who);
                let was_online = self.online.remove(&who);
                let gives_up = matches!(
                    why,
                    OfflineCause::LoginFailed(_)
                        | OfflineCause::DiscoveryFailed(_)
                        | OfflineCause::GaveUp { .. }
                );
                if was_online && gives_up {
                    return Err(format!("a session that was online is given up: {why:?}"));
                }
            }
            (Event::TokenWanted, Renewal::Application { answer_ms }) => {
                let before = self.asked.insert(who, now);
                if before.is_some_and(|before| now < before + answer_ms) {
                    return Err("a token is asked for while the application gets one".into());
                }
            }
            (Event::Reconnecting { attempt: 1, at, cause }, _)
                if cause.kind != LostKind::NetworkDown =>
            {
                return self.pauses(at.as_millis().saturating_sub(now));
            }
            _ => {}
        }
        Ok(())
    }

    /// An application has given the token it was asked for, or has said that it has none.
    pub(super) fn token_answered(&mut self, who: Who) {
        self.asked.remove(&who);
    }

    pub(super) fn crashed(&mut self, who: Who) {
        self.online.remove(&who);
        self.asked.remove(&who);
    }

    /// Somebody waits so long before he comes back.
    fn pauses(&mut self, pause: u64) -> Result<(), String> {
        if pause >= LONGEST {
            return Ok(());
        }
        self.pauses.push_back(pause);
        if self.pauses.len() > PAUSES {
            self.pauses.pop_front();
        }
        let same = self.pauses.len() == PAUSES && self.pauses.iter().all(|other| *other == pause);
        if same { Err(format!("{PAUSES} times in a row the pause is {pause} ms")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use easemob_core::{Instant, Lost};

    use super::*;
    use crate::world::World;

    fn ann() -> Who {
        World::new(1).client("ann")
    }

    fn lost() -> Lost {
        Lost::new(LostKind::Broken, "cut")
    }

    #[test]
    fn a_session_that_was_online_is_not_given_up() {
        let mut story = Story::default();
        let user = easemob_core::UserId::new("ann").expect("a name");
        let online = easemob_core::Online { user, resource: String::new(), again: false };
        let gives_up = Event::Offline(OfflineCause::LoginFailed(lost()));
        assert_eq!(story.event(1, ann(), &gives_up, Renewal::None), Ok(()));
        assert_eq!(story.event(2, ann(), &Event::Online(online), Renewal::None), Ok(()));
        assert!(story.event(3, ann(), &gives_up, Renewal::None).is_err());
        assert_eq!(story.event(4, ann(), &gives_up, Renewal::None), Ok(()));
    }

    #[test]
    fn a_token_is_asked_for_once_at_a_time() {
        let mut story = Story::default();
        let renewal = Renewal::Application { answer_ms: 500 };
        let mut wanted = |now: u64, answered: bool| {
            if answered {
                story.token_answered(ann());
            }
            story.event(now, ann(), &Event::TokenWanted, renewal).is_ok()
        };
        assert!(wanted(0, false) && wanted(1, true));
        assert!(!wanted(500, false));
        assert!(wanted(1_000, false), "it had its time");
    }

    #[test]
    fn pauses_differ() {
        let mut story = Story::default();
        let mut waits = |pause: u64| {
            let at = Instant::from_millis(1_000 + pause);
            let event = Event::Reconnecting { attempt: 1, at, cause: lost() };
            story.event(1_000, ann(), &event, Renewal::None).is_ok()
        };
        assert!([7, 7, 7, 7, 7, 8, 7, 7, 7, 7, 7].into_iter().all(&mut waits));
        assert!(!waits(7));
    }
}

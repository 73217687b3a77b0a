//! How an application reads: it takes what its client tells, works on it, and says that it has it, or
//! that it cannot take it now.

use easemob_core::{Delivery, Event, ServerId};

use super::{Who, World};
use crate::agenda::Happening;
use crate::fault::Fault;
use crate::person::{InHand, Manner};

/// So many of a thousand refusals are of what the application can never take.
const FOR_GOOD: u64 = 200;

impl World {
    /// Effects at once, then events, until there are neither: a driver's loop.
    pub(super) fn settle(&mut self, who: Who) {
        while self.start_all(who) {
            if let Manner::Slow { pause } = self.people[who.0].manner {
                return self.come_later(who, pause);
            }
            if !self.take(who) {
                return;
            }
        }
    }

    /// Takes the next event, if there is one.
    fn take(&mut self, who: Who) -> bool {
        if self.crashes_here(who) {
            return false;
        }
        let is_prompt = self.people[who.0].manner == Manner::Prompt;
        if is_prompt {
            self.oracle.came_back(who);
        }
        // Time does not pass in a poll: what is due stays due.
        let (event, errors) = self.weighed(who, |world| {
            let client = &mut world.people[who.0].client;
            world.alarm.listen(|| client.poll_event())
        });
        let stats = self.people[who.0].client.stats();
        self.oracle.after(self.now, None, errors, &stats);
        self.rearm(who);
        let Some(event) = event else {
            self.oracle.has_heard_all(self.now, who);
            // Asking for the next one has taken the last one.
            self.start_all(who);
            return false;
        };
        self.oracle.event(self.now, who, &event);
        self.tells_no_secret(&event);
        self.told(who, &event);
        self.people[who.0].in_hand = self.puts_in_hand(who, &event);
        self.tell_app(who, &event);
        self.drop_given(who, event);
        if self.crashes_here(who) {
            return false;
        }
        if is_prompt {
            self.finish_at_once(who);
        }
        true
    }

    fn puts_in_hand(&self, who: Who, event: &Event) -> Option<InHand> {
        let (content, is_dead) = match event {
            Event::DeadLetter(letter) => (&letter.event, true),
            content => (content, false),
        };
        let delivery = content.delivery()?;
        let id = match content {
            Event::Message(message) if message.from.name != self.people[who.0].name => {
                Some(message.id)
            }
            _ => None,
        };
        Some(if is_dead { InHand::DeadLetter(delivery) } else { InHand::Content(delivery, id) })
    }

    /// A prompt application has taken what it was told when it comes back, unless it refuses it.
    fn finish_at_once(&mut self, who: Who) {
        if let Some(InHand::Content(delivery, Some(id))) = self.people[who.0].in_hand.take()
            && self.is_refused(who, id)
        {
            self.must_refuse(who, delivery);
        }
    }

    fn come_later(&mut self, who: Who, pause: u64) {
        let process = self.process(who);
        if !std::mem::replace(&mut self.people[who.0].comes, true) {
            self.network.agenda.enter(self.now + pause, Happening::Takes(process));
        }
    }

    /// A slow application finishes what it has worked on and takes the next event; while there are
    /// any, it comes again.
    pub(super) fn take_slowly(&mut self, who: Who) {
        self.people[who.0].comes = false;
        self.finish(who);
        if !self.crashes_here(who) && self.start_all(who) && self.take(who) {
            self.settle(who);
        }
    }

    fn finish(&mut self, who: Who) {
        match self.people[who.0].in_hand.take() {
            Some(InHand::Content(delivery, Some(id))) if self.is_refused(who, id) => {
                self.must_refuse(who, delivery);
            }
            Some(InHand::Content(delivery, _)) => {
                self.note(who, format_args!("commits {delivery:?}"));
                self.oracle.committed(who, delivery);
                self.with_client(who, |person, now| person.client.commit(now, delivery));
            }
            // Coming back takes it.
            Some(InHand::DeadLetter(delivery)) => self.oracle.committed(who, delivery),
            None => {}
        }
    }

    /// Whether an application cannot take this now. One of a user's own refuses by itself.
    fn is_refused(&mut self, who: Who, id: ServerId) -> bool {
        if self.people[who.0].app.is_some() {
            return false;
        }
        if self.people[who.0].unbearable.contains(&id) {
            return true;
        }
        let chance = self.network.weather.chance(Fault::Refuses);
        // Elsewhere nothing is drawn, and all else stays as it was.
        let refuses = chance > 0 && self.mishaps.happens(chance);
        if refuses && self.mishaps.happens(FOR_GOOD) {
            self.people[who.0].unbearable.insert(id);
        }
        refuses
    }

    fn must_refuse(&mut self, who: Who, delivery: Delivery) {
        let refused = self.refuse(who, delivery);
        self.oracle.rule(refused, self.now, || format!("{delivery:?} cannot be refused"));
    }

    /// An application gives back what it was told. Whether the client takes it back. The link has
    /// nothing to do with it.
    pub(super) fn refuse(&mut self, who: Who, delivery: Delivery) -> bool {
        self.network.count(Fault::Refuses);
        self.note(who, format_args!("refuses {delivery:?}"));
        let person = &self.people[who.0];
        let phase = person.client.phase();
        let due = person.client.next_deadline().is_some_and(|due| due.at.as_millis() <= self.now);
        self.oracle.refused(self.now, who, delivery, &person.config);
        let refused = self.with_client(who, |person, now| person.client.refuse(now, delivery));
        let after = self.people[who.0].client.phase();
        self.oracle.rule(due || phase == after, self.now, || {
            format!("who was {phase} and refuses something is {after}")
        });
        refused
    }
}

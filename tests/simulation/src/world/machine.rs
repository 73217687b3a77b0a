//! People's machines: they sleep, lose the network, and are left for others.

use easemob_core::{Input, Network};

use super::{Who, World};
use crate::agenda::Happening;
use crate::network::Way;

/// How long a person takes to another machine.
const WALKS: u64 = 2_000;

impl World {
    /// Lets a machine sleep for so long: nothing runs on it, and what comes waits. With a `hint` the
    /// client is told that it woke up; without it only finds its timers late. `false` when it sleeps
    /// already or no process runs on it.
    pub fn sleep(&mut self, who: Who, millis: u64, hint: bool) -> bool {
        let person = &mut self.people[who.0];
        if !person.alive || person.asleep.is_some() {
            return false;
        }
        person.asleep = Some(Vec::new());
        person.wakes_at = self.now + millis;
        self.rearm(who);
        self.note(who, format_args!("falls asleep"));
        if let Some(place) = self.place(who) {
            self.network.leave_alone(self.now, place);
        }
        let process = self.process(who);
        self.network.agenda.enter(self.now + millis, Happening::Wakes(process, hint));
        true
    }

    /// What happened to a machine meanwhile happens to its process now. Some are told at once that
    /// their link is gone, others have to find out.
    pub(super) fn wake(&mut self, who: Who, hint: bool) {
        let Some(waited) = self.people[who.0].asleep.take() else { return };
        self.note(who, format_args!("is awake again"));
        self.rearm(who);
        if hint {
            self.give(who, Input::Network(Network::Resumed));
        }
        for happening in waited {
            self.happen(happening);
        }
        if let Some(place) = self.place(who)
            && self.trouble.happens(500)
        {
            self.network.reset_if_dead(self.now, place);
        }
    }

    /// Takes the network from a machine for so long, and says so; with a `hint` also when it is back.
    /// `false` when there is none to take or nobody to tell.
    pub fn lose_network(&mut self, who: Who, millis: u64, hint: bool) -> bool {
        let person = &self.people[who.0];
        if !person.alive
            || person.asleep.is_some()
            || self.network.gone.get(&who).is_some_and(|until| self.now < *until)
        {
            return false;
        }
        self.note(who, format_args!("loses the network"));
        self.network.gone.insert(who, self.now + millis);
        if let Some(place) = self.place(who) {
            self.network.mute(place, Way::Up);
            self.network.mute(place, Way::Down);
        }
        self.give(who, Input::Network(Network::Down));
        if hint {
            let process = self.process(who);
            let up = Happening::NetworkUp(process);
            self.network.agenda.enter(self.now + millis, up);
        }
        true
    }

    /// A machine has a network again, and its client is told so.
    pub(super) fn find_network(&mut self, who: Who) {
        self.network.gone.remove(&who);
        self.give(who, Input::Network(Network::Up));
    }

    /// Lets a person go on with another machine, on which nothing is kept. `false` when nobody is at
    /// one.
    pub fn move_to_another_device(&mut self, who: Who) -> bool {
        if !self.people[who.0].alive {
            return false;
        }
        self.note(who, format_args!("goes to another machine"));
        self.end_process(who);
        self.people[who.0].disk.wipe();
        self.network.agenda.enter(self.now + WALKS, Happening::Starts(who));
        true
    }
}

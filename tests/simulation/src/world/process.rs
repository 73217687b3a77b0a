//! Processes: what they keep, how they end, how they start again.

use easemob_core::store::StoreFailed;
use easemob_core::{Config, Effect, Input};

use super::weight::own_effect;
use super::{Who, World};
use crate::agenda::{Happening, Place};
use crate::disk::Keeps;
use crate::fault::Fault;
use crate::person::Process;

/// How long a person waits before starting again what the weather has ended.
const STARTS_AFTER: u64 = 2_000;

impl World {
    /// What this person's application lets outlive its process; [`Keeps::Session`] unless said. For
    /// one who has not logged in yet.
    pub fn set_keeps(&mut self, who: Who, keeps: Keeps) {
        self.people[who.0].keeps = keeps;
        self.begin_anew(who);
    }

    /// Changes the options of a person's clients, in all processes. For one who has not logged in
    /// yet.
    pub fn configure(&mut self, who: Who, change: impl FnOnce(&mut Config)) {
        change(&mut self.people[who.0].config);
        self.begin_anew(who);
    }

    fn begin_anew(&mut self, who: Who) {
        let time = self.time();
        self.people[who.0].begin_anew(&mut self.random, time);
    }

    /// Ends a process now. Only what was kept remains.
    pub fn crash(&mut self, who: Who) {
        if !self.people[who.0].alive {
            return;
        }
        self.note(who, format_args!("crashes"));
        self.network.count(Fault::Crash);
        self.end_process(who);
    }

    pub(super) fn end_process(&mut self, who: Who) {
        if let Some(place) = self.place(who) {
            // The system may still send what it was given, or nobody may notice for long.
            match self.mishaps.between((0, 3)) {
                0 => self.network.abandon(self.now, place),
                1 => self.network.close_by_client(self.now, place),
                _ => self.network.cut(self.now, place),
            }
        }
        self.people[who.0].die();
        self.rearm(who);
        self.oracle.crashed(who);
    }

    /// Lets a process end after so many more places where that can make a difference: before and
    /// after a write, an effect, an event.
    pub fn crash_after(&mut self, who: Who, places: u64) {
        self.people[who.0].fuse = Some(places);
    }

    /// Starts a process from what was kept. It logs in.
    pub fn start_process(&mut self, who: Who) {
        if self.people[who.0].alive {
            return;
        }
        let time = self.time();
        let kept = self.people[who.0].live_again(&mut self.random, time);
        let keeps = self.people[who.0].keeps;
        self.note(who, format_args!("starts again"));
        self.oracle.restarted(who, keeps, kept.as_ref());
        self.log_in(who);
    }

    /// The same at once.
    pub fn restart(&mut self, who: Who) {
        self.crash(who);
        self.start_process(who);
    }

    /// Lets the next writes of a person's store fail.
    pub fn fail_store(&mut self, who: Who, writes: u64) {
        self.people[who.0].disk.failing += writes;
    }

    /// Whether a process runs.
    #[must_use]
    pub fn is_running(&self, who: Who) -> bool {
        self.people[who.0].alive
    }

    // ---- what a store does --------------------------------------------------------------------------

    /// Starts everything a client wants, in order; records in a row are kept at once. `false` when
    /// the process ends over it.
    pub(super) fn start_all(&mut self, who: Who) -> bool {
        let mut failed = false;
        loop {
            let given = self.weighed(who, |world| world.people[who.0].client.poll_effect());
            let effect = given.as_ref().map(own_effect);
            self.drop_given(who, given);
            let Some(effect) = effect else {
                // A failure has effects of its own.
                if failed || self.keep(who, false) || !self.people[who.0].alive {
                    let lives = self.people[who.0].alive;
                    if lives && !failed {
                        self.oracle.all_is_kept(who);
                    }
                    return lives;
                }
                failed = true;
                continue;
            };
            if let Effect::Keep(record) = effect {
                self.oracle.record(self.now, who, &record);
                let effect = Effect::Keep(record);
                self.oracle.keeps_secrets(self.now, who, &effect, &self.vault);
                if let Effect::Keep(record) = effect {
                    self.people[who.0].disk.waiting.push(*record);
                }
                continue;
            }
            let sends = matches!(effect, Effect::Send(..));
            failed = failed || !self.keep(who, sends);
            if !self.people[who.0].alive || self.crashes_here(who) {
                return false;
            }
            // The link of what must not go out is being given up.
            if !(failed && sends) {
                self.oracle.effect(self.now, who, &effect);
                self.oracle.keeps_secrets(self.now, who, &effect, &self.vault);
                self.tells_no_secret(&effect);
                self.start(who, effect);
            }
        }
    }

    /// Keeps what waits. `false` when the store fails, which the client is told, or when the
    /// process ends.
    fn keep(&mut self, who: Who, sends: bool) -> bool {
        let person = &mut self.people[who.0];
        if person.keeps != Keeps::Store || !person.disk.is_due(sends) {
            return true;
        }
        if self.crashes_here(who) {
            return false;
        }
        if self.mishaps.happens(self.network.weather.chance(Fault::StoreFails)) {
            let more = self.mishaps.between(self.network.weather.store_stays_bad);
            self.people[who.0].disk.failing += 1 + more;
        }
        let person = &mut self.people[who.0];
        let session = person.client.session();
        if !person.disk.write(&session) {
            self.network.count(Fault::StoreFails);
            self.note(who, format_args!("cannot keep anything"));
            self.oracle.store_failed(who);
            let failed = StoreFailed("the disk is full".into());
            self.with_client(who, |person, now| person.client.handle(now, Input::NotKept(failed)));
            return false;
        }
        !self.crashes_here(who)
    }

    /// An application without a store keeps the session when it is told that it has changed.
    pub(super) fn keep_session(&mut self, who: Who) {
        let person = &mut self.people[who.0];
        if person.keeps == Keeps::Session {
            let session = person.client.session();
            person.disk.replace(&session);
            self.oracle.kept(self.now, who, &session);
        }
    }

    // ---- ends ---------------------------------------------------------------------------------------

    /// Here a crash makes a difference. Whether there is one.
    pub(super) fn crashes_here(&mut self, who: Who) -> bool {
        let person = &mut self.people[who.0];
        let burnt = person.fuse.is_some_and(|left| left == 0);
        person.fuse = person.fuse.map(|left| left.saturating_sub(1));
        let struck = self.mishaps.happens(self.network.weather.chance(Fault::Crash));
        if struck && !burnt {
            self.network.agenda.enter(self.now + STARTS_AFTER, Happening::Starts(who));
        }
        if burnt || struck {
            self.crash(who);
        }
        burnt || struck
    }

    pub(super) fn process(&self, who: Who) -> Process {
        Process { who, life: self.people[who.0].life }
    }

    pub(super) fn lives(&self, process: Process) -> bool {
        let person = &self.people[process.who.0];
        person.alive && person.life == process.life
    }

    pub(super) fn place(&self, who: Who) -> Option<Place> {
        Some((self.process(who), self.people[who.0].link?))
    }
}

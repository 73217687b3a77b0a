//! What a scenario does to the server.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::PhaseName;
use easemob_emulator::{ControlError, Server};
use serde_json::Value;

use super::{Who, World};
use crate::fault::Fault;
use crate::oracle::Holds;
use crate::person::Person;

impl World {
    /// Restarts the server: every link breaks, and for `down` milliseconds nobody can dial. It keeps
    /// its queues; its memory of links it loses, unless it `remembers` them, as a gateway does that
    /// is only cut off.
    pub fn restart_server(&mut self, down: u64, remembers: bool) {
        let fault = if remembers { Fault::ServerCutOff } else { Fault::ServerRestarts };
        self.network.count(fault);
        self.break_links(down, remembers);
    }

    pub(super) fn break_links(&mut self, down: u64, remembers: bool) {
        self.trace.note(self.now, "-", format_args!("the server restarts"));
        self.network.cut_all(self.now, remembers);
        self.network.closed_until = self.now + down;
    }

    /// Does something to the server, in the words of the emulator's control interface: kicks,
    /// refusals, tokens that expire, REST that fails, odd frames.
    ///
    /// # Errors
    /// What is wrong with the operation.
    pub fn operate(&mut self, operation: &Value) -> Result<Value, ControlError> {
        self.trace.note(self.now, "-", format_args!("the server is told {operation}"));
        let answer = self.server.operate(self.wall(), operation);
        if let Ok(answer) = &answer {
            self.vault.lock_away_tokens(answer);
        }
        self.push();
        answer
    }

    /// Nothing that the server acknowledged as taken was not; called when it has heard a client.
    pub(super) fn compare_with_server(&mut self, who: Who) {
        let person = &self.people[who.0];
        let device = &person.client.device().resource;
        let mailbox = Mailbox { server: &self.server, user: &person.name, device };
        self.oracle.server_holds(self.now, who, device, &mailbox);
    }

    /// Who is online and still has something at the server, and how much; `None` when it does not
    /// know him.
    pub(super) fn leftovers(&self) -> impl Iterator<Item = (&str, Option<usize>)> {
        let online = |person: &&Person| person.client.phase() == PhaseName::Online;
        let people = self.people.iter().filter(|person| person.alive).filter(online);
        let held = people.map(|person| {
            let device = &person.client.device().resource;
            let held = self.server.waiting(&person.name, device, 0).map(Iterator::count);
            (person.name.as_str(), held)
        });
        held.filter(|(_, held)| *held != Some(0))
    }

    /// At rest the server knows everybody who is online, and holds nothing for him.
    pub(super) fn look_for_leftovers(&mut self) {
        let told = |(name, held)| format!("the server still holds something for {name}: {held:?}");
        for what in self.leftovers().map(told).collect::<Vec<_>>() {
            self.oracle.rule(false, self.now, || what);
        }
    }

    /// When connections were made, in the order of time.
    #[must_use]
    pub fn connects(&self) -> &[u64] {
        &self.connects
    }

    /// When clients dialled, in the order of time.
    #[must_use]
    pub fn dials(&self) -> &[u64] {
        &self.dials
    }
}

/// What the server keeps for one device.
struct Mailbox<'a> {
    server: &'a Server,
    user: &'a str,
    device: &'a str,
}

impl Holds for Mailbox<'_> {
    fn knows(&self) -> bool {
        self.server.waiting(self.user, self.device, 0).is_some()
    }

    fn after(&self, key: u64) -> Vec<(String, u64, Bytes)> {
        let waiting = self.server.waiting(self.user, self.device, key).into_iter().flatten();
        waiting.map(|one| (one.queue.into(), one.key, one.meta.clone())).collect()
    }

    fn fronts(&self) -> BTreeMap<String, u64> {
        let fronts = self.server.fronts(self.user, self.device);
        fronts.map(|(queue, key)| (queue.into(), key)).collect()
    }
}

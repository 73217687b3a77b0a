//! What a scenario does to the server.

use easemob_core::PhaseName;
use easemob_emulator::ControlError;
use serde_json::Value;

use super::{Who, World};
use crate::fault::Fault;

impl World {
    /// Restarts the server: every link breaks, and for `down` milliseconds nobody can dial. It keeps
    /// its queues; its memory of links it loses, unless it `remembers` them, as a gateway does that
    /// is only cut off.
    pub fn restart_server(&mut self, down: u64, remembers: bool) {
        self.trace.note(self.now, "-", format_args!("the server restarts"));
        self.network.count(Fault::ServerRestarts);
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
        let device = person.client.device().resource.clone();
        if let Some(waiting) = self.server.waiting(&person.name, &device) {
            self.oracle.server_holds(self.now, who, &device, &waiting);
        }
    }

    /// At rest the server holds nothing for who is online.
    pub(super) fn look_for_leftovers(&mut self) {
        for person in self.people.iter().filter(|person| person.alive) {
            let device = &person.client.device().resource;
            let online = person.client.phase() == PhaseName::Online;
            let waiting = self.server.waiting(&person.name, device).unwrap_or_default();
            self.oracle.rule(!online || waiting.is_empty(), self.now, || {
                format!("the server still holds {} metas for {}", waiting.len(), person.name)
            });
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

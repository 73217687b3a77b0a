//! What a scenario does to the server.

use easemob_emulator::ControlError;
use serde_json::Value;

use super::World;
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
        self.push();
        answer
    }

    /// When clients dialled, in the order of time.
    #[must_use]
    pub fn dials(&self) -> &[u64] {
        &self.dials
    }
}

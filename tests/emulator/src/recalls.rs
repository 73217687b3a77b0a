//! Recalls: by the sender, in time, and not of commands.

use easemob_core::wire::StatusCode;

use crate::chat::{Outline, refuse};
use crate::edits::COMMAND;
use crate::server::Server;
use crate::sync::Verdict;

impl Server {
    /// Judges a recall. One of a message the server has never seen is passed on.
    pub(crate) fn judge_recall(&self, user: &str, outline: &Outline) -> Result<(), Verdict> {
        let id = outline.ack_message_id.unwrap_or_default();
        let Some(sent) = self.messages.get(id) else { return Ok(()) };
        if sent.sender != user {
            return Err(refuse(StatusCode::Fail, "Sorry, You do not have permission"));
        }
        if sent.content == Some(COMMAND) {
            return Err(refuse(StatusCode::Fail, "message recall disabled"));
        }
        if self.now.saturating_sub(sent.at) > self.config.recall_window_ms {
            return Err(refuse(StatusCode::Fail, "exceed recall time limit"));
        }
        Ok(())
    }
}

//! Who may speak to whom: block lists, mutes, silence.

use easemob_core::wire::StatusCode;

use crate::chat::refuse;
use crate::groups::Group;
use crate::server::Server;
use crate::sync::Verdict;

impl Server {
    /// Whether a user may speak in a group. Receipts and recalls are not speech.
    pub(crate) fn may_speak_in(&self, group: &Group, user: &str) -> Result<(), Verdict> {
        if group.muted_until(user, self.now).is_some() {
            return Err(refuse(StatusCode::UserMuted, "you were muted"));
        }
        if group.silent && !group.is_ruled_by(user) && !group.allowed.contains(user) {
            return Err(refuse(StatusCode::Fail, "not in group or chatroom white list"));
        }
        Ok(())
    }

    /// Whether a user may speak to another.
    pub(crate) fn may_speak_to(&self, receiver: &str, user: &str) -> Result<(), Verdict> {
        let Some(account) = self.accounts.get(receiver) else { return Ok(()) };
        if account.blocked.contains(user) {
            return Err(refuse(StatusCode::Fail, "blocked"));
        }
        let known = receiver == user || account.contacts.contains_key(user);
        if self.config.contacts_only && !known {
            return Err(refuse(StatusCode::Fail, "nonroster"));
        }
        Ok(())
    }
}

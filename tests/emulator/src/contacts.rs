//! Contacts: asked for, agreed to, declined, deleted; each side hears of the other's part.

use easemob_core::wire::{Namespace, RosterBody, RosterOperation};
use prost::Message;

use crate::queues::QueueId;
use crate::server::Server;

impl Server {
    /// Asks somebody to become a contact. Who blocked the one who asks does not hear of it.
    pub(crate) fn ask_contact(&mut self, user: &str, peer: &str, reason: Option<String>) {
        let Some(account) = self.accounts.get_mut(peer) else { return };
        if account.blocked.contains(user) || account.contacts.contains_key(user) {
            return;
        }
        account.requests.insert(user.into());
        self.tell_roster(user, peer, RosterOperation::Add, reason);
    }

    /// Agrees to a request; whether there was one.
    pub(crate) fn accept_contact(&mut self, user: &str, peer: &str) -> bool {
        let asked = self.take_request(user, peer);
        if asked {
            self.take_request(peer, user);
            self.accounts.befriend(user, peer);
            self.tell_roster(user, peer, RosterOperation::RemoteAccept, None);
            self.tell_roster(peer, user, RosterOperation::Accept, None);
        }
        asked
    }

    /// Declines a request; whether there was one.
    pub(crate) fn decline_contact(&mut self, user: &str, peer: &str) -> bool {
        let asked = self.take_request(user, peer);
        if asked {
            self.tell_roster(user, peer, RosterOperation::RemoteDecline, None);
        }
        asked
    }

    /// Takes two out of each other's contacts.
    pub(crate) fn delete_contact(&mut self, user: &str, peer: &str) {
        for (one, other) in [(user, peer), (peer, user)] {
            let account = self.accounts.get_mut(one);
            let had = account.is_some_and(|account| account.contacts.remove(other).is_some());
            if had && one == peer {
                self.tell_roster(user, peer, RosterOperation::Remove, None);
            }
        }
    }

    fn take_request(&mut self, user: &str, peer: &str) -> bool {
        self.accounts.get_mut(user).is_some_and(|account| account.requests.remove(peer))
    }

    fn tell_roster(
        &mut self,
        from: &str,
        user: &str,
        operation: RosterOperation,
        reason: Option<String>,
    ) {
        let jid = self.user_jid(from, None);
        let body = RosterBody {
            operation: Some(operation as i32),
            from: Some(jid.clone()),
            to: vec![self.user_jid(user, None)],
            reason,
            ..RosterBody::default()
        };
        let queue = QueueId::of_user(from);
        self.tell(user, &queue, jid, Namespace::Roster, body.encode_to_vec());
    }
}

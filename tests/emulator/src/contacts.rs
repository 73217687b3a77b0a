//! Contacts: asked for, agreed to, declined, deleted; each side hears of the other's part, and
//! one's other devices of one's own.

use easemob_core::wire::{Namespace, RosterBody, RosterOperation};
use prost::Message;

use crate::muc::Actor;
use crate::queues::QueueId;
use crate::server::Server;

impl Server {
    /// Asks somebody to become a contact. Who blocked the one who asks does not hear of it.
    pub(crate) fn ask_contact(&mut self, actor: &Actor, peer: &str, reason: Option<String>) {
        let user = actor.user.as_str();
        let Some(account) = self.accounts.get_mut(peer) else { return };
        let known = account.contacts.contains_key(user);
        let heard = !account.blocked.contains(user) && !known;
        if heard {
            account.requests.insert(user.into());
            self.tell_roster(user, peer, RosterOperation::Add, reason.clone());
        }
        if !known {
            self.tell_own_roster(actor, peer, RosterOperation::Add, reason);
        }
    }

    /// Agrees to a request; whether there was one. All devices hear of a new contact.
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
    pub(crate) fn decline_contact(&mut self, actor: &Actor, peer: &str) -> bool {
        let asked = self.take_request(&actor.user, peer);
        if asked {
            self.tell_roster(&actor.user, peer, RosterOperation::RemoteDecline, None);
            self.tell_own_roster(actor, peer, RosterOperation::Decline, None);
        }
        asked
    }

    /// Takes two out of each other's contacts.
    pub(crate) fn delete_contact(&mut self, actor: &Actor, peer: &str) {
        let user = actor.user.as_str();
        for (one, other) in [(user, peer), (peer, user)] {
            let account = self.accounts.get_mut(one);
            let had = account.is_some_and(|account| account.contacts.remove(other).is_some());
            if had && one == peer {
                self.tell_roster(user, peer, RosterOperation::Remove, None);
            }
            if had && one == user {
                self.tell_own_roster(actor, peer, RosterOperation::Remove, None);
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
        let body = self.roster_body(from, user, operation, reason);
        let (jid, queue) = (self.user_jid(from, None), QueueId::of_user(from));
        self.tell(user, &queue, jid, Namespace::Roster, body);
    }

    /// Tells the actor's other devices what was done about `peer`.
    pub(crate) fn tell_own_roster(
        &mut self,
        actor: &Actor,
        peer: &str,
        operation: RosterOperation,
        reason: Option<String>,
    ) {
        let body = self.roster_body(&actor.user, peer, operation, reason);
        self.tell_others_of(actor, Namespace::Roster, body);
    }

    fn roster_body(
        &self,
        from: &str,
        to: &str,
        operation: RosterOperation,
        reason: Option<String>,
    ) -> Vec<u8> {
        let body = RosterBody {
            operation: Some(operation as i32),
            from: Some(self.user_jid(from, None)),
            to: vec![self.user_jid(to, None)],
            reason,
            ..RosterBody::default()
        };
        body.encode_to_vec()
    }
}

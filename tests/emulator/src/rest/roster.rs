//! Changes of contacts and of the block list.

use easemob_core::wire::RosterOperation;
use serde_json::json;

use super::{Call, Response};
use crate::muc::Actor;
use crate::server::Server;

/// What a call does for a user about another.
type Change = fn(&mut Server, &Call<'_>, &Actor, &str) -> Response;

/// Characters of a remark.
const REMARK_CHARS: usize = 100;

/// Users a block list holds.
const BLOCKED: usize = 500;

impl Server {
    /// `/users/{user}/contacts/…` and `/sdk/user/{user}/blocks`, as far as they change something.
    pub(super) fn change_contacts(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (user, act): (&str, Change) = match (method, path) {
            ("POST", ["users", user, "contacts", "apply"]) => (user, Self::apply_contacts),
            ("POST", ["users", user, "contacts", "accept", "users", _]) => (user, Self::accept),
            ("POST", ["users", user, "contacts", "decline", "users", _]) => (user, Self::decline),
            ("DELETE", ["users", user, "contacts", "users", _]) => (user, Self::drop_contact),
            ("PUT", ["users", user, "contacts", "users", _]) => (user, Self::remark),
            ("GET", ["users", user, "blocks", "users"]) => (user, Self::block_list),
            ("POST", ["sdk", "user", user, "blocks"]) => (user, Self::block),
            ("DELETE", ["sdk", "user", user, "blocks"]) => (user, Self::unblock),
            _ => return None,
        };
        let peer = path.last().copied().unwrap_or_default();
        Some(match self.acting(call, user) {
            Ok(actor) => act(self, call, &actor, peer),
            Err(refusal) => refusal,
        })
    }

    fn apply_contacts(&mut self, call: &Call<'_>, actor: &Actor, _: &str) -> Response {
        let peers = call.names("usernames");
        if let Some(unknown) = peers.iter().find(|peer| !self.exists(peer)) {
            let description = format!("user not found: {unknown}");
            return self.error(404, "service_resource_not_found", &description);
        }
        for peer in &peers {
            if self.config.auto_create_users {
                self.create_account(peer, None, "");
            }
            self.ask_contact(actor, peer, call.text("reason").map(String::from));
        }
        self.envelope(call, json!({ "data": { "users": peers } }))
    }

    fn accept(&mut self, call: &Call<'_>, actor: &Actor, peer: &str) -> Response {
        let asked = self.accept_contact(&actor.user, peer);
        self.answer_to_request(call, asked)
    }

    fn decline(&mut self, call: &Call<'_>, actor: &Actor, peer: &str) -> Response {
        let asked = self.decline_contact(actor, peer);
        self.answer_to_request(call, asked)
    }

    fn answer_to_request(&mut self, call: &Call<'_>, asked: bool) -> Response {
        if asked {
            return self.envelope(call, json!({ "data": { "result": true } }));
        }
        self.error(400, "illegal_argument", "there is no such request")
    }

    fn drop_contact(&mut self, call: &Call<'_>, actor: &Actor, peer: &str) -> Response {
        self.delete_contact(actor, peer);
        self.envelope(call, json!({ "data": { "result": true } }))
    }

    fn remark(&mut self, call: &Call<'_>, actor: &Actor, peer: &str) -> Response {
        let given = call.text("remark");
        if given.is_some_and(|remark| remark.chars().count() > REMARK_CHARS) {
            let description = format!("remark length must less than {REMARK_CHARS}");
            return self.error(400, "illegal_argument", &description);
        }
        let contacts = self.accounts.get_mut(&actor.user).map(|account| &mut account.contacts);
        let Some(remark) = contacts.and_then(|contacts| contacts.get_mut(peer)) else {
            let description = "updateRemark | they are not friends, please add as a friend first.";
            return self.error(400, "illegal_argument", description);
        };
        *remark = given.map(String::from);
        self.envelope(call, json!({}))
    }

    fn block_list(&mut self, call: &Call<'_>, actor: &Actor, _: &str) -> Response {
        let blocked = self.accounts.get(&actor.user).map(|account| account.blocked.clone());
        let blocked = blocked.unwrap_or_default();
        self.envelope(call, json!({ "count": blocked.len(), "data": blocked }))
    }

    fn block(&mut self, call: &Call<'_>, actor: &Actor, _: &str) -> Response {
        let names = call.names("usernames");
        if let Some(account) = self.accounts.get_mut(&actor.user) {
            let mut blocked = account.blocked.clone();
            blocked.extend(names.iter().cloned());
            if blocked.len() > BLOCKED {
                return self.too_many();
            }
            account.blocked = blocked;
        }
        for name in &names {
            self.tell_own_roster(actor, name, RosterOperation::Ban, None);
        }
        self.envelope(call, json!({ "data": names }))
    }

    fn unblock(&mut self, call: &Call<'_>, actor: &Actor, _: &str) -> Response {
        let names = call.names("usernames");
        if let Some(account) = self.accounts.get_mut(&actor.user) {
            account.blocked.retain(|blocked| !names.contains(blocked));
        }
        for name in &names {
            self.tell_own_roster(actor, name, RosterOperation::Allow, None);
        }
        self.envelope(call, json!({ "data": names }))
    }
}

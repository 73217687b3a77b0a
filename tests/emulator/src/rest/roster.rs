//! Changes of contacts and of the block list.

use serde_json::json;

use super::{Call, Response};
use crate::server::Server;

/// What a call does for a user about another.
type Change = fn(&mut Server, &Call<'_>, &str, &str) -> Response;

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
        if let Err(refusal) = self.authorize(call, user) {
            return Some(refusal);
        }
        let peer = path.last().copied().unwrap_or_default();
        Some(act(self, call, user, peer))
    }

    fn apply_contacts(&mut self, call: &Call<'_>, user: &str, _: &str) -> Response {
        let peers = call.names("usernames");
        if let Some(unknown) = peers.iter().find(|peer| !self.exists(peer)) {
            let description = format!("user not found: {unknown}");
            return self.error(404, "service_resource_not_found", &description);
        }
        for peer in &peers {
            if self.config.auto_create_users {
                self.create_account(peer, None, "");
            }
            self.ask_contact(user, peer, call.text("reason").map(String::from));
        }
        self.envelope(call, json!({ "data": { "users": peers } }))
    }

    fn accept(&mut self, call: &Call<'_>, user: &str, peer: &str) -> Response {
        let asked = self.accept_contact(user, peer);
        self.answer_to_request(call, asked)
    }

    fn decline(&mut self, call: &Call<'_>, user: &str, peer: &str) -> Response {
        let asked = self.decline_contact(user, peer);
        self.answer_to_request(call, asked)
    }

    fn answer_to_request(&mut self, call: &Call<'_>, asked: bool) -> Response {
        if asked {
            return self.envelope(call, json!({ "data": { "result": true } }));
        }
        self.error(400, "illegal_argument", "there is no such request")
    }

    fn drop_contact(&mut self, call: &Call<'_>, user: &str, peer: &str) -> Response {
        self.delete_contact(user, peer);
        self.envelope(call, json!({ "data": { "result": true } }))
    }

    fn remark(&mut self, call: &Call<'_>, user: &str, peer: &str) -> Response {
        let contacts = self.accounts.get_mut(user).map(|account| &mut account.contacts);
        let Some(remark) = contacts.and_then(|contacts| contacts.get_mut(peer)) else {
            let description = "updateRemark | they are not friends, please add as a friend first.";
            return self.error(400, "illegal_argument", description);
        };
        *remark = call.text("remark").map(String::from);
        self.envelope(call, json!({}))
    }

    fn block_list(&mut self, call: &Call<'_>, user: &str, _: &str) -> Response {
        let blocked = self.accounts.get(user).map(|account| account.blocked.clone());
        let blocked = blocked.unwrap_or_default();
        self.envelope(call, json!({ "count": blocked.len(), "data": blocked }))
    }

    fn block(&mut self, call: &Call<'_>, user: &str, _: &str) -> Response {
        let names = call.names("usernames");
        if let Some(account) = self.accounts.get_mut(user) {
            account.blocked.extend(names.iter().cloned());
        }
        self.envelope(call, json!({ "data": names }))
    }

    fn unblock(&mut self, call: &Call<'_>, user: &str, _: &str) -> Response {
        let names = call.names("usernames");
        if let Some(account) = self.accounts.get_mut(user) {
            account.blocked.retain(|blocked| !names.contains(blocked));
        }
        self.envelope(call, json!({ "data": names }))
    }
}

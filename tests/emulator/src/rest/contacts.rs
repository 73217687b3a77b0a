//! Contacts.

use serde_json::{Value, json};

use super::{Call, Response};
use crate::server::Server;

/// Contacts a page holds when nothing else is asked for, and at most.
const PAGE: usize = 20;
const PAGE_MOST: usize = 50;

impl Server {
    /// `GET /users/{user}/contacts/users`, with or without remarks.
    pub(super) fn contacts(&mut self, call: &Call<'_>, user: &str) -> Response {
        if let Err(refusal) = self.authorize(call, user) {
            return refusal;
        }
        let contacts = self.contact_list(user);
        if call.query("needReturnRemark") == Some("true") {
            return self.envelope(call, json!({ "entities": contacts }));
        }
        let names: Vec<_> = contacts.iter().map(|contact| &contact["username"]).collect();
        let members = json!({ "data": names, "count": names.len() });
        self.envelope(call, members)
    }

    /// `GET /users/{user}/contacts`: a page; the cursor is the last name of the page before.
    pub(super) fn contacts_page(&mut self, call: &Call<'_>, user: &str) -> Response {
        if let Err(refusal) = self.authorize(call, user) {
            return refusal;
        }
        let limit = call.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(PAGE);
        let limit = limit.clamp(1, PAGE_MOST);
        let cursor = call.query("cursor").unwrap_or_default();
        let all = self.contact_list(user);
        let name = |contact: &Value| contact["username"].as_str().unwrap_or_default().to_owned();
        let mut left = all.into_iter().filter(|contact| name(contact).as_str() > cursor);
        let page: Vec<_> = left.by_ref().take(limit).collect();
        let next = left.next().and(page.last()).map(name).unwrap_or_default();
        let count = page.len();
        let members = json!({ "data": { "contacts": page, "cursor": next }, "count": count });
        self.envelope(call, members)
    }

    fn contact_list(&self, user: &str) -> Vec<Value> {
        let contacts = self.accounts.get(user).map(|account| &account.contacts);
        let contacts = contacts.into_iter().flatten();
        contacts.map(|(name, remark)| json!({ "username": name, "remark": remark })).collect()
    }
}

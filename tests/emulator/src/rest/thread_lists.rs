//! Lists of threads: of a group, one's own, their members, their last messages.

use serde_json::{Value, json};

use super::groups::Visit;
use super::paging::{Page, Size, after_cursor};
use super::{Call, Response};
use crate::groups::Kind;
use crate::muc::Actor;
use crate::server::Server;

const PAGE: Size = Size { name: "limit", default: 20, most: 50 };

impl Server {
    pub(super) fn serve_thread_lists(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (group, user) = match (method, path) {
            ("GET", ["threads", "user", user]) => (None, Some(*user)),
            ("GET", ["threads", "chatgroups", group]) => (Some(*group), None),
            ("GET", ["threads", "chatgroups", group, "user", user]) => (Some(*group), Some(*user)),
            _ => return None,
        };
        if user.is_some_and(|user| user != actor.user) {
            return Some(self.no_permission(&actor.user));
        }
        if let Some(group) = group {
            if self.groups.get(group).is_none() {
                return Some(self.no_such_group(group));
            }
            if let Err(refusal) = self.must_be_around(group, actor) {
                return Some(refusal);
            }
        }
        let all = self.groups.of_kind(Kind::Thread).filter(|(_, thread)| {
            let parent = thread.parent.as_ref().map(|parent| parent.group.as_str());
            group.is_none_or(|group| parent == Some(group))
                && user.is_none_or(|user| thread.has(user))
        });
        let page =
            after_cursor(call, PAGE, all.map(|(id, _)| (id.clone(), self.thread_details(id))));
        let (entities, properties) = (&page.items, properties(&page));
        Some(self.envelope(call, json!({ "entities": entities, "properties": properties })))
    }

    pub(super) fn show_thread_members(&mut self, visit: &Visit<'_>) -> Response {
        let Some(thread) = self.groups.get(visit.id) else { return self.not_found() };
        let names = thread.members.keys().map(|name| (name.clone(), json!(name)));
        let page = after_cursor(visit.call, PAGE, names);
        let (data, properties) = (json!({ "affiliations": page.items }), properties(&page));
        self.envelope(visit.call, json!({ "data": data, "properties": properties }))
    }
}

/// Where the next page starts, if there is one.
fn properties(page: &Page) -> Value {
    page.next.as_ref().map_or_else(|| json!({}), |next| json!({ "cursor": next }))
}

//! Lists of threads: of a group, one's own, their members, their last messages.

use serde_json::{Value, json};

use super::groups::Visit;
use super::paging::{Page, Size, after_cursor};
use super::{Call, Response};
use crate::groups::Kind;
use crate::muc::Actor;
use crate::server::Server;

const PAGE: Size = Size { name: "limit", default: 20, most: 50 };

/// Threads one call can ask the last messages of.
const LAST_MESSAGES: usize = 20;

impl Server {
    pub(super) fn serve_thread_lists(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (group, user) = match (method, path) {
            ("POST", ["thread", "message"]) => return Some(self.last_messages(call, actor)),
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

    /// Threads that are not there, or in a group the caller is not in, are left out.
    fn last_messages(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let ids = call.names("threadIds");
        if ids.len() > LAST_MESSAGES {
            return self.too_many();
        }
        let seen = ids.iter().filter(|id| {
            let thread = self.groups.get(id).filter(|group| group.kind == Kind::Thread);
            let parent = thread.and_then(|thread| thread.parent.as_ref());
            parent.is_some_and(|parent| self.must_be_around(&parent.group, actor).is_ok())
        });
        let entities = seen.map(|id| {
            let last = self.last_in_thread(id).unwrap_or_else(|| json!({}));
            json!({ "thread_id": id, "last_message": last })
        });
        let entities: Vec<_> = entities.collect();
        self.envelope(call, json!({ "entities": entities }))
    }
}

/// Where the next page starts, if there is one.
fn properties(page: &Page) -> Value {
    page.next.as_ref().map_or_else(|| json!({}), |next| json!({ "cursor": next }))
}

//! Threads: made, joined, left, renamed, listed.

use easemob_core::wire::MucOperation;
use serde_json::json;

use super::groups::Visit;
use super::{Call, Response};
use crate::groups::{Kind, Parent};
use crate::muc::Actor;
use crate::server::Server;

impl Server {
    /// `/thread…` and `/threads…`.
    pub(super) fn serve_threads(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (["thread", rest @ ..] | ["threads", rest @ ..]) = path else { return None };
        let actor = match self.actor(call) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        match (method, path) {
            ("POST", ["thread"]) => return Some(self.hang_thread(call, &actor)),
            ("GET", ["threads", "user", user]) => {
                return Some(self.list_threads(call, None, Some(user)));
            }
            ("GET", ["threads", "chatgroups", group]) => {
                return Some(self.list_threads(call, Some(group), None));
            }
            ("GET", ["threads", "chatgroups", group, "user", user]) => {
                return Some(self.list_threads(call, Some(group), Some(user)));
            }
            _ => {}
        }
        let [id, what @ ..] = rest else { return None };
        let thread = self.groups.get(id).filter(|group| group.kind == Kind::Thread);
        let Some(thread) = thread else {
            return Some(self.error(404, "resource_not_found", "thread does not exist"));
        };
        let own = thread.owner == actor.user;
        let parent = thread.parent.as_ref().and_then(|parent| self.groups.get(&parent.group));
        let rules = own || parent.is_some_and(|group| group.is_ruled_by(&actor.user));
        if matches!((method, what), ("DELETE" | "PUT", []) | ("DELETE", ["users", _])) && !rules {
            return Some(self.error(403, "forbidden_op", "you may not change this thread"));
        }
        let visit = Visit { call, actor, id };
        Some(match (method, what) {
            ("GET", []) => {
                let data = self.thread_details(id);
                self.envelope(call, json!({ "data": data }))
            }
            ("GET", ["users"]) => {
                let members = self.groups.get(id).map(|thread| thread.members.clone());
                let data = json!({ "affiliations": members });
                self.envelope(call, json!({ "data": data, "properties": { "cursor": "" } }))
            }
            ("POST", ["user", _, "join"]) => self.join_thread(&visit),
            ("DELETE", ["user", _, "quit"]) => self.quit_thread(&visit),
            ("DELETE", ["users", user]) => {
                let result = self.kick_member(&visit, user);
                self.envelope(call, json!({ "data": { "result": result, "user": user } }))
            }
            ("PUT", []) => self.rename_thread(&visit),
            ("DELETE", []) => {
                self.tell_own_devices(&visit.actor, id, MucOperation::ThreadDestroy);
                self.tell_of_thread(id, &visit.actor, "delete");
                self.groups.remove(id);
                self.envelope(call, json!({ "data": { "status": "ok" } }))
            }
            _ => return None,
        })
    }

    fn hang_thread(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let text = |name: &str| call.text(name).unwrap_or_default().to_owned();
        let parent = Parent { group: text("group_id"), message: text("msg_id") };
        let inside = self.groups.get(&parent.group);
        let inside = inside.is_some_and(|group| group.members.contains(&actor.user));
        if !inside {
            return self.error(403, "forbidden_op", "you are not in the group");
        }
        match self.create_thread(actor, &text("name"), parent) {
            Ok(id) => self.envelope(call, json!({ "data": { "thread_id": id } })),
            Err(id) => {
                let mut refusal = json!({
                    "error": "illegal_argument", "exception": "EasemobException",
                    "error_description": format!("thread {id} hangs on this message already"),
                });
                refusal["error_code"] = json!(40002);
                super::reply::json(400, &refusal)
            }
        }
    }

    fn join_thread(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let Some(thread) = self.groups.get(visit.id) else { return self.not_found() };
        let parent = thread.parent.as_ref().and_then(|parent| self.groups.get(&parent.group));
        if parent.is_some_and(|group| !group.members.contains(&user)) {
            return self.error(403, "forbidden_op", "you are not in the group");
        }
        let thread = self.groups.get_mut(visit.id);
        if thread.is_some_and(|thread| thread.members.insert(user)) {
            self.tell_own_devices(&visit.actor, visit.id, MucOperation::ThreadJoin);
            self.tell_of_membership(visit.id, &visit.actor, true, None);
        }
        let detail = self.thread_details(visit.id);
        self.envelope(visit.call, json!({ "data": { "status": "ok", "detail": detail } }))
    }

    fn quit_thread(&mut self, visit: &Visit<'_>) -> Response {
        let thread = self.groups.get_mut(visit.id);
        if thread.is_some_and(|thread| thread.remove(&visit.actor.user)) {
            self.tell_own_devices(&visit.actor, visit.id, MucOperation::ThreadLeave);
            self.tell_of_membership(visit.id, &visit.actor, false, None);
        }
        self.envelope(visit.call, json!({ "data": { "status": "ok" } }))
    }

    fn rename_thread(&mut self, visit: &Visit<'_>) -> Response {
        let name = visit.call.text("name").unwrap_or_default().to_owned();
        if let Some(thread) = self.groups.get_mut(visit.id) {
            thread.name.clone_from(&name);
        }
        self.tell_own_devices(&visit.actor, visit.id, MucOperation::ThreadUpdate);
        self.tell_of_thread(visit.id, &visit.actor, "update");
        self.envelope(visit.call, json!({ "data": { "name": name } }))
    }

    fn list_threads(
        &mut self,
        call: &Call<'_>,
        group: Option<&str>,
        user: Option<&str>,
    ) -> Response {
        let all = self.groups.iter().filter(|(_, thread)| {
            let parent = thread.parent.as_ref().map(|parent| parent.group.as_str());
            thread.kind == Kind::Thread
                && group.is_none_or(|group| parent == Some(group))
                && user.is_none_or(|user| thread.members.contains(user))
        });
        let shown: Vec<_> = all.map(|(id, _)| self.thread_details(id)).collect();
        self.envelope(call, json!({ "entities": shown, "properties": { "cursor": "" } }))
    }
}

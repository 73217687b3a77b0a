//! Threads: made, joined, left, renamed, dissolved.

use easemob_core::wire::MucOperation;
use serde_json::json;

use super::groups::Visit;
use super::{Call, Response};
use crate::groups::{Kind, Parent};
use crate::muc::Actor;
use crate::server::Server;

/// Characters of a name.
const NAME_CHARS: usize = 64;

/// Numbers the service gives its refusals.
const ALREADY_THERE: u32 = 40002;
const LIMIT: u32 = 40005;
const NOT_THERE: u32 = 40011;

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
        if let Some(listed) = self.serve_thread_lists(call, &actor, method, path) {
            return Some(listed);
        }
        let [id, what @ ..] = rest else {
            return (method == "POST").then(|| self.hang_thread(call, &actor));
        };
        let Some(parent) = self.parent_of(id) else {
            let description = format!("thread {id} does not exist");
            return Some(self.numbered_error(404, NOT_THERE, &description));
        };
        let allowed = match (method, what) {
            ("DELETE", [] | ["users", _]) => self.must_rule_thread(&parent, &actor, None),
            ("PUT", []) => self.must_rule_thread(&parent, &actor, Some(id)),
            _ => self.must_be_around(&parent, &actor),
        };
        if let Err(refusal) = allowed {
            return Some(refusal);
        }
        let visit = Visit { call, actor, id };
        let me = visit.actor.user.as_str();
        Some(match (method, what) {
            ("GET", []) => {
                let mut data = self.thread_details(id);
                let members = self.groups.get(id).map_or(0, |thread| thread.members.len());
                data["affiliations_count"] = json!(members);
                self.envelope(call, json!({ "data": data }))
            }
            ("GET", ["users"]) => self.show_thread_members(&visit),
            ("POST", ["user", user, "join"]) if *user == me => self.join_thread(&visit),
            ("DELETE", ["user", user, "quit"]) if *user == me => self.quit_thread(&visit),
            (_, ["user", _, "join" | "quit"]) => self.no_permission(me),
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

    fn parent_of(&self, thread: &str) -> Option<String> {
        let thread = self.groups.get(thread).filter(|group| group.kind == Kind::Thread)?;
        Some(thread.parent.as_ref().map(|parent| parent.group.clone()).unwrap_or_default())
    }

    /// Lets through who rules the group a thread hangs in, and who made the thread if that is
    /// enough.
    fn must_rule_thread(
        &self,
        parent: &str,
        actor: &Actor,
        thread: Option<&str>,
    ) -> Result<(), Response> {
        let rules = |id: &str| self.groups.get(id).is_some_and(|it| it.is_ruled_by(&actor.user));
        match rules(parent) || thread.is_some_and(rules) {
            true => Ok(()),
            false => Err(self.no_permission(&actor.user)),
        }
    }

    /// Lets members of the group through. A thread may hang in one nobody knows of.
    pub(super) fn must_be_around(&self, group: &str, actor: &Actor) -> Result<(), Response> {
        match self.groups.get(group) {
            Some(group) if !group.has(&actor.user) => Err(self.not_members(&actor.user)),
            _ => Ok(()),
        }
    }

    fn hang_thread(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let text = |name: &str| call.text(name).unwrap_or_default().to_owned();
        let parent = Parent { group: text("group_id"), message: text("msg_id") };
        match self.groups.get(&parent.group) {
            Some(group) if group.kind == Kind::Group => {
                if !group.has(&actor.user) {
                    return self.not_members(&actor.user);
                }
            }
            _ => return self.no_such_group(&parent.group),
        }
        if parent.message.is_empty() || text("name").is_empty() {
            return self.error(400, "illegal_argument", "msg_id and name must not be empty");
        }
        if text("name").chars().count() > NAME_CHARS {
            return self.numbered_error(403, LIMIT, "the name of the thread is too long");
        }
        match self.create_thread(actor, &text("name"), parent) {
            Ok(id) => self.envelope(call, json!({ "data": { "thread_id": id } })),
            Err(id) => {
                let description = format!("thread {id} hangs on this message already");
                self.numbered_error(400, ALREADY_THERE, &description)
            }
        }
    }

    fn join_thread(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let thread = self.groups.get_mut(visit.id);
        if thread.is_some_and(|thread| thread.admit(&user, self.now)) {
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
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return self.numbered_error(403, LIMIT, "the name of the thread is too long or empty");
        }
        if let Some(thread) = self.groups.get_mut(visit.id) {
            thread.name.clone_from(&name);
        }
        self.tell_own_devices(&visit.actor, visit.id, MucOperation::ThreadUpdate);
        self.tell_of_thread(visit.id, &visit.actor, "update");
        self.envelope(visit.call, json!({ "data": { "name": name } }))
    }
}

//! Who comes into a group and who goes.

use easemob_core::wire::{MucBody, MucOperation};
use serde_json::{Value, json};

use super::groups::Visit;
use super::{Call, Response};
use crate::groups::Kind;
use crate::muc::Actor;
use crate::server::Server;

impl Server {
    pub(super) fn change_members(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        Some(match (method, what) {
            ("GET", ["acks", message]) => self.show_readers(visit, message),
            ("GET", ["users"]) => self.show_members(visit),
            ("DELETE", ["quit"]) => self.quit(visit),
            ("POST", ["apply"]) => self.apply(visit),
            ("POST", ["apply_verify"]) => self.verify_applicant(visit),
            ("POST", ["invite"]) => self.invite_all(visit),
            ("POST", ["invite_verify"]) => self.verify_invitee(visit),
            ("POST", ["users"]) => self.add_members(visit),
            ("DELETE", ["users", users]) => self.remove_members(visit, users),
            _ => return None,
        })
    }

    /// Invites users, or puts them in where they are not asked.
    pub(super) fn invite(&mut self, actor: &Actor, id: &str, users: &[String]) {
        for user in users {
            let Some(group) = self.groups.get_mut(id) else { return };
            let name = group.name.clone();
            let (operation, added) = if group.confirm {
                group.invited.insert(user.clone(), actor.user.clone());
                (MucOperation::Invite, false)
            } else {
                (MucOperation::DirectJoined, group.members.insert(user.clone()))
            };
            let body = self.muc_body(id, &actor.user, operation);
            let to = vec![self.user_jid(user, None)];
            let body = MucBody { to, muc_name: Some(name), ..body };
            if body.is_chatroom != Some(true) {
                self.announce(actor, [user.clone()], &body);
            }
            if added {
                self.tell_of_membership(id, &Actor::named(user), true, None);
            }
        }
    }

    fn show_members(&mut self, visit: &Visit<'_>) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let number = |name: &str| visit.call.query(name).and_then(|n| n.parse::<usize>().ok());
        let size = number("limit").or(number("pagesize")).unwrap_or(50).max(1);
        let cursor = visit.call.query("cursor").filter(|cursor| *cursor != "undefined");
        let skipped = number("pagenum").unwrap_or(1).saturating_sub(1).saturating_mul(size);
        let after = cursor.unwrap_or_default();
        let left = group.members.iter().filter(|member| member.as_str() > after).skip(skipped);
        let mut left = left.peekable();
        let page: Vec<_> = left.by_ref().take(size).collect();
        let next = left.peek().and(page.last()).map_or("", |member| member.as_str()).to_owned();
        let shown = page.iter().map(|member| {
            let role = match member.as_str() {
                member if group.owner == member => "owner",
                member if group.admins.contains(member) && cursor.is_some() => "admin",
                _ => "member",
            };
            json!({ role: member, "joined_time": group.created })
        });
        let shown: Vec<_> = shown.collect();
        self.envelope(visit.call, json!({ "count": shown.len(), "data": shown, "cursor": next }))
    }

    /// Who sent a read receipt of a message.
    fn show_readers(&mut self, visit: &Visit<'_>, message: &str) -> Response {
        let sent = message.parse().ok().and_then(|id| self.messages.get(id));
        let readers = sent.map(|sent| sent.readers.clone()).unwrap_or_default();
        let data = json!({
            "ackmid": message, "is_last": true, "next_key": "", "timestamp": self.now,
            "total": readers.len(), "userlist": readers,
        });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn quit(&mut self, visit: &Visit<'_>) -> Response {
        if self.groups.get(visit.id).is_some_and(|group| group.owner == visit.actor.user) {
            return self.error(403, "forbidden_op", "forbidden operation on group owner!");
        }
        if !self.groups.leave(visit.id, &visit.actor.user) {
            return self.not_members(&visit.actor.user);
        }
        self.tell_of_membership(visit.id, &visit.actor, false, None);
        self.envelope(visit.call, json!({ "data": { "result": true } }))
    }

    fn apply(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let refusal = if group.members.contains(&user) {
            let id = visit.id;
            Some(format!("can not join this group, reason:user: {user} already in group: {id}"))
        } else if group.blocked.contains(&user) {
            Some(format!("can not join this group, reason:user: {user} is in the blacklist"))
        } else if group.private {
            Some("can not join this group, reason: it is not public".into())
        } else if group.is_full() {
            Some("group member list is full!".into())
        } else {
            None
        };
        if let Some(refusal) = refusal {
            return self.error(403, "forbidden_op", &refusal);
        }
        if group.open {
            group.members.insert(user.clone());
            self.tell_of_membership(visit.id, &visit.actor, true, None);
        } else {
            group.applied.insert(user.clone());
            let rulers = group.rulers();
            let reason = visit.call.text("message").map(String::from);
            let body = self.event(visit, MucOperation::Apply);
            self.announce(&visit.actor, rulers, &MucBody { reason, ..body });
        }
        let data = json!({ "action": "apply", "result": true, "user": user, "id": visit.id });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn verify_applicant(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.must_rule(visit) {
            return refusal;
        }
        let user = visit.call.text("applicant").unwrap_or_default().to_owned();
        let agreed = agreed(visit.call);
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if !group.applied.remove(&user) {
            return self.error(400, "illegal_argument", "there is no such application");
        }
        if agreed {
            group.members.insert(user.clone());
        }
        let operation = if agreed { MucOperation::ApplyAccept } else { MucOperation::ApplyDecline };
        let body = self.event(visit, operation);
        let to = vec![self.user_jid(&user, None)];
        let reason = visit.call.text("reason").map(String::from);
        self.announce(&visit.actor, [user.clone()], &MucBody { to, reason, ..body });
        if agreed {
            self.tell_of_membership(visit.id, &Actor::named(&user), true, None);
        }
        self.envelope(visit.call, json!({ "data": { "result": true } }))
    }

    fn invite_all(&mut self, visit: &Visit<'_>) -> Response {
        let users = visit.call.names("usernames");
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let member = group.members.contains(&visit.actor.user);
        if !(group.is_ruled_by(&visit.actor.user) || (member && group.members_invite)) {
            return self.error(403, "forbidden_op", "members may not invite to this group");
        }
        let (inside, outside): (Vec<String>, Vec<String>) =
            users.into_iter().partition(|user| group.members.contains(user));
        if outside.is_empty() {
            let users = inside.join(", ");
            let description = format!(
                "invite users to join group failed, reason: {users} already in group {}",
                visit.id
            );
            return self.error(403, "forbidden_op", &description);
        }
        if group.max_users > 0 && group.members.len() + outside.len() > group.max_users {
            return self.error(403, "forbidden_op", "group member list is full!");
        }
        self.invite(&visit.actor, visit.id, &outside);
        let done = outside.iter().map(
            |user| json!({ "action": "invite", "result": true, "user": user, "id": visit.id }),
        );
        let done: Vec<_> = done.collect();
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn verify_invitee(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let agreed = agreed(visit.call);
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let Some(inviter) = group.invited.remove(&user) else {
            return self.error(400, "illegal_argument", "there is no such invitation");
        };
        if agreed {
            group.members.insert(user.clone());
        }
        let operation =
            if agreed { MucOperation::InviteAccept } else { MucOperation::InviteDecline };
        let body = self.event(visit, operation);
        let to = vec![self.user_jid(&inviter, None)];
        self.announce(&visit.actor, [inviter], &MucBody { to, ..body });
        if agreed {
            self.tell_of_membership(visit.id, &visit.actor, true, None);
        }
        self.envelope(visit.call, json!({ "data": { "result": true } }))
    }

    fn add_members(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.must_rule(visit) {
            return refusal;
        }
        let users = visit.call.names("usernames");
        for user in &users {
            let group = self.groups.get_mut(visit.id);
            if group.is_some_and(|group| group.members.insert(user.clone())) {
                self.tell_of_membership(visit.id, &Actor::named(user), true, None);
            }
        }
        let data = json!({ "newmembers": users, "id": visit.id, "action": "add_member" });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn remove_members(&mut self, visit: &Visit<'_>, users: &str) -> Response {
        if let Err(refusal) = self.must_rule(visit) {
            return refusal;
        }
        let mut done = Vec::new();
        for user in users.split(',') {
            let removed = self.kick_member(visit, user);
            if !removed && !users.contains(',') {
                return self.not_members(user);
            }
            done.push(json!({
                "action": "remove_member", "result": removed, "user": user,
                "groupid": visit.id, "id": visit.id,
            }));
        }
        let data = if users.contains(',') { Value::Array(done) } else { json!(done.first()) };
        self.envelope(visit.call, json!({ "data": data }))
    }

    /// Takes a member out; the owner stays.
    pub(super) fn kick_member(&mut self, visit: &Visit<'_>, user: &str) -> bool {
        let Some(group) = self.groups.get(visit.id) else { return false };
        let kick = match group.kind {
            Kind::Thread => MucOperation::ThreadKick,
            _ => MucOperation::Kick,
        };
        if group.owner == user || !self.groups.leave(visit.id, user) {
            return false;
        }
        let body = self.event(visit, kick);
        let to = vec![self.user_jid(user, None)];
        self.announce(&visit.actor, [user.to_owned()], &MucBody { to, ..body });
        self.tell_of_membership(visit.id, &Actor::named(user), false, None);
        true
    }

    fn not_members(&self, user: &str) -> Response {
        let description = format!("users [{user}] are not members of this group!");
        self.error(403, "forbidden_op", &description)
    }
}

fn agreed(call: &Call<'_>) -> bool {
    call.body.get("verifyResult").and_then(Value::as_bool).unwrap_or_default()
}

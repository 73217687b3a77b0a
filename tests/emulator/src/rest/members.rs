//! Who comes into a group and who goes.

use std::collections::BTreeSet;

use easemob_core::wire::{MucBody, MucOperation};
use serde_json::{Value, json};

use super::groups::Visit;
use super::paging::{Size, after_cursor, numbered};
use super::{Call, Response, limits};
use crate::groups::Kind;
use crate::muc::Actor;
use crate::server::Server;

const CURSOR_PAGE: Size = Size { name: "limit", default: 50, most: 50 };
const NUMBERED_PAGE: Size = Size { name: "pagesize", default: 1000, most: 1000 };

impl Server {
    pub(super) fn change_members(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        Some(match (method, what) {
            ("GET", ["acks", message]) => self.show_readers(visit, message),
            ("GET", ["users"]) => match self.must_see(visit) {
                Ok(()) => self.show_members(visit),
                Err(refusal) => refusal,
            },
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
                (MucOperation::DirectJoined, group.admit(user, self.now))
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

    /// By cursor with the admins told apart; by number, as it was before, without.
    fn show_members(&mut self, visit: &Visit<'_>) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let by_number = visit.call.query("pagenum").is_some();
        let dated = visit.call.query("joined_time") == Some("true");
        let shown = group.members.iter().map(|(name, member)| {
            let role = match group.role(name) {
                Some("admin") if by_number => "member",
                role => role.unwrap_or("member"),
            };
            let mut shown = json!({ role: name });
            if dated {
                shown["joined_time"] = json!(member.joined);
            }
            (name.clone(), shown)
        });
        let page = match by_number {
            true => numbered(visit.call, 1, NUMBERED_PAGE, shown.map(|(_, member)| member)),
            false => after_cursor(visit.call, CURSOR_PAGE, shown),
        };
        self.page(visit.call, page)
    }

    fn quit(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.as_str();
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let key = if group.kind == Kind::Chatroom { "id" } else { "groupid" };
        if group.owner == user {
            return self.not_the_owner();
        }
        if !self.groups.leave(visit.id, user) {
            return self.not_members(user);
        }
        self.tell_of_membership(visit.id, &visit.actor, false, None);
        let data = json!({ "result": true, "user": user, key: visit.id });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn apply(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let refusal = if group.has(&user) {
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
            group.admit(&user, self.now);
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
        if !group.applied.contains(&user) {
            return self.error(400, "illegal_argument", "there is no such application");
        }
        if agreed && group.is_full() {
            return self.error(403, "forbidden_op", "group member list is full!");
        }
        group.applied.remove(&user);
        if agreed {
            group.admit(&user, self.now);
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
        let users = match self.named_users(visit.call, limits::USERS_A_CALL) {
            Ok(users) => users,
            Err(refusal) => return refusal,
        };
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let member = group.has(&visit.actor.user);
        if !(group.is_ruled_by(&visit.actor.user) || (member && group.members_invite)) {
            return self.no_permission(&visit.actor.user);
        }
        if let Some(unknown) = users.iter().find(|user| !self.exists(user)) {
            return self.no_such_user(unknown);
        }
        let (inside, outside): (Vec<String>, Vec<String>) =
            users.into_iter().partition(|user| group.has(user));
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
        let outcome = |user: &String, reason: Option<&str>| {
            let mut shown = json!({
                "action": "invite", "result": reason.is_none(), "user": user, "id": visit.id,
            });
            if let Some(reason) = reason {
                shown["reason"] = json!(reason);
            }
            shown
        };
        let (kept_out, invited): (Vec<String>, Vec<String>) =
            outside.into_iter().partition(|user| group.blocked.contains(user));
        let mut done: Vec<_> = invited.iter().map(|user| outcome(user, None)).collect();
        done.extend(inside.iter().map(|user| outcome(user, Some("already in group"))));
        done.extend(kept_out.iter().map(|user| outcome(user, Some("in the blacklist"))));
        self.invite(&visit.actor, visit.id, &invited);
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn verify_invitee(&mut self, visit: &Visit<'_>) -> Response {
        let user = visit.actor.user.clone();
        let agreed = agreed(visit.call);
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if agreed && group.invited.contains_key(&user) && group.is_full() {
            return self.error(403, "forbidden_op", "group member list is full!");
        }
        let Some(inviter) = group.invited.remove(&user) else {
            return self.error(400, "illegal_argument", "there is no such invitation");
        };
        if agreed {
            group.admit(&user, self.now);
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
        let users = match self.named_users(visit.call, limits::USERS_A_CALL) {
            Ok(users) => users,
            Err(refusal) => return refusal,
        };
        if let Some(unknown) = users.iter().find(|user| !self.exists(user)) {
            return self.no_such_user(unknown);
        }
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let new = users.iter().filter(|user| !group.has(user)).count();
        if group.max_users > 0 && group.members.len() + new > group.max_users {
            return self.error(403, "forbidden_op", "group member list is full!");
        }
        for user in &users {
            let group = self.groups.get_mut(visit.id);
            if group.is_some_and(|group| group.admit(user, self.now)) {
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
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let (most, key) = match group.kind {
            Kind::Chatroom => (limits::REMOVED_FROM_ROOM, "id"),
            _ => (limits::USERS_A_CALL, "groupid"),
        };
        let several = users.contains(',');
        if !several && group.owner == users {
            return self.not_the_owner();
        }
        if users.split(',').count() > most {
            return self.too_many();
        }
        let mut done = Vec::new();
        for user in users.split(',').filter(|user| !user.is_empty()) {
            let removed = self.kick_member(visit, user);
            if !removed && !several {
                return self.not_members(user);
            }
            let mut shown = json!({ "action": "remove_member", "result": removed, "user": user, key: visit.id });
            if !removed {
                shown["reason"] = json!(format!("user: {user} is the owner or no member"));
            }
            done.push(shown);
        }
        let data = if several { Value::Array(done) } else { json!(done.first()) };
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

    /// The users the body names, if they are not too many.
    pub(super) fn named_users(
        &self,
        call: &Call<'_>,
        most: usize,
    ) -> Result<Vec<String>, Response> {
        let users = distinct(call.names("usernames"));
        match users.len() {
            0 => Err(self.error(400, "illegal_argument", "usernames are missing")),
            named if named > most => Err(self.too_many()),
            _ => Ok(users),
        }
    }
}

/// Each name once, where it came first.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

fn agreed(call: &Call<'_>) -> bool {
    call.body.get("verifyResult").and_then(Value::as_bool).unwrap_or_default()
}

//! Who rules a group, who may speak in it, who is kept out.

use std::collections::BTreeSet;

use easemob_core::wire::{MucBody, MucOperation};
use serde_json::{Value, json};

use super::groups::Visit;
use super::{Response, limits};
use crate::groups::{Group, Kind, shown_time};
use crate::server::Server;

/// Blocked users one answer names.
const SHOWN_BLOCKED: usize = 200;

/// A list of members something is settled about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Muted,
    Allowed,
    Blocked,
}

impl List {
    fn most_a_call(self) -> usize {
        match self {
            Self::Muted => limits::MUTED_A_CALL,
            Self::Allowed | Self::Blocked => limits::USERS_A_CALL,
        }
    }

    /// What old answers call the change; those about mutes never had a name for it.
    fn action(self, on: bool) -> Option<&'static str> {
        match (self, on) {
            (Self::Muted, _) => None,
            (Self::Allowed, true) => Some("add_user_whitelist"),
            (Self::Allowed, false) => Some("remove_user_whitelist"),
            (Self::Blocked, true) => Some("add_blocks"),
            (Self::Blocked, false) => Some("remove_blocks"),
        }
    }
}

impl Server {
    pub(super) fn change_rules(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        let me = visit.actor.user.as_str();
        Some(match (method, what) {
            ("POST" | "DELETE", ["shield"]) => self.shield(visit, method == "POST"),
            ("GET", ["admin"]) => self.show_admins(visit),
            ("POST", ["admin"]) => {
                let user = visit.call.text("newadmin").unwrap_or_default().to_owned();
                self.set_admin(visit, &user, true)
            }
            ("DELETE", ["admin", user]) => self.set_admin(visit, user, false),
            ("POST" | "DELETE", ["ban"]) => self.silence(visit, method == "POST"),
            ("GET", ["white", "users", user]) => self.show_whether_allowed(visit, user),
            ("GET", ["mute", user]) if *user == me => self.show_whether_muted(visit),
            _ => return self.change_lists(visit, method, what),
        })
    }

    /// The lists of the muted, the allowed and the blocked.
    fn change_lists(&mut self, visit: &Visit<'_>, method: &str, what: &[&str]) -> Option<Response> {
        let (list, named) = match what {
            ["mute"] => (List::Muted, None),
            ["mute", users] => (List::Muted, Some(*users)),
            ["white", "users"] => (List::Allowed, None),
            ["white", "users", users] => (List::Allowed, Some(*users)),
            ["blocks", "users"] => (List::Blocked, None),
            ["blocks", "users", users] => (List::Blocked, Some(*users)),
            _ => return None,
        };
        if let Err(refusal) = self.must_rule(visit) {
            return Some(refusal);
        }
        let users = match (method, named) {
            ("GET", None) => return Some(self.show_list(visit, list)),
            ("POST", None) => self.named_users(visit.call, list.most_a_call()),
            ("POST" | "DELETE", Some(users)) => {
                let users = users.split(',').filter(|user| !user.is_empty()).map(String::from);
                Ok(users.collect::<Vec<_>>()).and_then(|u| {
                    if u.len() > list.most_a_call() { Err(self.too_many()) } else { Ok(u) }
                })
            }
            _ => return None,
        };
        Some(match users {
            Ok(users) => self.settle(visit, list, &users, method == "POST", named.is_some()),
            Err(refusal) => refusal,
        })
    }

    fn show_list(&mut self, visit: &Visit<'_>, list: List) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let data: Value = match list {
            List::Muted => {
                let mutes = group.mutes.iter().filter(|(_, until)| **until > self.now);
                mutes
                    .map(|(user, until)| json!({ "user": user, "expire": shown_time(*until) }))
                    .collect()
            }
            List::Allowed => json!(group.allowed),
            List::Blocked => {
                group.blocked.iter().take(SHOWN_BLOCKED).map(|user| json!(user)).collect()
            }
        };
        let count = data.as_array().map_or(0, Vec::len);
        self.envelope(visit.call, json!({ "count": count, "data": data }))
    }

    /// Puts users on a list or takes them off it, and tells who is concerned.
    fn settle(
        &mut self,
        visit: &Visit<'_>,
        list: List,
        users: &[String],
        on: bool,
        in_path: bool,
    ) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let owner_alone = users.iter().all(|user| *user == group.owner);
        if on && list != List::Allowed && owner_alone {
            return self.not_the_owner();
        }
        if on && !users.iter().any(|user| group.has(user)) {
            return self.not_members(&users.join(", "));
        }
        let key = if group.kind == Kind::Chatroom { "id" } else { "groupid" };
        let action = list.action(on).filter(|_| !visit.call.wants_v3());
        let until = self.muted_until(visit);
        let mut done = Vec::new();
        for user in users {
            let reason = self.why_not(visit, list, user, on);
            let mut shown = json!({ "result": reason.is_none(), "user": user });
            if let Some(action) = action {
                shown["action"] = json!(action);
                shown[key] = json!(visit.id);
            }
            if let Some(reason) = reason {
                shown["reason"] = json!(reason);
                done.push(shown);
                continue;
            }
            match list {
                List::Muted => self.mute(visit, user, on.then_some(until)),
                List::Allowed => self.allow(visit, user, on),
                List::Blocked => self.block_member(visit, user, on),
            }
            if on && list == List::Muted {
                shown["expire"] = json!(shown_time(until));
            }
            done.push(shown);
        }
        // One user in the path was answered by one object before the third version.
        let alone = in_path && users.len() == 1 && action.is_some();
        let data = if alone { json!(done.first()) } else { Value::Array(done) };
        self.envelope(visit.call, json!({ "data": data }))
    }

    /// Why a user cannot be put on a list.
    fn why_not(&self, visit: &Visit<'_>, list: List, user: &str, on: bool) -> Option<String> {
        let group = self.groups.get(visit.id).filter(|_| on)?;
        if !group.has(user) {
            return Some(format!("user: {user} doesn't exist in group: {}", visit.id));
        }
        let spared = list != List::Allowed && group.owner == user;
        spared.then(|| "forbidden operation on group owner!".into())
    }

    /// Until when those are muted whom a call mutes: a negative time is for ever.
    fn muted_until(&self, visit: &Visit<'_>) -> u64 {
        let duration = visit.call.body.get("mute_duration").and_then(Value::as_i64).unwrap_or(-1);
        u64::try_from(duration).map_or(u64::MAX, |ms| self.now.saturating_add(ms))
    }

    fn mute(&mut self, visit: &Visit<'_>, user: &str, until: Option<u64>) {
        let Some(group) = self.groups.get_mut(visit.id) else { return };
        let operation = match until {
            Some(until) => {
                group.mutes.insert(user.into(), until);
                MucOperation::AddMute
            }
            None => {
                group.mutes.remove(user);
                MucOperation::RemoveMute
            }
        };
        let told = concerned(group, user);
        let ext = until.map(|t| json!({ "user_mute_time": { user: shown_time(t) } }).to_string());
        self.tell_about(visit, operation, user, told, ext);
    }

    fn allow(&mut self, visit: &Visit<'_>, user: &str, allowed: bool) {
        let Some(group) = self.groups.get_mut(visit.id) else { return };
        let operation = if allowed {
            group.allowed.insert(user.into());
            MucOperation::AddUserWhiteList
        } else {
            group.allowed.remove(user);
            MucOperation::RemoveUserWhiteList
        };
        let told = concerned(group, user);
        self.tell_about(visit, operation, user, told, None);
    }

    fn block_member(&mut self, visit: &Visit<'_>, user: &str, blocked: bool) {
        if blocked {
            self.kick_member(visit, user);
        }
        let Some(group) = self.groups.get_mut(visit.id) else { return };
        if blocked {
            group.blocked.insert(user.into());
        } else if group.blocked.remove(user) {
            self.tell_about(visit, MucOperation::Allow, user, [user.to_owned()].into(), None);
        }
    }

    fn show_admins(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.must_see(visit) {
            return refusal;
        }
        let admins = self.groups.get(visit.id).map(|group| group.admins.clone());
        let admins = admins.unwrap_or_default();
        self.envelope(visit.call, json!({ "count": admins.len(), "data": admins }))
    }

    fn set_admin(&mut self, visit: &Visit<'_>, user: &str, admin: bool) -> Response {
        if let Err(refusal) = self.must_own(visit) {
            return refusal;
        }
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if !group.has(user) {
            return self.not_members(user);
        }
        if group.owner == user {
            return self.not_the_owner();
        }
        if admin && !group.admins.contains(user) && group.admins.len() >= limits::ADMINS {
            return self.too_many();
        }
        // Who is no admin any longer is told as well.
        let told = concerned(group, user);
        let operation = if admin {
            group.admins.insert(user.into());
            MucOperation::AddAdmin
        } else {
            group.admins.remove(user);
            MucOperation::RemoveAdmin
        };
        self.tell_about(visit, operation, user, told, None);
        let key = if admin { "newadmin" } else { "oldadmin" };
        self.envelope(visit.call, json!({ "data": { "result": "success", key: user } }))
    }

    fn silence(&mut self, visit: &Visit<'_>, silent: bool) -> Response {
        if let Err(refusal) = self.must_rule(visit) {
            return refusal;
        }
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        group.silent = silent;
        let operation = if silent { MucOperation::BanGroup } else { MucOperation::RemoveBanGroup };
        let body = self.event(visit, operation);
        self.tell_all(visit, body);
        self.envelope(visit.call, json!({ "data": { "mute": silent } }))
    }

    /// Anybody may ask about oneself, owner and admins about others.
    fn show_whether_allowed(&mut self, visit: &Visit<'_>, user: &str) -> Response {
        if visit.actor.user != user
            && let Err(refusal) = self.must_rule(visit)
        {
            return refusal;
        }
        let allowed = self.groups.get(visit.id).is_some_and(|group| group.allowed.contains(user));
        self.envelope(visit.call, json!({ "data": { "white": allowed, "member": user } }))
    }

    fn show_whether_muted(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.must_be_in(visit) {
            return refusal;
        }
        let group = self.groups.get(visit.id);
        let until = group.and_then(|group| group.muted_until(&visit.actor.user, self.now));
        self.envelope(visit.call, json!({ "data": until.is_some() }))
    }

    fn shield(&mut self, visit: &Visit<'_>, shielding: bool) -> Response {
        if let Err(refusal) = self.must_be_in(visit) {
            return refusal;
        }
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if shielding {
            group.shielding.insert(visit.actor.user.clone());
        } else {
            group.shielding.remove(&visit.actor.user);
        }
        self.envelope(visit.call, json!({ "data": { "result": true } }))
    }

    fn tell_about(
        &mut self,
        visit: &Visit<'_>,
        operation: MucOperation,
        user: &str,
        told: BTreeSet<String>,
        ext: Option<String>,
    ) {
        let body = self.event(visit, operation);
        let to = vec![self.user_jid(user, None)];
        self.announce(&visit.actor, told, &MucBody { to, ext, ..body });
    }
}

/// Who hears what is settled about a member: in a room the member alone.
fn concerned(group: &Group, user: &str) -> BTreeSet<String> {
    let mut told = if group.kind == Kind::Chatroom { BTreeSet::new() } else { group.rulers() };
    told.insert(user.into());
    told
}

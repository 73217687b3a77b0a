//! Who rules a group, who may speak in it, who is kept out.

use std::collections::BTreeSet;

use easemob_core::wire::{MucBody, MucOperation};
use serde_json::{Value, json};

use super::Response;
use super::groups::Visit;
use crate::groups::{Group, Kind, shown_time};
use crate::server::Server;

impl Server {
    pub(super) fn change_rules(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        if let (verb @ ("POST" | "DELETE"), ["shield"]) = (method, what) {
            return Some(self.shield(visit, verb == "POST"));
        }
        let (list, users) = match what {
            [list @ ("admin" | "mute" | "ban")] => (*list, visit.call.names("usernames")),
            [list @ ("blocks" | "white"), "users"] => (*list, visit.call.names("usernames")),
            [list @ ("admin" | "mute"), users] => (*list, named(users)),
            [list @ ("blocks" | "white"), "users", users] => (*list, named(users)),
            _ => return None,
        };
        let allowed = match (method, list) {
            ("GET", "admin") => Ok(()),
            ("GET", "white") if !users.is_empty() => Ok(()),
            (_, "admin") => self.must_own(visit),
            _ => self.must_rule(visit),
        };
        if let Err(refusal) = allowed {
            return Some(refusal);
        }
        Some(match (method, list) {
            ("GET", _) => self.show_list(visit, list, &users),
            ("POST", "admin") => {
                let user = visit.call.text("newadmin").unwrap_or_default().to_owned();
                self.set_admin(visit, &user, true)
            }
            ("DELETE", "admin") => {
                let user = users.first().cloned().unwrap_or_default();
                self.set_admin(visit, &user, false)
            }
            ("POST" | "DELETE", "ban") => self.silence(visit, method == "POST"),
            ("POST" | "DELETE", "mute") => self.mute(visit, &users, method == "POST"),
            ("POST" | "DELETE", "white") => self.allow(visit, &users, method == "POST"),
            ("POST" | "DELETE", _) => self.block_members(visit, &users, method == "POST"),
            _ => return None,
        })
    }

    fn show_list(&mut self, visit: &Visit<'_>, list: &str, users: &[String]) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let data = match (list, users) {
            ("admin", _) => json!(group.admins),
            ("mute", _) => {
                let mutes = group.mutes.iter().filter(|(_, until)| **until > self.now);
                mutes
                    .map(|(user, until)| json!({ "user": user, "expire": shown_time(*until) }))
                    .collect()
            }
            ("white", [user, ..]) => {
                json!({ "white": group.allowed.contains(user), "member": user })
            }
            ("white", _) => json!(group.allowed),
            _ => json!(group.blocked),
        };
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn set_admin(&mut self, visit: &Visit<'_>, user: &str, admin: bool) -> Response {
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if !group.members.contains(user) {
            let description = format!("users [{user}] are not members of this group!");
            return self.error(403, "forbidden_op", &description);
        }
        let mut told = group.rulers();
        let operation = if admin {
            group.admins.insert(user.into());
            MucOperation::AddAdmin
        } else {
            group.admins.remove(user);
            MucOperation::RemoveAdmin
        };
        told.insert(user.into());
        self.tell_about(visit, operation, user, told, None);
        let key = if admin { "newadmin" } else { "oldadmin" };
        self.envelope(visit.call, json!({ "data": { "result": "success", key: user } }))
    }

    fn silence(&mut self, visit: &Visit<'_>, silent: bool) -> Response {
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        group.silent = silent;
        let operation = if silent { MucOperation::BanGroup } else { MucOperation::RemoveBanGroup };
        let body = self.event(visit, operation);
        self.tell_all(visit, body);
        self.envelope(visit.call, json!({ "data": { "mute": silent } }))
    }

    fn mute(&mut self, visit: &Visit<'_>, users: &[String], muted: bool) -> Response {
        let duration = visit.call.body.get("mute_duration").and_then(Value::as_i64).unwrap_or(-1);
        let until = match u64::try_from(duration) {
            Ok(ms) => self.now.saturating_add(ms),
            Err(_) => u64::MAX,
        };
        let mut done = Vec::new();
        for user in users {
            let Some(group) = self.groups.get_mut(visit.id) else { break };
            let operation = if muted {
                group.mutes.insert(user.clone(), until);
                MucOperation::AddMute
            } else {
                group.mutes.remove(user);
                MucOperation::RemoveMute
            };
            let told = concerned(group, user);
            let ext =
                muted.then(|| json!({ "user_mute_time": { user: shown_time(until) } }).to_string());
            self.tell_about(visit, operation, user, told, ext);
            done.push(json!({ "result": true, "expire": shown_time(until), "user": user }));
        }
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn allow(&mut self, visit: &Visit<'_>, users: &[String], allowed: bool) -> Response {
        let mut done = Vec::new();
        for user in users {
            let Some(group) = self.groups.get_mut(visit.id) else { break };
            let operation = if allowed {
                group.allowed.insert(user.clone());
                MucOperation::AddUserWhiteList
            } else {
                group.allowed.remove(user);
                MucOperation::RemoveUserWhiteList
            };
            let told = concerned(group, user);
            self.tell_about(visit, operation, user, told, None);
            done.push(json!({ "result": true, "user": user }));
        }
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn block_members(&mut self, visit: &Visit<'_>, users: &[String], blocked: bool) -> Response {
        let mut done = Vec::new();
        for user in users {
            if blocked {
                self.kick_member(visit, user);
                if let Some(group) = self.groups.get_mut(visit.id) {
                    group.blocked.insert(user.clone());
                }
            } else if let Some(group) = self.groups.get_mut(visit.id)
                && group.blocked.remove(user)
            {
                let told = [user.clone()].into();
                self.tell_about(visit, MucOperation::Allow, user, told, None);
            }
            done.push(json!({ "result": true, "user": user, "groupid": visit.id, "id": visit.id }));
        }
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn shield(&mut self, visit: &Visit<'_>, shielding: bool) -> Response {
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

fn named(users: &str) -> Vec<String> {
    users.split(',').filter(|user| !user.is_empty()).map(String::from).collect()
}

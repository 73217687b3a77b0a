//! Groups and chat rooms: made, shown, changed, joined, left, dissolved.

use easemob_core::wire::{MucBody, MucEventInfo, MucOperation};
use serde_json::{Map, Value, json};

use super::{Call, Response};
use crate::groups::{Group, Kind};
use crate::muc::Actor;
use crate::server::Server;

/// A call about one group, by somebody who may make it.
pub(super) struct Visit<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) actor: Actor,
    pub(super) id: &'a str,
}

impl Server {
    /// `/chatgroups…` and `/chatrooms…`.
    pub(super) fn serve_groups(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (kind, rest) = match path {
            ["chatgroups", rest @ ..] => (Kind::Group, rest),
            ["chatrooms", rest @ ..] => (Kind::Chatroom, rest),
            ["users", _, "joined_chatgroups"] if method == "GET" => (Kind::Group, &path[1..2]),
            ["users", _, "joined_chatrooms"] if method == "GET" => (Kind::Chatroom, &path[1..2]),
            _ => return None,
        };
        let actor = match self.actor(call) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        if path[0] == "users" {
            return Some(self.joined_groups(call, kind, rest[0]));
        }
        match (method, rest) {
            ("POST", []) => Some(self.create_group(call, actor, kind)),
            ("GET", [ids]) => Some(self.show_groups(call, kind, ids)),
            (_, [id, what @ ..]) => {
                let Some(_) = self.groups.get(id).filter(|group| group.kind == kind) else {
                    let description = format!("grpID {id} does not exist!");
                    return Some(self.error(404, "resource_not_found", &description));
                };
                let visit = Visit { call, actor, id };
                let done = self.change_group(&visit, method, what);
                let done = done.or_else(|| self.change_members(&visit, method, what));
                done.or_else(|| self.change_rules(&visit, method, what))
            }
            _ => None,
        }
    }

    /// Lets owner and admins through.
    pub(super) fn must_rule(&self, visit: &Visit<'_>) -> Result<(), Response> {
        let group = self.groups.get(visit.id);
        if group.is_some_and(|group| group.is_ruled_by(&visit.actor.user)) {
            return Ok(());
        }
        Err(self.error(403, "forbidden_op", "you are not the owner or an admin of this group"))
    }

    pub(super) fn must_own(&self, visit: &Visit<'_>) -> Result<(), Response> {
        if self.groups.get(visit.id).is_some_and(|group| group.owner == visit.actor.user) {
            return Ok(());
        }
        Err(self.error(403, "forbidden_op", "you are not the owner of this group"))
    }

    fn change_group(&mut self, visit: &Visit<'_>, method: &str, what: &[&str]) -> Option<Response> {
        let owner_is_asked = matches!((method, what), ("DELETE", []))
            || (method == "PUT" && what.is_empty() && visit.call.text("newowner").is_some());
        let ruler_is_asked = matches!((method, what), ("PUT", []) | ("POST", ["announcement"]));
        let allowed = match (owner_is_asked, ruler_is_asked) {
            (true, _) => self.must_own(visit),
            (_, true) => self.must_rule(visit),
            _ => Ok(()),
        };
        if let Err(refusal) = allowed {
            return Some(refusal);
        }
        Some(match (method, what) {
            ("DELETE", []) => self.destroy_group(visit),
            ("PUT", []) if owner_is_asked => self.change_owner(visit),
            ("PUT", []) => self.modify_group(visit),
            ("GET", ["announcement"]) => {
                let group = self.groups.get(visit.id);
                let text = group.map(|group| group.announcement.clone()).unwrap_or_default();
                self.envelope(visit.call, json!({ "data": { "announcement": text } }))
            }
            ("POST", ["announcement"]) => {
                let text = visit.call.text("announcement").unwrap_or_default().to_owned();
                if let Some(group) = self.groups.get_mut(visit.id) {
                    group.announcement.clone_from(&text);
                }
                let body = self.event(visit, MucOperation::UpdateAnnouncement);
                self.tell_all(visit, MucBody { reason: Some(text), ..body });
                self.envelope(visit.call, json!({ "data": { "id": visit.id, "result": true } }))
            }
            _ => return None,
        })
    }

    fn create_group(&mut self, call: &Call<'_>, actor: Actor, kind: Kind) -> Response {
        let members = call.names("members");
        if let Some(unknown) = members.iter().find(|member| !self.exists(member)) {
            let description = format!("username {unknown} doesn't exist!'");
            return self.error(404, "resource_not_found", &description);
        }
        let max_users = call.body.get("maxusers").and_then(Value::as_u64);
        let max_users = max_users.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        if max_users > 0 && members.len() >= max_users {
            let description = "members size is greater than max user size !";
            return self.error(403, "forbidden_op", description);
        }
        let flag = |name: &str| call.body.get(name).and_then(Value::as_bool);
        let confirm = flag("invite_need_confirm").or(flag("inviteNeedConfirm")).unwrap_or(false);
        let name = call.text("groupname").or(call.text("name")).unwrap_or_default();
        let room = kind == Kind::Chatroom;
        let group = Group {
            name: name.into(),
            description: call.text("desc").or(call.text("description")).unwrap_or_default().into(),
            custom: call.text("custom").or(call.text("ext")).unwrap_or_default().into(),
            owner: actor.user.clone(),
            members: [actor.user.clone()].into(),
            kind,
            open: room || flag("approval") != Some(true),
            private: !room && flag("public") != Some(true),
            members_invite: flag("allowinvites").unwrap_or(false),
            confirm: confirm && !room,
            max_users,
            created: self.now,
            ..Group::default()
        };
        let id = self.groups.free_id();
        self.groups.put(id.clone(), group);
        let body = self.muc_body(&id, &actor.user, MucOperation::Create);
        self.announce(&actor, [actor.user.clone()], &body);
        self.invite(&actor, &id, &members);
        let key = if room { "id" } else { "groupid" };
        self.envelope(call, json!({ "data": { key: id } }))
    }

    fn show_groups(&mut self, call: &Call<'_>, kind: Kind, ids: &str) -> Response {
        let known = |id: &&str| self.groups.get(id).is_some_and(|group| group.kind == kind);
        if let Some(unknown) = ids.split(',').find(|id| !known(id)) {
            let description = format!("grpID {unknown} does not exist!");
            return self.error(404, "resource_not_found", &description);
        }
        let shown = ids.split(',').filter_map(|id| Some(details(id, self.groups.get(id)?)));
        let shown: Vec<_> = shown.collect();
        self.envelope(call, json!({ "count": shown.len(), "data": shown }))
    }

    fn joined_groups(&mut self, call: &Call<'_>, kind: Kind, user: &str) -> Response {
        let all = self.groups.iter();
        let joined = all.filter(|(_, g)| g.kind == kind && g.members.contains(user));
        let shown = joined.map(|(id, group)| {
            json!({
                "id": id, "groupid": id, "name": group.name, "groupname": group.name,
                "title": group.name, "owner": format!("{}_{}", self.config.app_key, group.owner),
                "created": group.created, "description": group.description,
                "max_users": group.max_users, "disabled": false,
                "permission": permission(group, user),
            })
        });
        let shown: Vec<_> = shown.collect();
        self.envelope(call, json!({ "count": shown.len(), "data": shown }))
    }

    fn destroy_group(&mut self, visit: &Visit<'_>) -> Response {
        let members = self.groups.get(visit.id).map(|group| group.members.clone());
        let body = self.event(visit, MucOperation::Destroy);
        self.groups.remove(visit.id);
        self.announce(&visit.actor, members.unwrap_or_default(), &body);
        self.envelope(visit.call, json!({ "data": { "success": true, "id": visit.id } }))
    }

    fn change_owner(&mut self, visit: &Visit<'_>) -> Response {
        let owner = visit.call.text("newowner").unwrap_or_default().to_owned();
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if !group.members.contains(&owner) {
            let description = format!("users [{owner}] are not members of this group!");
            return self.error(403, "forbidden_op", &description);
        }
        group.admins.remove(&owner);
        let old = std::mem::replace(&mut group.owner, owner.clone());
        let told = match group.kind {
            Kind::Chatroom => group.members.clone(),
            _ => [old, owner.clone()].into(),
        };
        let body = self.event(visit, MucOperation::AssignOwner);
        let body = MucBody { to: vec![self.user_jid(&owner, None)], ..body };
        self.announce(&visit.actor, told, &body);
        self.envelope(visit.call, json!({ "data": { "newowner": true } }))
    }

    fn modify_group(&mut self, visit: &Visit<'_>) -> Response {
        let (mut done, mut detail) = (Map::new(), Map::new());
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        for (member, shown, field) in [
            ("groupname", "name", &mut group.name),
            ("description", "description", &mut group.description),
            ("custom", "custom", &mut group.custom),
        ] {
            if let Some(text) = visit.call.text(member) {
                *field = text.into();
                done.insert(member.into(), json!(true));
                detail.insert(shown.into(), json!(text));
            }
        }
        if let Some(most) = visit.call.body.get("maxusers").and_then(Value::as_u64) {
            group.max_users = usize::try_from(most).unwrap_or_default();
            done.insert("maxusers".into(), json!(true));
            detail.insert("max_users".into(), json!(most));
        }
        detail.insert("last_modified".into(), json!(self.now.to_string()));
        let info =
            MucEventInfo { ext: Some(Value::Object(detail).to_string()), ..Default::default() };
        let body = self.event(visit, MucOperation::Update);
        self.tell_all(visit, MucBody { event_info: Some(info), ..body });
        self.envelope(visit.call, json!({ "data": done }))
    }

    pub(super) fn event(&self, visit: &Visit<'_>, operation: MucOperation) -> MucBody {
        self.muc_body(visit.id, &visit.actor.user, operation)
    }

    /// Tells every member.
    pub(super) fn tell_all(&mut self, visit: &Visit<'_>, body: MucBody) {
        let members = self.groups.get(visit.id).map(|group| group.members.clone());
        self.announce(&visit.actor, members.unwrap_or_default(), &body);
    }
}

fn details(id: &str, group: &Group) -> Value {
    let members = group.members.iter().map(|member| {
        let role = if *member == group.owner { "owner" } else { "member" };
        json!({ role: member, "joined_time": group.created })
    });
    json!({
        "id": id, "name": group.name, "description": group.description,
        "membersonly": !group.open, "allowinvites": group.members_invite,
        "invite_need_confirm": group.confirm, "maxusers": group.max_users,
        "owner": group.owner, "created": group.created, "custom": group.custom,
        "mute": group.silent, "affiliations_count": group.members.len(),
        "affiliations": members.collect::<Vec<_>>(), "disabled": false,
        "public": !group.private, "shieldgroup": false,
    })
}

fn permission(group: &Group, user: &str) -> &'static str {
    match user {
        user if group.owner == user => "owner",
        user if group.admins.contains(user) => "admin",
        _ => "member",
    }
}

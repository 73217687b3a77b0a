//! Groups and chat rooms: made, changed, handed over, dissolved.

use easemob_core::wire::{MucBody, MucEventInfo, MucOperation};
use serde_json::{Map, Value, json};

use super::members::distinct;
use super::{Call, Response, limits};
use crate::groups::{Group, Kind};
use crate::muc::Actor;
use crate::server::Server;

/// Members of a group that does not say how many it wants.
const USERS: usize = 200;

/// A call about one group, by somebody who may make it.
pub(super) struct Visit<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) actor: Actor,
    pub(super) id: &'a str,
}

impl Server {
    /// Everything about groups and chat rooms.
    pub(super) fn serve_groups(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (kind, id, what) = match path {
            ["chatgroups"] => (Kind::Group, None, &[][..]),
            ["chatrooms"] => (Kind::Chatroom, None, &[][..]),
            ["chatgroups", "user", ..] => return self.serve_group_lists(call, method, path),
            ["chatgroups", id, what @ ..] => (Kind::Group, Some(*id), what),
            ["chatrooms", id, what @ ..] => (Kind::Chatroom, Some(*id), what),
            ["sdk", "chatgroups", id, "mute", _] => (Kind::Group, Some(*id), &path[3..]),
            ["sdk", "chatrooms", id, "mute", _] => (Kind::Chatroom, Some(*id), &path[3..]),
            ["sdk", "metadata", "chatgroup", id, ..] => (Kind::Group, Some(*id), path),
            ["metadata", "chatroom", id, ..] => (Kind::Chatroom, Some(*id), path),
            _ => return self.serve_group_lists(call, method, path),
        };
        let actor = match self.actor(call) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        let Some(id) = id else {
            return match (method, kind) {
                ("POST", _) => Some(self.create_group(call, actor, kind)),
                ("GET", Kind::Chatroom) => Some(self.show_rooms(call)),
                _ => None,
            };
        };
        if (method, what) == ("GET", &[]) {
            return Some(self.show_groups(call, &actor, kind, id));
        }
        if self.groups.get(id).is_none_or(|group| group.kind != kind) {
            return Some(self.no_such_group(id));
        }
        let visit = Visit { call, actor, id };
        let done = self.change_group(&visit, method, what);
        let done = done.or_else(|| self.change_members(&visit, method, what));
        let done = done.or_else(|| self.change_rules(&visit, method, what));
        let done = done.or_else(|| self.change_shares(&visit, method, what));
        let done = done.or_else(|| self.change_member_attributes(&visit, method, what));
        done.or_else(|| self.change_room_attributes(&visit, method, what))
    }

    fn change_group(&mut self, visit: &Visit<'_>, method: &str, what: &[&str]) -> Option<Response> {
        let hands_over = visit.call.text("newowner").is_some();
        let (allowed, change): (_, fn(&mut Self, &Visit<'_>) -> Response) = match (method, what) {
            ("DELETE", []) => (self.must_own(visit), Self::destroy_group),
            ("PUT", []) if hands_over => (self.must_own(visit), Self::change_owner),
            ("PUT", []) => (self.must_rule(visit), Self::modify_group),
            ("GET", ["announcement"]) => (self.must_see(visit), Self::show_announcement),
            ("POST", ["announcement"]) => (self.must_rule(visit), Self::announce_news),
            _ => return None,
        };
        Some(allowed.err().unwrap_or_else(|| change(self, visit)))
    }

    fn create_group(&mut self, call: &Call<'_>, actor: Actor, kind: Kind) -> Response {
        if let Err(refusal) = self.check_texts(call) {
            return refusal;
        }
        let mut members = distinct(call.names("members"));
        members.retain(|member| *member != actor.user);
        if let Some(unknown) = members.iter().find(|member| !self.exists(member)) {
            return self.no_such_user(unknown);
        }
        let max_users = match most_users(call) {
            Some(0) | None => USERS,
            Some(most) => most,
        };
        if max_users > limits::users(kind) || members.len() >= max_users {
            let description = "members size is greater than max user size !";
            return self.error(403, "forbidden_op", description);
        }
        let flag = |name: &str| call.body.get(name).and_then(Value::as_bool);
        let confirm = flag("invite_need_confirm").or(flag("inviteNeedConfirm")).unwrap_or(false);
        let text = |names: [&str; 2]| {
            let found = names.into_iter().find_map(|name| call.text(name));
            found.unwrap_or_default().to_owned()
        };
        let room = kind == Kind::Chatroom;
        let mut group = Group {
            name: text(["groupname", "name"]),
            description: text(["desc", "description"]),
            custom: text(["custom", "ext"]),
            avatar: text(["avatar", "avatar"]),
            owner: actor.user.clone(),
            kind,
            open: room || flag("approval") != Some(true),
            private: !room && flag("public") != Some(true),
            members_invite: flag("allowinvites").unwrap_or(false),
            confirm: confirm && !room,
            max_users,
            created: self.now,
            ..Group::default()
        };
        group.admit(&actor.user, self.now);
        let id = self.groups.free_id();
        self.groups.put(id.clone(), group);
        let body = self.muc_body(&id, &actor.user, MucOperation::Create);
        self.announce(&actor, [actor.user.clone()], &body);
        self.invite(&actor, &id, &members);
        let key = if room { "id" } else { "groupid" };
        self.envelope(call, json!({ "data": { key: id } }))
    }

    fn destroy_group(&mut self, visit: &Visit<'_>) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let members = group.names();
        let named = group.kind == Kind::Chatroom || visit.call.wants_v3();
        let body = self.event(visit, MucOperation::Destroy);
        self.groups.remove(visit.id);
        self.announce(&visit.actor, members, &body);
        let key = if named { "id" } else { "groupid" };
        self.envelope(visit.call, json!({ "data": { "success": true, key: visit.id } }))
    }

    fn change_owner(&mut self, visit: &Visit<'_>) -> Response {
        let owner = visit.call.text("newowner").unwrap_or_default().to_owned();
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if !group.has(&owner) {
            return self.not_members(&owner);
        }
        group.admins.remove(&owner);
        group.mutes.remove(&owner);
        let old = std::mem::replace(&mut group.owner, owner.clone());
        let told = match group.kind {
            Kind::Chatroom => group.names(),
            _ => [old, owner.clone()].into(),
        };
        let body = self.event(visit, MucOperation::AssignOwner);
        let body = MucBody { to: vec![self.user_jid(&owner, None)], ..body };
        self.announce(&visit.actor, told, &body);
        self.envelope(visit.call, json!({ "data": { "newowner": true } }))
    }

    fn modify_group(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.check_texts(visit.call) {
            return refusal;
        }
        let most = most_users(visit.call);
        let (mut done, mut detail) = (Map::new(), Map::new());
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        if most.is_some_and(|most| most < group.members.len() || most > limits::users(group.kind)) {
            let description = "maxusers is less than the members there are, or too many";
            return self.error(400, "illegal_argument", description);
        }
        for (member, shown, field) in [
            ("groupname", "name", &mut group.name),
            ("description", "description", &mut group.description),
            ("custom", "custom", &mut group.custom),
            ("avatar", "avatar", &mut group.avatar),
        ] {
            if let Some(text) = visit.call.text(member) {
                *field = text.into();
                done.insert(member.into(), json!(true));
                detail.insert(shown.into(), json!(text));
            }
        }
        if let Some(most) = most {
            group.max_users = most;
            done.insert("maxusers".into(), json!(true));
            detail.insert("max_users".into(), json!(most));
        }
        detail.insert("last_modified".into(), json!(self.now.to_string()));
        let body = self.event_with(visit, MucOperation::Update, &Value::Object(detail));
        self.tell_all(visit, body);
        self.envelope(visit.call, json!({ "data": done }))
    }

    fn show_announcement(&mut self, visit: &Visit<'_>) -> Response {
        let group = self.groups.get(visit.id);
        let text = group.map(|group| group.announcement.clone()).unwrap_or_default();
        self.envelope(visit.call, json!({ "data": { "announcement": text } }))
    }

    /// An empty announcement takes the old one away.
    fn announce_news(&mut self, visit: &Visit<'_>) -> Response {
        if let Err(refusal) = self.check_texts(visit.call) {
            return refusal;
        }
        let text = visit.call.text("announcement").unwrap_or_default().to_owned();
        if let Some(group) = self.groups.get_mut(visit.id) {
            group.announcement.clone_from(&text);
        }
        let body = match text.is_empty() {
            true => self.event(visit, MucOperation::DeleteAnnouncement),
            false => {
                let body = self.event(visit, MucOperation::UpdateAnnouncement);
                MucBody { reason: Some(text), ..body }
            }
        };
        self.tell_all(visit, body);
        self.envelope(visit.call, json!({ "data": { "id": visit.id, "result": true } }))
    }

    pub(super) fn event(&self, visit: &Visit<'_>, operation: MucOperation) -> MucBody {
        self.muc_body(visit.id, &visit.actor.user, operation)
    }

    /// An event that says more, as JSON.
    pub(super) fn event_with(
        &self,
        visit: &Visit<'_>,
        operation: MucOperation,
        ext: &Value,
    ) -> MucBody {
        let info = MucEventInfo { ext: Some(ext.to_string()), ..MucEventInfo::default() };
        MucBody { event_info: Some(info), ..self.event(visit, operation) }
    }

    /// Tells every member.
    pub(super) fn tell_all(&mut self, visit: &Visit<'_>, body: MucBody) {
        let members = self.groups.get(visit.id).map(Group::names);
        self.announce(&visit.actor, members.unwrap_or_default(), &body);
    }

    /// Refuses a text that is longer than the vendor lets it be.
    fn check_texts(&self, call: &Call<'_>) -> Result<(), Response> {
        for (name, most) in limits::TEXTS {
            if call.text(name).is_some_and(|text| text.chars().count() > most) {
                let description = format!("{name} is longer than {most} characters");
                return Err(self.error(400, "illegal_argument", &description));
            }
        }
        Ok(())
    }
}

fn most_users(call: &Call<'_>) -> Option<usize> {
    let most = call.body.get("maxusers").and_then(Value::as_u64)?;
    Some(usize::try_from(most).unwrap_or(usize::MAX))
}

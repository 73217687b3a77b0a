//! Lists of groups and rooms: one's own, the public ones, the details of several.

use serde_json::{Value, json};

use super::paging::{Page, Size, after_cursor, numbered, text};
use super::{Call, Response, limits};
use crate::groups::{Group, Kind};
use crate::muc::Actor;
use crate::server::Server;

const JOINED_GROUPS: Size = Size { name: "pagesize", default: 500, most: 500 };
const JOINED_WITH_ROLE: Size = Size { name: "pagesize", default: 20, most: 20 };
const JOINED_ROOMS: Size = Size { name: "pagesize", default: 500, most: 500 };
const PUBLIC: Size = Size { name: "limit", default: 20, most: 100 };
const ROOMS: Size = Size { name: "pagesize", default: 20, most: 1000 };

/// Rooms of the app that are listed in all.
const LISTED_ROOMS: usize = 1000;

impl Server {
    /// Lists that are not of one group.
    pub(super) fn serve_group_lists(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let (user, list): (_, fn(&mut Self, &Call<'_>, &str) -> Response) = match (method, path) {
            ("GET", ["users", user, "joined_chatgroups"]) => (user, Self::joined_groups),
            ("GET", ["users", user, "joined_chatrooms"]) => (user, Self::joined_rooms),
            ("GET", ["chatgroups", "user", user]) => (user, Self::joined_with_role),
            ("GET", ["chatgroups", "user", user, "joined_count"]) => (user, Self::count_joined),
            ("GET", ["publicchatgroups"]) => (&"", Self::public_groups),
            _ => return None,
        };
        let allowed = match *user {
            "" => self.authorize_anyone(call),
            user => self.authorize(call, user),
        };
        Some(allowed.err().unwrap_or_else(|| list(self, call, user)))
    }

    /// `GET /chatgroups/{ids}` and `/chatrooms/{id}`. Of several, those that are there.
    pub(super) fn show_groups(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        kind: Kind,
        ids: &str,
    ) -> Response {
        if ids.split(',').count() > limits::GROUPS_A_CALL {
            return self.too_many();
        }
        let known = ids.split(',').filter_map(|id| Some((id, self.groups.get(id)?)));
        let known = known.filter(|(_, group)| group.kind == kind);
        let items: Vec<_> = known.map(|(id, group)| details(call, actor, id, group)).collect();
        if items.is_empty() {
            return self.no_such_group(ids);
        }
        self.page(call, Page { items, next: None })
    }

    /// `GET /chatrooms`.
    pub(super) fn show_rooms(&mut self, call: &Call<'_>) -> Response {
        let rooms = self.groups.of_kind(Kind::Chatroom).take(LISTED_ROOMS);
        let shown = rooms.map(|(id, room)| {
            json!({
                "id": id, "name": room.name, "owner": self.long_name(&room.owner),
                "affiliations_count": room.members.len(),
            })
        });
        // The Web SDK writes a 0 where it was given no number.
        let page = numbered(call, 1, ROOMS, shown);
        self.page(call, page)
    }

    /// Without a page in the query: all of them.
    fn joined_groups(&mut self, call: &Call<'_>, user: &str) -> Response {
        let (id_key, name_key) =
            if call.wants_v3() { ("id", "name") } else { ("groupid", "groupname") };
        let shown = self.groups.joined(Kind::Group, user).map(|(id, group)| {
            json!({
                id_key: id, name_key: group.name, "disabled": false,
                "permission": group.role(user),
            })
        });
        let page = match call.query("pagenum") {
            Some(_) => numbered(call, 1, JOINED_GROUPS, shown),
            None => Page { items: shown.collect(), next: None },
        };
        self.page(call, page)
    }

    fn joined_with_role(&mut self, call: &Call<'_>, user: &str) -> Response {
        let asked = |name: &str| text(call, name) == Some("true");
        let (count, role) = (asked("needAffiliations"), asked("needRole"));
        let shown = self.groups.joined(Kind::Group, user).map(|(id, group)| {
            let mut entity = json!({
                "groupId": id, "name": group.name, "disabled": false,
                "membersonly": !group.open, "allowinvites": group.members_invite,
                "description": group.description, "maxusers": group.max_users,
                "public": !group.private,
            });
            if count {
                entity["affiliations_count"] = json!(group.members.len());
            }
            if role {
                entity["permission"] = json!(group.role(user));
            }
            entity
        });
        let entities = numbered(call, 0, JOINED_WITH_ROLE, shown).items;
        self.envelope(call, json!({ "count": entities.len(), "entities": entities }))
    }

    fn count_joined(&mut self, call: &Call<'_>, user: &str) -> Response {
        let joined = self.groups.joined(Kind::Group, user).count();
        self.envelope(call, json!({ "data": joined }))
    }

    fn joined_rooms(&mut self, call: &Call<'_>, user: &str) -> Response {
        let shown = self.groups.joined(Kind::Chatroom, user).map(|(id, room)| {
            json!({
                "id": id, "title": room.name, "owner": self.long_name(&room.owner),
                "created": room.created, "description": room.description,
                "max_users": room.max_users,
            })
        });
        let page = numbered(call, 1, JOINED_ROOMS, shown);
        self.page(call, page)
    }

    fn public_groups(&mut self, call: &Call<'_>, _: &str) -> Response {
        let (id_key, name_key) =
            if call.wants_v3() { ("id", "name") } else { ("groupid", "groupname") };
        let public = self.groups.of_kind(Kind::Group).filter(|(_, group)| !group.private);
        let shown =
            public.map(|(id, group)| (id.clone(), json!({ id_key: id, name_key: group.name })));
        let page = after_cursor(call, PUBLIC, shown);
        self.page(call, page)
    }

    /// A user with the app in front, as old answers have it.
    fn long_name(&self, user: &str) -> String {
        format!("{}_{user}", self.config.app_key)
    }
}

fn details(call: &Call<'_>, actor: &Actor, id: &str, group: &Group) -> Value {
    let dated = call.query("joined_time") == Some("true");
    let members = group.members.iter().map(|(name, member)| {
        let role = if *name == group.owner { "owner" } else { "member" };
        let mut shown = json!({ role: name });
        if dated {
            shown["joined_time"] = json!(member.joined);
        }
        shown
    });
    let mut shown = json!({
        "id": id, "name": group.name, "description": group.description,
        "membersonly": !group.open, "allowinvites": group.members_invite,
        "maxusers": group.max_users, "owner": group.owner, "created": group.created,
        "custom": group.custom, "mute": group.silent,
        "affiliations_count": group.members.len(),
        "affiliations": members.collect::<Vec<_>>(), "public": !group.private,
        "shieldgroup": group.shielding.contains(&actor.user),
    });
    if group.kind == Kind::Group {
        shown["avatar"] = json!(group.avatar);
        shown["disabled"] = json!(false);
        shown["permission"] = json!(group.role(&actor.user).unwrap_or("none"));
    }
    shown
}

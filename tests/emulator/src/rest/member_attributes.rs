//! What members of a group say about themselves in it.

use easemob_core::wire::MucOperation;
use serde_json::{Map, Value, json};

use super::Response;
use super::groups::Visit;
use crate::groups::Group;
use crate::server::Server;

/// Bytes of all keys and values of a member.
const MEMBER_BYTES: usize = 4 * 1024;

const KEY_BYTES: usize = 16;
const VALUE_BYTES: usize = 512;

/// Members one call can ask about.
const TARGETS: usize = 10;

/// Numbers the service gives its refusals.
const NOT_SET: u32 = 60005;
const TOO_MANY: u32 = 60006;
const NOT_IN_GROUP: u32 = 60003;
const NOT_ALLOWED: u32 = 60010;

impl Server {
    /// `/sdk/metadata/chatgroup/{group}/…`.
    pub(super) fn change_member_attributes(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        Some(match (method, what) {
            ("PUT", ["sdk", "metadata", "chatgroup", _, "user", user]) => {
                self.set_member_attributes(visit, user)
            }
            ("POST", ["sdk", "metadata", "chatgroup", _, "get"]) => {
                self.show_member_attributes(visit)
            }
            _ => return None,
        })
    }

    /// The owner sets anybody's, others their own. An empty value takes the attribute away.
    fn set_member_attributes(&mut self, visit: &Visit<'_>, user: &str) -> Response {
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let actor = &visit.actor.user;
        let stranger = [actor.as_str(), user].into_iter().find(|name| !group.has(name));
        if let Some(stranger) = stranger {
            let description = format!("user: {stranger} doesn't exist in group: {}", visit.id);
            return self.numbered_error(404, NOT_IN_GROUP, &description);
        }
        if actor != user && group.owner != *actor {
            let description = format!("user: {actor} has no permission to operate");
            return self.numbered_error(400, NOT_ALLOWED, &description);
        }
        let Some(given) = texts(visit.call.body.get("metaData")) else {
            return self.numbered_error(400, NOT_SET, "metaData has to be texts by name");
        };
        let Some(member) = group.members.get_mut(user) else { return self.not_found() };
        let mut next = member.attributes.clone();
        for (key, value) in &given {
            if key.is_empty() || key.len() > KEY_BYTES {
                let description = format!("chatgroup user metadata key {key:?} is too long");
                return self.numbered_error(400, TOO_MANY, &description);
            }
            if value.len() > VALUE_BYTES {
                let description = "exceeds chatgroup user metadata single value limit";
                return self.numbered_error(400, NOT_ALLOWED, description);
            }
            match value.is_empty() {
                true => next.remove(key),
                false => next.insert(key.clone(), value.clone()),
            };
        }
        if next.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > MEMBER_BYTES {
            let description = "exceeds chatgroup user metadata total size limit";
            return self.numbered_error(400, TOO_MANY, description);
        }
        member.attributes = next;
        let properties: Map<_, _> = given.into_iter().map(|(k, v)| (k, json!(v))).collect();
        let ext = json!({ "properties": properties, "username": user });
        let mut body = self.event_with(visit, MucOperation::GroupMemberMetadataUpdate, &ext);
        // Clients tell by the device whether it was done on this one.
        body.from = Some(self.user_jid(&visit.actor.user, visit.actor.resource.as_deref()));
        self.tell_all(visit, body);
        self.envelope(visit.call, json!({ "data": properties }))
    }

    fn show_member_attributes(&mut self, visit: &Visit<'_>) -> Response {
        let (targets, keys) = (visit.call.names("targets"), visit.call.names("properties"));
        if targets.len() > TARGETS {
            return self.numbered_error(400, TOO_MANY, "The quantity has exceeded the limit!");
        }
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        if !group.has(&visit.actor.user) {
            let user = &visit.actor.user;
            let description = format!("user: {user} doesn't exist in group: {}", visit.id);
            return self.numbered_error(404, NOT_IN_GROUP, &description);
        }
        let shown = targets.into_iter().map(|target| {
            let attributes = attributes_of(group, &target, &keys);
            (target, attributes)
        });
        let data = Value::Object(shown.collect());
        self.envelope(visit.call, json!({ "data": data }))
    }
}

/// The attributes of a member that are asked for; none named are all.
fn attributes_of(group: &Group, member: &str, keys: &[String]) -> Value {
    let all = group.members.get(member).into_iter().flat_map(|member| &member.attributes);
    let wanted = all.filter(|(key, _)| keys.is_empty() || keys.contains(key));
    Value::Object(wanted.map(|(key, value)| (key.clone(), json!(value))).collect())
}

fn texts(given: Option<&Value>) -> Option<Vec<(String, String)>> {
    let given = given?.as_object().filter(|given| !given.is_empty())?;
    given.iter().map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

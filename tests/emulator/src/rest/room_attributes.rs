//! What is written down about a chat room.

use easemob_core::wire::{MucBody, MucEventInfo, MucOperation};
use serde_json::{Map, Value, json};

use super::Response;
use super::groups::Visit;
use crate::attributes::Setter;
use crate::groups::Kind;
use crate::muc::Actor;
use crate::server::Server;

/// Keys one call can name.
const KEYS_A_CALL: usize = 10;

/// Numbers the service gives its refusals.
const TOO_MANY: u32 = 60009;
const NOT_IN_ROOM: u32 = 60011;

/// What became of the keys of a call.
#[derive(Default)]
struct Outcome {
    done: Vec<String>,
    failed: Map<String, Value>,
}

impl Outcome {
    fn note(&mut self, key: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.done.push(key.into()),
            Err(reason) => {
                self.failed.insert(key.into(), json!(reason));
            }
        }
    }

    fn to_json(&self) -> Value {
        json!({ "successKeys": self.done, "errorKeys": self.failed })
    }
}

impl Server {
    /// `/metadata/chatroom/{room}…`.
    pub(super) fn change_room_attributes(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        let ["metadata", "chatroom", _, what @ ..] = what else { return None };
        let me = visit.actor.user.as_str();
        let forced = match what {
            [] if method == "POST" => return Some(self.show_room_attributes(visit)),
            ["user", user] if *user == me => false,
            ["user", user, "forced"] if *user == me => true,
            ["user", _] | ["user", _, "forced"] => return Some(self.no_permission(me)),
            _ => return None,
        };
        if !self.groups.get(visit.id).is_some_and(|room| room.has(me)) {
            let description = format!("user: {me} doesn't exist in chatroom: {}", visit.id);
            return Some(self.numbered_error(400, NOT_IN_ROOM, &description));
        }
        match method {
            "PUT" => Some(self.set_room_attributes(visit, forced)),
            "DELETE" => Some(self.remove_room_attributes(visit, forced)),
            _ => None,
        }
    }

    fn show_room_attributes(&mut self, visit: &Visit<'_>) -> Response {
        let Some(room) = self.groups.get(visit.id) else { return self.not_found() };
        let keys = visit.call.names("keys");
        let wanted = room.attributes.iter();
        let wanted = wanted.filter(|(key, _)| keys.is_empty() || keys.contains(key));
        let data: Map<_, _> = wanted.map(|(key, value)| (key.clone(), json!(value))).collect();
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn set_room_attributes(&mut self, visit: &Visit<'_>, forced: bool) -> Response {
        let given = visit.call.body.get("metaData").and_then(Value::as_object);
        let Some(given) = given.filter(|given| !given.is_empty()) else {
            return self.error(400, "illegal_argument", "metaData has to be texts by key");
        };
        if given.len() > KEYS_A_CALL {
            return self.numbered_error(400, TOO_MANY, "too many keys in one call");
        }
        let passing = visit.call.text("autoDelete") == Some("DELETE");
        let Some(room) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let setter = Setter { user: &visit.actor.user, forced };
        let (mut outcome, mut set) = (Outcome::default(), Map::new());
        for (key, value) in given {
            let done = match value.as_str() {
                Some(value) => room.attributes.set(setter, key, value, passing),
                None => Err(format!("the value of {key} is not Legal")),
            };
            if done.is_ok() {
                set.insert(key.clone(), value.clone());
            }
            outcome.note(key, done);
        }
        let result = outcome.to_json();
        let ext = json!({
            "is_forced": forced, "operator": visit.actor.user, "properties": set, "result": result,
        });
        let body = self.event_with(visit, MucOperation::SetMetadata, &ext);
        self.tell_of_attributes(visit, &outcome, body);
        self.envelope(visit.call, json!({ "data": result }))
    }

    fn remove_room_attributes(&mut self, visit: &Visit<'_>, forced: bool) -> Response {
        let keys = visit.call.names("keys");
        if keys.is_empty() {
            return self.error(400, "illegal_argument", "keys are missing");
        }
        if keys.len() > KEYS_A_CALL {
            return self.numbered_error(400, TOO_MANY, "too many keys in one call");
        }
        let Some(room) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let setter = Setter { user: &visit.actor.user, forced };
        let mut outcome = Outcome::default();
        for key in &keys {
            outcome.note(key, room.attributes.remove(setter, key));
        }
        let result = outcome.to_json();
        let ext = json!({
            "is_forced": forced, "operator": visit.actor.user, "keys": keys, "result": result,
        });
        let body = self.event_with(visit, MucOperation::DeleteMetadata, &ext);
        self.tell_of_attributes(visit, &outcome, body);
        self.envelope(visit.call, json!({ "data": result }))
    }

    fn tell_of_attributes(&mut self, visit: &Visit<'_>, outcome: &Outcome, body: MucBody) {
        if !outcome.done.is_empty() {
            self.tell_all(visit, body);
        }
    }
}

impl Server {
    /// Takes away what somebody who left a room has written down for the time of the stay.
    pub(crate) fn drop_attributes(&mut self, id: &str, user: &str) {
        let Some(room) = self.groups.get_mut(id).filter(|room| room.kind == Kind::Chatroom) else {
            return;
        };
        let keys = room.attributes.remove_passing(user);
        if keys.is_empty() {
            return;
        }
        let members = room.names();
        let ext = json!({
            "is_forced": false, "operator": user, "keys": keys,
            "result": { "successKeys": keys, "errorKeys": {} },
        });
        let info = MucEventInfo { ext: Some(ext.to_string()), ..MucEventInfo::default() };
        let body = self.muc_body(id, user, MucOperation::DeleteMetadata);
        let body = MucBody { event_info: Some(info), ..body };
        self.announce(&Actor::named(user), members, &body);
    }
}

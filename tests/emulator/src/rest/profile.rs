//! What users say of themselves, and what they want on their own devices.

use serde_json::{Map, Value, json};

use super::{Call, Response, decode, reply};
use crate::accounts::PushDevice;
use crate::server::Server;

/// Bytes the vendor lets a user's attributes have together.
const PROFILE_BYTES: usize = 2048;

/// Characters the vendor lets an attribute have.
const CHARS: [(&str, usize); 6] = [
    ("nickname", 64),
    ("avatarurl", 256),
    ("mail", 64),
    ("phone", 32),
    ("sign", 256),
    ("birth", 64),
];

/// Users the vendor lets one call read.
const READ: usize = 100;

/// Characters a push nickname may have.
const NICKNAME_CHARS: usize = 100;

impl Server {
    /// `/metadata/user/…`, `/users/{user}` and `/users/{user}/resources`.
    pub(super) fn serve_profiles(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        type Serve = fn(&mut Server, &Call<'_>, &str) -> Response;
        let (user, serve): (_, Serve) = match (method, path) {
            ("POST", ["metadata", "user", "get"]) => return Some(self.read_profiles(call)),
            ("PUT", ["metadata", "user", user]) => (user, Self::set_profile),
            ("PUT", ["users", user]) => (user, Self::change_account),
            ("GET", ["users", user, "resources"]) => (user, Self::resources),
            _ => return None,
        };
        Some(match self.authorize(call, user) {
            Err(refusal) => refusal,
            Ok(()) => serve(self, call, user),
        })
    }

    fn set_profile(&mut self, call: &Call<'_>, user: &str) -> Response {
        let body = String::from_utf8_lossy(&call.request.body);
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let given: Map<String, Value> = pairs
            .map(|(name, value)| (decode(name), json!(decode(&value.replace('+', " ")))))
            .collect();
        let long = CHARS.iter().find(|(name, most)| {
            let value = given.get(*name).and_then(Value::as_str);
            value.is_some_and(|value| value.chars().count() > *most)
        });
        if let Some((name, most)) = long {
            let words = format!("{name} has more than {most} characters");
            return self.error(400, "illegal_argument", &words);
        }
        let now = self.now;
        let Some(account) = self.accounts.get_mut(user) else {
            return self.error(404, "entity_not_found", "user not found");
        };
        let mut profile = account.profile.clone();
        profile.extend(given);
        let bytes: usize = profile.iter().map(|(n, v)| n.len() + v.to_string().len()).sum();
        if bytes > PROFILE_BYTES {
            return self.error(400, "illegal_argument", "user metadata exceeds 2048 bytes");
        }
        account.profile.clone_from(&profile);
        reply::json(200, &json!({ "timestamp": now, "data": profile, "duration": 0 }))
    }

    fn read_profiles(&mut self, call: &Call<'_>) -> Response {
        if let Err(refusal) = self.authorize_anyone(call) {
            return refusal;
        }
        let (users, wanted) = (call.names("targets"), call.names("properties"));
        if users.len() > READ {
            return self.too_many();
        }
        let read = users.into_iter().map(|user| {
            let profile = self.accounts.get(&user).map(|account| account.profile.clone());
            let mut profile = profile.unwrap_or_default();
            profile.retain(|name, _| wanted.is_empty() || wanted.contains(name));
            (user, Value::Object(profile))
        });
        let data = Value::Object(read.collect());
        reply::json(200, &json!({ "timestamp": self.now, "data": data, "duration": 0 }))
    }

    /// The push nickname, a push token, or switches of notifications: whatever the body brings.
    fn change_account(&mut self, call: &Call<'_>, user: &str) -> Response {
        let nickname = call.text("nickname");
        if nickname.is_some_and(|nickname| nickname.chars().count() > NICKNAME_CHARS) {
            return self.error(400, "illegal_argument", "nickname is too long");
        }
        let Some(account) = self.accounts.get_mut(user) else {
            return self.error(404, "entity_not_found", "user not found");
        };
        if let Some(nickname) = nickname {
            account.nickname = nickname.into();
        }
        if let (Some(device), Some(token)) = (call.text("device_id"), call.text("device_token")) {
            account.push.retain(|known| known.device != device);
            if !token.is_empty() {
                let notifier = call.text("notifier_name").unwrap_or_default().into();
                let (device, token) = (device.into(), token.into());
                account.push.push(PushDevice { device, token, notifier });
            }
        }
        for switches in call.body["entities"].as_array().into_iter().flatten() {
            let switches = switches.as_object().into_iter().flatten();
            account.switches.extend(switches.map(|(name, value)| (name.clone(), value.clone())));
        }
        let shown = self.accounts.get(user).map(|account| self.user_entity(user, account));
        self.envelope(call, json!({ "entities": [shown] }))
    }

    /// Devices a user is online on.
    fn resources(&mut self, call: &Call<'_>, user: &str) -> Response {
        let sessions = self.sessions.of(user).into_iter();
        let data: Vec<_> = sessions.map(|(_, login)| json!({ "res": login.resource })).collect();
        self.envelope(call, json!({ "data": data }))
    }
}

//! Registration.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Call, Response};
use crate::accounts::Account;
use crate::server::Server;

/// Bytes a user name may have (REG-8).
const NAME_BYTES: usize = 64;

/// Users one call can register.
const REGISTERED: usize = 60;

/// Characters a password may have.
const PASSWORD_CHARS: usize = 64;

/// Characters a nickname may have.
const NICKNAME_CHARS: usize = 100;

impl Server {
    /// `POST /users` (REG-2, REG-6, REG-7): anybody registers one user while registration is open;
    /// the app itself, with its own token, always, and several at once.
    pub(super) fn register(&mut self, call: &Call<'_>) -> Response {
        let by_app = self.is_from_app(call);
        if !by_app && !self.config.open_registration {
            let description = "registration is not open, please contact the app admin";
            return self.error(401, "unauthorized", description);
        }
        let users = match &call.body {
            Value::Array(users) if by_app => users,
            Value::Array(_) => {
                return self.error(401, "unauthorized", "Unable to authenticate (OAuth)");
            }
            one => std::slice::from_ref(one),
        };
        if users.is_empty() || users.len() > REGISTERED {
            let description = format!("1 to {REGISTERED} users can be registered at once");
            return self.error(400, "illegal_argument", &description);
        }
        if let Some(refusal) = users.iter().find_map(|user| self.check_new_user(user).err()) {
            return refusal;
        }
        let names: BTreeSet<_> = users.iter().map(|user| text(user, "username")).collect();
        if names.len() < users.len() {
            return self.error(400, "illegal_argument", "a username is there twice");
        }
        let entities: Vec<Value> = users
            .iter()
            .map(|user| {
                let (name, nickname) = (text(user, "username"), text(user, "nickname"));
                self.create_account(name, Some(text(user, "password")), nickname);
                let account = self.accounts.get(name);
                account.map(|account| self.user_entity(name, account)).unwrap_or_default()
            })
            .collect();
        self.envelope(call, json!({ "entities": entities }))
    }

    fn check_new_user(&self, user: &Value) -> Result<(), Response> {
        let (name, password) = (text(user, "username"), text(user, "password"));
        let refuse = |error, description: &str| Err(self.error(400, error, description));
        if password.is_empty() {
            return refuse("illegal_argument", "password or pin must provided");
        }
        if !is_legal(name) {
            return refuse("illegal_argument", &format!("username [{name}] is not legal"));
        }
        let nickname = text(user, "nickname");
        if password.chars().count() > PASSWORD_CHARS || nickname.chars().count() > NICKNAME_CHARS {
            return refuse("illegal_argument", "password or nickname is too long");
        }
        // Names are told apart without regard to case.
        if self.accounts.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            let description = format!(
                "Application {} Entity user requires that property named username be unique, \
                 value of {name} exists",
                self.application()
            );
            return refuse("duplicate_unique_property_exists", &description);
        }
        Ok(())
    }

    /// A user as the vendor shows one.
    pub(super) fn user_entity(&self, name: &str, account: &Account) -> Value {
        let mut shown = json!({
            "uuid": account.uuid,
            "type": "user",
            "created": account.created,
            "modified": account.created,
            "username": name,
            "activated": true,
            "nickname": account.nickname,
        });
        if !account.push.is_empty() {
            let devices = account.push.iter().map(|push| {
                json!({
                    "device_id": push.device,
                    "device_token": push.token,
                    "notifier_name": push.notifier,
                })
            });
            shown["pushInfo"] = devices.collect();
        }
        if let Some(members) = shown.as_object_mut() {
            members.extend(account.switches.clone());
        }
        shown
    }
}

fn text<'a>(user: &'a Value, name: &str) -> &'a str {
    user.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_legal(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    (1..=NAME_BYTES).contains(&name.len()) && name.chars().all(legal)
}

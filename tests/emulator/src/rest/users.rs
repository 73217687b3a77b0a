//! Registration.

use serde_json::{Value, json};

use super::{Call, Response};
use crate::accounts::Account;
use crate::server::Server;

/// Bytes a user name may have (REG-8).
const NAME_BYTES: usize = 64;

/// Characters a password may have.
const PASSWORD_CHARS: usize = 64;

/// Characters a nickname may have.
const NICKNAME_CHARS: usize = 100;

impl Server {
    /// `POST /users` (REG-2, REG-6, REG-7).
    pub(super) fn register(&mut self, call: &Call<'_>) -> Response {
        if !self.config.open_registration {
            let description = "registration is not open, please contact the app admin";
            return self.error(401, "unauthorized", description);
        }
        let name = call.text("username").unwrap_or_default();
        let password = call.text("password").unwrap_or_default();
        let nickname = call.text("nickname").unwrap_or_default();
        if password.is_empty() {
            return self.error(400, "illegal_argument", "password or pin must provided");
        }
        if !is_legal(name) {
            let description = format!("username [{name}] is not legal");
            return self.error(400, "illegal_argument", &description);
        }
        if password.chars().count() > PASSWORD_CHARS || nickname.chars().count() > NICKNAME_CHARS {
            let description = "password or nickname is too long";
            return self.error(400, "illegal_argument", description);
        }
        if !self.create_account(name, Some(password), nickname) {
            let description = format!(
                "Application {} Entity user requires that property named username be unique, \
                 value of {name} exists",
                self.application()
            );
            return self.error(400, "duplicate_unique_property_exists", &description);
        }
        let shown = self.accounts.get(name).map(|account| self.user_entity(name, account));
        self.envelope(call, json!({ "entities": [shown] }))
    }

    /// A user as the vendor shows one.
    pub(super) fn user_entity(&self, name: &str, account: &Account) -> Value {
        json!({
            "uuid": account.uuid,
            "type": "user",
            "created": account.created,
            "modified": account.created,
            "username": name,
            "activated": true,
            "nickname": account.nickname,
        })
    }
}

fn is_legal(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    (1..=NAME_BYTES).contains(&name.len()) && name.chars().all(legal)
}

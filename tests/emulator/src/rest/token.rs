//! Tokens for passwords, and how long a token lives.

use serde_json::json;

use super::auth::bearer;
use super::reply;
use super::{Call, Response};
use crate::accounts::WrongPassword;
use crate::server::Server;

impl Server {
    /// `POST /token` (TOK-3, TOK-5).
    pub(super) fn token(&mut self, call: &Call<'_>) -> Response {
        match call.text("grant_type") {
            Some("password") => {}
            Some("client_credentials") => return self.app_token(call),
            _ => {
                let description = "grant_type must be password or client_credentials";
                return self.error(400, "invalid_grant", description);
            }
        }
        let (Some(user), Some(password)) = (call.text("username"), call.text("password")) else {
            let description = "username and password must be provided";
            return self.error(400, "illegal_argument", description);
        };
        let open = self.config.auto_create_users && !user.is_empty();
        if open {
            self.create_account(user, None, "");
        }
        match self.accounts.check(user, (!open).then_some(password)) {
            Err(WrongPassword::NoAccount) => self.error(404, "entity_not_found", "user not found"),
            Err(WrongPassword::Mismatch) => self.error(400, "invalid_grant", "invalid password"),
            Ok(account) => {
                let shown = self.user_entity(user, account);
                let ttl = self.config.token_ttl_ms;
                let token = self.give_token(user, ttl);
                let members = json!({
                    "access_token": token,
                    "expires_in": ttl.max(0) / 1000,
                    "user": shown,
                });
                self.envelope(call, members)
            }
        }
    }

    /// A token of the app itself, for its server.
    fn app_token(&mut self, call: &Call<'_>) -> Response {
        let id = call.text("client_id") == Some(self.config.client_id.as_str());
        if !id || call.text("client_secret") != Some(self.config.client_secret.0.as_str()) {
            return self.error(400, "invalid_grant", "client_id does not match");
        }
        let ttl = self.config.token_ttl_ms;
        let token = self.random.token();
        self.tokens.give_to_app(token.clone(), self.now.saturating_add_signed(ttl));
        let answer = json!({
            "application": self.application(),
            "access_token": token,
            "expires_in": ttl.max(0) / 1000,
        });
        reply::json(200, &answer)
    }

    /// `GET /sdk/users/{user}/token/expires` (EXP-8, EXP-9).
    pub(super) fn token_expiry(&mut self, call: &Call<'_>, user: &str) -> Response {
        if let Err(refusal) = self.authorize(call, user) {
            return refusal;
        }
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        let unknown = self.now.saturating_add_signed(self.config.token_ttl_ms);
        let expires = grant.map_or(unknown, |grant| grant.expires);
        reply::json(200, &json!({ "expire_timestamp": expires }))
    }
}

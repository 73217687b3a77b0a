//! Who calls, and whether the token says so.

use super::{Call, Response};
use crate::muc::Actor;
use crate::server::Server;

impl Server {
    /// Whom a call is made for: the owner of its token, or else the name it logs in with.
    pub(super) fn caller(&self, call: &Call<'_>) -> Option<String> {
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        grant.map(|grant| grant.user.clone()).or_else(|| call.text("username").map(String::from))
    }

    /// Lets a call through if its token is a living one, whosever it is.
    pub(super) fn authorize_anyone(&mut self, call: &Call<'_>) -> Result<(), Response> {
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        let owner = grant.map_or_else(String::new, |grant| grant.user.clone());
        self.authorize(call, &owner)
    }

    /// Who makes a call: the owner of its token, on the device it names. Where any token will do,
    /// the device tells whose it is.
    pub(super) fn actor(&mut self, call: &Call<'_>) -> Result<Actor, Response> {
        self.authorize_anyone(call)?;
        let resource = call.query("resource").filter(|name| !name.is_empty()).map(String::from);
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        let user = match (grant, &resource) {
            (Some(grant), _) => Some(grant.user.clone()),
            (None, Some(resource)) => self.sessions.user_on(resource),
            (None, None) => None,
        };
        let Some(user) = user else {
            return Err(self.error(401, "unauthorized", "Unable to authenticate (OAuth)"));
        };
        Ok(Actor { user, resource })
    }

    /// Lets a call through if its token is a living one of `user`.
    pub(super) fn authorize(&mut self, call: &Call<'_>, user: &str) -> Result<(), Response> {
        let Some(token) = bearer(call) else {
            return Err(self.error(401, "unauthorized", "Unable to authenticate (OAuth)"));
        };
        match self.tokens.get(token) {
            Some(grant) if grant.user == user && grant.expires > self.now => Ok(()),
            Some(grant) if grant.user == user => {
                let description = "Unable to authenticate due to expired access token";
                Err(self.error(401, "unauthorized", description))
            }
            _ if self.config.auto_create_users => {
                if !user.is_empty() {
                    self.create_account(user, None, "");
                }
                Ok(())
            }
            Some(_) => Err(self.error(401, "unauthorized", "Unable to authenticate (OAuth)")),
            None => {
                let description = "Unable to authenticate due to corrupt access token";
                Err(self.error(401, "auth_bad_access_token", description))
            }
        }
    }
}

pub(super) fn bearer<'a>(call: &'a Call<'_>) -> Option<&'a str> {
    call.header("Authorization")?.strip_prefix("Bearer ").map(str::trim)
}

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

    /// Lets a call for `user` through; on which device it is made, if it or its token says so.
    pub(super) fn acting(&mut self, call: &Call<'_>, user: &str) -> Result<Actor, Response> {
        self.authorize(call, user)?;
        Ok(Actor { user: user.into(), resource: self.device(call) })
    }

    /// The device a call names, or else the one that logged in with its token.
    fn device(&self, call: &Call<'_>) -> Option<String> {
        let named = call.query("resource").filter(|name| !name.is_empty()).map(String::from);
        named.or_else(|| self.sessions.device_with(bearer(call)?))
    }

    /// Whether a call has a living token of the app.
    pub(super) fn is_from_app(&self, call: &Call<'_>) -> bool {
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        grant.is_some_and(|grant| grant.app && grant.expires > self.now)
    }

    /// Who makes a call: the owner of its token, on the device it names. Where any token will do,
    /// the device tells whose it is.
    pub(super) fn actor(&mut self, call: &Call<'_>) -> Result<Actor, Response> {
        self.authorize_anyone(call)?;
        let resource = self.device(call);
        let grant = bearer(call).and_then(|token| self.tokens.get(token));
        let user = match (grant, &resource) {
            (Some(grant), _) if !grant.app => Some(grant.user.clone()),
            (_, Some(resource)) => self.sessions.user_on(resource),
            (_, None) => None,
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
            Some(grant) if grant.speaks_for(user) && grant.expires > self.now => Ok(()),
            Some(grant) if grant.speaks_for(user) => {
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

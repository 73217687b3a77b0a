//! Registering an account from the client (REG rows).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::token::unquoted;
use super::{read, request, url};
use crate::config::Config;
use crate::error::{CallFailed, Layer, Malformed};
use crate::event::Registered;
use crate::ids::{CallId, UserId};
use crate::io::{Method, Request, Response};
use crate::secret::Secret;

/// A registration under way: kept whole, so that another host can be asked.
pub(crate) struct Registration {
    pub(crate) ticket: CallId,
    pub(crate) user: UserId,
    pub(crate) password: Secret,
    pub(crate) nickname: String,
    /// Hosts were not known yet: this exchange asks this seed for them.
    pub(crate) discovering: Option<usize>,
    /// Hosts still to be tried after this one.
    pub(crate) hosts: Vec<String>,
}

impl Registration {
    /// `POST /{org}/{app}/users` without authorisation (REG-2, REG-3).
    pub(crate) fn request(&self, config: &Config, base: &str) -> Request {
        let body = serde_json::json!({
            "username": self.user.as_str(),
            "password": self.password.expose(),
            "nickname": self.nickname,
        });
        request(config, Method::Post, url(base, &config.app_key, &["users"]), None, Some(body))
    }
}

/// Reads the answer (REG-6).
pub(crate) fn registered(answer: Result<Response, CallFailed>) -> Result<Registered, CallFailed> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        entities: Vec<Entity>,
    }
    #[derive(Deserialize)]
    struct Entity {
        username: String,
        #[serde(default)]
        nickname: Option<String>,
        #[serde(default)]
        uuid: Option<String>,
        #[serde(default)]
        activated: Option<bool>,
    }
    // A server may repeat the password.
    let answer: Answer = read(answer)
        .map_err(|failed| unquoted(failed, "an unreadable answer to a registration"))?;
    let missing = || {
        let what = "an answer to a registration without an account";
        CallFailed::Malformed(Malformed::new(Layer::Http, what, bytes::Bytes::new()))
    };
    let account = answer.entities.into_iter().next().ok_or_else(missing)?;
    Ok(Registered {
        username: account.username,
        nickname: account.nickname.unwrap_or_default(),
        uuid: account.uuid.unwrap_or_default(),
        activated: account.activated.unwrap_or(true),
    })
}

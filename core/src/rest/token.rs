//! Tokens over REST: obtaining one with a password, asking when one ends (TOK and EXP rows).

use serde::Deserialize;

use super::{read, request, url};
use crate::config::Config;
use crate::error::{CallFailed, Layer, Malformed};
use crate::ids::UserId;
use crate::io::{Method, Request, Response};
use crate::secret::Secret;
use crate::time::UnixMillis;

/// An access token, as the token call answers it (TOK-5).
pub(crate) struct Token {
    pub(crate) secret: Secret,
    /// Seconds, when the server says so.
    pub(crate) expires_in: Option<u64>,
}

/// `POST /{org}/{app}/token` (TOK-3).
pub(crate) fn token_request(
    config: &Config,
    base: &str,
    user: &UserId,
    password: &Secret,
    wall: UnixMillis,
) -> Request {
    let body = serde_json::json!({
        "grant_type": "password",
        "username": user.as_str(),
        "password": password.expose(),
        "timestamp": wall.0,
    });
    let url = url(base, &config.app_key, &["token"]);
    request(config, Method::Post, url, None, Some(body))
}

/// Reads the answer. One without a usable token is malformed; the vendor's client goes on with the
/// word `undefined` (O-31).
pub(crate) fn token(answer: Result<Response, CallFailed>) -> Result<Token, CallFailed> {
    read(answer).map_err(without_token).and_then(TokenDocument::token)
}

/// What a token call answers, whoever asks.
#[derive(Deserialize)]
pub(crate) struct TokenDocument {
    access_token: Option<alloc::string::String>,
    expires_in: Option<serde_json::Value>,
}

impl TokenDocument {
    pub(crate) fn token(self) -> Result<Token, CallFailed> {
        let missing = || {
            let what = "an answer to a token request without access_token";
            CallFailed::Malformed(Malformed::new(Layer::Http, what, bytes::Bytes::new()))
        };
        let secret = self.access_token.filter(|token| !token.is_empty()).ok_or_else(missing)?;
        let expires_in = self.expires_in.and_then(|value| value.as_u64());
        Ok(Token { secret: secret.into(), expires_in })
    }
}

/// What is wrong with an answer that may hold a token, without the answer.
pub(crate) fn without_token(failed: CallFailed) -> CallFailed {
    unquoted(failed, "an unreadable answer to a token request")
}

/// What is wrong with an answer that may hold a secret, without the answer: neither its bytes nor the
/// words of the parser, which quote it, are to be seen.
pub(crate) fn unquoted(failed: CallFailed, what: &str) -> CallFailed {
    match failed {
        CallFailed::Malformed(_) => {
            CallFailed::Malformed(Malformed::new(Layer::Http, what, bytes::Bytes::new()))
        }
        other => other,
    }
}

/// `GET /{org}/{app}/sdk/users/{user}/token/expires`, with the new token (EXP-8).
pub(crate) fn expiry_request(
    config: &Config,
    base: &str,
    user: &UserId,
    token: &Secret,
) -> Request {
    let path = ["sdk", "users", user.as_str(), "token", "expires"];
    request(config, Method::Get, url(base, &config.app_key, &path), Some(token), None)
}

/// Reads the answer (EXP-9).
pub(crate) fn expiry(answer: Result<Response, CallFailed>) -> Result<UnixMillis, CallFailed> {
    read::<ExpiryDocument>(answer).map(|answer| answer.expire_timestamp)
}

/// What is answered to a question for the end of a token.
#[derive(Deserialize)]
pub(crate) struct ExpiryDocument {
    pub(crate) expire_timestamp: UnixMillis,
}

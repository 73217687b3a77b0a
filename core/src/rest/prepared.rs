//! A call written down, without host and token: what may be sent again.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use bytes::Bytes;

use super::draft::{Bearer, Root};
use super::{Draft, Endpoint, Retry, url};
use crate::config::Config;
use crate::error::CallFailed;
use crate::io::{Method, Request};
use crate::secret::Secret;

pub(crate) struct Prepared {
    pub(crate) name: &'static str,
    pub(crate) retry: Retry,
    pub(crate) bearer: Bearer,
    method: Method,
    root: Root,
    target: String,
    content_type: &'static str,
    body: Bytes,
    /// What is in the body and in no error.
    pub(crate) secrets: Vec<Secret>,
}

impl Prepared {
    /// Writes the call of `me` on the device `resource`, or says what is wrong with it.
    pub(crate) fn new(
        endpoint: &impl Endpoint,
        me: &str,
        resource: &str,
    ) -> Result<Self, CallFailed> {
        let mut draft = Draft::new(endpoint.name(), me, resource);
        endpoint.write(&mut draft);
        if me.is_empty() && draft.bearer == Bearer::Session {
            return Err(CallFailed::NotLoggedIn);
        }
        if let Some(problem) = draft.problem() {
            return Err(CallFailed::Invalid(problem));
        }
        Ok(Self {
            name: endpoint.name(),
            retry: endpoint.retry(),
            method: endpoint.method(),
            root: draft.root,
            target: draft.target(),
            content_type: draft.content_type,
            body: draft.body,
            bearer: draft.bearer,
            secrets: draft.secrets,
        })
    }

    /// Whether it is asked in the name of who is logged in.
    pub(crate) fn needs_session(&self) -> bool {
        self.bearer == Bearer::Session
    }

    /// The token it brings along.
    pub(crate) fn own_token(&self) -> Option<&Secret> {
        match &self.bearer {
            Bearer::Token(token) => Some(token),
            Bearer::Session | Bearer::Nobody => None,
        }
    }

    /// Whether the words of a refusal are about a chat room. The official client takes whatever
    /// is not below `chatgroups` for one (rest oddity 6).
    pub(crate) fn is_about_a_room(&self) -> bool {
        ["/chatrooms", "/sdk/chatrooms/", "/metadata/chatroom/"]
            .iter()
            .any(|prefix| self.target.starts_with(prefix))
    }

    /// The request to a host. `session` is the token of who is logged in.
    pub(crate) fn request(&self, config: &Config, base: &str, session: Option<&Secret>) -> Request {
        let base = base.trim_end_matches('/');
        let root = match self.root {
            Root::App => base.to_string(),
            Root::Speech => alloc::format!("{base}/api/sdk/v1"),
        };
        let mut url = url(&root, &config.app_key, &[]);
        url.push_str(&self.target);
        let mut headers = vec![("content-type", self.content_type.to_string())];
        let token = match &self.bearer {
            Bearer::Session => session,
            Bearer::Token(token) => Some(token),
            Bearer::Nobody => None,
        };
        if let Some(token) = token {
            headers.push(("authorization", alloc::format!("Bearer {}", token.expose())));
        }
        Request {
            method: self.method,
            url,
            headers,
            body: self.body.clone(),
            answer_limit: config.answer_bytes_max,
        }
    }
}

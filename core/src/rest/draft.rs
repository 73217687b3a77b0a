//! Writing a request: the only place where paths and queries are put together and encoded.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display};

use bytes::Bytes;
use serde_json::Value;

use super::percent_encode;
use crate::error::InvalidCall;
use crate::secret::Secret;

/// A request being written, relative to the application's base URL.
///
/// Nothing the official client leaves unencoded is left so here (rest oddity 1): every segment
/// and every value is percent-encoded. Arguments that cannot be are refused before anything is
/// sent; the first problem counts.
pub struct Draft<'a> {
    call: &'static str,
    me: &'a str,
    resource: &'a str,
    pub(crate) root: Root,
    pub(crate) path: String,
    query: String,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    pub(crate) bearer: Bearer,
    pub(crate) secrets: Vec<Secret>,
    problem: Option<InvalidCall>,
    /// Whether what is too much is refused here.
    limits: bool,
}

/// What stands before the application's part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// `{rest}/{org}/{app}`.
    App,
    /// `{rest}/api/sdk/v1/{org}/{app}`.
    Speech,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// Whoever is logged in.
    Session,
    /// Whoever holds this token.
    Token(Secret),
    /// Nobody.
    Nobody,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(call: &'static str, me: &'a str, resource: &'a str) -> Self {
        Self {
            call,
            me,
            resource,
            root: Root::App,
            path: String::new(),
            query: String::new(),
            content_type: "application/json",
            body: Bytes::new(),
            bearer: Bearer::Session,
            secrets: Vec::new(),
            problem: None,
            limits: true,
        }
    }

    /// The user who is logged in.
    #[must_use]
    pub fn me(&self) -> &'a str {
        self.me
    }

    /// This device, as the server calls it.
    #[must_use]
    pub fn resource(&self) -> &'a str {
        self.resource
    }

    /// Appends segments to the path. An empty one is refused: it would name something else.
    pub fn path<S: AsRef<str>>(&mut self, segments: impl IntoIterator<Item = S>) -> &mut Self {
        for segment in segments {
            let segment = segment.as_ref();
            self.require(!matches!(segment, "" | "." | ".."), "path", "an id is empty or a dot");
            self.path.push('/');
            percent_encode(segment, &mut self.path);
        }
        self
    }

    /// Appends `users/{me}` and segments.
    pub fn mine<S: AsRef<str>>(&mut self, segments: impl IntoIterator<Item = S>) -> &mut Self {
        self.path(["users", self.me]).path(segments)
    }

    /// Appends one segment of several ids with commas between them.
    pub fn path_list<S: AsRef<str>>(
        &mut self,
        field: &'static str,
        ids: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        self.path.push('/');
        let start = self.path.len();
        self.path.push_str(&join(ids));
        let joined = self.path.get(start..).unwrap_or_default();
        let names_all = joined.split(',').all(|id| !matches!(id, "" | "." | ".."));
        self.require(names_all, field, "is empty, or holds an id that is empty or a dot")
    }

    /// Below `/api/sdk/v1` instead.
    pub fn speech(&mut self) -> &mut Self {
        self.root = Root::Speech;
        self
    }

    /// Appends `name=value` to the query.
    pub fn query(&mut self, name: &str, value: impl Display) -> &mut Self {
        let mut encoded = String::new();
        percent_encode(&value.to_string(), &mut encoded);
        self.query_encoded(name, &encoded)
    }

    /// Appends `name=value` if there is a value. The official client sends the words `undefined`
    /// and `null` for none (rest oddity 9).
    pub fn query_some(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Appends `name=a,b,c`.
    pub fn query_list<S: AsRef<str>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        let joined = join(values);
        self.query_encoded(name, &joined)
    }

    fn query_encoded(&mut self, name: &str, value: &str) -> &mut Self {
        self.query.push(if self.query.is_empty() { '?' } else { '&' });
        self.query.push_str(name);
        self.query.push('=');
        self.query.push_str(value);
        self
    }

    /// Names the acting device, which the event to this user's other devices carries.
    pub fn acting(&mut self) -> &mut Self {
        self.query("resource", self.resource)
    }

    /// Asks for the third version of the answer.
    pub fn v3(&mut self) -> &mut Self {
        self.query("version", "v3")
    }

    /// The body. Members that are null are left out.
    pub fn json(&mut self, mut body: Value) -> &mut Self {
        if let Value::Object(members) = &mut body {
            members.retain(|_, value| !value.is_null());
        }
        self.body = Bytes::from(body.to_string());
        self
    }

    /// The body as it is, nulls and all.
    #[expect(clippy::needless_pass_by_value, reason = "reads as the body: json_whole(json!({…}))")]
    pub fn json_whole(&mut self, body: Value) -> &mut Self {
        self.body = Bytes::from(body.to_string());
        self
    }

    /// A form of names and values as the body, both encoded.
    pub fn form<'v>(&mut self, fields: impl IntoIterator<Item = (&'v str, &'v str)>) -> &mut Self {
        let mut form = String::new();
        for (name, value) in fields {
            if !form.is_empty() {
                form.push('&');
            }
            percent_encode(name, &mut form);
            form.push('=');
            percent_encode(value, &mut form);
        }
        self.content_type = "application/x-www-form-urlencoded";
        self.body = Bytes::from(form);
        self
    }

    /// Any other body.
    pub fn bytes(&mut self, content_type: &'static str, body: Bytes) -> &mut Self {
        self.content_type = content_type;
        self.body = body;
        self
    }

    /// Says that this secret is in the body: a server may repeat it, no error of the call does.
    pub fn hide(&mut self, secret: &Secret) -> &mut Self {
        if !secret.expose().is_empty() {
            self.secrets.push(secret.clone());
        }
        self
    }

    /// Asks with this token instead of the session's.
    pub fn bearer(&mut self, token: &Secret) -> &mut Self {
        self.bearer = Bearer::Token(token.clone());
        self
    }

    /// Asks without a token.
    pub fn anonymous(&mut self) -> &mut Self {
        self.bearer = Bearer::Nobody;
        self
    }

    /// Refuses a text of more than `most` bytes.
    pub fn bytes_within(&mut self, field: &'static str, text: &str, most: usize) -> &mut Self {
        let bytes = text.len();
        let problem = alloc::format!("has {bytes} bytes, {most} are allowed");
        self.require(self.allows(bytes <= most), field, problem)
    }

    /// What is too much is for the server to say, as with the Web SDK.
    #[cfg(feature = "web")]
    pub(crate) fn without_limits(&mut self) -> &mut Self {
        self.limits = false;
        self
    }

    /// Refuses the call unless `holds`; `field` and `problem` make a sentence: `limit is 0, at
    /// least 1 is needed`.
    pub fn require(
        &mut self,
        holds: bool,
        field: &'static str,
        problem: impl Display,
    ) -> &mut Self {
        if !holds && self.problem.is_none() {
            let problem = problem.to_string();
            self.problem = Some(InvalidCall { call: self.call.into(), field, problem });
        }
        self
    }

    /// Refuses a number outside `least..=most`.
    pub fn within(&mut self, field: &'static str, value: u64, least: u64, most: u64) -> &mut Self {
        let problem = alloc::format!("is {value}, {least} to {most} are allowed");
        self.require(value >= least && self.allows(value <= most), field, problem)
    }

    /// Refuses a text of more than `most` characters.
    pub fn characters(&mut self, field: &'static str, text: &str, most: usize) -> &mut Self {
        let count = text.chars().count();
        self.require(
            self.allows(count <= most),
            field,
            alloc::format!("has {count} characters, {most} are allowed"),
        )
    }

    /// Refuses a list of fewer than `least` or more than `most`.
    pub fn count<T>(
        &mut self,
        field: &'static str,
        list: &[T],
        least: usize,
        most: usize,
    ) -> &mut Self {
        let count = list.len();
        let problem = alloc::format!("has {count} entries, {least} to {most} are allowed");
        self.require(count >= least && self.allows(count <= most), field, problem)
    }

    fn allows(&self, within: bool) -> bool {
        within || !self.limits
    }

    pub(crate) fn target(&self) -> String {
        alloc::format!("{}{}", self.path, self.query)
    }

    pub(crate) fn problem(&mut self) -> Option<InvalidCall> {
        self.problem.take()
    }
}

/// Neither query nor body are shown: they may hold a password.
impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, path, body, .. } = self;
        write!(f, "{call}: {path} ({} bytes)", body.len())
    }
}

/// Encoded values with commas between them: those stay, for servers split before they decode.
fn join<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let mut joined = String::new();
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            joined.push(',');
        }
        percent_encode(value.as_ref(), &mut joined);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::Draft;

    #[test]
    fn a_draft_shows_no_secret() {
        let mut draft = Draft::new("call", "me", "device");
        draft
            .path(["users"])
            .query("q", "hidden")
            .json(serde_json::json!({ "password": "hidden" }));
        let shown = alloc::format!("{draft:?}");
        assert_eq!(shown, "call: /users (21 bytes)");
    }
}

//! The REST face: one module of the vendor's API a file.

mod auth;
mod contacts;
mod conversations;
mod discovery;
mod files;
mod group_lists;
mod groups;
mod history;
mod limits;
mod member_attributes;
mod members;
mod moderation;
mod paging;
mod parts;
mod pins;
mod presence;
mod profile;
mod ranges;
mod rates;
mod reactions;
mod readers;
mod refusals;
mod reply;
mod room_attributes;
mod roster;
mod rtc;
mod rules;
mod shares;
mod silent;
mod speech;
mod thread_lists;
mod threads;
mod token;
mod translation;
mod users;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::faults::Act;
use crate::server::Server;

pub(crate) use rates::Rates;

/// Bytes of a body the vendor accepts where no file comes.
const JSON_BYTES: usize = 5 * 1024;

/// Bytes of a body the log shows.
const SHOWN: usize = 16 * 1024;

/// A request of the REST face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query, as on the request line.
    pub target: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

/// When it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At once.
    Now(Response),
    /// At this time, in Unix milliseconds.
    At(u64, Response),
    /// Never; the connection stays open.
    Never,
}

/// A request taken apart.
struct Call<'a> {
    request: &'a Request,
    /// Decoded segments of the path.
    path: Vec<String>,
    /// Decoded members of the query.
    query: Vec<(String, String)>,
    body: Value,
}

impl Server {
    /// Answers a REST request; so does `/easemob/server.json`, the discovery.
    pub fn answer(&mut self, now: u64, request: &Request) -> Answer {
        self.tick(now);
        if request.method == "OPTIONS" {
            return Answer::Now(reply::preflight(request));
        }
        let call = Call::read(request);
        let subject = format!("{} {}", request.method, request.target);
        let user = self.caller(&call);
        let fault = self.faults.on_rest(user.as_deref(), &subject);
        let answer = match fault {
            None => Answer::Now(self.serve(&call)),
            Some(Act::RestDelay(ms)) => Answer::At(self.now.saturating_add(ms), self.serve(&call)),
            Some(Act::RestError(status, body)) => Answer::Now(reply::raw(status, body)),
            Some(_) => Answer::Never,
        };
        self.note_call(&call, user.as_deref(), &answer);
        self.tick(now);
        answer
    }

    fn serve(&mut self, call: &Call<'_>) -> Response {
        let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
        let method = call.request.method.as_str();
        if (method, path.as_slice()) == ("GET", &["easemob", "server.json"]) {
            return self.discovery(call);
        }
        // Speech alone has the version before the app.
        let unversioned: Vec<&str> = match path.as_slice() {
            ["api", "sdk", "v1", rest @ ..] if matches!(rest, [_, _, "speech", _]) => rest.into(),
            _ => path,
        };
        let [org, app, rest @ ..] = unversioned.as_slice() else {
            return self.not_found();
        };
        if (*org, *app) != self.config.org_and_app() {
            return self.no_such_app(org, app);
        }
        let form = call.header("Content-Type").is_some_and(|it| it.starts_with("multipart/"));
        if self.config.vendor_limits && !form && call.request.body.len() > JSON_BYTES {
            return self.error(413, "request_entity_too_large", "Request Entity Too Large");
        }
        if self.config.vendor_limits && !self.rates.allow(self.now, method, rest) {
            return self.error(429, "reach_limit", "This request has reached api limit");
        }
        match (method, rest) {
            ("POST", ["token"]) => self.token(call),
            ("POST", ["users"]) => self.register(call),
            ("GET", ["sdk", "users", user, "token", "expires"]) => self.token_expiry(call, user),
            ("POST", ["chatfiles"]) => self.upload(call),
            ("GET", ["chatfiles", id]) => self.download(call, id),
            ("POST", ["speech", what]) => self.speech_to_text(call, what),
            ("GET", ["users", user, "contacts", "users"]) => self.contacts(call, user),
            ("GET", ["users", user, "contacts"]) => self.contacts_page(call, user),
            _ => {
                let done = self.change_contacts(call, method, rest);
                let done = done.or_else(|| self.serve_groups(call, method, rest));
                let done = done.or_else(|| self.serve_threads(call, method, rest));
                let done = done.or_else(|| self.serve_presence(call, method, rest));
                let done = done.or_else(|| self.serve_parts(call, method, rest));
                let done = done.or_else(|| self.serve_history(call, method, rest));
                let done = done.or_else(|| self.serve_conversations(call, method, rest));
                let done = done.or_else(|| self.serve_pins(call, method, rest));
                let done = done.or_else(|| self.serve_reactions(call, method, rest));
                let done = done.or_else(|| self.serve_moderation(call, method, rest));
                let done = done.or_else(|| self.serve_translation(call, method, rest));
                let done = done.or_else(|| self.serve_silence(call, method, rest));
                let done = done.or_else(|| self.serve_profiles(call, method, rest));
                let done = done.or_else(|| self.serve_rtc(call, method, rest));
                done.unwrap_or_else(|| self.not_found())
            }
        }
    }

    fn note_call(&mut self, call: &Call<'_>, user: Option<&str>, answer: &Answer) {
        self.record.count("calls", 1);
        let response = match answer {
            Answer::Now(response) | Answer::At(_, response) => Some(response),
            Answer::Never => None,
        };
        let headers = call.request.headers.iter();
        let entry = json!({
            "t": self.now,
            "method": call.request.method,
            "path": call.request.target,
            "user": user,
            "headers": headers.map(|(n, v)| (n.clone(), json!(v))).collect::<serde_json::Map<_, _>>(),
            "request": shown(&call.request.body),
            "status": response.map(|response| response.status),
            "response": response.map(|response| shown(&response.body)),
        });
        if self.config.record {
            let body = response.map_or(0, |response| response.body.len().min(SHOWN));
            let weight = call.request.target.len() + call.request.body.len().min(SHOWN) + body;
            self.record.call(entry, weight, self.config.record_limits());
        }
    }
}

impl<'a> Call<'a> {
    fn read(request: &'a Request) -> Self {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = path.split('/').filter(|segment| !segment.is_empty()).map(decode).collect();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        Self { request, path, query: query.collect(), body }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.request.headers.iter();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the shapes of the third version are asked for.
    fn wants_v3(&self) -> bool {
        self.query("version") == Some("v3")
    }

    /// Names in the body: a list of them, or one alone.
    fn names(&self, name: &str) -> Vec<String> {
        let names = match self.body.get(name) {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![name.as_str()],
            _ => Vec::new(),
        };
        names.into_iter().filter(|name| !name.is_empty()).map(String::from).collect()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    /// A number in the body, or a text that is one.
    fn number(&self, name: &str) -> Option<u64> {
        let value = self.body.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }
}

/// A body in the log: short texts as they are, anything else by its size.
fn shown(body: &Bytes) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if text.len() <= SHOWN && !text.starts_with("--") => text.into(),
        _ => format!("<{} bytes>", body.len()),
    }
}

/// Undoes percent-encoding; what is none stays.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

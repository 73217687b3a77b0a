//! Presence: published, subscribed to, asked for.

use serde_json::{Value, json};

use super::reply;
use super::{Call, Response};
use crate::server::Server;

/// Bytes of a status.
const EXT_BYTES: usize = 64;

/// Users one call can name.
const NAMED: usize = 100;

/// Seconds a subscription lasts at most.
const SECONDS: u64 = 2_592_000;

/// Subscriptions a user can have.
const SUBSCRIPTIONS: usize = 3000;

/// Subscriptions of a page, when nothing else is asked for and at most.
const PAGE: usize = 10;
const PAGE_MOST: usize = 500;

impl Server {
    /// `/users/{user}/presence…`.
    pub(super) fn serve_presence(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["users", user, "presence", rest @ ..] = path else { return None };
        if let Err(refusal) = self.authorize(call, user) {
            return Some(refusal);
        }
        let names = match &call.body {
            Value::Array(names) => {
                names.iter().filter_map(Value::as_str).map(String::from).collect()
            }
            _ => call.names("usernames"),
        };
        if self.config.closes("presence") {
            return Some(reply::json(400, &json!({ "result": "the app not open presence" })));
        }
        if names.len() > NAMED {
            return Some(self.too_many());
        }
        let result = match (method, rest) {
            ("POST", [_, _]) => {
                let ext = call.text("ext").unwrap_or_default();
                if ext.len() > EXT_BYTES {
                    return Some(self.error(400, "illegal_argument", "ext is too big "));
                }
                self.presences.publish(user, ext);
                self.presence_changed(user);
                json!("ok")
            }
            ("POST", [seconds]) => {
                let seconds = seconds.parse::<u64>().ok();
                let Some(seconds) = seconds.filter(|seconds| (1..=SECONDS).contains(seconds))
                else {
                    let words = format!("expiry must be 1 to {SECONDS} seconds");
                    return Some(self.error(400, "illegal_argument", &words));
                };
                let known = self.presences.of(user, self.now);
                let new = names.iter().filter(|name| known.iter().all(|(it, _)| it != name));
                if known.len() + new.count() > SUBSCRIPTIONS {
                    return Some(self.too_many());
                }
                let until = self.now.saturating_add(seconds * 1000);
                for name in &names {
                    self.presences.subscribe(user, name, until);
                }
                names.iter().map(|name| self.presence_of(name, Some(until / 1000))).collect()
            }
            ("POST", []) => names.iter().map(|name| self.presence_of(name, None)).collect(),
            ("DELETE", []) => {
                for name in &names {
                    self.presences.unsubscribe(user, name);
                }
                json!("ok")
            }
            ("GET", ["sublist"]) => {
                let all = self.presences.of(user, self.now);
                let number = |name: &str| call.query(name).and_then(|number| number.parse().ok());
                let size = number("pageSize").unwrap_or(PAGE).clamp(1, PAGE_MOST);
                let page = number("pageNum").unwrap_or(1).saturating_sub(1);
                let shown = all.iter().skip(page.saturating_mul(size)).take(size).map(|(target, until)| {
                    json!({ "uid": target, "expiry": (until / 1000).to_string() })
                });
                json!({ "totalnum": all.len(), "sublist": shown.collect::<Vec<_>>() })
            }
            _ => return None,
        };
        Some(reply::json(200, &json!({ "result": result })))
    }
}

//! Presence: published, subscribed to, asked for.

use serde_json::{Value, json};

use super::reply;
use super::{Call, Response};
use crate::server::Server;

/// Bytes of a status the vendor accepts.
const EXT_BYTES: usize = 64;

/// Users the vendor lets one call name.
const NAMED: usize = 100;

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
        if self.config.vendor_limits && names.len() > NAMED {
            let description = "The quantity has exceeded the limit!";
            return Some(self.error(400, "illegal_argument", description));
        }
        let result = match (method, rest) {
            ("POST", [_, _]) => {
                let ext = call.text("ext").unwrap_or_default();
                if self.config.vendor_limits && ext.len() > EXT_BYTES {
                    let refusal = json!({ "error_description": "ext is too big " });
                    return Some(reply::json(400, &refusal));
                }
                self.presences.publish(user, ext);
                self.presence_changed(user);
                json!("ok")
            }
            ("POST", [seconds]) => {
                let ms = seconds.parse::<u64>().unwrap_or_default().saturating_mul(1000);
                let until = self.now.saturating_add(ms);
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
                let shown = all.iter().map(|(target, until)| {
                    json!({ "uid": target, "expiry": (until / 1000).to_string() })
                });
                json!({ "totalnum": all.len(), "sublist": shown.collect::<Vec<_>>() })
            }
            _ => return None,
        };
        Some(reply::json(200, &json!({ "result": result })))
    }
}

//! What a tap shows: every frame, every dial, every HTTP exchange.

use std::collections::BTreeMap;
use std::fmt;

use easemob_core::{CallId, Effect, Input, Link};
use serde::{Serialize, Serializer};

use crate::output::Output;

/// The dials and exchanges of one connection whose end is still to be shown.
#[derive(Default)]
pub(crate) struct Tap {
    links: BTreeMap<Link, String>,
    calls: BTreeMap<CallId, (&'static str, String)>,
}

impl Tap {
    pub(crate) fn effect(&mut self, out: &mut Output, conn: &str, effect: &Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.links.insert(*link, endpoint.url.clone());
                socket(out, conn, "connect", Some(&endpoint.url), None);
            }
            Effect::Send(_, bytes) => frame(out, conn, "out", bytes),
            Effect::Close(_) | Effect::Keep(_) => {}
            Effect::Call(call, request) => {
                let path = path(&request.url).to_owned();
                self.calls.insert(*call, (request.method.as_str(), path));
            }
            Effect::Cancel(call) => {
                self.calls.remove(call);
            }
        }
    }

    pub(crate) fn input(&mut self, out: &mut Output, conn: &str, input: &Input) {
        match input {
            Input::Received(_, bytes) | Input::Stray(_, bytes) => frame(out, conn, "in", bytes),
            Input::Opened(link) => {
                let url = self.links.get(link).map(String::as_str);
                socket(out, conn, "open", url, None);
            }
            Input::Closed(link, lost) => {
                let url = self.links.remove(link);
                socket(out, conn, "close", url.as_deref(), Some(&lost.to_string()));
            }
            Input::Answered(call, answer) => {
                if let Some((method, path)) = self.calls.remove(call) {
                    // No answer has no status; the Web SDK's tap says 0.
                    let status = answer.as_ref().map_or(0, |response| response.status);
                    let shown = Exchange { method, path: &path, status };
                    out.own(Some(conn), "_rest", Some(&shown));
                }
            }
            Input::NotKept(_) | Input::Tick | Input::Network(_) => {}
        }
    }
}

fn frame(out: &mut Output, conn: &str, dir: &'static str, bytes: &[u8]) {
    out.own(Some(conn), "_frame", Some(&Frame { dir, hex: Hex(bytes) }));
}

fn socket(out: &mut Output, conn: &str, what: &'static str, url: Option<&str>, why: Option<&str>) {
    out.own(Some(conn), "_socket", Some(&Socket { what, url, why }));
}

/// What stands behind the host.
fn path(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.find('/').and_then(|slash| behind.get(slash..)).unwrap_or("/")
}

#[derive(Serialize)]
struct Frame<'a> {
    dir: &'static str,
    hex: Hex<'a>,
}

#[derive(Serialize)]
struct Socket<'a> {
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct Exchange<'a> {
    method: &'static str,
    path: &'a str,
    status: u16,
}

struct Hex<'a>(&'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

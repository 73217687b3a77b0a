//! Which hosts there are, and which one is next (DNS rows).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::config::{Config, Https, Servers};
use crate::error::{CallFailed, Layer, Malformed};
use crate::ids::AppKey;
use crate::io::{Request, Response};
use crate::rest;
use crate::time::UnixMillis;

/// Hosts taken from one answer: more than that nobody runs.
const HOSTS_MAX: usize = 32;

/// The hosts of a session and whose turn it is. A list is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hosts {
    websocket: Vec<String>,
    rest: Vec<String>,
    websocket_turn: usize,
    rest_turn: usize,
}

impl Hosts {
    /// The hosts of a configuration without discovery (DNS-18).
    pub(crate) fn fixed(config: &Config) -> Option<Self> {
        match &config.servers {
            Servers::Fixed { websocket, rest } => {
                Some(Self::new(vec![websocket.clone()], vec![rest.clone()]))
            }
            Servers::HttpDns { .. } => None,
        }
    }

    fn new(websocket: Vec<String>, rest: Vec<String>) -> Self {
        Self { websocket, rest, websocket_turn: 0, rest_turn: 0 }
    }

    /// Where to dial. The URL is built anew for each attempt (O-8), and a shorter list after a
    /// refresh starts over instead of failing (O-9).
    pub(crate) fn websocket(&self) -> &str {
        let turn = self.websocket_turn.checked_rem(self.websocket.len()).unwrap_or_default();
        self.websocket.get(turn).map_or("", String::as_str)
    }

    /// Whom to ask.
    pub(crate) fn rest(&self) -> &str {
        let turn = self.rest_turn.checked_rem(self.rest.len()).unwrap_or_default();
        self.rest.get(turn).map_or("", String::as_str)
    }

    /// All REST hosts, beginning with the one whose turn it is.
    pub(crate) fn rest_all(&self) -> Vec<String> {
        let turn = self.rest_turn.checked_rem(self.rest.len()).unwrap_or_default();
        let (before, from) = self.rest.split_at(turn.min(self.rest.len()));
        from.iter().chain(before).cloned().collect()
    }

    /// The next socket host. `true` when all have had their turn.
    pub(crate) fn next_websocket(&mut self) -> bool {
        self.websocket_turn += 1;
        self.websocket_turn.is_multiple_of(self.websocket.len().max(1))
    }

    /// The next REST host. `true` when all have had their turn.
    pub(crate) fn next_rest(&mut self) -> bool {
        self.rest_turn += 1;
        self.rest_turn.is_multiple_of(self.rest.len().max(1))
    }
}

/// `GET {seed}/easemob/server.json` (DNS-1, DNS-2).
pub(crate) fn request(config: &Config, seed: usize, wall: UnixMillis) -> Option<Request> {
    let Servers::HttpDns { seeds, .. } = &config.servers else { return None };
    let seed = seeds.get(seed)?.trim_end_matches('/');
    let mut url = format!("{seed}/easemob/server.json?");
    match &config.app_id {
        Some(id) => {
            url.push_str("app_id=");
            rest::percent_encode(id, &mut url);
            url.push_str("&sdk_version=4.10.0&file_version=1");
        }
        None => {
            url.push_str("app_key=");
            rest::percent_encode(config.app_key.as_str(), &mut url);
        }
    }
    url.push_str(&format!("&_v={wall}"));
    let mut request = rest::request(config, crate::io::Method::Get, url, None, None);
    request.answer_limit = request.answer_limit.min(256 * 1024);
    Some(request)
}

/// Reads the answer (DNS-4 … DNS-6, DNS-8, DNS-10, DNS-11). An application known by its id learns
/// its app key here.
pub(crate) fn hosts(
    config: &mut Config,
    answer: Result<Response, CallFailed>,
) -> Result<Hosts, CallFailed> {
    let document: Document = rest::read(answer)?;
    let missing = |what: &str| {
        let detail = format!("server.json without a usable {what} host");
        CallFailed::Malformed(Malformed::new(Layer::Http, detail, bytes::Bytes::new()))
    };
    let https = match &config.servers {
        Servers::HttpDns { https, .. } => *https,
        Servers::Fixed { .. } => Https::Only,
    };
    let rest = urls(&document.rest, https, ["https", "http"], "");
    let sockets = document.msync_wx;
    let websocket = urls(&sockets, https, ["wss", "ws"], "/websocket");
    if rest.is_empty() {
        return Err(missing("REST"));
    }
    if websocket.is_empty() {
        return Err(missing("msync-wx"));
    }
    if config.app_id.is_some() {
        let key = AppKey::parse(document.app_key.as_deref().unwrap_or_default());
        config.app_key = key.map_err(|_| missing("app key or"))?;
    }
    config.upload_parts &= document.upload_parts.as_deref() != Some("false");
    Ok(Hosts::new(websocket, rest))
}

#[derive(Deserialize)]
struct Document {
    app_key: Option<String>,
    #[serde(rename = "uploadinparts_enable")]
    upload_parts: Option<String>,
    rest: Group,
    #[serde(rename = "msync-wx")]
    msync_wx: Group,
}

#[derive(Deserialize)]
struct Group {
    hosts: Vec<Host>,
}

#[derive(Deserialize)]
struct Host {
    #[serde(default)]
    protocol: String,
    domain: Option<String>,
    ip: Option<String>,
    port: Option<serde_json::Value>,
}

fn urls(group: &Group, https: Https, schemes: [&str; 2], path: &str) -> Vec<String> {
    let [secure, plain] = schemes;
    let of = |protocol: &'static str, scheme: &str| -> Vec<String> {
        let hosts = group.hosts.iter().filter(|host| host.protocol == protocol);
        hosts
            .filter_map(|host| Some(format!("{scheme}://{}{path}", authority(host)?)))
            .take(HOSTS_MAX)
            .collect()
    };
    let mut urls = of("https", secure);
    if https == Https::Preferred {
        urls.extend(of("http", plain));
    }
    urls
}

/// `host[:port]`; ports 80 and 443 are left out (DNS-10).
fn authority(host: &Host) -> Option<String> {
    let name = [&host.domain, &host.ip].into_iter().flatten().find(|name| !name.is_empty())?;
    if !is_host(name) {
        return None;
    }
    let port = match &host.port {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(port)) if port.is_empty() => None,
        Some(serde_json::Value::String(port)) => Some(port.parse::<u16>().ok()?),
        Some(other) => Some(u16::try_from(other.as_u64()?).ok()?),
    };
    Some(match port {
        Some(0) => return None,
        None | Some(80 | 443) => name.to_string(),
        Some(port) => format!("{name}:{port}"),
    })
}

/// A name, an IPv4 address, or an IPv6 address in brackets.
fn is_host(name: &str) -> bool {
    match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(ip) => ip.len() > 1 && ip.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b)),
        None => name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)),
    }
}

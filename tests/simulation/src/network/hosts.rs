//! Names of hosts, and who can be reached under them.

use easemob_core::{Lost, LostKind};

use super::Network;
use crate::world::Who;

/// The hosts that may go down. All of them lead to the one server.
pub(crate) const HOSTS: &[&str] = &[
    "server.test",
    "dns1.test",
    "dns2.test",
    "rest1.test",
    "rest2.test",
    "rest3.test",
    "rest4.test",
    "ws1.test",
    "ws2.test",
    "ws3.test",
    "ws4.test",
    "other.test",
];
/// A host that never was.
const NOBODY: &str = "gone.test";

impl Network {
    /// Why nobody can be reached under this URL, if that is so.
    pub(super) fn cannot_reach(&mut self, at: u64, who: Who, url: &str) -> Option<Lost> {
        self.dead.retain(|_, until| at < *until);
        let host = host(url);
        let why = if self.gone.get(&who).is_some_and(|until| at < *until) {
            "network is unreachable"
        } else if host == NOBODY || self.dead.contains_key(host) {
            "no such host"
        } else if at < self.closed_until {
            "connection refused"
        } else {
            return None;
        };
        Some(Lost::new(LostKind::Unreachable, why))
    }
}

/// The host that a URL names.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or_default()
}

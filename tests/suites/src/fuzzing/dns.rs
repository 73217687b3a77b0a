//! The discovery document.

use easemob_core::websocket::Target;
use easemob_core::{Config, Https, LostKind, PhaseName, Servers};

use super::tells;
use crate::peer::{self, PASSWORD, Peer, TOKEN};

/// Answers to discovery, and before them how strict the client is: a host is dialled as the document
/// says and only as it is allowed to, or the next service is asked, or the login ends; never anything
/// else.
pub fn dns(data: &[u8]) {
    let Some((&mode, document)) = data.split_first() else { return };
    // It is asked without a password and without a token: no service repeats what it was never told.
    if [PASSWORD, TOKEN].iter().any(|secret| tells(document, secret)) {
        return;
    }
    let (plain, by_id) = (mode & 1 != 0, mode & 2 != 0);
    let status = if mode & 4 != 0 { 503 } else { 200 };
    let mut peer = Peer::new(config(plain, by_id));
    peer.login();
    // The answer of every service, and of each again.
    for _ in 0..20 {
        match peer.phase() {
            PhaseName::Discovering if peer.requests() == 1 => {
                peer.answer(status, document.to_vec())
            }
            PhaseName::Dialing => peer.lose(LostKind::Unreachable),
            PhaseName::Offline => break,
            _ => drop(peer.pass_deadline()),
        }
    }
    assert!(peer.dialled.is_empty() || status == 200, "a refusal was taken for a document");
    for url in &peer.dialled {
        check(url, plain, "/websocket");
    }
    if !peer.dialled.is_empty() {
        // The same rules for another scheme.
        let base = peer.client.reader().rest;
        check(&base.replacen("http", "ws", 1), plain, "");
    }
}

fn config(plain: bool, by_id: bool) -> Config {
    let mut config = if by_id { Config::with_app_id("app") } else { peer::discovering() };
    config.offer_lz4 = false;
    if let Servers::HttpDns { https, .. } = &mut config.servers
        && plain
    {
        *https = Https::Preferred;
    }
    config
}

/// A URL can be dialled, is encrypted unless `plain` ones are wanted, and ends in this path.
fn check(url: &str, plain: bool, path: &str) {
    let target = Target::parse(url).unwrap_or_else(|bad| panic!("{url:?}: {bad}"));
    assert!(plain || target.is_secure(), "{url:?}");
    let host = url.split_once("://").and_then(|(_, rest)| rest.strip_suffix(path));
    assert!(host.is_some_and(|host| !host.contains('/')), "{url:?} is more than a host and {path}");
}

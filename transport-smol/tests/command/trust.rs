//! `--trust`: whose certificates count.

#[path = "../../../tests/suites/tests/transports/tls/terminate.rs"]
mod terminate;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::stage::{Stage, text};

#[test]
fn a_private_authority_is_trusted_when_it_is_named() {
    let stage = Stage::new();
    let (port, authority) = terminate::terminate_tls(stage.emulator.address);
    let pem = BASE64_STANDARD.encode(&authority);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
    let pem = text(&stage.file("authority.pem", pem));
    let [ws, rest] = ["wss", "https"].map(|scheme| format!("{scheme}://localhost:{port}"));
    let ws = format!("{ws}/websocket");
    let send = ["send", "bob", "hi", "--ws", &ws, "--rest", &rest, "--trust"];
    stage.user("alice", &[&send as &[&str], &[&pem]].concat()).end().done();
    assert_eq!(stage.waiting("bob"), 1);
    let refused = stage.user("alice", &[&send as &[&str], &["mozilla"]].concat()).end();
    refused.failed(4, &["UnknownIssuer"]);
}

//! `--trust`: whose certificates count.

#[path = "../../../tests/suites/tests/transports/tls/terminate.rs"]
mod terminate;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::CertificateParams;

use crate::stage::{Stage, password, text};

/// The emulator behind TLS.
pub(crate) struct Encrypted {
    pub(crate) ws: String,
    pub(crate) rest: String,
    /// The file that holds the authority.
    pub(crate) pem: String,
}

pub(crate) fn encrypted(stage: &Stage, adjust: impl FnOnce(&mut CertificateParams)) -> Encrypted {
    let (port, authority) = terminate::terminate_tls(stage.emulator.address, adjust);
    let pem = BASE64_STANDARD.encode(&authority);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
    let pem = text(&stage.file("authority.pem", pem));
    let [ws, rest] = ["wss", "https"].map(|scheme| format!("{scheme}://localhost:{port}"));
    Encrypted { ws: format!("{ws}/websocket"), rest, pem }
}

#[test]
fn a_private_authority_is_trusted_when_it_is_named() {
    let stage = Stage::new();
    let Encrypted { ws, rest, pem } = encrypted(&stage, |_| ());
    let send = ["send", "bob", "hi", "--ws", &ws, "--rest", &rest, "--trust"];
    stage.user("alice", &[&send as &[&str], &[&pem]].concat()).end().done();
    assert_eq!(stage.waiting("bob"), 1);
    let refused = stage.user("alice", &[&send as &[&str], &["mozilla"]].concat()).end();
    refused.failed(4, &["UnknownIssuer"]);
}

/// The driver reads the same options as the other commands, also from a file.
#[test]
fn the_driver_trusts_whom_the_file_names() {
    let stage = Stage::new();
    let Encrypted { ws, rest, pem } = encrypted(&stage, |_| ());
    let servers = format!("ws = \"{ws}\"\nrest = \"{rest}\"\n");
    let file = text(&stage.file("own.toml", format!("{servers}trust = \"{pem}\"\n")));
    let open = r#"{"cmd":"open","id":1,"user":"alice","pwd_env":"PASSWORD"}"#;
    let drive = |arguments: &[&str]| {
        let run = stage.bare(&[&["chat", "--json", "--config", &file], arguments].concat());
        run.variable("PASSWORD", &password("alice")).input(format!("{open}\n")).end()
    };
    let ended = drive(&[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains(r#"{"result":1,"ok":true"#), "{ended:?}");
    let refused = drive(&["--trust", "mozilla"]);
    assert!(refused.out.contains(r#"{"result":1,"ok":false"#), "{refused:?}");
}

//! TLS in front of the emulator, under an authority of the test's own.

mod terminate;

use easemob_core::driver::LoginFailed;
use easemob_core::{CallFailed, Config, LostKind, OfflineCause};

use crate::ground::Desktop;
use crate::stage::{Conn, Stage, by_password, config, deliver, hear, open};
use terminate::terminate_tls;

/// `localhost` is two addresses on most machines, and the server has only one of them.
fn encrypted(port: u16) -> Config {
    config(&format!("wss://localhost:{port}/websocket"), &format!("https://localhost:{port}"))
}

pub(crate) async fn private_authority<G: Desktop>() {
    let stage = Stage::new();
    let (port, authority) = terminate_tls(stage.server.address, |_| ());
    let runtime = G::trusting(&authority);
    let alice = Conn::<G>::with_runtime(encrypted(port), None, runtime);
    let mut alice = alice.expect("a good configuration");
    alice.log_in(by_password("alice")).await.expect("a login");
    let mut bob = stage.online::<G>("bob").await;
    let long = "x".repeat(4_000);
    deliver::<G>(&mut alice, "bob", long.clone()).await;
    assert_eq!(hear::<G>(&mut bob, 1).await, [long]);
    deliver::<G>(&mut bob, "alice", "safe").await;
    assert_eq!(hear::<G>(&mut alice, 1).await, ["safe"]);
    alice.shutdown().await;
}

pub(crate) async fn unknown_authority<G: Desktop>() {
    let stage = Stage::new();
    let (port, _) = terminate_tls(stage.server.address, |_| ());
    let mut config = encrypted(port);
    config.login_attempts = 1;
    let mut alice = open::<G>(config, None);
    let failed = alice.log_in(by_password("alice")).await.expect_err("nobody to trust");
    let LoginFailed::Offline(OfflineCause::TokenRefused(CallFailed::Lost(lost))) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(lost.kind, LostKind::Unreachable);
    assert!(lost.detail.contains("UnknownIssuer"), "{lost}");
}

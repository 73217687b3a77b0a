//! TLS in front of the emulator, under an authority of the test's own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use easemob_core::driver::LoginFailed;
use easemob_core::{CallFailed, Config, LostKind, OfflineCause};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::ground::Desktop;
use crate::stage::{Conn, Stage, by_password, config, deliver, hear, open};

/// A server certificate for `localhost`, its key, and who signed it.
fn certificates() -> (CertificateDer<'static>, PrivateKeyDer<'static>, CertificateDer<'static>) {
    let mut authority = CertificateParams::new(Vec::new()).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let authority_certificate = authority.self_signed(&authority_key).expect("signed");
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &issuer).expect("signed");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    (certificate.into(), key, authority_certificate.into())
}

/// Takes TLS off in front of `backend`, on a thread, until the test process ends.
fn terminate_tls(backend: SocketAddr) -> (u16, CertificateDer<'static>) {
    let (certificate, key, authority) = certificates();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("non-blocking");
    let port = listener.local_addr().expect("an address").port();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut front = acceptor.accept(stream).await?;
                    let mut back = TcpStream::connect(backend).await?;
                    copy_bidirectional(&mut front, &mut back).await
                });
            }
        });
    });
    (port, authority)
}

/// `localhost` is two addresses on most machines, and the server has only one of them.
fn encrypted(port: u16) -> Config {
    config(&format!("wss://localhost:{port}/websocket"), &format!("https://localhost:{port}"))
}

pub(crate) async fn private_authority<G: Desktop>() {
    let stage = Stage::new();
    let (port, authority) = terminate_tls(stage.server.address);
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
    let (port, _) = terminate_tls(stage.server.address);
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

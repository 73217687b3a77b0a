//! Finding the servers (DNS rows).

use easemob_core::{Config, ErrorCode, Https, LostKind, Method, OfflineCause, PhaseName, Servers};
use easemob_tests::peer::{Peer, TOKEN, discovering, say};

fn asking() -> Peer {
    let mut peer = Peer::new(discovering());
    peer.login();
    peer
}

/// The sockets a client dials for a document, and the REST host it asks, in this mode.
fn first_hosts(document: &str, https: Https) -> (String, String) {
    let mut settings = discovering();
    if let Servers::HttpDns { https: mode, .. } = &mut settings.servers {
        *mode = https;
    }
    let mut peer = Peer::new(settings);
    peer.login_by_password();
    peer.answer(200, document.to_string());
    let rest = peer.request().1.url.replace("/org/app/token", "");
    peer.answer(200, format!(r#"{{"access_token":"{TOKEN}"}}"#));
    (peer.dialled[0].clone(), rest)
}

fn document(socket: &str, rest: &str) -> String {
    format!(r#"{{"rest":{{"hosts":[{rest}]}},"msync-wx":{{"hosts":[{socket}]}},"im":7}}"#)
}

/// DNS-1.
#[test]
fn the_question_names_the_application() {
    let (_, request) = asking().request();
    assert_eq!(request.method, Method::Get);
    assert_eq!(
        request.url,
        "https://rs.easemob.com/easemob/server.json?app_key=org%23app&_v=1700000000000"
    );
    assert!(request.body.is_empty() && request.answer_limit <= 256 * 1024);
}

/// DNS-2, DNS-8: an application known by its id learns its app key.
#[test]
fn an_app_id_is_asked_for_its_app_key() {
    let app = || {
        let mut settings = Config::with_app_id("id 1");
        settings.offer_lz4 = false;
        let mut peer = Peer::new(settings);
        peer.login_by_password();
        peer
    };
    let mut peer = app();
    let url = peer.request().1.url;
    let expected = "https://rs.easemob.com/easemob/server.json?\
                    app_id=id%201&sdk_version=4.10.0&file_version=1&_v=1700000000000";
    assert_eq!(url, expected);
    peer.answer(200, say::SERVERS.replacen('{', r#"{"app_key":"o#a","#, 1));
    assert_eq!(peer.request().1.url, "https://rest1.test/o/a/token");
    for key in ["", r#"{"app_key":"o","#, r#"{"app_key":"o#a#b","#] {
        let mut peer = app();
        let body = if key.is_empty() { "{" } else { key };
        peer.answer(200, say::SERVERS.replacen('{', body, 1));
        let url = peer.request().1.url;
        assert!(url.starts_with("https://rs.chat.agora.io/"), "{key:?}: {url}");
    }
}

/// DNS-3, DNS-4: whatever is wrong with one answer, the next service is asked at once.
#[test]
fn a_bad_document_is_a_failure_of_its_service() {
    let https = r#"{"protocol":"https","domain":"a.test"}"#;
    let bad = [
        String::new(),
        "<html>".to_string(),
        "{}".to_string(),
        "[]".to_string(),
        document(https, ""),
        document("", https),
        document(https, r#"{"protocol":"http","domain":"a.test"}"#),
        document(r#"{"protocol":"https"}"#, https),
        document(r#"{"protocol":"https","domain":"a/b"}"#, https),
        document(r#"{"protocol":"https","domain":"u@h"}"#, https),
        document(r#"{"protocol":"https","domain":"a:b"}"#, https),
        document(r#"{"protocol":"https","domain":"[a"}"#, https),
        document(r#"{"protocol":"https","ip":"::1"}"#, https),
        document(r#"{"protocol":"https","domain":"a.test","port":0}"#, https),
        document(r#"{"protocol":"https","domain":"a.test","port":"x"}"#, https),
        document(r#"{"protocol":"https","domain":"a.test","port":70000}"#, https),
        document(r#"{"protocol":"https","domain":"a.test","port":-1}"#, https),
        r#"{"rest":{"hosts":{}},"msync-wx":{"hosts":[]}}"#.to_string(),
    ];
    for body in bad {
        let mut peer = asking();
        peer.answer(200, body.clone());
        let (_, request) = peer.request();
        assert!(request.url.starts_with("https://rs.chat.agora.io/"), "{body}: {}", request.url);
        peer.answer(200, say::SERVERS);
        assert_eq!(peer.phase(), PhaseName::Dialing);
    }
}

/// DNS-3: when no service answers, the login ends and says so; a moment's trouble is waited out.
#[test]
fn without_hosts_there_is_no_login() {
    type Failure = fn(&mut Peer);
    let failures: [(usize, Failure); 4] = [
        (2, |peer| peer.answer(404, "no such app")),
        (6, |peer| peer.answer(503, "busy")),
        (6, |peer| peer.fail(LostKind::Unreachable)),
        (6, |peer| peer.fail(LostKind::TooLarge)),
    ];
    for (most, fail) in failures {
        let mut peer = asking();
        let mut asked = 0;
        while peer.phase() != PhaseName::Offline {
            peer.pass_to(PhaseName::Discovering);
            fail(&mut peer);
            asked += 1;
        }
        assert_eq!(asked, most);
        let cause = peer.offline_cause().expect("the end");
        assert!(matches!(cause, OfflineCause::DiscoveryFailed(_)), "{cause}");
        assert_eq!(cause.code(), Some(ErrorCode::DiscoveryFailed));
        assert!(peer.dialled.is_empty());
    }
}

/// DNS-6, OPT-6: which hosts are acceptable, and in which order.
#[test]
fn plain_hosts_are_taken_only_where_they_are_allowed() {
    let plain = r#"{"protocol":"http","domain":"plain.test","port":"8080"}"#;
    let secure = r#"{"protocol":"https","domain":"secure.test"}"#;
    let both = format!("{plain},{secure}");
    let secure_urls =
        ("wss://secure.test/websocket".to_string(), "https://secure.test".to_string());
    assert_eq!(first_hosts(&document(&both, &both), Https::Only), secure_urls);
    assert_eq!(first_hosts(&document(&both, &both), Https::Preferred), secure_urls);
    let plain_urls =
        ("ws://plain.test:8080/websocket".to_string(), "http://plain.test:8080".to_string());
    assert_eq!(first_hosts(&document(plain, plain), Https::Preferred), plain_urls);
}

/// DNS-10, DNS-11: ports 80 and 443 are left out, in whichever form they come.
#[test]
fn ports_and_addresses_make_urls() {
    for (host, url) in [
        (r#""domain":"a.test""#, "a.test"),
        (r#""domain":"a.test","port":"443""#, "a.test"),
        (r#""domain":"a.test","port":443"#, "a.test"),
        (r#""domain":"a.test","port":"80""#, "a.test"),
        (r#""domain":"a.test","port":"""#, "a.test"),
        (r#""domain":"a.test","port":null"#, "a.test"),
        (r#""domain":"a.test","port":"8443""#, "a.test:8443"),
        (r#""domain":"a.test","port":8443,"ip":"1.2.3.4""#, "a.test:8443"),
        (r#""domain":"","ip":"1.2.3.4","port":1"#, "1.2.3.4:1"),
        (r#""ip":"1.2.3.4""#, "1.2.3.4"),
        (r#""ip":"[::1]","port":8443"#, "[::1]:8443"),
    ] {
        let host = format!(r#"{{"protocol":"https",{host}}}"#);
        let urls = (format!("wss://{url}/websocket"), format!("https://{url}"));
        assert_eq!(first_hosts(&document(&host, &host), Https::Only), urls);
    }
}

/// DNS-14: the attempts of a login go through the hosts.
#[test]
fn a_login_tries_the_hosts_in_turn() {
    let mut peer = asking();
    peer.answer(200, say::SERVERS);
    for _ in 0..3 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    let (first, second) = ("wss://im1.test/websocket", "wss://im2.test:8443/websocket");
    assert_eq!(peer.dialled, [first, second, first]);
}

/// DNS-16, O-9: a refresh that fails leaves the hosts there were.
#[test]
fn a_refresh_that_fails_leaves_the_old_hosts() {
    let mut peer = asking();
    peer.answer(200, say::SERVERS);
    peer.accept();
    peer.lose(LostKind::Broken);
    for _ in 0..2 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    peer.pass_to(PhaseName::Discovering);
    peer.fail(LostKind::Unreachable);
    peer.fail(LostKind::Unreachable);
    assert_eq!(peer.phase(), PhaseName::Dialing);
    assert_eq!(peer.dialled.last().map(String::as_str), Some("wss://im1.test/websocket"));
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// HTTP-3: silence is a failure after fifteen seconds.
#[test]
fn a_silent_service_is_left_for_the_next() {
    let mut peer = asking();
    peer.pass(14_999);
    assert!(peer.request().1.url.starts_with("https://rs.easemob.com/"));
    peer.pass(1);
    assert!(peer.request().1.url.starts_with("https://rs.chat.agora.io/"));
}

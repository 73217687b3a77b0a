//! The opening handshake: the request, and every answer that is no upgrade.

use bytes::BytesMut;
use easemob_core::websocket::{BadUrl, HEAD_MAX, NotUpgraded, Target, Upgrade};
use easemob_tests::websocket::{ACCEPTANCE, NONCE};

fn request(url: &str) -> String {
    let mut out = BytesMut::new();
    let _upgrade = Upgrade::new(&Target::parse(url).expect("a URL"), NONCE, &mut out);
    String::from_utf8(out.to_vec()).expect("ASCII")
}

fn upgrade() -> Upgrade {
    let target = Target::parse("ws://server.test/chat").expect("a URL");
    Upgrade::new(&target, NONCE, &mut BytesMut::new())
}

fn answered(answer: &str) -> Result<bool, NotUpgraded> {
    let whole = upgrade().feed(&mut answer.into());
    // How it is cut makes no difference.
    let mut upgrade = upgrade();
    let mut in_bytes = Ok(false);
    for byte in answer.as_bytes().chunks(1) {
        in_bytes = upgrade.feed(&mut byte.into());
    }
    assert_eq!(in_bytes, whole, "{answer}");
    whole
}

/// §4.1, items 1 to 9 of the request; §1.3: the sample nonce.
#[test]
fn the_request_is_the_one_of_the_rfc() {
    assert_eq!(
        request("ws://server.test/chat?a=b"),
        "GET /chat?a=b HTTP/1.1\r\nHost: server.test\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\n\r\n"
    );
}

/// §3, §4.1 item 4: the port is named where it is not the usual one.
#[test]
fn urls_are_read() {
    let rows = [
        ("ws://a.test", false, "a.test", 80, "GET / HTTP/1.1\r\nHost: a.test\r\n"),
        ("wss://a.test?x", true, "a.test", 443, "GET /?x HTTP/1.1\r\nHost: a.test\r\n"),
        ("WSS://a.test:443/p", true, "a.test", 443, "GET /p HTTP/1.1\r\nHost: a.test\r\n"),
        ("ws://a.test:443/", false, "a.test", 443, "GET / HTTP/1.1\r\nHost: a.test:443\r\n"),
        ("ws://[::1]:8080/p", false, "::1", 8080, "GET /p HTTP/1.1\r\nHost: [::1]:8080\r\n"),
        ("ws://[::1]", false, "::1", 80, "GET / HTTP/1.1\r\nHost: [::1]\r\n"),
    ];
    for (url, is_secure, host, port, begin) in rows {
        let target = Target::parse(url).expect(url);
        assert_eq!((target.is_secure(), target.host(), target.port()), (is_secure, host, port));
        assert!(request(url).starts_with(begin), "{}", request(url));
    }
}

#[test]
fn urls_that_lead_nowhere_are_refused() {
    let rows = [
        ("http://a.test", BadUrl::Scheme),
        ("a.test/chat", BadUrl::Scheme),
        ("ws://a.test/x y", BadUrl::Character),
        ("ws://a.test/x\r\nEvil: 1", BadUrl::Character),
        ("ws://a.test/环信", BadUrl::Character),
        ("ws://a.test/#x", BadUrl::Fragment),
        ("ws://user:pw@a.test", BadUrl::User),
        ("ws://", BadUrl::Host),
        ("ws:///chat", BadUrl::Host),
        ("ws://:80", BadUrl::Host),
        ("ws://[::1", BadUrl::Host),
        ("ws://::1]", BadUrl::Host),
        ("ws://[::1]80", BadUrl::Host),
        ("ws://a.test:", BadUrl::Port),
        ("ws://a.test:0", BadUrl::Port),
        ("ws://a.test:+80", BadUrl::Port),
        ("ws://a.test:65536", BadUrl::Port),
    ];
    for (url, why) in rows {
        assert_eq!(Target::parse(url), Err(why), "{url}");
    }
}

/// What follows the head is the codec's.
#[test]
fn the_bytes_after_the_head_are_given_back() {
    let (mut upgrade, mut input) = (upgrade(), BytesMut::from(ACCEPTANCE));
    input.extend_from_slice(b"\x82\x02hi\r\n");
    assert_eq!(upgrade.feed(&mut input), Ok(true));
    assert_eq!(&input[..], b"\x82\x02hi\r\n");
    assert_eq!(upgrade.feed(&mut input), Ok(true), "it is done");
    assert_eq!(&input[..], b"\x82\x02hi\r\n");
}

/// §4.1: names and the values of Upgrade and Connection in any case, the latter among others.
#[test]
fn what_the_rfc_leaves_open_is_accepted() {
    let changes = [
        ("Upgrade: websocket", "UPGRADE:WebSocket"),
        ("Connection: Upgrade", "connection: keep-alive,\tupgrade "),
        ("Connection: Upgrade", "Connection: keep-alive\r\nConnection: upgrade"),
        ("Switching Protocols", ""),
        (" Switching Protocols", ""),
        ("\r\n\r\n", "\r\nServer: \u{fc}\r\nSec-WebSocket-Extensions:\r\n\r\n"),
    ];
    assert_eq!(answered(ACCEPTANCE), Ok(true));
    for (what, instead) in changes {
        assert_eq!(answered(&ACCEPTANCE.replacen(what, instead, 1)), Ok(true), "{instead}");
    }
}

/// §4.1, items 1 to 6 of the answer, and RFC 9112 for its form.
#[test]
fn every_other_answer_is_refused() {
    use NotUpgraded::{Header, NotHttp, Status};
    let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    let changes = [
        ("101", "200", Status(200)),
        ("101 ", "1011 ", NotHttp),
        ("101 ", "1x1 ", NotHttp),
        ("HTTP/1.1", "HTTP/1.0", NotHttp),
        ("HTTP/1.1", "ICY", NotHttp),
        ("Upgrade: websocket\r\n", "", Header("Upgrade")),
        ("Upgrade: websocket", "Upgrade: h2c", Header("Upgrade")),
        ("Connection: Upgrade\r\n", "", Header("Connection")),
        ("Connection: Upgrade", "Connection: close", Header("Connection")),
        ("Connection: Upgrade", "Connection: upgraded", Header("Connection")),
        (accept, "Server: x", Header("Sec-WebSocket-Accept")),
        (
            accept,
            "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            Header("Sec-WebSocket-Accept"),
        ),
        ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n", Header("Sec-WebSocket-Extensions")),
        ("\r\n\r\n", "\r\nSec-WebSocket-Protocol: x\r\n\r\n", Header("Sec-WebSocket-Protocol")),
        ("\r\n\r\n", "\n\n", NotHttp),
        ("\r\n\r\n", "\r\nno colon\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\n: no name\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\nSpace : before\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\n continued\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\nA: control\u{1}\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\nA: form feed\u{c}\r\n\r\n", NotHttp),
        ("\r\n\r\n", "\r\nA: line end\r\r\n\r\n", NotHttp),
        ("Switching", "\rSwitching", NotHttp),
        ("Switching", "\u{0}Switching", NotHttp),
    ];
    for (what, instead, why) in changes {
        let answer = ACCEPTANCE.replacen(what, instead, 1);
        assert_ne!(answer, ACCEPTANCE);
        assert_eq!(answered(&answer), Err(why), "{answer}");
    }
}

#[test]
fn a_refusal_is_final() {
    let mut upgrade = upgrade();
    let refused = Err(NotUpgraded::Status(503));
    assert_eq!(upgrade.feed(&mut "HTTP/1.1 503 Busy\r\n".into()), refused);
    assert_eq!(upgrade.feed(&mut ACCEPTANCE.into()), refused);
}

#[test]
fn a_head_without_end_is_refused() {
    let head_of = |length: usize| {
        let begin = ACCEPTANCE.strip_suffix("\r\n").expect("a head");
        let filler = "a".repeat(length - begin.len() - "X: \r\n\r\n".len());
        format!("{begin}X: {filler}\r\n\r\n")
    };
    assert_eq!(answered(&head_of(HEAD_MAX)), Ok(true));
    assert_eq!(answered(&head_of(HEAD_MAX + 1)), Err(NotUpgraded::HeadTooLong));
    assert_eq!(answered(&"a".repeat(HEAD_MAX + 1)), Err(NotUpgraded::HeadTooLong));
    assert_eq!(answered(&"a".repeat(HEAD_MAX)), Ok(false));
}

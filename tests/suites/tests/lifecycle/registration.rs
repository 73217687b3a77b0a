//! Registering an account (REG rows).

use easemob_core::event::Registered;
use easemob_core::{CallFailed, CallId, ErrorCode, Event, LostKind, Method, PhaseName, Secret};
use easemob_tests::peer::{PASSWORD, Peer, config, discovering, say, user};

const ACCOUNT: &str = r#"{"action":"post",
    "entities":[{"uuid":"1f-2e","username":"carl","nickname":"C","activated":false}]}"#;

fn register(peer: &mut Peer) -> CallId {
    try_to_register(peer).expect("there is room")
}

fn try_to_register(peer: &mut Peer) -> Result<CallId, CallFailed> {
    peer.call(|client, now| client.register(now, user("carl"), Secret::new(PASSWORD), "C"))
}

/// Who reads no answers must not fill the memory with them.
#[test]
fn registrations_are_bounded_as_calls_are() {
    let mut few = config();
    few.calls_max = 1;
    let mut peer = Peer::new(few);
    peer.eager = false;
    let first = register(&mut peer);
    assert_eq!(try_to_register(&mut peer), Err(CallFailed::Busy));
    peer.answer(200, ACCOUNT);
    // Answered, but nobody has heard it.
    assert_eq!(try_to_register(&mut peer), Err(CallFailed::Busy));
    assert_eq!(peer.client.stats().calls.fill, 1);
    let heard = peer.next_event();
    assert!(matches!(heard, Some(Event::Registered { call, result: Ok(_) }) if call == first));
    assert_eq!(peer.client.stats().calls.fill, 0);
    register(&mut peer);
}

/// The one end of a registration.
fn result(peer: &mut Peer, ticket: CallId) -> Result<Registered, CallFailed> {
    let mut events = peer.take_events();
    let Some(Event::Registered { call, result }) = events.pop() else { panic!("{events:?}") };
    assert_eq!((call, events.len()), (ticket, 0));
    result
}

/// REG-2, REG-3, REG-6.
#[test]
fn an_account_is_created_without_a_login() {
    let mut peer = Peer::new(config());
    let ticket = register(&mut peer);
    let (_, request) = peer.request();
    assert_eq!(
        (request.method, request.url.as_str()),
        (Method::Post, "http://peer.test/org/app/users")
    );
    assert!(request.headers.iter().all(|(name, _)| *name != "authorization"));
    let body: serde_json::Value = serde_json::from_slice(&request.body).expect("JSON");
    let expected = serde_json::json!({"username": "carl", "password": PASSWORD, "nickname": "C"});
    assert_eq!(body, expected);
    peer.answer(200, ACCOUNT);
    let account = Registered {
        username: "carl".into(),
        nickname: "C".into(),
        uuid: "1f-2e".into(),
        activated: false,
    };
    assert_eq!(result(&mut peer, ticket), Ok(account));
    assert_eq!((peer.phase(), peer.client.next_deadline()), (PhaseName::Offline, None));
}

/// REG-4, REG-7, O-29: the server's no is final, whatever its words.
#[test]
fn a_refusal_is_final() {
    let taken = r#"{"error":"duplicate_unique_property_exists",
        "error_description":"Entity user requires that property named username be unique"}"#;
    for (status, body, code) in [
        (400, taken, ErrorCode::RequestFailed),
        (400, r#"{"error_description":"username is not legal"}"#, ErrorCode::RequestFailed),
        (401, r#"{"error_description":"registration is not open"}"#, ErrorCode::RequestFailed),
        (403, "{}", ErrorCode::PermissionDenied),
        (406, "<html>", ErrorCode::RequestFailed),
    ] {
        let mut peer = Peer::new(discovering());
        let ticket = register(&mut peer);
        peer.answer(200, say::SERVERS);
        peer.answer(status, body);
        let Err(CallFailed::Refused(refused)) = result(&mut peer, ticket) else {
            panic!("{status} {body}");
        };
        assert_eq!((refused.status, refused.code), (status, code), "{body}");
        assert_eq!(peer.requests(), 0);
    }
}

/// A server that echoes makes the password no part of an error, whatever is told of it.
#[test]
fn no_refusal_repeats_the_password() {
    for (status, body) in [
        (400, format!(r#"{{"error":"x","error_description":"no user {{password={PASSWORD}}}"}}"#)),
        (403, format!(r#"{{"error":"{PASSWORD}"}}"#)),
        (503, format!(r#"{{"desc":"{PASSWORD}"}}"#)),
        (200, format!(r#"{{"entities":"{PASSWORD}"}}"#)),
    ] {
        // The peer looks at every event for the password.
        let mut peer = Peer::new(config());
        let ticket = register(&mut peer);
        peer.answer(status, body);
        result(&mut peer, ticket).expect_err("no account");
    }
}

/// REG-4: silence and a server's trouble are tried at the next host, and end.
#[test]
fn trouble_is_tried_at_the_next_host() {
    let mut peer = Peer::new(discovering());
    let ticket = register(&mut peer);
    peer.answer(200, say::SERVERS);
    assert_eq!(peer.request().1.url, "https://rest1.test/org/app/users");
    peer.answer(503, "busy");
    assert_eq!(peer.request().1.url, "https://rest2.test:8443/org/app/users");
    peer.fail(LostKind::Broken);
    let failed = result(&mut peer, ticket).expect_err("both hosts failed");
    assert_eq!(failed.code(), ErrorCode::RequestUnknown);
}

/// HTTP-3.
#[test]
fn silence_ends_a_registration() {
    let mut peer = Peer::new(config());
    let ticket = register(&mut peer);
    peer.pass(15_000);
    let failed = result(&mut peer, ticket).expect_err("nobody answered");
    assert_eq!(failed.code(), ErrorCode::RequestTimeout);
    assert_eq!(peer.requests(), 0);
}

/// O-14: absurd answers are ends too.
#[test]
fn absurd_answers_are_ends() {
    for body in ["", "<html>", "{}", r#"{"entities":[]}"#, r#"{"entities":[{}]}"#, "null"] {
        let mut peer = Peer::new(config());
        let ticket = register(&mut peer);
        peer.answer(200, body);
        let failed = result(&mut peer, ticket).expect_err(body);
        assert!(matches!(failed, CallFailed::Malformed(_)), "{body}: {failed}");
    }
}

/// However JSON spells it.
#[test]
fn a_password_that_comes_back_is_not_shown() {
    let answers = [
        r#"{"entities":["pa\"ssword1"]}"#,
        r#"{"entities":[{"username":"carl","activated":"p\u0061\"ssword1"}]}"#,
        r#"{"entities":[],"password":"pa\"ssword1"}"#,
    ];
    for body in answers {
        let mut peer = Peer::new(config());
        let password = Secret::new("pa\"ssword1");
        let ticket = peer.call(|client, now| client.register(now, user("carl"), password, "C"));
        peer.answer(200, body);
        let failed = result(&mut peer, ticket.expect("there is room")).expect_err(body);
        let CallFailed::Malformed(malformed) = failed else { panic!("{failed}") };
        assert_eq!(malformed.bytes.len(), 0, "{malformed:?}");
        assert!(!malformed.detail.contains("ssword1"), "{malformed}");
    }
}

/// DNS-3: without hosts there is nobody to ask.
#[test]
fn discovery_may_fail() {
    let mut peer = Peer::new(discovering());
    let ticket = register(&mut peer);
    peer.answer(404, "");
    peer.answer(404, "");
    let failed = result(&mut peer, ticket).expect_err("no hosts");
    assert!(matches!(failed, CallFailed::Refused(_)), "{failed}");
}

/// A registration and a session go their own ways.
#[test]
fn a_registration_outlives_a_session() {
    let mut peer = Peer::online(config());
    let ticket = register(&mut peer);
    peer.logout();
    peer.hear(&say::goodbye());
    peer.events.clear();
    assert_eq!((peer.phase(), peer.requests()), (PhaseName::Offline, 1));
    peer.answer(200, ACCOUNT);
    assert!(result(&mut peer, ticket).is_ok());
}

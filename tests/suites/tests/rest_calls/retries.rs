//! What is asked again, where, and when; and what never is.

use easemob_core::{CallFailed, ErrorCode, Lost, LostKind, Response};
use easemob_tests::peer::{Peer, discovering};

use crate::bench::{
    Probe, answer, ask, host, later, once, online, online_with, pass_to_exchange, safe,
};

const HOSTS: [&str; 2] = ["rest1.test", "rest2.test:8443"];

/// What happens to the first exchange of a call.
#[derive(Clone, Debug)]
enum First {
    Lost(LostKind),
    Answer(u16, &'static str),
}
use First::{Answer, Lost as Silence};

fn end(peer: &mut Peer, first: &First) {
    let (exchange, _) = peer.request();
    let answer = match first {
        Silence(kind) => Err(Lost::new(*kind, "scripted")),
        Answer(status, body) => Ok(Response::new(*status, *body)),
    };
    peer.answer_to(exchange, answer);
}

/// Whether a call is asked again, and where, after its first exchange ended so.
fn asked_again(probe: Probe, first: &First) -> Option<String> {
    let mut peer = online();
    let call = ask(&mut peer, probe);
    assert_eq!(host(&peer), HOSTS[0]);
    end(&mut peer, first);
    if !peer.events.is_empty() {
        assert!(answer(&mut peer, call).is_err(), "{first:?}");
        assert_eq!(peer.requests(), 0);
        return None;
    }
    pass_to_exchange(&mut peer);
    let host = host(&peer);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
    Some(host)
}

const FULL: &str = r#"{"error_description":"The request has reached the maximum limit"}"#;

#[test]
fn only_what_does_no_harm_is_asked_again_of_the_next_host() {
    let other = Some(HOSTS[1].to_string());
    for (first, a_safe_one, one_for_once) in [
        (Silence(LostKind::Unreachable), true, true),
        (Silence(LostKind::Broken), true, false),
        (Silence(LostKind::Closed), true, false),
        (Silence(LostKind::Protocol), true, false),
        (Silence(LostKind::Timeout), true, false),
        (Silence(LostKind::TooLarge), false, false),
        (Answer(429, "{}"), true, true),
        (Answer(429, FULL), false, false),
        (Answer(502, "<html>"), true, false),
        (Answer(503, "{}"), true, false),
        (Answer(503, FULL), false, false),
        (Answer(504, ""), true, false),
        (Answer(400, "{}"), false, false),
        (Answer(403, "{}"), false, false),
        (Answer(404, "{}"), false, false),
        (Answer(500, "{}"), false, false),
    ] {
        let expected = |again: bool| other.clone().filter(|_| again);
        assert_eq!(asked_again(safe(1), &first), expected(a_safe_one), "safe: {first:?}");
        assert_eq!(asked_again(once(1), &first), expected(one_for_once), "once: {first:?}");
    }
}

#[test]
fn a_full_account_is_told_by_its_number() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    peer.answer(429, FULL);
    let failed = answer(&mut peer, call).expect_err("a refusal");
    assert_eq!(failed.code(), ErrorCode::MaxLimit);
}

#[test]
fn attempts_are_counted() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    let mut hosts = vec![host(&peer)];
    for _ in 1..3 {
        peer.answer(503, "{}");
        assert!(peer.events.is_empty());
        pass_to_exchange(&mut peer);
        hosts.push(host(&peer));
    }
    assert_eq!(hosts, [HOSTS[0], HOSTS[1], HOSTS[0]]);
    peer.answer(503, r#"{"error_description":"the third"}"#);
    let Err(CallFailed::Refused(refused)) = answer(&mut peer, call) else { panic!("no refusal") };
    assert_eq!((refused.status, refused.message.as_str()), (503, "the third"));
    peer.pass_alive(120_000);
    assert_eq!(peer.requests(), 0);
}

#[test]
fn the_host_that_serves_is_asked_first_from_then_on() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    peer.fail(LostKind::Unreachable);
    pass_to_exchange(&mut peer);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
    ask(&mut peer, safe(2));
    assert_eq!(host(&peer), HOSTS[1]);
}

#[test]
fn several_calls_leave_a_bad_host_once() {
    let mut peer = online();
    ask(&mut peer, safe(1));
    ask(&mut peer, safe(2));
    for (exchange, _) in peer.exchanges() {
        peer.answer_to(exchange, Err(Lost::new(LostKind::Unreachable, "scripted")));
    }
    pass_to_exchange(&mut peer);
    // Two failures of one host are no reason to come back to it.
    for (_, request) in peer.exchanges() {
        assert!(request.url.contains(HOSTS[1]), "{}", request.url);
    }
}

#[test]
fn a_server_that_asks_to_be_left_alone_is() {
    let mut peer = online();
    let call = ask(&mut peer, once(1));
    let (exchange, _) = peer.request();
    peer.answer_to(exchange, Ok(later(429, 30)));
    peer.pass_alive(29_999);
    assert_eq!(peer.requests(), 0);
    peer.pass_alive(1);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn who_is_asked_to_wait_too_long_is_told_at_once() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    let (exchange, _) = peer.request();
    peer.answer_to(exchange, Ok(later(503, 3_600)));
    let Err(CallFailed::Refused(refused)) = answer(&mut peer, call) else { panic!("no refusal") };
    assert_eq!(refused.retry_after_ms, Some(3_600_000));
    // Nor does a number without sense do harm.
    let call = ask(&mut peer, safe(2));
    let (exchange, _) = peer.request();
    let never = Response { retry_after_ms: Some(u64::MAX), ..Response::new(503, "") };
    peer.answer_to(exchange, Ok(never));
    assert!(answer(&mut peer, call).is_err());
}

#[test]
fn one_attempt_is_one() {
    let mut config = discovering();
    config.call_attempts = 1;
    let mut peer = online_with(config);
    let call = ask(&mut peer, safe(1));
    peer.fail(LostKind::Unreachable);
    assert!(answer(&mut peer, call).is_err());
}

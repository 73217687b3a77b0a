//! Calls that find the token to be expired.

use easemob_core::{CallFailed, Config, ErrorCode, Event, LostKind, PhaseName, Renewal, Response};
use easemob_tests::peer::{EPOCH, Peer, TOKEN, discovering, say};

use crate::bench::{answer, answers, ask, bearer, once, online, online_with, safe};

const FRESH: &str = "FRESH-never-to-be-seen";
const OTHER: &str = "OTHER-never-to-be-seen";
const EXPIRED: &str = r#"{
    "error": "unauthorized",
    "error_description": "Unable to authenticate due to expired access token"
}"#;

fn providing() -> Config {
    let mut config = discovering();
    config.renewal = Renewal::Application { answer_ms: 5_000 };
    config
}

fn wanted(peer: &Peer) -> usize {
    peer.count(|event| *event == Event::TokenWanted)
}

/// Answers every exchange under way.
fn answer_all(peer: &mut Peer, status: u16, body: &'static str) {
    for (exchange, _) in peer.exchanges() {
        peer.answer_to(exchange, Ok(Response::new(status, body)));
    }
}

/// The application gives a new token, and the server says how long it lives.
fn renew(peer: &mut Peer, token: &str) {
    assert!(peer.renew(token));
    let (exchange, request) = peer.exchanges().pop().expect("a question about the token");
    assert!(request.url.ends_with("/token/expires"), "{}", request.url);
    let ends = EPOCH + 10_000_000;
    peer.answer_to(exchange, Ok(Response::new(200, format!(r#"{{"expire_timestamp":{ends}}}"#))));
}

fn expired(result: &Result<u16, CallFailed>) -> bool {
    matches!(result, Err(failed) if failed.code() == ErrorCode::TokenExpired)
}

#[test]
fn one_new_token_serves_all_who_wait_for_it() {
    let mut peer = online_with(providing());
    // A call that may be done once only is repeated as well: it was refused before it began.
    let calls = [ask(&mut peer, safe(1)), ask(&mut peer, once(2)), ask(&mut peer, safe(3))];
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!((wanted(&peer), peer.requests()), (1, 0));
    // Who comes meanwhile tries the old one, and waits too.
    let late = ask(&mut peer, safe(4));
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!((wanted(&peer), peer.requests()), (1, 0));
    renew(&mut peer, FRESH);
    assert_eq!(peer.requests(), 4);
    assert!(peer.exchanges().iter().all(|(_, request)| bearer(request) == Some(FRESH)));
    answer_all(&mut peer, 200, "{}");
    let mut answered = answers(&mut peer);
    answered.sort_by_key(|(call, _)| *call);
    let expected = calls.into_iter().chain([late]).map(|call| (call, Ok(200)));
    assert_eq!(answered, expected.collect::<Vec<_>>());
}

#[test]
fn an_answer_to_the_old_token_that_comes_late_asks_for_no_other() {
    let mut peer = online_with(providing());
    let (first, second) = (ask(&mut peer, safe(1)), ask(&mut peer, safe(2)));
    let [(one, _), (two, _)] = peer.exchanges().try_into().expect("two");
    peer.answer_to(one, Ok(Response::new(401, EXPIRED)));
    renew(&mut peer, FRESH);
    peer.answer_to(two, Ok(Response::new(401, EXPIRED)));
    assert_eq!((wanted(&peer), peer.requests()), (1, 2));
    answer_all(&mut peer, 200, "{}");
    let mut answered = answers(&mut peer);
    answered.sort_by_key(|(call, _)| *call);
    assert_eq!(answered, [(first, Ok(200)), (second, Ok(200))]);
}

#[test]
fn a_new_token_that_is_refused_too_ends_the_call() {
    let mut peer = online_with(providing());
    let call = ask(&mut peer, safe(1));
    answer_all(&mut peer, 401, EXPIRED);
    renew(&mut peer, FRESH);
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 1);
    assert!(expired(&answer(&mut peer, call)));
    // The next call may have it renewed again.
    let call = ask(&mut peer, safe(2));
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 1);
    renew(&mut peer, OTHER);
    answer_all(&mut peer, 200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn nobody_is_asked_where_nobody_has_tokens() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!((wanted(&peer), peer.requests()), (0, 0));
    assert!(expired(&answer(&mut peer, call)));
    assert_eq!(peer.phase(), PhaseName::Online, "the session does not end with a call");
}

#[test]
fn a_provider_without_a_token_ends_who_waits() {
    for silent in [false, true] {
        let mut peer = online_with(providing());
        let call = ask(&mut peer, safe(1));
        answer_all(&mut peer, 401, EXPIRED);
        if silent {
            peer.pass_alive(4_999);
            assert_eq!(answers(&mut peer), []);
            peer.pass_alive(1);
        } else {
            peer.call(|client, now| client.token_unavailable(now));
        }
        assert!(expired(&answer(&mut peer, call)));
        assert_eq!(peer.phase(), PhaseName::Online);
    }
}

#[test]
fn a_new_token_that_the_server_does_not_know_ends_who_waits() {
    let mut peer = online_with(providing());
    let call = ask(&mut peer, safe(1));
    answer_all(&mut peer, 401, EXPIRED);
    assert!(peer.renew(FRESH));
    peer.answer(401, r#"{"error_description":"Unable to authenticate (OAuth)"}"#);
    assert!(expired(&answer(&mut peer, call)));
}

#[test]
fn a_token_is_waited_for_no_longer_than_the_call_lives() {
    let mut config = providing();
    config.call_ttl_ms = 3_000;
    let mut peer = online_with(config);
    let call = ask(&mut peer, safe(1));
    answer_all(&mut peer, 401, EXPIRED);
    peer.pass_alive(3_000);
    let result = answer(&mut peer, call);
    assert!(matches!(&result, Err(CallFailed::Lost(lost)) if lost.kind == LostKind::Timeout));
}

#[test]
fn other_refusals_ask_for_no_token() {
    for body in [
        r#"{"error_description":"Unable to authenticate (OAuth)"}"#,
        r#"{"error_description":"registration is not open, please contact the app admin"}"#,
        "{}",
        "<html>",
    ] {
        let mut peer = online_with(providing());
        let call = ask(&mut peer, safe(1));
        answer_all(&mut peer, 401, body);
        assert_eq!(wanted(&peer), 0, "{body}");
        assert!(answer(&mut peer, call).is_err());
    }
}

#[test]
fn a_token_of_ones_own_is_not_renewed() {
    let mut peer = online_with(providing());
    peer.hide("own-token");
    let call = ask(&mut peer, safe(1).held("own-token"));
    assert_eq!(bearer(&peer.request().1), Some("own-token"));
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 0);
    assert!(expired(&answer(&mut peer, call)));
    let call = ask(&mut peer, safe(1).anonymous());
    assert_eq!(bearer(&peer.request().1), None);
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 0);
    assert!(expired(&answer(&mut peer, call)));
}

#[test]
fn nobody_is_asked_for_a_token_while_logging_out() {
    let mut peer = online_with(providing());
    let call = ask(&mut peer, safe(1));
    peer.logout();
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 0);
    peer.hear(&say::goodbye());
    let result = answer(&mut peer, call);
    assert!(expired(&result) || result == Err(CallFailed::Cancelled), "{result:?}");
}

#[test]
fn between_links_a_new_token_is_used_at_once() {
    let mut peer = online_with(providing());
    peer.lose(LostKind::Broken);
    let call = ask(&mut peer, safe(1));
    answer_all(&mut peer, 401, EXPIRED);
    assert_eq!(wanted(&peer), 1);
    assert!(peer.renew(FRESH));
    assert_eq!(bearer(&peer.request().1), Some(FRESH));
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn a_server_that_echoes_gives_no_token_away() {
    let mut peer = online();
    for (status, body) in [
        (400, format!(r#"{{"error":"x","error_description":"no: Bearer {TOKEN}"}}"#)),
        (403, format!(r#"{{"error":"Bearer {TOKEN}"}}"#)),
        (503, format!(r#"{{"desc":"{TOKEN}"}}"#)),
    ] {
        // The peer looks at every event for the token.
        let call = ask(&mut peer, once(1));
        peer.answer(status, body);
        let Err(CallFailed::Refused(refused)) = answer(&mut peer, call) else { panic!("{status}") };
        assert_eq!(refused.status, status, "what remains is told");
    }
    // Nor does an answer that is none.
    let ticket = peer.call(|client, now| client.at(now).contact().ids()).expect("a call");
    peer.answer(200, format!("Bearer {TOKEN}"));
    let answered = peer.take_events().into_iter().find_map(|event| match event {
        Event::Answered { result, .. } => Some(result),
        _ => None,
    });
    let failed = ticket.read(answered.expect("an answer")).expect_err("no list");
    assert!(!format!("{failed:?} {failed}").contains(TOKEN), "{failed:?}");
}

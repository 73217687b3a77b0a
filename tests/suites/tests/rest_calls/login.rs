//! Calls while a login or a reconnection is under way.

use easemob_core::{CallFailed, LostKind, PhaseName};
use easemob_tests::peer::{Peer, TOKEN, discovering, say};

use crate::bench::{answer, answers, ask, bearer, online, safe, try_ask, under_way};

#[test]
fn nobody_asks_before_a_login() {
    let mut peer = Peer::new(discovering());
    assert_eq!(try_ask(&mut peer, safe(1)), Err(CallFailed::NotLoggedIn));
    assert_eq!((peer.requests(), answers(&mut peer)), (0, vec![]));
    assert_eq!(peer.client.next_deadline(), None);
}

#[test]
fn during_a_login_a_call_waits_for_hosts_and_token() {
    let mut peer = Peer::new(discovering());
    peer.login_by_password();
    let call = ask(&mut peer, safe(1));
    // Only the login asks: first for hosts, then for a token.
    assert!(peer.request().1.url.contains("server.json"));
    peer.answer(200, say::SERVERS);
    assert!(peer.request().1.url.ends_with("/token"));
    peer.answer(200, format!(r#"{{"access_token":"{TOKEN}"}}"#));
    // The socket is not needed for it.
    assert_eq!(peer.phase(), PhaseName::Dialing);
    assert_eq!(under_way(&peer), [1]);
    assert_eq!(bearer(&peer.request().1), Some(TOKEN));
    peer.accept();
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn a_login_that_fails_takes_its_calls_along() {
    let mut peer = Peer::new(discovering());
    peer.login_by_password();
    let call = ask(&mut peer, safe(1));
    peer.answer(200, say::SERVERS);
    peer.answer(400, r#"{"error":"invalid_grant","error_description":"invalid password"}"#);
    assert_eq!(peer.phase(), PhaseName::Offline);
    assert_eq!(answer(&mut peer, call), Err(CallFailed::Cancelled));
    assert_eq!(peer.client.next_deadline(), None);
}

#[test]
fn a_login_that_never_gets_anywhere_takes_its_calls_along() {
    let mut peer = Peer::new(discovering());
    peer.login_by_password();
    let call = ask(&mut peer, safe(1));
    peer.pass_until(60_000, |client| client.phase() == PhaseName::Offline);
    assert_eq!(answer(&mut peer, call), Err(CallFailed::Cancelled));
}

#[test]
fn between_links_calls_go_on() {
    let mut peer = online();
    let before = ask(&mut peer, safe(1));
    peer.lose(LostKind::Broken);
    let between = ask(&mut peer, safe(2));
    assert_eq!(under_way(&peer), [1, 2]);
    for (exchange, _) in peer.exchanges() {
        peer.answer_to(exchange, Ok(easemob_core::Response::new(200, "{}")));
    }
    let answered = answers(&mut peer);
    assert_eq!(answered, [(before, Ok(200)), (between, Ok(200))]);
    // A failure on the way back is asked again as ever.
    let call = ask(&mut peer, safe(3));
    peer.fail(LostKind::Unreachable);
    peer.come_back();
    peer.settle_in();
    crate::bench::pass_to_exchange(&mut peer);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

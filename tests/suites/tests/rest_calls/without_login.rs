//! Calls that nobody in particular makes: they look for hosts by themselves.

use easemob_core::{CallFailed, Lost, LostKind, PhaseName, Request, Response};
use easemob_tests::peer::{Peer, config, discovering, say};

use crate::bench::{answer, answers, ask, bearer, host, pass_to_exchange, safe, under_way};

fn nobody() -> Peer {
    Peer::new(discovering())
}

#[test]
fn hosts_are_looked_for_once() {
    let mut peer = nobody();
    let first = ask(&mut peer, safe(1).anonymous());
    let second = ask(&mut peer, safe(2).held("own-token"));
    assert!(peer.request().1.url.starts_with("https://rs.easemob.com/easemob/server.json"));
    peer.answer(200, say::SERVERS);
    assert_eq!(under_way(&peer), [1, 2]);
    let bearers: Vec<_> =
        peer.exchanges().iter().map(|(_, r)| bearer(r).map(String::from)).collect();
    assert_eq!(bearers, [None, Some("own-token".to_string())]);
    for (exchange, _) in peer.exchanges() {
        peer.answer_to(exchange, Ok(easemob_core::Response::new(200, "{}")));
    }
    assert_eq!(answers(&mut peer), [(first, Ok(200)), (second, Ok(200))]);
    ask(&mut peer, safe(3).anonymous());
    assert_eq!(under_way(&peer), [3]);
}

#[test]
fn fixed_hosts_need_no_search() {
    let mut peer = Peer::new(config());
    let call = ask(&mut peer, safe(1).anonymous());
    assert_eq!(peer.request().1.url, "http://peer.test/org/app/probe?n=1");
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn every_service_is_asked_before_it_is_given_up() {
    for fail in [true, false] {
        let mut peer = nobody();
        let calls = [ask(&mut peer, safe(1).anonymous()), ask(&mut peer, safe(2).anonymous())];
        let step = |peer: &mut Peer| {
            if fail { peer.fail(LostKind::Unreachable) } else { peer.answer(200, "<html>") }
        };
        step(&mut peer);
        assert!(peer.request().1.url.starts_with("https://rs.chat.agora.io/"));
        assert_eq!(answers(&mut peer), []);
        step(&mut peer);
        let answered = answers(&mut peer);
        assert_eq!(answered.iter().map(|(call, _)| *call).collect::<Vec<_>>(), calls);
        assert!(answered.iter().all(|(_, result)| result.is_err()));
        assert_eq!(peer.client.next_deadline(), None);
        // The next one tries anew.
        ask(&mut peer, safe(3).anonymous());
        assert!(peer.request().1.url.starts_with("https://rs.easemob.com/"));
    }
}

#[test]
fn services_that_say_nothing_hold_nobody() {
    let mut peer = nobody();
    let call = ask(&mut peer, safe(1).anonymous());
    peer.pass(60_000);
    assert!(matches!(answer(&mut peer, call), Err(CallFailed::Lost(_))));
    assert_eq!((peer.requests(), peer.client.next_deadline()), (0, None));
}

#[test]
fn the_next_host_is_asked_without_a_login_too() {
    let mut peer = nobody();
    let call = ask(&mut peer, safe(1).anonymous());
    peer.answer(200, say::SERVERS);
    assert_eq!(host(&peer), "rest1.test");
    peer.fail(LostKind::Unreachable);
    pass_to_exchange(&mut peer);
    assert_eq!(host(&peer), "rest2.test:8443");
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn hosts_that_are_gone_are_looked_for_again() {
    let mut peer = nobody();
    let call = ask(&mut peer, safe(1).anonymous());
    peer.answer(200, say::SERVERS);
    for _ in 0..2 {
        peer.fail(LostKind::Unreachable);
        pass_to_exchange(&mut peer);
    }
    // None of them could be reached: they are as good as unknown.
    assert!(peer.request().1.url.contains("server.json"), "{}", peer.request().1.url);
    peer.answer(200, say::SERVERS.replace("rest1", "rest9"));
    assert_eq!(host(&peer), "rest9.test");
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn a_login_finds_hosts_for_them_as_well() {
    let mut peer = nobody();
    peer.login();
    let call = ask(&mut peer, safe(1).anonymous());
    // One search is enough.
    assert!(peer.request().1.url.contains("server.json"));
    peer.answer(200, say::SERVERS);
    assert_eq!((under_way(&peer), peer.phase()), (vec![1], PhaseName::Dialing));
    assert_eq!(bearer(&peer.request().1), None);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

#[test]
fn a_login_that_fails_leaves_them_to_themselves() {
    let mut peer = nobody();
    peer.login();
    let call = ask(&mut peer, safe(1).anonymous());
    peer.logout();
    assert_eq!(peer.phase(), PhaseName::Offline);
    assert_eq!(answers(&mut peer), []);
    peer.answer(200, say::SERVERS);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
}

/// Once a login has found hosts, nobody who waits for a turn needs what their own search finds.
#[test]
fn a_search_that_fails_after_a_login_ends_nothing() {
    let mut settings = discovering();
    settings.calls_at_once = 1;
    let mut peer = Peer::new(settings);
    let calls = [ask(&mut peer, safe(1).anonymous()), ask(&mut peer, safe(2).anonymous())];
    peer.login();
    let exchanges = peer.exchanges();
    let [(_, _), (discovery, _)] = &exchanges[..] else { panic!("two searches: {exchanges:?}") };
    peer.answer_to(*discovery, Ok(Response::new(200, say::SERVERS)));
    let is_search = |request: &Request| request.url.contains("server.json");
    while let Some((search, _)) = peer.exchanges().into_iter().find(|(_, it)| is_search(it)) {
        peer.answer_to(search, Err(Lost::new(LostKind::Unreachable, "scripted")));
    }
    assert_eq!(answers(&mut peer), []);
    for (call, number) in calls.into_iter().zip([1, 2]) {
        assert_eq!(under_way(&peer), [number]);
        peer.answer(200, "{}");
        assert_eq!(answer(&mut peer, call), Ok(200));
    }
}

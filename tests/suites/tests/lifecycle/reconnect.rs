//! Coming back (RC and NET rows).

use easemob_core::{Event, Input, LostKind, Network, OfflineCause, PhaseName};
use easemob_tests::peer::{Peer, config, say};

/// What an event says of the next attempt: its number, and how long until it begins.
fn announced(peer: &mut Peer) -> (u32, u64) {
    let now = peer.now();
    let events = peer.take_events();
    let announced = events.iter().rev().find_map(|event| match event {
        Event::Reconnecting { attempt, at, .. } => Some((*attempt, at.as_millis() - now)),
        _ => None,
    });
    announced.unwrap_or_else(|| panic!("nothing announced: {events:?}"))
}

fn fail_next_dial(peer: &mut Peer) {
    peer.pass_to(PhaseName::Dialing);
    peer.lose(LostKind::Unreachable);
}

/// RC-3, RC-4: each attempt is announced, and begins when it was announced to.
#[test]
fn each_attempt_is_announced() {
    let mut peer = Peer::online(config());
    peer.pass_alive(20_000);
    peer.lose(LostKind::Closed);
    for number in 1..=8 {
        let (attempt, delay) = announced(&mut peer);
        assert_eq!(attempt, number);
        let waited = peer.pass_until(30_000, |client| client.phase() == PhaseName::Dialing);
        assert_eq!(waited, delay);
        peer.lose(LostKind::Unreachable);
    }
}

/// Attempts lie in windows that grow up to a cap, each client's at its own place in all of them, so
/// that the clients of one server do not come back together, whenever it does.
#[test]
fn attempts_are_spread_over_windows_that_grow() {
    const CLIENTS: usize = 200;
    let windows = [1_000_u64, 1_500, 2_250, 3_375, 5_063, 7_595, 11_393, 17_090, 25_635, 30_000];
    let mut attempts = vec![Vec::new(); windows.len()];
    for client in 0..CLIENTS {
        let mut peer = Peer::seeded(config(), None, [client as u8 + 1; 32]);
        peer.login();
        peer.accept();
        peer.hear(&say::unread(&[]));
        peer.pass_alive(20_000);
        peer.lose(LostKind::Broken);
        let mut at = 0;
        for attempts in &mut attempts {
            at += announced(&mut peer).1;
            attempts.push(at);
            fail_next_dial(&mut peer);
        }
    }
    let mut begins = 0;
    for (window, attempts) in windows.into_iter().zip(attempts) {
        for quarter in 0..4 {
            let (from, to) = (begins + window * quarter / 4, begins + window * (quarter + 1) / 4);
            let here = attempts.iter().filter(|at| (from..to).contains(at)).count();
            let fair = CLIENTS / 8..CLIENTS * 3 / 8;
            assert!(fair.contains(&here), "{here} of {CLIENTS} between {from} and {to} ms");
        }
        begins += window;
    }
}

/// RC-8, OPT-14: the limit is a limit, and its end says so.
#[test]
fn a_limited_reconnection_gives_up_and_says_so() {
    for most in [1, 5] {
        let mut settings = config();
        settings.reconnect_max = Some(most);
        let mut peer = Peer::online(settings);
        let local = peer.send("in doubt");
        peer.lose(LostKind::Broken);
        for _ in 0..most {
            assert_eq!(peer.offline_cause(), None);
            fail_next_dial(&mut peer);
        }
        let Some(OfflineCause::GaveUp { attempts, last }) = peer.offline_cause() else {
            panic!("{:?}", peer.events);
        };
        assert_eq!((attempts, last.kind), (most, LostKind::Unreachable));
        let text = peer.offline_cause().map(|cause| cause.to_string()).unwrap_or_default();
        assert!(text.starts_with(&format!("gave up reconnecting after {most} attempts")), "{text}");
        assert_eq!(easemob_tests::peer::outcomes(&peer.events)[0].0, local);
    }
}

/// Without a limit there is no giving up, and no haste.
#[test]
fn an_unlimited_reconnection_goes_on() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    let start = peer.now();
    for _ in 0..500 {
        fail_next_dial(&mut peer);
    }
    assert_eq!(peer.phase(), PhaseName::BackingOff);
    assert!(peer.now() - start > 500 * 10_000, "500 attempts in {} ms", peer.now() - start);
    peer.come_back();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// RC-10: a success ends the counting.
#[test]
fn a_success_ends_the_counting() {
    let mut settings = config();
    settings.reconnect_max = Some(2);
    let mut peer = Peer::online(settings);
    for _ in 0..5 {
        peer.pass_alive(20_000);
        peer.lose(LostKind::Broken);
        fail_next_dial(&mut peer);
        peer.come_back();
        peer.hear(&say::unread(&[]));
        peer.said.clear();
    }
    assert_eq!(peer.phase(), PhaseName::Online);
    let again = |event: &Event| matches!(event, Event::Online(online) if online.again);
    assert_eq!(peer.count(again), 5);
}

/// A server that accepts and drops at once is not stormed.
#[test]
fn links_that_die_young_are_followed_by_longer_pauses() {
    let mut peer = Peer::online(config());
    let mut links = 0;
    while peer.now() < 3_600_000 {
        peer.cut_and_come_back();
        links += 1;
    }
    assert!((60..500).contains(&links), "{links} links in an hour");
    // A link that lives long enough ends that.
    peer.hear(&say::unread(&[]));
    peer.said.clear();
    peer.pass_alive(10_000);
    peer.events.clear();
    peer.lose(LostKind::Broken);
    assert!(announced(&mut peer).1 <= 1_000);
}

/// RC-6: every way of failing leads to the next attempt.
#[test]
fn timeouts_are_failures_too() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    peer.pass_to(PhaseName::Dialing);
    peer.pass_until(10_000, |client| client.phase() == PhaseName::BackingOff);
    peer.pass_to(PhaseName::Dialing);
    peer.open();
    peer.pass_until(10_000, |client| client.phase() == PhaseName::BackingOff);
    assert_eq!(announced(&mut peer).0, 3);
}

/// NET-2: the network is back, so is the attempt, at once.
#[test]
fn a_network_that_comes_back_is_tried_at_once() {
    for hint in [Network::Up, Network::Resumed] {
        let mut peer = Peer::online(config());
        peer.lose(LostKind::Broken);
        assert_eq!(peer.phase(), PhaseName::BackingOff);
        peer.handle(Input::Network(hint));
        assert_eq!(peer.phase(), PhaseName::Dialing);
    }
}

/// NET-3: without a network the link is given up, and attempts are few. Not none: the report may
/// be wrong, or its end may get lost.
#[test]
fn without_a_network_attempts_are_few() {
    let mut peer = Peer::online(config());
    peer.handle(Input::Network(Network::Down));
    assert!(!peer.has_link());
    assert_eq!(announced(&mut peer), (1, 300_000));
    peer.pass(299_999);
    assert_eq!(peer.phase(), PhaseName::BackingOff);
    peer.pass(1);
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// The same when the report comes during a pause, and during a login.
#[test]
fn the_report_counts_whenever_it_comes() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    peer.handle(Input::Network(Network::Down));
    peer.pass(299_999);
    assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::BackingOff, 1));
    let mut peer = Peer::new(config());
    peer.login();
    peer.handle(Input::Network(Network::Down));
    assert_eq!(peer.phase(), PhaseName::BackingOff);
    peer.handle(Input::Network(Network::Up));
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// An application waits for a login even without a network: it ends in its time.
#[test]
fn a_login_without_a_network_ends_in_its_time() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.handle(Input::Network(Network::Down));
    peer.pass_until(32_000, |client| client.is_offline());
    let Some(OfflineCause::LoginFailed(lost)) = peer.offline_cause() else {
        panic!("{:?}", peer.events);
    };
    assert_eq!(lost.kind, LostKind::NetworkDown);
}

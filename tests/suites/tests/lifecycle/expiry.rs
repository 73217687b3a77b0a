//! The end of a token (EXP rows).

use easemob_core::{ErrorCode, Event, LostKind, OfflineCause, PhaseName, UnixMillis};
use easemob_tests::peer::{EPOCH, Peer, Said, config, say};

fn warnings(peer: &Peer) -> usize {
    peer.count(|event| matches!(event, Event::TokenWillExpire { .. }))
}

fn expiries(peer: &Peer) -> usize {
    peer.count(|event| *event == Event::TokenExpired)
}

fn online_until(ends: u64) -> Peer {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::accepted_until(ends));
    peer.settle_in();
    peer
}

/// EXP-3, EXP-4: a warning at 80 %, then the end, with a goodbye.
#[test]
fn a_token_warns_at_80_percent_and_ends() {
    let mut peer = online_until(EPOCH + 100_000);
    peer.pass_alive(79_999);
    assert_eq!(warnings(&peer), 0);
    peer.pass_alive(1);
    assert_eq!(peer.events, [Event::TokenWillExpire { at: UnixMillis(EPOCH + 100_000) }]);
    peer.pass_alive(19_999);
    assert_eq!((expiries(&peer), peer.phase()), (0, PhaseName::Online));
    peer.take_said();
    peer.pass_alive(1);
    assert_eq!(expiries(&peer), 1);
    assert_eq!(peer.take_said(), [Said::Logout("inner:token expired".into())]);
    peer.hear(&say::goodbye());
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
    assert_eq!(peer.offline_cause().and_then(|c| c.code()), Some(ErrorCode::TokenExpired));
}

/// EXP-1: the unit of `expires_in` is told by its size.
#[test]
fn the_end_comes_in_three_units() {
    for value in [100, (EPOCH + 100_000) / 1_000, EPOCH + 100_000] {
        let mut peer = online_until(value);
        peer.pass_alive(99_999);
        assert_eq!((expiries(&peer), peer.phase()), (0, PhaseName::Online), "{value}");
        peer.pass_alive(1);
        assert_eq!(expiries(&peer), 1, "{value}");
    }
}

/// EXP-6: a token nobody limits does not end.
#[test]
fn without_an_end_there_is_none() {
    let mut peer = Peer::online(config());
    peer.pass_alive(10_000_000);
    assert_eq!((warnings(&peer), expiries(&peer)), (0, 0));
}

/// EXP-5: the end is judged by the server's clock.
#[test]
fn the_servers_clock_decides() {
    // Ours is an hour slow: the warning comes at once, and the end an hour earlier than we think.
    let mut peer = online_until(EPOCH + 4_000_000);
    peer.hear(&say::unread_at(EPOCH + 3_600_000));
    assert_eq!((warnings(&peer), expiries(&peer)), (1, 0));
    peer.pass_alive(399_999);
    assert_eq!(expiries(&peer), 0);
    peer.pass_alive(1);
    assert_eq!(expiries(&peer), 1);
}

/// EXP-5 with a server whose clock is mad: it is believed, and nothing spins.
#[test]
fn a_mad_clock_is_believed_calmly() {
    for (time, expired) in [(1, 0), (EPOCH * 1_000, 1), (i64::MAX as u64, 1)] {
        let mut peer = online_until(EPOCH + 100_000);
        peer.hear(&say::unread_at(time));
        assert_eq!(expiries(&peer), expired, "{time}");
        peer.pass_alive(100_000);
        assert_eq!(expiries(&peer), expired, "{time}");
        assert_eq!(peer.phase() == PhaseName::Online, expired == 0, "{time}");
    }
}

/// A token that has ended ends a reconnection too.
#[test]
fn an_ended_token_does_not_come_back() {
    let mut peer = online_until(EPOCH + 100_000);
    peer.lose(LostKind::Broken);
    while peer.now() < 100_000 {
        if peer.phase() == PhaseName::Dialing {
            peer.lose(LostKind::Unreachable);
        }
        peer.pass_deadline();
    }
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
    assert_eq!((expiries(&peer), peer.has_link()), (1, false));
}

/// A token that was no good from the beginning.
#[test]
fn a_token_that_has_ended_already_ends_the_session_at_once() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::accepted_until(EPOCH - 1_000));
    assert_eq!((expiries(&peer), peer.phase()), (1, PhaseName::LoggingOut));
    peer.hear(&say::goodbye());
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
}

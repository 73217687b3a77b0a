//! The other ends: expired, cancelled, over with the session.

use easemob_core::{ErrorCode, Event, LocalId, LostKind, Outcome, PhaseName};
use easemob_tests::peer::{Peer, config, outcomes, say};

/// What was never transmitted in its time is expired: the server certainly does not have it.
#[test]
fn what_waits_too_long_expires() {
    let mut settings = config();
    settings.send_ttl_ms = 60_000;
    let mut peer = Peer::online(settings);
    peer.lose(LostKind::Broken);
    let local = peer.send("waits");
    while peer.now() < 59_000 {
        if peer.phase() == PhaseName::Dialing {
            peer.lose(LostKind::Unreachable);
        }
        peer.pass(500);
    }
    assert_eq!(outcomes(&peer.events), []);
    peer.pass(1_000);
    assert_eq!(outcomes(&peer.events), [(local, Outcome::Expired)]);
    assert_eq!(Outcome::Expired.code(), Some(ErrorCode::SendTimeout));
    peer.take_said();
    peer.pass_to(PhaseName::Dialing);
    peer.accept();
    assert_eq!(peer.take_sent(), []);
}

/// What was transmitted once stays in doubt when its time is up.
#[test]
fn what_was_sent_is_in_doubt_when_its_time_is_up() {
    let mut settings = config();
    settings.send_ttl_ms = 60_000;
    let mut peer = Peer::online(settings);
    let local = peer.send("sent once");
    peer.handle(easemob_core::Input::Network(easemob_core::Network::Down));
    peer.pass(59_999);
    assert_eq!(outcomes(&peer.events), []);
    peer.pass(1);
    assert_eq!(outcomes(&peer.events), [(local, Outcome::Unconfirmed)]);
}

/// 0 is no limit.
#[test]
fn without_a_limit_nothing_expires() {
    let mut settings = config();
    settings.send_ttl_ms = 0;
    let mut peer = Peer::online(settings);
    peer.handle(easemob_core::Input::Network(easemob_core::Network::Down));
    let local = peer.send("waits");
    for _ in 0..100 {
        peer.pass(300_000);
        peer.lose(LostKind::Unreachable);
    }
    assert_eq!(outcomes(&peer.events), []);
    peer.handle(easemob_core::Input::Network(easemob_core::Network::Up));
    peer.take_said();
    peer.accept();
    assert_eq!(peer.take_sent(), [local]);
}

/// What was not transmitted can be withdrawn; the rest is the server's already.
#[test]
fn a_message_is_withdrawn_before_it_is_sent() {
    let mut peer = Peer::online(config());
    let sent = peer.send("sent");
    peer.lose(LostKind::Broken);
    let waiting = peer.send("waits");
    let cancel = |peer: &mut Peer, id| peer.call(|client, now| client.cancel(now, id));
    assert!(!cancel(&mut peer, sent), "the server may have it");
    assert!(!cancel(&mut peer, LocalId(1)), "nobody knows it");
    assert!(cancel(&mut peer, waiting));
    assert!(!cancel(&mut peer, waiting), "it is gone");
    assert_eq!(outcomes(&peer.take_events()), [(waiting, Outcome::Cancelled)]);
    assert_eq!(Outcome::Cancelled.code(), Some(ErrorCode::SendDisconnected));
    peer.take_said();
    peer.come_back();
    assert_eq!(peer.take_sent(), [sent]);
}

/// TX-8: the end of a session ends every message, before it is told.
#[test]
fn the_end_of_a_session_ends_every_message() {
    let mut peer = Peer::online(config());
    let sent = peer.send("sent");
    peer.lose(LostKind::Broken);
    let waiting = peer.send("waits");
    peer.events.clear();
    peer.logout();
    let ends = [
        Event::Settled { local: sent, outcome: Outcome::Unconfirmed },
        Event::Settled { local: waiting, outcome: Outcome::Cancelled },
        Event::Offline(easemob_core::OfflineCause::LoggedOut),
    ];
    assert_eq!(peer.events, ends);
    // Nothing of it appears in the next session.
    peer.login();
    peer.take_said();
    peer.accept();
    assert_eq!((peer.take_sent(), peer.client.unsettled()), (vec![], 0));
}

/// A refused login ends what was waiting for it.
#[test]
fn a_refused_login_ends_what_waited_for_it() {
    let mut peer = Peer::new(config());
    peer.login();
    let local = peer.send("waits for the login");
    peer.reply(&say::status(2, ""));
    assert_eq!(outcomes(&peer.events), [(local, Outcome::Cancelled)]);
}

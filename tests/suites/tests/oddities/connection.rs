//! Links, attempts, the network.

use std::collections::BTreeSet;

use bytes::Bytes;
use easemob_core::wire::StatusCode;
use easemob_core::{
    ErrorCode, Event, Input, LostKind, Network, OfflineCause, Outgoing, PhaseName, Timer,
};
use easemob_tests::peer::{Peer, SOCKET, Said, config, discovering, say, user};

const DAY: u64 = 86_400_000;

/// O-1: a logout during a pause stops everything.
#[test]
fn o_01_logout_during_backoff_stops_everything() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    assert_eq!(peer.phase(), PhaseName::BackingOff);
    peer.logout();
    assert_eq!(peer.offline_cause(), Some(OfflineCause::LoggedOut));
    peer.pass(DAY);
    assert_eq!((peer.said.len(), peer.dialled.len(), peer.requests()), (0, 1, 0));
}

/// O-1: a logout during a login stops it, whatever it was waiting for.
#[test]
fn o_01_logout_during_a_login_stops_it() {
    for steps in 0..4 {
        let mut peer = Peer::new(discovering());
        peer.login_by_password();
        let course: [fn(&mut Peer); 3] = [
            |peer| peer.answer(200, say::SERVERS),
            |peer| peer.answer(200, r#"{"access_token":"TOKEN-never-to-be-seen"}"#),
            Peer::open,
        ];
        course.iter().take(steps).for_each(|step| step(&mut peer));
        peer.said.clear();
        let dialled = peer.dialled.len();
        peer.logout();
        assert_eq!(peer.offline_cause(), Some(OfflineCause::LoggedOut), "after {steps} steps");
        peer.pass(DAY);
        assert_eq!((peer.said.len(), peer.dialled.len(), peer.requests()), (0, dialled, 0));
        assert_eq!(peer.count(|event| matches!(event, Event::Online(_))), 0);
    }
}

/// O-1: nothing is sent after LOGOUT, not even when the server goes on talking.
#[test]
fn o_01_no_frame_follows_a_logout() {
    let mut peer = Peer::online(config());
    peer.logout();
    assert_eq!(peer.take_said(), [Said::Logout("inner:logout".into())]);
    peer.hear(&say::unread(&["bob"]));
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "hi")], 1, false));
    peer.pass(DAY);
    assert_eq!((peer.said.len(), peer.dialled.len()), (0, 1));
    assert_eq!(peer.phase(), PhaseName::Offline);
}

/// O-3: a kick is final, also with a send nobody has answered.
#[test]
fn o_03_an_unanswered_send_does_not_bring_a_kicked_client_back() {
    let mut peer = Peer::online(config());
    peer.send("nobody answers this");
    peer.hear(&say::kick(2));
    assert_eq!(peer.phase(), PhaseName::Offline);
    let refused = peer.try_send(Outgoing::text(user("bob"), "too late"));
    assert_eq!(refused.expect_err("kicked").why.code(), ErrorCode::NotLoggedIn);
    peer.said.clear();
    peer.pass(DAY);
    assert_eq!((peer.said.len(), peer.dialled.len()), (0, 1));
}

/// O-3: an unanswered delivery receipt disturbs nothing.
#[test]
fn o_03_an_unanswered_receipt_disturbs_nothing() {
    let mut settings = config();
    settings.delivery = true;
    let mut peer = Peer::online(settings);
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "hi")], 0, true));
    assert_eq!(peer.take_sent().len(), 1, "the receipt");
    peer.events.clear();
    peer.pass_alive(600_000);
    assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::Online, 1));
    assert_eq!((peer.take_sent().len(), peer.events.len()), (0, 0), "sent once, and forgotten");
}

/// O-6: a refused login closes its link.
#[test]
fn o_06_a_refused_login_closes_the_link() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.refuse(StatusCode::Unauthorized, "");
    let cause = peer.offline_cause().expect("the end");
    assert_eq!(cause.code(), Some(ErrorCode::AuthFailed));
    assert!(!peer.has_link());
    // Its late end is nobody's business.
    peer.events.clear();
    peer.confirm_closes();
    assert!(peer.events.is_empty());
}

/// O-6: a login refused while reconnecting ends the session, with the real reason.
#[test]
fn o_06_a_refused_relogin_is_final_with_the_real_reason() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Closed);
    peer.pass_to(PhaseName::Dialing);
    peer.refuse(StatusCode::ImForbidden, "");
    let cause = peer.offline_cause().expect("the end");
    assert_eq!(cause.code(), Some(ErrorCode::ServingDisabled));
    peer.pass(DAY);
    assert_eq!(peer.dialled.len(), 2);
}

/// O-7: the late end of one link does not touch the timer of the next attempt.
#[test]
fn o_07_each_attempt_has_its_own_timer() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.pass_to_timer(Timer::Dial);
    peer.pass_to(PhaseName::Dialing);
    peer.confirm_closes();
    let due = peer.client.next_deadline().expect("the second attempt has a deadline");
    assert_eq!((due.why, due.at.as_millis()), (Timer::Dial, peer.now() + 10_000));
    peer.pass(60_000);
    assert!(matches!(peer.offline_cause(), Some(OfflineCause::LoginFailed(_))));
}

/// O-8: each attempt of a reconnection dials the next host.
#[test]
fn o_08_reconnection_tries_every_host() {
    let mut peer = Peer::new(discovering());
    peer.login();
    peer.answer(200, say::SERVERS);
    peer.accept();
    peer.settle_in();
    peer.lose(LostKind::Broken);
    for _ in 0..2 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    let dialled: BTreeSet<_> = peer.dialled[1..].iter().map(String::as_str).collect();
    let hosts = ["wss://im1.test/websocket", "wss://im2.test:8443/websocket"];
    assert_eq!(dialled, BTreeSet::from(hosts));
}

/// O-9: a refresh may bring fewer hosts, and a new login begins with the first host.
#[test]
fn o_09_a_shorter_list_of_hosts_is_used() {
    let mut peer = Peer::new(discovering());
    peer.login();
    peer.answer(200, say::SERVERS);
    peer.accept();
    peer.settle_in();
    peer.lose(LostKind::Broken);
    for _ in 0..2 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    peer.pass_to(PhaseName::Discovering);
    let one = say::SERVERS.replace("im1", "im9").replace("im2.test", "");
    peer.answer(200, one);
    assert_eq!(peer.dialled.last().map(String::as_str), Some("wss://im9.test/websocket"));
    peer.accept();
    peer.logout();
    peer.hear(&say::goodbye());
    peer.login();
    peer.answer(200, say::SERVERS);
    assert_eq!(peer.dialled.last().map(String::as_str), Some("wss://im1.test/websocket"));
}

/// O-11: there is one reconnection at a time, however often the link is found dead.
#[test]
fn o_11_one_reconnection_at_a_time() {
    let mut peer = Peer::online(config());
    peer.pass_until(40_000, |client| client.phase() == PhaseName::BackingOff);
    peer.confirm_closes();
    peer.handle(Input::Network(Network::Up));
    assert_eq!(peer.dialled.len(), 2);
    peer.handle(Input::Network(Network::Up));
    peer.accept();
    peer.pass_alive(600_000);
    assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::Online, 2));
}

/// O-16: what the application does with events, or fails to do, holds up nothing.
#[test]
fn o_16_an_application_that_hangs_does_not_hold_up_the_session() {
    let mut peer = Peer::new(config());
    peer.eager = false;
    peer.login();
    let message = peer.send("written before the link was there");
    peer.accept();
    assert_eq!(peer.said[1..], [Said::Unread, peer.said[2].clone()]);
    assert_eq!(peer.said[2].message_id(), Some(message.0));
    peer.hear(&say::unread(&[]));
    peer.hear(&say::ack(message, 1));
    peer.said.clear();
    peer.pass(30_000);
    assert_eq!(peer.take_said().last(), Some(&Said::Unread), "the heartbeat goes on");
}

/// O-19: every client gets its own hints about the network.
#[test]
fn o_19_the_network_is_reported_to_each_client() {
    let mut peers = [Peer::online(config()), Peer::online(config())];
    for peer in &mut peers {
        peer.handle(Input::Network(Network::Down));
        assert_eq!(peer.phase(), PhaseName::BackingOff);
    }
    for peer in &mut peers {
        peer.handle(Input::Network(Network::Up));
        assert_eq!(peer.phase(), PhaseName::Dialing);
    }
}

/// O-20: a text or an empty message is no SYNC: it is reported and not answered.
#[test]
fn o_20_text_and_empty_messages_are_reported_and_not_answered() {
    let mut peer = Peer::online(config());
    let link = peer.link();
    peer.handle(Input::Stray(link, Bytes::from_static(b"hello")));
    peer.hear_bytes(Bytes::new());
    peer.hear_bytes(Bytes::from_static(b"\xff\xff\xff\xff"));
    assert_eq!(peer.count(|event| matches!(event, Event::Malformed(_))), 3);
    assert_eq!((peer.said.len(), peer.phase()), (0, PhaseName::Online));
}

/// O-20: garbage in a row costs the server the link; garbage between good frames does not.
#[test]
fn o_20_repeated_garbage_replaces_the_link() {
    let most = config().malformed_max;
    let mut peer = Peer::online(config());
    for _ in 0..3 * most {
        peer.hear_bytes(Bytes::new());
        peer.hear(&say::unread(&[]));
    }
    assert_eq!(peer.phase(), PhaseName::Online);
    for _ in 0..most {
        peer.hear_bytes(Bytes::new());
    }
    assert_eq!(peer.phase(), PhaseName::BackingOff);
}

/// O-24: a half-open link is noticed within the heartbeat and its answer's time.
#[test]
fn o_24_a_half_open_link_is_noticed() {
    let mut peer = Peer::online(config());
    let took = peer.pass_until(40_000, |client| client.phase() == PhaseName::BackingOff);
    assert_eq!(took, 40_000);
    let silent = |event: &Event| matches!(event, Event::Reconnecting { cause, .. } if cause.kind == LostKind::Timeout);
    assert_eq!(peer.count(silent), 1);
}

/// O-25: attempts pause while there is no network.
#[test]
fn o_25_attempts_pause_without_a_network() {
    let mut settings = config();
    settings.reconnect_max = Some(3);
    let mut peer = Peer::online(settings);
    peer.handle(Input::Network(Network::Down));
    peer.pass(290_000);
    assert_eq!(peer.dialled.len(), 1);
    peer.handle(Input::Network(Network::Up));
    assert_eq!((peer.dialled.len(), peer.phase()), (2, PhaseName::Dialing));
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// O-25: an attempt the network broke off is not one of the attempts.
#[test]
fn o_25_a_flapping_network_uses_up_no_attempts() {
    let mut settings = config();
    settings.reconnect_max = Some(2);
    let mut peer = Peer::online(settings);
    for _ in 0..10 {
        peer.handle(Input::Network(Network::Down));
        peer.handle(Input::Network(Network::Up));
        assert_eq!(peer.phase(), PhaseName::Dialing);
    }
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// O-26: who gave up is logged out, says so, and can log in again at once.
#[test]
fn o_26_giving_up_is_being_logged_out() {
    let mut settings = config();
    settings.reconnect_max = Some(2);
    let mut peer = Peer::online(settings);
    peer.lose(LostKind::Broken);
    for _ in 0..2 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    let cause = peer.offline_cause().expect("the end");
    assert!(matches!(&cause, OfflineCause::GaveUp { attempts: 2, .. }), "{cause}");
    assert_eq!(cause.code(), Some(ErrorCode::Disconnected));
    peer.login();
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
    assert!(peer.dialled.iter().all(|url| url == SOCKET));
}

//! Is the link alive? (HB rows, O-24)

use easemob_core::{Event, Input, Network, PhaseName};
use easemob_tests::peer::{Peer, Said, config, say};

/// HB-2, O-24: after quiet time one question; no answer, and the link is dead.
#[test]
fn silence_is_asked_about_once_and_then_believed() {
    let mut settings = config();
    (settings.heartbeat_ms, settings.heartbeat_reply_ms) = (20_000, 3_000);
    let mut peer = Peer::online(settings);
    peer.pass(19_999);
    assert_eq!(peer.take_said(), []);
    peer.pass(1);
    assert_eq!(peer.take_said(), [Said::Unread]);
    peer.pass(2_999);
    assert_eq!((peer.take_said(), peer.phase()), (vec![], PhaseName::Online));
    peer.pass(1);
    assert_eq!(peer.phase(), PhaseName::BackingOff);
}

/// The upward half is dead: the server still talks, but answers nothing.
#[test]
fn a_link_that_only_delivers_is_noticed() {
    let mut peer = Peer::online(config());
    let start = peer.now();
    for id in 1..100 {
        if peer.phase() != PhaseName::Online {
            break;
        }
        // Each second a push nobody asked for.
        peer.hear(&say::page("bob", &[say::text(id, "hi")], 0, true));
        peer.pass(1_000);
    }
    assert_eq!(peer.phase(), PhaseName::BackingOff);
    assert!(peer.now() - start <= 41_000, "{} ms", peer.now() - start);
}

/// The same with notices, whose pulls are never answered.
#[test]
fn notices_are_no_proof() {
    let mut peer = Peer::online(config());
    let start = peer.now();
    while peer.phase() == PhaseName::Online {
        peer.hear(&say::notice("bob"));
        peer.pass(1_000);
        assert!(peer.now() - start <= 41_000, "{} ms", peer.now() - start);
    }
}

/// The downward half is dead from the first moment.
#[test]
fn a_link_that_is_silent_from_the_start_is_noticed() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.accept();
    let took = peer.pass_until(10_000, |client| client.phase() == PhaseName::BackingOff);
    assert_eq!(took, 10_000);
}

/// Answers to anything are proof: a busy link is not asked.
#[test]
fn a_busy_link_needs_no_questions() {
    let mut peer = Peer::online(config());
    for id in 1..=20 {
        peer.pass(10_000);
        if id % 2 == 0 {
            let local = peer.send("hello");
            peer.hear(&say::ack(local, id));
        } else {
            peer.hear(&say::notice("bob"));
            peer.hear(&say::page("bob", &[say::text(id, "hello")], id, false));
            peer.hear(&say::end("bob"));
        }
        assert!(!peer.take_said().contains(&Said::Unread), "at {}", peer.now());
    }
    peer.pass(29_999);
    assert!(!peer.take_said().contains(&Said::Unread));
    peer.pass(1);
    assert!(peer.take_said().contains(&Said::Unread));
}

/// A healthy idle link is asked once in a heartbeat, for ever.
#[test]
fn an_idle_link_is_asked_once_in_a_heartbeat() {
    let mut peer = Peer::online(config());
    for _ in 0..100 {
        peer.pass(30_000);
        assert_eq!(peer.take_said(), [Said::Unread]);
        peer.hear(&say::unread(&[]));
    }
    assert_eq!((peer.dialled.len(), peer.events.len()), (1, 0));
}

/// The machine slept for hours: one question, not a funeral.
#[test]
fn a_leap_of_the_clock_is_one_question() {
    let mut peer = Peer::online(config());
    peer.leap(5 * 3_600_000);
    assert_eq!((peer.take_said(), peer.phase()), (vec![Said::Unread], PhaseName::Online));
    peer.hear(&say::unread(&[]));
    peer.pass_alive(600_000);
    assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::Online, 1));
}

/// The same when an answer was already awaited as the machine fell asleep.
#[test]
fn a_leap_amid_a_question_is_one_more_question() {
    let mut peer = Peer::online(config());
    peer.pass(30_000);
    peer.take_said();
    peer.leap(5 * 3_600_000);
    assert_eq!((peer.take_said(), peer.phase()), (vec![Said::Unread], PhaseName::Online));
    // No answer now either: it is dead, after the shorter time.
    let took = peer.pass_until(10_000, |client| client.phase() == PhaseName::BackingOff);
    assert_eq!(took, 8_000);
}

/// The same with a message and a pull in flight: the question is asked once.
#[test]
fn a_leap_amid_traffic_is_one_question() {
    let mut peer = Peer::online(config());
    let local = peer.send("in flight");
    peer.hear(&say::notice("bob"));
    peer.take_said();
    peer.leap(200_000);
    let said = peer.take_said();
    assert_eq!(said.iter().filter(|said| **said == Said::Unread).count(), 1, "{said:?}");
    assert_eq!(peer.phase(), PhaseName::Online);
    peer.hear(&say::ack(local, 1));
    peer.hear(&say::end("bob"));
    peer.hear(&say::unread(&[]));
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// HB-7: after a wake-up the link is asked at once, and has less time to answer.
#[test]
fn a_wake_up_is_a_question() {
    for hint in [Network::Resumed, Network::Up] {
        let mut peer = Peer::online(config());
        peer.pass(2_500);
        peer.handle(Input::Network(hint));
        assert_eq!(peer.take_said(), [Said::Unread]);
        let took = peer.pass_until(10_000, |client| client.phase() == PhaseName::BackingOff);
        assert_eq!(took, 8_000);
    }
}

/// While the application is so far behind that the driver does not read, the silence is ours.
#[test]
fn silence_of_our_own_making_is_not_held_against_the_link() {
    let mut settings = config();
    (settings.events_high, settings.events_max) = (2, 4);
    let mut peer = Peer::online(settings);
    peer.eager = false;
    let metas: Vec<_> = (1..=4).map(|id| say::text(id, "hi")).collect();
    peer.hear(&say::page("bob", &metas, 0, true));
    assert!(!peer.client.wants_input());
    peer.pass(3_600_000);
    assert_eq!(peer.phase(), PhaseName::Online);
    // It comes back, and from then on silence counts again.
    while peer.next_event().is_some() {}
    assert!(peer.client.wants_input());
    peer.pass_until(40_000, |client| client.phase() == PhaseName::BackingOff);
    let lost = |event: &Event| matches!(event, Event::Reconnecting { .. });
    assert!(std::iter::from_fn(|| peer.next_event()).any(|event| lost(&event)));
}

/// Time that runs backwards stands still.
#[test]
fn time_does_not_run_backwards() {
    let mut peer = Peer::online(config());
    peer.pass(10_000);
    let before = peer.client.next_deadline();
    let early = easemob_core::Instant::from_millis(0);
    peer.call(|client, _| client.handle(early, Input::Tick));
    assert_eq!(peer.client.next_deadline(), before);
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// A clock that goes wrong ends the link, not the client: the call comes back.
#[test]
fn time_has_an_end() {
    let mut peer = Peer::online(config());
    let last = easemob_core::Instant::from_millis(u64::MAX);
    for _ in 0..3 {
        peer.call(|client, _| client.handle(last, Input::Tick));
    }
    assert_ne!(peer.phase(), PhaseName::Offline);
    assert!(peer.client.next_deadline().is_some());
}

//! One end for each call.

use easemob_core::{CallFailed, Event, Input, LostKind, PhaseName, Response};
use easemob_tests::peer::{discovering, say};

use crate::bench::{answer, answers, ask, once, online, online_with, safe, try_ask, under_way};

fn timed_out(result: &Result<u16, CallFailed>) -> bool {
    matches!(result, Err(CallFailed::Lost(lost)) if lost.kind == LostKind::Timeout)
}

#[test]
fn an_answer_ends_a_call_once() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    let (exchange, _) = peer.request();
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, call), Ok(200));
    // The driver repeats itself: nobody is told again.
    peer.handle(Input::Answered(exchange, Ok(Response::new(200, "{}"))));
    peer.pass_alive(120_000);
    assert_eq!(answers(&mut peer), []);
    assert!(!peer.call(|client, now| client.cancel_call(now, call)), "it has ended");
    assert_eq!(answers(&mut peer), []);
}

#[test]
fn every_status_ends_a_call() {
    for status in [100, 200, 201, 204, 299, 302, 400, 401, 403, 404, 406, 418, 500, 599] {
        for body in ["{}", "", "<html>", "[", "\u{0}"] {
            let mut peer = online();
            let call = ask(&mut peer, once(1));
            peer.answer(status, body);
            let result = answer(&mut peer, call);
            assert_eq!(result.is_ok(), (200..300).contains(&status), "{status} {body:?}");
        }
    }
}

#[test]
fn silence_ends_a_call_in_its_time() {
    for (probe, exchanges) in [(once(1), 1), (safe(1), 3)] {
        let mut peer = online();
        let call = ask(&mut peer, probe);
        let mut seen = vec![peer.request().0];
        while peer.count(|event| matches!(event, Event::Answered { .. })) == 0 {
            assert!(peer.now() <= 60_000, "it goes on");
            crate::bench::pass_one(&mut peer);
            seen.extend(peer.exchanges().iter().map(|(id, _)| *id));
        }
        seen.dedup();
        assert_eq!(seen.len(), exchanges);
        assert!(timed_out(&answer(&mut peer, call)));
        assert_eq!((peer.requests(), peer.phase()), (0, PhaseName::Online));
    }
}

#[test]
fn a_call_lives_no_longer_than_it_may() {
    let mut config = discovering();
    config.call_ttl_ms = 20_000;
    config.call_attempts = 1_000;
    let mut peer = online_with(config);
    let call = ask(&mut peer, safe(1));
    peer.pass_alive(19_999);
    assert_eq!(answers(&mut peer), []);
    peer.pass_alive(1);
    assert!(timed_out(&answer(&mut peer, call)));
    assert_eq!(peer.requests(), 0, "the last exchange is given up with it");
}

#[test]
fn a_machine_that_slept_through_it_all_is_told_at_once() {
    let mut peer = online();
    let calls: Vec<_> = (0..20).map(|number| ask(&mut peer, safe(number))).collect();
    peer.leap(3_600_000);
    let answers = answers(&mut peer);
    assert_eq!(answers.len(), calls.len());
    assert!(calls.iter().all(|call| answers.iter().any(|(id, _)| id == call)));
    assert!(answers.iter().all(|(_, result)| timed_out(result)), "{answers:?}");
    assert_eq!(peer.requests(), 0);
}

#[test]
fn a_call_can_be_withdrawn() {
    let mut config = discovering();
    config.calls_at_once = 1;
    let mut peer = online_with(config);
    let (first, second) = (ask(&mut peer, once(1)), ask(&mut peer, once(2)));
    let third = ask(&mut peer, once(3));
    // One that waits.
    assert!(peer.call(|client, now| client.cancel_call(now, second)));
    assert_eq!(answer(&mut peer, second), Err(CallFailed::Cancelled));
    assert_eq!(under_way(&peer), [1]);
    // One under way: the driver is told, and who waits has the turn.
    let (exchange, _) = peer.request();
    assert!(peer.call(|client, now| client.cancel_call(now, first)));
    assert_eq!(answer(&mut peer, first), Err(CallFailed::Cancelled));
    assert_eq!(under_way(&peer), [3]);
    peer.handle(Input::Answered(exchange, Ok(Response::new(200, "{}"))));
    assert_eq!(answers(&mut peer), [], "a late answer is nobody's");
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, third), Ok(200));
    // One that pauses before it is asked again.
    let paused = ask(&mut peer, safe(4));
    peer.answer(503, "{}");
    assert_eq!(peer.requests(), 0);
    assert!(peer.call(|client, now| client.cancel_call(now, paused)));
    assert!(!peer.call(|client, now| client.cancel_call(now, paused)), "once");
    assert_eq!(answer(&mut peer, paused), Err(CallFailed::Cancelled));
    peer.pass_alive(120_000);
    assert_eq!((answers(&mut peer), peer.requests()), (vec![], 0));
}

#[test]
fn a_logout_ends_all_that_was_asked_in_its_name() {
    let mut config = discovering();
    config.calls_at_once = 2;
    let mut peer = online_with(config);
    let mine: Vec<_> = (0..4).map(|number| ask(&mut peer, safe(number))).collect();
    let anyones = ask(&mut peer, safe(9).anonymous());
    peer.logout();
    assert_eq!(peer.phase(), PhaseName::LoggingOut);
    assert_eq!(try_ask(&mut peer, safe(5)), Err(CallFailed::NotLoggedIn));
    peer.hear(&say::goodbye());
    let ended = answers(&mut peer);
    assert!(ended.iter().all(|(_, result)| *result == Err(CallFailed::Cancelled)), "{ended:?}");
    let mut ended: Vec<_> = ended.into_iter().map(|(call, _)| call).collect();
    ended.sort();
    assert_eq!(ended, mine);
    // What nobody in particular asked goes on.
    assert_eq!(under_way(&peer), [9]);
    peer.answer(200, "{}");
    assert_eq!(answer(&mut peer, anyones), Ok(200));
}

#[test]
fn a_kick_ends_calls_before_the_session_is_said_to_be_over() {
    let mut peer = online();
    let call = ask(&mut peer, safe(1));
    peer.hear(&say::kick(2));
    let order = peer.events.iter().filter_map(|event| match event {
        Event::Answered { .. } => Some("answered"),
        Event::Offline(_) => Some("offline"),
        _ => None,
    });
    assert_eq!(order.collect::<Vec<_>>(), ["answered", "offline"]);
    assert_eq!(answer(&mut peer, call), Err(CallFailed::Cancelled));
    assert_eq!(peer.requests(), 0);
}

#[test]
fn the_next_user_hears_nothing_of_the_last_ones_calls() {
    let mut peer = online();
    let (exchange, _) = {
        ask(&mut peer, safe(1));
        peer.request()
    };
    peer.hear(&say::kick(2));
    answers(&mut peer);
    peer.login();
    peer.handle(Input::Answered(exchange, Ok(Response::new(200, "{}"))));
    assert_eq!(answers(&mut peer), []);
}

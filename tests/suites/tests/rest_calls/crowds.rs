//! Many calls at once.

use easemob_core::rest::{Answer, Draft, Endpoint, Retry};
use easemob_core::{CallFailed, Config, Event, Method, Response};
use easemob_tests::peer::{Peer, discovering};

use crate::bench::{answers, ask, asked, once, online, online_with, safe, try_ask, under_way};

fn bounded(at_once: usize, most: usize) -> Config {
    let mut config = discovering();
    (config.calls_at_once, config.calls_max) = (at_once, most);
    config
}

fn answer_probe(peer: &mut Peer, number: u32) {
    let exchanges = peer.exchanges();
    let of = exchanges.iter().find(|(_, request)| asked(request).1 == number);
    let (exchange, _) = of.expect("the probe is under way");
    peer.answer_to(*exchange, Ok(Response::new(200, "{}")));
}

#[test]
fn no_more_are_under_way_than_allowed_and_who_came_first_is_first() {
    let mut peer = online_with(bounded(3, 100));
    for number in 0..8 {
        ask(&mut peer, once(number));
    }
    assert_eq!(under_way(&peer), [0, 1, 2]);
    answer_probe(&mut peer, 1);
    assert_eq!(under_way(&peer), [0, 2, 3]);
    answer_probe(&mut peer, 3);
    answer_probe(&mut peer, 0);
    assert_eq!(under_way(&peer), [2, 4, 5]);
    for number in [2, 4, 5, 6, 7] {
        answer_probe(&mut peer, number);
    }
    assert_eq!((answers(&mut peer).len(), peer.requests()), (8, 0));
}

#[test]
fn a_call_that_pauses_takes_nobodys_turn() {
    let mut peer = online_with(bounded(1, 100));
    ask(&mut peer, safe(1));
    ask(&mut peer, safe(2));
    peer.answer(503, "{}");
    assert_eq!(under_way(&peer), [2]);
}

#[test]
fn a_call_too_many_is_refused_and_sends_nothing() {
    let mut peer = online_with(bounded(2, 3));
    peer.eager = false;
    for number in 0..3 {
        ask(&mut peer, safe(number));
    }
    assert_eq!(try_ask(&mut peer, safe(3)), Err(CallFailed::Busy));
    // An answer that nobody has taken still counts: it is held.
    answer_probe(&mut peer, 0);
    assert_eq!(try_ask(&mut peer, safe(3)), Err(CallFailed::Busy));
    assert!(peer.next_event().is_some());
    ask(&mut peer, safe(4));
    assert_eq!(try_ask(&mut peer, safe(5)), Err(CallFailed::Busy));
    // Withdrawing one leaves its answer to be taken.
    answer_probe(&mut peer, 1);
    assert!(peer.next_event().is_some());
    let withdrawn = ask(&mut peer, safe(6));
    assert!(peer.call(|client, now| client.cancel_call(now, withdrawn)));
    assert_eq!(try_ask(&mut peer, safe(7)), Err(CallFailed::Busy));
    assert!(peer.next_event().is_some());
    ask(&mut peer, safe(8));
}

#[test]
fn who_takes_answers_out_of_order_makes_room_as_well() {
    let mut peer = online_with(bounded(2, 2));
    peer.eager = false;
    let (first, second) = (ask(&mut peer, safe(1)), ask(&mut peer, safe(2)));
    answer_probe(&mut peer, 1);
    answer_probe(&mut peer, 2);
    for call in [second, first] {
        let taken = peer.call(|client, _| {
            client.take_event(
                |event| matches!(event, Event::Answered { call: id, .. } if *id == call),
            )
        });
        assert!(taken.is_some());
        ask(&mut peer, safe(3));
    }
    assert_eq!(try_ask(&mut peer, safe(4)), Err(CallFailed::Busy));
}

#[test]
fn arguments_are_looked_at_before_anything_is_sent() {
    struct Wrong;
    impl Endpoint for Wrong {
        type Reply = ();
        fn name(&self) -> &'static str {
            "wrong"
        }
        fn method(&self) -> Method {
            Method::Post
        }
        fn retry(&self) -> Retry {
            Retry::Never
        }
        fn write(&self, to: &mut Draft<'_>) {
            to.path(["a", ""]).within("number", 7, 1, 3);
        }
        fn read(&self, answer: &Answer) -> Result<(), CallFailed> {
            answer.done()
        }
    }
    let mut peer = online();
    let refused = peer.call(|client, now| client.call(now, Wrong).map(|_| ()));
    let Err(CallFailed::Invalid(invalid)) = refused else { panic!("{refused:?}") };
    // The first problem counts.
    assert_eq!(invalid.to_string(), "wrong: path an id is empty or a dot");
    assert_eq!((peer.requests(), answers(&mut peer)), (0, vec![]));
}

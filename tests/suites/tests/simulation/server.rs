//! Servers that restart, kick, refuse and expire.

use easemob_core::PhaseName;
use easemob_simulation::Weather;
use easemob_simulation::fleet::recovery;
use serde_json::json;

use crate::{NONE, two_online};

#[test]
fn a_server_that_restarts_is_found_again_and_loses_nothing() {
    for remembers in [false, true] {
        for down in [0, 3_000, 60_000] {
            let (mut world, ann, bob) = two_online(down);
            world.say(ann, bob);
            world.run_for(20);
            world.restart_server(down, remembers);
            world.say(bob, ann);
            world.run_until_settled(600_000);
            assert_eq!(world.violations(), NONE, "{down} ms down");
            assert_eq!(world.totals(), (2, 2, 2), "{down} ms down");
        }
    }
}

/// A kick is final: nobody dials after it, whatever the weather becomes.
#[test]
fn nobody_comes_back_by_himself_after_any_kick() {
    for operation in 1..=4 {
        let (mut world, ann, _) = two_online(operation);
        world.run_for(5_000);
        let kick = json!({ "op": "kick", "user": "ann", "operation": operation });
        world.operate(&kick).expect("a kick");
        let dialled = world.dials().len();
        world.run_for(600_000);
        assert_eq!(world.violations(), NONE, "kick {operation}");
        assert_eq!(world.phase(ann), PhaseName::Offline, "kick {operation}");
        assert_eq!(world.dials().len(), dialled, "kick {operation}");
    }
}

/// Whatever the server does in the middle of a talk and at the reconnection after it: the talk goes
/// on, and nothing is lost or repeated.
#[test]
fn a_talk_outlives_every_mood_of_the_server() {
    let moods = [
        json!({ "op": "refuse", "user": "ann", "code": 5, "times": 2 }),
        json!({ "op": "refuse", "user": "*", "code": 1, "reason": "busy", "times": 3 }),
        json!({ "op": "expireToken", "user": "ann" }),
        json!({ "op": "fault", "kind": "restHang", "times": 2 }),
        json!({ "op": "fault", "kind": "restDelay", "ms": 20_000, "times": 2 }),
        json!({ "op": "fault", "kind": "restError", "status": 503, "times": 2,
                "body": "<html><h1>Bad gateway</h1></html>" }),
        json!({ "op": "fault", "kind": "swallow", "user": "ann", "times": 4 }),
        json!({ "op": "fault", "kind": "duplicate", "user": "*", "copies": 3, "times": 9 }),
        json!({ "op": "fault", "kind": "reorder", "user": "bob", "window": 2, "match": "SYNC",
                "times": 2 }),
        json!({ "op": "fault", "kind": "delay", "user": "*", "ms": 9_000, "times": 6 }),
        json!({ "op": "fault", "kind": "ignore", "user": "*", "times": 5 }),
        json!({ "op": "drop", "user": "*", "how": "close", "code": 1001 }),
    ];
    for (seed, mood) in (0..).zip(&moods) {
        for wait in [0, 30, 60, 200] {
            let (mut world, ann, bob) = two_online(seed);
            world.say(ann, bob);
            world.run_for(wait);
            world.operate(mood).unwrap_or_else(|wrong| panic!("{mood}: {wrong}"));
            world.say(bob, ann);
            world.run_for(wait);
            world.restart_server(0, false);
            world.say(ann, bob);
            world.run_until_settled(600_000);
            assert_eq!(world.violations(), NONE, "{mood} after {wait} ms");
            let online = [ann, bob].map(|who| world.phase(who));
            assert_eq!(online, [PhaseName::Online; 2], "{mood} after {wait} ms");
        }
    }
}

/// A server that says of a page itself that it is the last takes whatever is asked next for its
/// acknowledgement: nothing may be asked while the page can still be on its way.
#[test]
fn a_server_that_flags_its_last_page_loses_nothing_in_bad_weather() {
    for seed in 0..40 {
        let (mut world, ann, bob) = two_online(seed);
        let flag = json!({ "op": "config", "set": { "lastPage": "flag" } });
        world.operate(&flag).expect("a setting");
        world.set_weather(Weather::named("flaky-mobile", seed).expect("a weather"));
        for n in 0..30 {
            let (from, to) = if n % 2 == 0 { (ann, bob) } else { (bob, ann) };
            world.say(from, to);
            world.run_for(2_000);
        }
        world.set_weather(Weather::calm());
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
    }
}

/// No second of the recovery has more than twice what all of it has on average, whether the fleet is
/// in its first window or in its last when the server returns.
#[test]
fn a_fleet_comes_back_evenly_however_long_its_server_was_away() {
    for away in [0, 5_000, 20_000, 120_000] {
        let recovery = recovery(away, 1_000, away);
        assert_eq!(recovery.violations, NONE, "{recovery}");
        assert_eq!(recovery.connects.len(), 1_000, "whoever finds the server does not dial again");
        assert!(recovery.is_even(), "{recovery}");
    }
}

/// What is even for a fleet is quick for one.
#[test]
fn a_client_is_back_soon_after_a_short_cut() {
    let mut waits: Vec<u64> = (0..200).map(|seed| recovery(seed, 1, 1_000).connects[0]).collect();
    waits.sort_unstable();
    let (median, last) = (waits[100] + 1_000, waits[199] + 1_000);
    assert!(median < 1_900 && last < 2_600, "{median} ms at the median, {last} ms at most");
}

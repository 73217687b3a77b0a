//! Servers that restart, kick, refuse and expire.

use easemob_core::PhaseName;
use easemob_simulation::World;
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

/// When each of a thousand clients dials, in milliseconds after the return of a server that was
/// away for so long. All of them are back in the end.
fn recovery(down: u64) -> Vec<u64> {
    let mut world = World::new(down);
    let fleet: Vec<_> = (0..1_000).map(|n| world.client(&format!("u{n}"))).collect();
    let all_online = |world: &World| fleet.iter().all(|who| world.phase(*who) == PhaseName::Online);
    fleet.iter().for_each(|who| world.log_in(*who));
    world.run_for(15_000);
    assert!(all_online(&world), "not all came online");
    let (before, back) = (world.dials().len(), world.now() + down);
    world.restart_server(down, false);
    world.run_for(down + 35_000);
    assert_eq!(world.violations(), NONE);
    assert!(all_online(&world), "not all came back");
    world.dials()[before..].iter().filter_map(|at| at.checked_sub(back)).collect()
}

/// Full jitter spreads the fleet over the first second: no tenth of it has more than twice its share.
#[test]
fn a_fleet_comes_back_evenly_to_a_server_that_restarts() {
    let dials = recovery(0);
    let mut tenths = [0; 11];
    dials.iter().for_each(|at| tenths[(*at / 100).min(10) as usize] += 1);
    assert!(tenths.iter().all(|dials| *dials <= 2 * 100), "{tenths:?}");
    assert_eq!(dials.len(), 1_000, "each dials once");
}

/// Whoever finds the server back does not dial again, and nobody waits longer than the last bound of
/// the pause.
#[test]
fn a_fleet_comes_back_to_a_server_that_was_away() {
    let dials = recovery(20_000);
    assert!(dials.len() <= 1_000, "nobody dials twice");
    assert!(dials.iter().max() <= Some(&30_000));
}

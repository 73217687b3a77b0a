//! Cuts and silence, placed by hand.

use easemob_core::PhaseName;
use easemob_simulation::{Way, World};

use crate::{NONE, two_online};

/// The cuts fall everywhere into the exchange: before a message leaves, on its way, before and
/// after its acknowledgement, during the other one's pull.
#[test]
fn after_a_hundred_cuts_every_accepted_message_has_arrived_exactly_once() {
    let (mut world, ann, bob) = two_online(1);
    let mut accepted = 0;
    for n in 0..100 {
        let (from, to) = if n % 2 == 0 { (ann, bob) } else { (bob, ann) };
        let cut = if n % 3 == 0 { to } else { from };
        for _ in 0..3 {
            accepted += usize::from(world.say(from, to).is_some());
        }
        world.run_for(n * 2);
        assert!(world.cut(cut), "cut {n}: there was no link");
        let online = |w: &World| w.phase(cut) == PhaseName::Online;
        assert!(world.run_until(60_000, |w| !online(w)), "cut {n} was not noticed");
        assert!(world.run_until(60_000, online), "cut {n}: did not come back");
    }
    world.run_until_settled(600_000);
    assert_eq!(world.violations(), NONE);
    assert_eq!(world.reconnections(), 100);
    assert_eq!((accepted, world.totals()), (300, (300, 300, 300)));
}

/// A heartbeat interval and the time for its answer, see `Config`; an exchange that was on its way
/// when the link went silent still arrives and counts.
const NOTICED_WITHIN: u64 = 30_000 + 10_000 + 2 * 40;

fn notices_silence(way: Way) {
    for seed in 0..20 {
        let (mut world, ann, bob) = two_online(seed);
        world.run_for(seed * 2_347);
        world.silence(ann, way);
        let offline = |w: &World| w.phase(ann) != PhaseName::Online;
        assert!(world.run_until(NOTICED_WITHIN, offline), "seed {seed}: {way:?} not noticed");
        // What is said meanwhile is not lost.
        world.say(ann, bob);
        world.say(bob, ann);
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (2, 2, 2), "seed {seed}");
    }
}

#[test]
fn a_link_that_is_silent_upwards_is_noticed_in_time() {
    notices_silence(Way::Up);
}

#[test]
fn a_link_that_is_silent_downwards_is_noticed_in_time() {
    notices_silence(Way::Down);
}

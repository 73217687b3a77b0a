//! Worlds in bad weather: what clients promise holds whatever the network does, and every run can
//! be repeated.

use easemob_core::PhaseName;
use easemob_simulation::scenario::{Report, chatter};
use easemob_simulation::{Way, Weather, Who, World};

const NONE: Vec<String> = Vec::new();

/// Two people, online in calm weather.
fn two_online(seed: u64) -> (World, Who, Who) {
    let mut world = World::new(seed);
    let (ann, bob) = (world.client("ann"), world.client("bob"));
    world.log_in(ann);
    world.log_in(bob);
    let online = |w: &World| [ann, bob].map(|who| w.phase(who)) == [PhaseName::Online; 2];
    assert!(world.run_until(10_000, online), "nobody came online");
    (world, ann, bob)
}

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

/// The same seed twice is the same world, and another seed another one.
fn repeatable(seeds: std::ops::Range<u64>, weather: &Weather) -> Vec<Report> {
    let live = |seed| chatter(seed, weather.clone(), 60_000, None);
    let reports: Vec<Report> = seeds
        .map(|seed| {
            let report = live(seed);
            assert_eq!(report.violations, NONE, "seed {seed}");
            assert_eq!(report, live(seed), "seed {seed} differs from itself");
            report
        })
        .collect();
    let mut hashes: Vec<u64> = reports.iter().map(|report| report.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), reports.len(), "two seeds, one world");
    reports
}

#[test]
fn two_hundred_flaky_worlds_keep_their_promises_and_repeat_themselves() {
    let reports = repeatable(0..200, &Weather::flaky());
    let total = |count: fn(&Report) -> usize| reports.iter().map(count).sum::<usize>();
    // The weather was bad, and most was said all the same.
    assert!(total(|report| report.reconnections) > 200);
    assert!(total(|report| report.sent) > 200 * 30);
}

#[test]
fn stormy_worlds_keep_their_promises_too() {
    let reports = repeatable(1_000..1_040, &Weather::stormy());
    assert!(reports.iter().map(|report| report.reconnections).sum::<usize>() > 40 * 3);
}

/// Without faults nothing is in doubt, nobody reconnects.
#[test]
fn calm_worlds_lose_nothing() {
    for report in repeatable(2_000..2_010, &Weather::calm()) {
        assert_eq!(report.reconnections, 0);
        assert_eq!((report.accepted, report.accepted), (report.sent, report.delivered));
    }
}

/// A slow application has pages half taken when its process is killed: what it had not taken comes
/// again, what it had taken does not.
#[test]
fn restarts_in_the_middle_of_a_page_lose_and_repeat_nothing() {
    for seed in 0..20 {
        let mut world = World::new(seed);
        let (ann, mut bob) = (world.client("ann"), world.slow_client("bob", 90));
        world.log_in(ann);
        world.log_in(bob);
        world.run_for(1_000);
        for n in 0..20 {
            for _ in 0..4 {
                world.say(ann, bob);
            }
            world.run_for(seed * 7 + n * 31);
            bob = world.restart(bob);
        }
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (80, 80, 80), "seed {seed}");
    }
}

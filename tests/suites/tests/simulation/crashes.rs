//! Processes that end anywhere, with and without a store, and stores that fail.

use easemob_simulation::scenario::check;
use easemob_simulation::{Fault, Keeps, Who, World};

use crate::NONE;

/// Two people who keep this, online.
fn two_keeping(seed: u64, keeps: Keeps) -> (World, Who, Who) {
    let mut world = World::new(seed);
    let (ann, bob) = (world.client("ann"), world.slow_client("bob", 90));
    for who in [ann, bob] {
        world.set_keeps(who, keeps);
        world.log_in(who);
    }
    (world, ann, bob)
}

/// Ann and Bob talk; one of them ends after so many places, and starts again a second later. `false`
/// when that was beyond the end.
fn crashes_after(places: u64, keeps: Keeps, of: fn(Who, Who) -> Who) -> bool {
    let (mut world, ann, bob) = two_keeping(7, keeps);
    let victim = of(ann, bob);
    world.crash_after(victim, places);
    for _ in 0..4 {
        world.say(ann, bob);
        world.say(bob, ann);
        world.run_for(150);
    }
    world.run_for(1_500);
    let crashed = !world.is_running(victim);
    // The power may fail while there is nothing to do as well.
    world.crash_after(victim, u64::MAX);
    world.start_process(victim);
    world.say(ann, bob);
    world.say(bob, ann);
    world.run_until_settled(600_000);
    assert_eq!(world.violations(), NONE, "{keeps:?}: replay with crash_after({places})");
    crashed
}

fn crashes_everywhere(keeps: Keeps, least: u64) {
    for of in [|ann, _| ann, |_, bob| bob] as [fn(Who, Who) -> Who; 2] {
        let places = (0..).find(|places| !crashes_after(*places, keeps, of));
        assert!(places > Some(least), "only {places:?} places to crash");
    }
}

#[test]
fn a_crash_at_every_single_place_loses_and_repeats_nothing_that_was_kept() {
    crashes_everywhere(Keeps::Store, 60);
}

#[test]
fn without_a_store_a_crash_at_every_place_loses_no_message() {
    crashes_everywhere(Keeps::Session, 40);
    crashes_everywhere(Keeps::Nothing, 40);
}

/// With manual commits a message in the application's hands comes again, wherever the process ends
/// between receipt and commit; none comes again once it is committed.
#[test]
fn a_crash_between_receipt_and_commit_delivers_again() {
    for keeps in [Keeps::Nothing, Keeps::Session, Keeps::Store] {
        let (mut between, mut after) = (0, 0);
        for places in 0.. {
            // Bob is slow, and commits by hand.
            let (mut world, ann, bob) = two_keeping(11, keeps);
            world.run_for(2_000);
            world.crash_after(bob, places);
            world.say(ann, bob);
            world.run_for(2_000);
            if world.is_running(bob) {
                break;
            }
            let (handed, taken) = (world.handed(bob), world.taken(bob));
            world.start_process(bob);
            world.run_until_settled(600_000);
            assert_eq!(world.violations(), NONE, "{keeps:?} after {places} places");
            assert_eq!(world.taken(bob), 1, "{keeps:?} after {places} places");
            if (handed, taken) == (1, 0) {
                between += 1;
                assert_eq!(world.handed(bob), 2, "{keeps:?} after {places} places");
            } else if taken == 1 && keeps == Keeps::Store {
                // Unless it ended in the moment between the commit and the disk.
                after += usize::from(world.handed(bob) == 1);
            }
        }
        assert!(between > 0, "{keeps:?}: {between} crashes between receipt and commit");
        assert!(keeps != Keeps::Store || after > 0, "no crash after the commit");
    }
}

/// Pages are half taken when the process is killed.
#[test]
fn restarts_in_the_middle_of_a_page_lose_and_repeat_nothing() {
    for seed in 0..20 {
        let (mut world, ann, bob) = two_keeping(seed, Keeps::Store);
        world.run_for(1_000);
        for n in 0..20 {
            for _ in 0..4 {
                world.say(ann, bob);
            }
            world.run_for(seed * 7 + n * 31);
            world.restart(bob);
        }
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (80, 80, 80), "seed {seed}");
        assert_eq!(world.crashes(), 20);
    }
}

/// Not one write succeeds for a while: nothing is acknowledged, nothing sent; then all of it is.
#[test]
fn a_store_that_fails_many_times_in_a_row_recovers() {
    for writes in 0..12 {
        for wait in [0, 40, 90, 200] {
            let (mut world, ann, bob) = two_keeping(writes, Keeps::Store);
            world.run_for(1_000);
            world.say(bob, ann);
            world.say(ann, bob);
            world.run_for(wait);
            world.fail_store(ann, writes);
            for _ in 0..3 {
                world.say(bob, ann);
                world.say(ann, bob);
                world.run_for(30);
            }
            world.run_until_settled(600_000);
            assert_eq!(world.violations(), NONE, "{writes} writes, {wait} ms");
            assert_eq!(world.totals(), (8, 8, 8), "{writes} writes, {wait} ms");
        }
    }
}

#[test]
fn two_hundred_worlds_of_crashes_keep_what_was_promised() {
    for weather in ["crashing", "bad-disk"] {
        let (mut crashes, mut sent) = (0, 0);
        for seed in 0..100 {
            let report = check(seed, weather, 30).unwrap_or_else(|failed| panic!("{failed}"));
            crashes += report.faults[&Fault::Crash];
            sent += report.sent;
        }
        assert!(crashes > 300 && sent > 1_000, "{weather}: {crashes} crashes, {sent} sent");
    }
}

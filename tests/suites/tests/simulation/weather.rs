//! Seeds in every weather.

use easemob_simulation::scenario::{Report, chatter, check};
use easemob_simulation::{Fault, Weather};
use std::collections::BTreeSet;

/// No rule is broken; the same seed twice, which every fifth is tried for, is the same world, and another seed another one.
fn repeatable(seeds: std::ops::Range<u64>, weather: &str) -> Vec<Report> {
    let live = |seed| check(seed, weather, 60).unwrap_or_else(|failed| panic!("{failed}"));
    let reports: Vec<Report> = seeds
        .map(|seed| {
            let report = live(seed);
            if seed.is_multiple_of(5) {
                assert_eq!(report, live(seed), "seed {seed} differs from itself");
            }
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
    let reports = repeatable(0..200, "flaky-mobile");
    let total = |count: fn(&Report) -> usize| reports.iter().map(count).sum::<usize>();
    // The weather was bad, and most was said all the same.
    assert!(total(|report| report.reconnections) > 200);
    assert!(total(|report| report.sent) > 200 * 30);
}

#[test]
fn stormy_worlds_keep_their_promises_too() {
    let reports = repeatable(1_000..1_040, "stormy");
    assert!(reports.iter().map(|report| report.reconnections).sum::<usize>() > 40 * 3);
}

/// Without faults nothing is in doubt, nobody reconnects.
#[test]
fn calm_worlds_lose_nothing() {
    for report in repeatable(2_000..2_010, "calm") {
        assert_eq!(report.reconnections, 0);
        assert_eq!((report.accepted, report.accepted), (report.sent, report.delivered));
    }
}

/// The three that make a life worth looking at: time, messages, faults; in any weather with faults.
#[test]
fn a_life_is_long_enough_in_every_weather() {
    for name in Weather::NAMES.iter().chain([&Weather::MIXED]) {
        for seed in 0..10 {
            let report = check(seed, name, 60).unwrap_or_else(|failed| panic!("{failed}"));
            let faults = report.faults.values().sum::<u64>();
            assert!(report.millis >= 60_000 && report.accepted >= 50, "{name}: {report:?}");
            assert_eq!(faults >= 3, *name != "calm", "{name}: {report:?}");
        }
    }
}

/// Each kind of fault comes from some weather, and is counted.
#[test]
fn every_kind_of_fault_happens() {
    let mut missing: BTreeSet<Fault> = Fault::ALL.iter().copied().collect();
    for seed in 0..400 {
        let weather = Weather::named(Weather::MIXED, seed).expect("a weather");
        let report = chatter(seed, weather, 60_000, None);
        missing.retain(|fault| !report.faults.contains_key(fault));
        if missing.is_empty() {
            return;
        }
    }
    panic!("never seen: {missing:?}");
}

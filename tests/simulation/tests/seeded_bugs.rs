//! Planted bugs are found by what looks for real ones, and documented.

use easemob_core::SeededBug;
use easemob_simulation::Weather;
use easemob_simulation::hunt::hunt;

/// Seeds in which this test looks; the command `--seeded-bugs` looks in ten thousand.
const SEEDS: u64 = 300;

/// A bug for which the page names so many seeds is found in those above, whatever moves.
const FREQUENT: u64 = 30;

/// Name, what the careless implementer does, and the seeds it took, of every row of the page.
fn rows() -> Vec<(String, String, Option<u64>)> {
    let page = include_str!("../../../docs/seeded-bugs.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let mut columns = row.split(" | ");
        let mut column = || columns.next().unwrap_or_else(|| panic!("a column is missing: {row}"));
        let (name, careless, seeds) = (column(), column(), column());
        (name.trim_end_matches('`').into(), careless.into(), seeds.parse().ok())
    })
    .collect()
}

/// Only the names: which seed finds a bug moves with every change of the simulator.
#[test]
fn the_documentation_has_every_bug() {
    let named: Vec<_> = rows().into_iter().map(|(name, careless, _)| (name, careless)).collect();
    let all = SeededBug::ALL.iter();
    let listed: Vec<_> = all.map(|bug| (bug.name().into(), bug.careless().into())).collect();
    assert_eq!(named, listed, "UPDATE=1 … --seeded-bugs writes it anew");
}

#[test]
fn three_hundred_worlds_find_every_frequent_bug() {
    let (mut frequent, mut missed) = (0, Vec::new());
    for (bug, (name, _, seeds)) in SeededBug::ALL.iter().zip(rows()) {
        if seeds.is_some_and(|seeds| seeds <= FREQUENT) {
            frequent += 1;
            if hunt(*bug, 0..SEEDS, Weather::MIXED, 60).is_none() {
                missed.push(name);
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    assert!(frequent >= 15, "only {frequent} are frequent");
}

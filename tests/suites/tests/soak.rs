//! Days of one client: what it holds does not grow, and nothing is lost. Alone in its program, for
//! everything it allocates is counted.

use std::alloc::System;

use easemob_simulation::soak::soak;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn held() -> i64 {
    let stats = HEAP.stats();
    stats.bytes_allocated as i64 - stats.bytes_deallocated as i64
}

#[test]
fn three_days_with_a_fault_every_hour_leave_nothing_behind_and_lose_nothing() {
    let mut days = Vec::new();
    let broken = soak(1, 3, Some(held), |day| days.push(*day));
    assert_eq!(broken, Vec::<String>::new(), "{days:#?}");
    let last = days.last().expect("a day");
    assert_eq!((last.number, last.faults), (3, 72));
    assert!(last.accepted > 15_000 && last.reconnections > 30, "{last:?}");
    // The scale works: a client that remembers four thousand ids holds their bytes.
    let seen = last.stats.seen.fill as i64;
    assert!(seen > 4_000 && last.heaviest > seen * 16, "{last:?}");
}

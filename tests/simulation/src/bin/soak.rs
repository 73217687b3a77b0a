//! Days of one client, with what it holds of the heap:
//! `cargo run --release -p easemob-simulation --bin easemob-soak -- 30 [SEED]`.
//!
//! A program of its own, because counting every allocation is nothing the other worlds should pay
//! for.
#![forbid(unsafe_code)]

use std::alloc::System;
use std::process::ExitCode;

use easemob_simulation::soak::{HEADING, soak};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn held() -> i64 {
    let stats = HEAP.stats();
    stats.bytes_allocated as i64 - stats.bytes_deallocated as i64
}

fn main() -> ExitCode {
    let arguments: Result<Vec<u64>, _> =
        std::env::args().skip(1).map(|word| word.parse()).collect();
    let (days, seed) = match arguments.as_deref() {
        Ok([days]) => (*days, 0),
        Ok([days, seed]) => (*days, *seed),
        _ => {
            eprintln!("usage: easemob-soak DAYS [SEED]");
            return ExitCode::from(2);
        }
    };
    println!("{HEADING}");
    let broken = soak(seed, days as usize, Some(held), |day| println!("{day}"));
    broken.iter().for_each(|broken| println!("{broken}"));
    println!("violations: {}", broken.len());
    ExitCode::from(u8::from(!broken.is_empty()))
}

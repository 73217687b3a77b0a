//! Bytes of a logged-in client nobody has written to: the value itself and its heap.
#![forbid(unsafe_code)]

use std::alloc::System;

use easemob_bench::Recording;
use easemob_core::Client;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let recording = Recording::of_pages(0, 1, 0, false);
    // What is made once for a process is made here.
    drop(recording.client());
    let region = Region::new(HEAP);
    let client = recording.client();
    let change = region.change();
    assert!(client.user().is_some(), "nobody is logged in");
    println!("{} {}", size_of::<Client>(), change.bytes_allocated - change.bytes_deallocated);
}

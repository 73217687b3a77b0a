//! Many worlds, on all cores, reported in the order of their seeds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use easemob_simulation::Faults;
use easemob_simulation::scenario::{self, Report};
use indicatif::{ProgressBar, ProgressStyle};

use super::Options;

/// Every so many seeds one is lived through twice.
const SAMPLE: u64 = 100;

/// Whether no rule was broken.
pub(crate) fn run(seeds: &Range<u64>, options: &Options) -> bool {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let Options { weather, seconds, .. } = options;
    println!("seeds {}..{} in {weather} weather, {seconds} s each", seeds.start, seeds.end);
    let (started, next) = (Instant::now(), AtomicU64::new(seeds.start));
    let (done, reports) = mpsc::channel();
    let mut sum = Sum::default();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (done, next, end) = (done.clone(), &next, seeds.end);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end || done.send((seed, live(seed, options))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let bar = progress(seeds);
        let (mut early, mut due) = (BTreeMap::new(), seeds.start);
        for (seed, lived) in reports {
            early.insert(seed, lived);
            while let Some(lived) = early.remove(&due) {
                bar.suspend(|| sum.add(lived));
                due += 1;
            }
            if sum.violations > 0 {
                bar.set_message(format!(", {} break a rule", sum.violations));
            }
            bar.set_position(due - seeds.start);
        }
        bar.finish_and_clear();
    });
    sum.print(started.elapsed().as_secs_f64(), threads);
    sum.violations == 0
}

/// What became of a seed, or what it broke; and whether it was repeated.
type Lived = (Result<Report, String>, bool);

fn live(seed: u64, options: &Options) -> Lived {
    let Options { weather, seconds, .. } = options;
    let once = || {
        let lived = catch_unwind(|| scenario::check(seed, weather, *seconds));
        lived.unwrap_or_else(|_| {
            let replay = scenario::replay_line(seed, weather, *seconds);
            Err(format!("{replay}\n  it panics"))
        })
    };
    let first = once();
    if !options.twice && !seed.is_multiple_of(SAMPLE) {
        return (first, false);
    }
    let lived = first.and_then(|report| {
        if once().is_ok_and(|again| again == report) {
            return Ok(report);
        }
        let replay = scenario::replay_line(seed, weather, *seconds);
        Err(format!("{replay}\n  it differs from itself"))
    });
    (lived, true)
}

/// All reports together.
#[derive(Default)]
struct Sum {
    seeds: u64,
    repeated: u64,
    violations: u64,
    millis: u64,
    accepted: usize,
    sent: usize,
    delivered: usize,
    calls: usize,
    connects: usize,
    reconnections: usize,
    faults: Faults,
}

impl Sum {
    fn add(&mut self, (lived, repeated): Lived) {
        self.seeds += 1;
        self.repeated += u64::from(repeated);
        match lived {
            Ok(report) => {
                self.millis += report.millis;
                self.accepted += report.accepted;
                self.sent += report.sent;
                self.delivered += report.delivered;
                self.calls += report.calls;
                self.connects += report.connects;
                self.reconnections += report.reconnections;
                for (fault, times) in report.faults {
                    *self.faults.entry(fault).or_default() += times;
                }
            }
            Err(broken) => {
                self.violations += 1;
                println!("{broken}");
            }
        }
    }

    fn print(&self, real: f64, threads: usize) {
        let seconds = self.millis / 1_000;
        println!("seeds: {}, of which {} twice with the same trace", self.seeds, self.repeated);
        println!(
            "virtual time: {} d {} h {} min, in {real:.0} s on {threads} threads ({:.0} : 1)",
            seconds / 86_400,
            seconds / 3_600 % 24,
            seconds / 60 % 60,
            seconds as f64 / real,
        );
        let Self { accepted, sent, delivered, .. } = self;
        println!("messages: {accepted} accepted, {sent} sent, {delivered} delivered");
        println!("calls: {} answered", self.calls);
        println!("connects: {}, reconnections: {}", self.connects, self.reconnections);
        println!("faults: {}", self.faults.values().sum::<u64>());
        for (fault, times) in &self.faults {
            println!("  {fault:<28} {times:>9}");
        }
        println!("violations: {}", self.violations);
    }
}

/// A bar on standard error, where somebody looks.
fn progress(seeds: &Range<u64>) -> ProgressBar {
    let template = "{wide_bar} {human_pos} of {human_len} worlds{msg}, {eta} to go";
    let style = ProgressStyle::with_template(template).expect("a template that is known");
    ProgressBar::new(seeds.end - seeds.start).with_style(style)
}

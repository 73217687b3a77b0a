//! The proof of the proof: every planted bug is found, and the clean core breaks no rule on the
//! seeds that took.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use easemob_core::SeededBug;
use easemob_simulation::hunt::{Found, first_broken, hunt, replay_line};

use super::Options;

/// Seeds of the clean core that a thread lives through in one go.
const SLICE: u64 = 25;

/// Whether every bug is found within these seeds, and the clean core breaks no rule on them.
pub(crate) fn run(seeds: &Range<u64>, options: &Options) -> bool {
    let Options { weather, seconds, .. } = options;
    let (started, bugs) = (Instant::now(), SeededBug::ALL);
    let found = on_all_cores(bugs.len(), |index| {
        let found = hunt(bugs[index], seeds.clone(), weather, *seconds);
        println!("{}", told(bugs[index], found.as_ref(), options));
        found
    });
    let most = found.iter().flatten().map(|found| found.seed + 1).max().unwrap_or(seeds.start);
    let slices: Vec<_> = (seeds.start..most).step_by(SLICE as usize).collect();
    let clean = on_all_cores(slices.len(), |index| {
        let slice = slices[index]..most.min(slices[index] + SLICE);
        first_broken(slice, weather, *seconds)
    });
    for Found { seed, rule } in clean.iter().flatten() {
        println!("seed {seed} breaks a rule without any bug: {rule}");
    }
    if std::env::var_os("UPDATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/seeded-bugs.md");
        std::fs::write(path, page(&found, options)).expect("the documentation can be written");
    }
    let missed = found.iter().filter(|found| found.is_none()).count();
    let broken = clean.iter().flatten().count();
    let real = started.elapsed().as_secs_f64();
    println!("bugs: {}, missed: {missed}, in {real:.0} s", bugs.len());
    println!("violations without a bug on seeds {}..{most}: {broken}", seeds.start);
    missed == 0 && broken == 0
}

/// What this makes of each number, in their order.
fn on_all_cores<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (next, made) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let one = make(index);
                    made.lock().expect("nothing panics with it").push((index, one));
                }
            });
        }
    });
    let mut made = made.into_inner().expect("nothing panics with it");
    made.sort_unstable_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, one)| one).collect()
}

fn told(bug: SeededBug, found: Option<&Found>, options: &Options) -> String {
    let Some(Found { seed, rule }) = found else { return format!("{}: NOT FOUND", bug.name()) };
    let replay = replay_line(bug, *seed, &options.weather, options.seconds);
    format!("{}: seed {seed}, {rule}\n  {replay}", bug.name())
}

/// The page of the documentation.
fn page(found: &[Option<Found>], options: &Options) -> String {
    let (weather, seconds) = (&options.weather, options.seconds);
    let mut page = format!(
        "# Seeded bugs\n\n\
         Mistakes that the simulator finds, each planted into every client of its worlds with the feature\n\
         `seeded-bugs`. A world is lived through for each seed from 0 on, in {weather} weather and for\n\
         {seconds} virtual seconds, until a rule breaks; the clean core breaks none on the same seeds.\n\
         Printed by\n\n\
         ```sh\n\
         UPDATE=1 cargo run --release -p easemob-simulation --features seeded-bugs -- --seeded-bugs\n\
         cargo run --release -p easemob-simulation --features seeded-bugs -- --replay SEED --bug NAME\n\
         ```\n\n\
         the second of which shows one. Which seed finds a bug moves with every change of the simulator; one\n\
         that is not found needs weather that it does not have yet.\n\n\
         | Bug | What the careless implementer does | Seeds | The rule that breaks |\n\
         | --- | --- | --: | --- |\n"
    );
    for (bug, found) in SeededBug::ALL.iter().zip(found) {
        let (seeds, rule) = match found {
            Some(found) => ((found.seed + 1).to_string(), found.rule.replace('|', "\\|")),
            None => ("not found".into(), String::new()),
        };
        let (name, careless) = (bug.name(), bug.careless());
        let _ = writeln!(page, "| `{name}` | {careless} | {seeds} | {rule} |");
    }
    page
}

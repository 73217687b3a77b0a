//! One world, line by line.

use easemob_simulation::{Weather, scenario};

use super::Options;

/// Whether no rule was broken.
///
/// A line is the time in seconds, who, and what: `…⇒` a frame leaves the client, `⇒` it arrives;
/// `…⇐` and `⇐` the other way.
pub(crate) fn run(seed: u64, options: &Options) -> bool {
    #[cfg(feature = "seeded-bugs")]
    if let Some(bug) = options.bug {
        return easemob_simulation::hunt::with_bug(bug, || live(seed, options));
    }
    live(seed, options)
}

fn live(seed: u64, options: &Options) -> bool {
    let weather = Weather::named(&options.weather, seed).expect("checked");
    let print = Box::new(|line: &str| println!("{line}"));
    let report = scenario::chatter(seed, weather, options.seconds * 1_000, Some(print));
    println!("{report:#?}");
    if let Some(page) = &options.trace {
        match scenario::write_trace(page, seed, &options.weather, options.seconds) {
            Ok(()) => println!("drawn: {}", page.display()),
            Err(error) => eprintln!("{} cannot be written: {error}", page.display()),
        }
    }
    report.violations.is_empty()
}

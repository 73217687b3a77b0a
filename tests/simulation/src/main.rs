//! Lives through worlds by their seeds.
//!
//! ```text
//! easemob-simulation --seed 7 [--weather flaky] [--seconds 60]     replays one, line by line
//! easemob-simulation --seed 7 --count 5000 …                       many; says which break a rule
//! easemob-simulation --seed 7 --trace FOLDER …                     draws one, as text and as a page
//! ```
//!
//! A line is the time in seconds, who, and what: `…⇒` a frame leaves the client, `⇒` it arrives;
//! `…⇐` and `⇐` the other way.
#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;

use easemob_simulation::{Weather, scenario};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            let names: Vec<_> = Weather::NAMES.iter().map(|(name, _)| *name).collect();
            let weathers = names.join("|");
            eprintln!(
                "{problem}\nusage: --seed N [--weather {weathers}] [--seconds N] \
                 [--count N | --trace FOLDER]"
            );
            ExitCode::from(2)
        }
    }
}

/// Whether no rule was broken.
fn run(arguments: &[String]) -> Result<bool, String> {
    let (mut seed, mut weather, mut seconds) = (None, "flaky".to_owned(), 60);
    let (mut count, mut folder) = (None, None);
    for pair in arguments.chunks(2) {
        let [option, value] = pair else { return Err(format!("{} needs a value", pair[0])) };
        let number = || value.parse::<u64>().map_err(|_| format!("{value} is not a number"));
        match option.as_str() {
            "--seed" => seed = Some(number()?),
            "--seconds" => seconds = number()?,
            "--count" => count = Some(number()?),
            "--trace" => folder = Some(PathBuf::from(value)),
            "--weather" => weather.clone_from(value),
            _ => return Err(format!("unknown option {option}")),
        }
    }
    let seed = seed.ok_or("which seed?")?;
    let kind = Weather::named(&weather).ok_or_else(|| format!("{weather} is no weather"))?;
    if let Some(folder) = folder {
        let page = scenario::write_trace(&folder, seed, &weather, seconds);
        println!("{}", page.map_err(|error| error.to_string())?.display());
        return Ok(true);
    }
    if let Some(count) = count {
        let failed = (seed..seed.saturating_add(count))
            .filter_map(|seed| scenario::check(seed, &weather, seconds).err())
            .inspect(|failed| println!("{failed}"))
            .count();
        println!("{count} worlds, {failed} of them break a rule");
        return Ok(failed == 0);
    }
    let print = Box::new(|line: &str| println!("{line}"));
    let report = scenario::chatter(seed, kind, seconds * 1_000, Some(print));
    println!("{report:#?}");
    Ok(report.violations.is_empty())
}

//! Replays one world: `easemob-simulation --seed 7 [--weather calm|flaky|stormy] [--seconds 60]`.
//!
//! A line is the time in seconds, who, and what: `…⇒` a frame leaves the client, `⇒` it arrives;
//! `…⇐` and `⇐` the other way.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use easemob_simulation::{Weather, scenario};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match replay(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}\nusage: --seed N [--weather calm|flaky|stormy] [--seconds N]");
            ExitCode::from(2)
        }
    }
}

/// Whether no rule was broken.
fn replay(arguments: &[String]) -> Result<bool, String> {
    let (mut seed, mut weather, mut seconds) = (None, Weather::flaky(), 60);
    for pair in arguments.chunks(2) {
        let [option, value] = pair else { return Err(format!("{} needs a value", pair[0])) };
        let number = || value.parse::<u64>().map_err(|_| format!("{value} is not a number"));
        match option.as_str() {
            "--seed" => seed = Some(number()?),
            "--seconds" => seconds = number()?,
            "--weather" => weather = Weather::named(value).ok_or("no such weather")?,
            _ => return Err(format!("unknown option {option}")),
        }
    }
    let seed = seed.ok_or("which seed?")?;
    let print = Box::new(|line: &str| println!("{line}"));
    let report = scenario::chatter(seed, weather, seconds * 1_000, Some(print));
    println!("{report:#?}");
    Ok(report.violations.is_empty())
}

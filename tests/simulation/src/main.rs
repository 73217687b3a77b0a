//! Lives through worlds by their seeds: see `README.md`, or `--help`.
#![forbid(unsafe_code)]

mod command;

use std::process::ExitCode;

use command::{Command, Options};
use easemob_simulation::fleet;

fn main() -> ExitCode {
    let kept = match Options::read(lexopt::Parser::from_env()) {
        Ok(options) => match &options.command {
            Command::Help => {
                println!("{}", command::usage());
                true
            }
            Command::Seeds(seeds) => command::seeds::run(seeds, &options),
            Command::Replay(seed) => command::replay::run(*seed, &options),
            #[cfg(feature = "seeded-bugs")]
            Command::SeededBugs(seeds) => command::bugs::run(seeds, &options),
            Command::Ratio => command::ratio::run(&options),
            Command::Fleet(clients) => fleet::report(*clients as usize, |line| println!("{line}")),
        },
        Err(problem) => {
            eprintln!("{problem}\n\n{}", command::usage());
            return ExitCode::from(2);
        }
    };
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

//! The command line: what can be asked for.

#[cfg(feature = "seeded-bugs")]
pub(crate) mod bugs;
pub(crate) mod ratio;
pub(crate) mod replay;
pub(crate) mod seeds;

use std::ops::Range;
use std::path::PathBuf;

#[cfg(feature = "seeded-bugs")]
use easemob_core::SeededBug;
use easemob_simulation::Weather;
use lexopt::{Arg, Parser, ValueExt as _};

/// What to do.
pub(crate) enum Command {
    Help,
    /// Live through all of these.
    Seeds(Range<u64>),
    /// Live through one, line by line.
    Replay(u64),
    /// Measure how fast virtual time passes.
    Ratio,
    /// Find every planted bug within these.
    #[cfg(feature = "seeded-bugs")]
    SeededBugs(Range<u64>),
    /// Let a fleet of so many come back to its server.
    Fleet(u64),
}

pub(crate) struct Options {
    pub(crate) command: Command,
    pub(crate) weather: String,
    pub(crate) seconds: u64,
    /// Live through every seed twice, not only through a sample.
    pub(crate) twice: bool,
    /// Where to draw the replayed seed.
    pub(crate) trace: Option<PathBuf>,
    /// What the clients of the replayed seed do wrong.
    #[cfg(feature = "seeded-bugs")]
    pub(crate) bug: Option<SeededBug>,
}

/// Seeds in which every planted bug has to be found.
#[cfg(feature = "seeded-bugs")]
const ENOUGH: Range<u64> = 0..10_000;

impl Options {
    pub(crate) fn read(mut arguments: Parser) -> Result<Self, String> {
        let mut command = None;
        let (mut weather, mut seconds) = (Weather::MIXED.to_owned(), 60);
        let (mut twice, mut trace) = (false, None);
        #[cfg(feature = "seeded-bugs")]
        let (mut bugs, mut bug) = (false, None);
        while let Some(argument) = arguments.next().map_err(|e| e.to_string())? {
            let asked = match argument {
                Arg::Short('h') | Arg::Long("help") => Command::Help,
                Arg::Long("seeds") => Command::Seeds(range(&text(&mut arguments, "seeds")?)?),
                Arg::Long("replay") => Command::Replay(number(&mut arguments, "replay")?),
                Arg::Long("ratio") => Command::Ratio,
                Arg::Long("fleet") => Command::Fleet(number(&mut arguments, "fleet")?),
                Arg::Long("weather") => {
                    weather = known(text(&mut arguments, "weather")?)?;
                    continue;
                }
                Arg::Long("seconds") => {
                    seconds = number(&mut arguments, "seconds")?;
                    continue;
                }
                Arg::Long("twice") => {
                    twice = true;
                    continue;
                }
                Arg::Long("trace") => {
                    let path = arguments.value().map_err(|e| e.to_string())?;
                    trace = Some(PathBuf::from(path));
                    continue;
                }
                #[cfg(feature = "seeded-bugs")]
                Arg::Long("seeded-bugs") => {
                    bugs = true;
                    continue;
                }
                #[cfg(feature = "seeded-bugs")]
                Arg::Long("bug") => {
                    bug = Some(known_bug(&text(&mut arguments, "bug")?)?);
                    continue;
                }
                unknown => return Err(unknown.unexpected().to_string()),
            };
            if command.replace(asked).is_some() {
                return Err(
                    "two commands: give one of --seeds, --replay, --ratio and --fleet".into()
                );
            }
        }
        #[cfg(feature = "seeded-bugs")]
        if bugs {
            command = Some(match command {
                None => Command::SeededBugs(ENOUGH),
                Some(Command::Seeds(seeds)) => Command::SeededBugs(seeds),
                Some(_) => return Err("--seeded-bugs goes with --seeds, or alone".into()),
            });
        }
        let command =
            command.ok_or("no command: give one of --seeds, --replay, --ratio and --fleet")?;
        if trace.is_some() && !matches!(command, Command::Replay(_)) {
            return Err("--trace draws the seed of --replay".into());
        }
        if twice && !matches!(command, Command::Seeds(_)) {
            return Err("--twice is for --seeds".into());
        }
        #[cfg(feature = "seeded-bugs")]
        if bug.is_some() && !matches!(command, Command::Replay(_)) {
            return Err("--bug is for --replay".into());
        }
        Ok(Self {
            command,
            weather,
            seconds,
            twice,
            trace,
            #[cfg(feature = "seeded-bugs")]
            bug,
        })
    }
}

fn text(arguments: &mut Parser, option: &str) -> Result<String, String> {
    let value = arguments.value().and_then(|value| value.string());
    value.map_err(|error| format!("--{option}: {error}"))
}

fn number(arguments: &mut Parser, option: &str) -> Result<u64, String> {
    let value = text(arguments, option)?;
    value.parse().map_err(|_| format!("--{option}: {value:?} is not a whole number"))
}

/// `N` for the first N seeds, `A..B` for those from A on and before B.
fn range(value: &str) -> Result<Range<u64>, String> {
    let wrong = || format!("--seeds: {value:?} is neither a number nor a range like 100..200");
    let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
    let range = match value.split_once("..") {
        Some((first, end)) => number(first)?..number(end)?,
        None => 0..number(value)?,
    };
    if range.is_empty() { Err(format!("--seeds: there is none in {value:?}")) } else { Ok(range) }
}

#[cfg(feature = "seeded-bugs")]
fn known_bug(name: &str) -> Result<SeededBug, String> {
    let known = SeededBug::ALL.iter().find(|bug| bug.name() == name);
    known.copied().ok_or_else(|| {
        let names: Vec<_> = SeededBug::ALL.iter().map(|bug| bug.name()).collect();
        format!("--bug: there is no {name:?}, only {}", names.join(", "))
    })
}

fn known(weather: String) -> Result<String, String> {
    match Weather::named(&weather, 0) {
        Some(_) => Ok(weather),
        None => Err(format!("--weather: there is no {weather:?}")),
    }
}

pub(crate) fn usage() -> String {
    let (names, mixed) = (Weather::NAMES.join(", "), Weather::MIXED);
    format!(
        "usage: easemob-simulation --seeds N | A..B       lives through many worlds
                          --replay SEED         lives through one, line by line
                          --ratio               measures how fast virtual time passes
                          --seeded-bugs [--seeds N]  finds every planted bug
                                                (built with --features seeded-bugs)
                          --fleet N             N clients come back to a server that was away

  --weather NAME   {mixed} (the default): one to three of
                   {names}
  --seconds N      virtual seconds of bad weather in each world, 60 unless said
  --twice          with --seeds: each twice, to compare the hashes of their traces;
                   without it a sample
  --trace FILE     with --replay: draws the world as an HTML page, and as text beside it
  --bug NAME       with --replay: plants a bug (built with --features seeded-bugs)

Exits with 1 when a rule is broken, with 2 when an option is wrong."
    )
}

//! The program `easemob-emulator`: prints one line with its addresses, then serves.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use easemob_emulator::listener::{Options, spawn};

/// A local server that speaks the protocol of the Easemob IM cloud.
///
/// Prints one line of JSON with its addresses, then serves until it is stopped.
#[derive(Parser)]
#[command(name = "easemob-emulator", version, max_term_width = 100)]
struct Program {
    #[command(flatten)]
    options: Options,
}

/// Exit code for a command line that cannot be used.
const BAD_OPTIONS: u8 = 2;

fn main() -> ExitCode {
    match spawn(Program::parse().options) {
        Ok(running) => {
            if say(&running.start_line()) == ExitCode::SUCCESS {
                running.wait();
            }
            ExitCode::FAILURE
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            fail(&error.to_string(), BAD_OPTIONS)
        }
        Err(error) => fail(&format!("cannot listen: {error}"), 1),
    }
}

fn say(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    let said = writeln!(out, "{text}").and_then(|()| out.flush());
    if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn fail(what: &str, code: u8) -> ExitCode {
    let mut err = io::stderr().lock();
    let _nobody_listens = writeln!(err, "easemob-emulator: {what}");
    ExitCode::from(code)
}

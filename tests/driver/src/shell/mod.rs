//! The process around the driver: everything but clock and sockets, which a transport lends.
//!
//! A program is three lines:
//!
//! ```text
//! fn main() -> ExitCode {
//!     let program = Program { name: "easemob-smol", version: env!("CARGO_PKG_VERSION") };
//!     shell::main(program, |run| block_on(run.with(Smol::default)))
//! }
//! ```

mod flags;
mod loops;
mod process;
mod stdin;

use std::io::{self, Write as _};
use std::process::ExitCode;

use easemob_core::Config;
use easemob_core::driver::Runtime;

use crate::settings::Settings;
use flags::Asked;

/// What a program calls itself.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The crate it drives, `easemob-smol`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// A driver that is ready to run.
#[derive(Debug)]
pub struct Run(Settings);

impl Run {
    /// The driver in a program that reads its command line by itself. With `tap` it prints every
    /// frame, dial and HTTP exchange, too.
    #[must_use]
    pub fn new(program: Program, config: Config, tap: bool) -> Self {
        let sdk = format!("{}@{}", program.name, program.version);
        Self(Settings { sdk, tap, ..Settings::new(config) })
    }

    /// Runs it to its end. `lend` gives each connection its clock and sockets, and the driver its
    /// clock.
    pub async fn with<R: Runtime>(self, lend: impl Fn() -> R) -> ExitCode {
        loops::run(self.0, lend).await
    }
}

/// Reads the flags and lets `block_on` run what they ask for. Code 2 for flags that make no sense.
pub fn main(program: Program, block_on: impl FnOnce(Run) -> ExitCode) -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    match flags::parse(program, lexopt::Parser::from_env(), variable) {
        Ok(Asked::Chat(run)) => block_on(*run),
        Ok(Asked::Text(text)) => match write(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                aside(&format!("standard output is gone: {error}"));
                ExitCode::FAILURE
            }
        },
        Err(wrong) => {
            aside(&format!("{wrong}\nTry --help."));
            ExitCode::from(2)
        }
    }
}

/// Bytes on standard output.
fn write(bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// A line on standard error. Nobody need read it.
fn aside(text: &str) {
    let _nobody_reads = writeln!(io::stderr().lock(), "easemob: {text}");
}

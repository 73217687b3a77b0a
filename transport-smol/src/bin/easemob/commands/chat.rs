//! `easemob chat`: conversations on a terminal; with `--json` the driver, which reads its flags by
//! itself.

mod editor;
mod feed;
mod keys;
mod line;
mod rows;
mod run;
mod screen;
mod shown;
mod state;
mod talk;
#[cfg(test)]
mod tests;
mod view;
mod wrap;

use std::ffi::OsStr;
use std::io::{IsTerminal as _, stdin, stdout};
use std::process::ExitCode;

use async_io::block_on;
use clap::Args;
use easemob_driver::shell::{self, Program};
use easemob_smol::{Smol, Tls};

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::session::{connect_to_read, interruptible};
use crate::settings::Settings;
use crate::words::words;

/// Talk to people on a terminal.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Drive clients with JSON lines instead, without a terminal; chat is the first word then, and
    /// `easemob chat --json --help` tells more
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Whether the command line is the driver's: its own parser reads that, the same in every program of
/// its kind.
pub(crate) fn is_json<T: AsRef<OsStr>>(arguments: &[T]) -> bool {
    let mut arguments = arguments.iter().map(AsRef::as_ref);
    arguments.next().is_some_and(|word| word == "chat") && arguments.any(|word| word == "--json")
}

/// Drives clients with JSON lines on smol.
pub(crate) fn json() -> ExitCode {
    let program = Program { name: "easemob-smol", version: env!("CARGO_PKG_VERSION") };
    shell::main(program, |run| {
        let tls = Tls::default();
        block_on(run.with(move || Smol::new(tls.clone())))
    })
}

/// Logs in, then shows conversations until the user leaves.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    if options.json {
        let words = words!(
            "with --json, `chat` must be the first word",
            "使用 --json 时，chat 必须是第一个参数"
        );
        return Err(Failure::new(Exit::Usage, words));
    }
    if !stdin().is_terminal() || !stdout().is_terminal() {
        let words = words!(
            "chat needs a terminal; programs talk to it with --json",
            "chat 需要在终端中运行；程序调用请使用 --json"
        );
        return Err(Failure::new(Exit::Usage, words));
    }
    let who = settings.credentials()?;
    let mut connection = connect_to_read(settings)?;
    block_on(async {
        let online = interruptible(async { Ok(connection.log_in(who).await?) }).await?;
        run::run(connection, online, settings.lang()).await
    })
}

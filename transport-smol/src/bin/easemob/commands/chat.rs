//! `easemob chat`: conversations on a terminal; with `--json` the driver.

mod editor;
mod feed;
mod keys;
mod line;
mod rows;
mod run;
mod screen;
mod scroll;
mod shown;
mod state;
mod talk;
#[cfg(test)]
mod tests;
mod view;
mod wrap;

use std::io::{IsTerminal as _, stdin, stdout};
use std::process::ExitCode;

use async_io::block_on;
use clap::Args;
use easemob_driver::shell::{Program, Run};
use easemob_smol::Smol;

use crate::args::{Account, Flags};
use crate::exit::{Exit, Failure};
use crate::session::{connect_to_read, interruptible};
use crate::settings::Settings;
use crate::words::words;

/// Talk to people on a terminal.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Drive clients with JSON lines instead, without a terminal: commands on standard input, results
    /// and events on standard output. Who logs in is in the commands
    #[arg(long, conflicts_with_all = ["user", "proof"])]
    pub(crate) json: bool,
    /// Print every frame, dial and HTTP exchange, too; they hold tokens
    #[arg(long, requires = "json")]
    tap: bool,
    #[command(flatten)]
    account: Account,
}

impl Options {
    pub(crate) fn flags(&self) -> Flags<'_> {
        let mut flags = self.account.flags();
        flags.logs_in = !self.json;
        flags
    }
}

/// Drives clients with JSON lines.
pub(crate) fn json(options: &Options, settings: &Settings) -> Result<ExitCode, Failure> {
    let program = Program { name: "easemob-smol", version: env!("CARGO_PKG_VERSION") };
    let tls = settings.tls()?;
    let run = Run::new(program, settings.driver_config()?, options.tap);
    Ok(block_on(run.with(move || Smol::new(tls.clone()))))
}

/// Logs in, then shows conversations until the user leaves.
pub(crate) fn run(settings: &Settings) -> Result<(), Failure> {
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

//! `easemob chat --json`: the driver, which reads its flags by itself.

use std::ffi::OsString;
use std::process::ExitCode;

use async_io::block_on;
use clap::Args;
use easemob_driver::shell::{self, Program};
use easemob_smol::{Smol, Tls};

use crate::exit::{Exit, Failure};
use crate::words::words;

/// For the list of commands; the driver's own parser reads them.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// --json and more
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// Drives clients with JSON lines on smol.
pub(crate) fn json() -> ExitCode {
    let program = Program { name: "easemob-smol", version: env!("CARGO_PKG_VERSION") };
    shell::main(program, |run| {
        let tls = Tls::default();
        block_on(run.with(move || Smol::new(tls.clone())))
    })
}

/// `chat` behind other words.
pub(crate) fn misplaced() -> Failure {
    let words = words!("`chat` must be the first word", "chat 必须是第一个参数");
    Failure::new(Exit::Usage, words)
}

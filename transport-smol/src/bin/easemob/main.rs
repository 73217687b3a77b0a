//! `easemob chat --json`: drive clients with JSON lines, on smol. See `--help`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use async_io::block_on;
use easemob_driver::shell::{self, Program};
use easemob_smol::{Smol, Tls};

fn main() -> ExitCode {
    let program = Program { name: "easemob-smol", version: env!("CARGO_PKG_VERSION") };
    shell::main(program, |run| {
        let tls = Tls::default();
        block_on(run.with(move || Smol::new(tls.clone())))
    })
}

//! `easemob-tokio chat --json`: drive clients with JSON lines, on tokio. See `--help`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use easemob_driver::shell::{self, Program};
use easemob_tokio::{Tls, Tokio};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let program = Program { name: "easemob-tokio", version: env!("CARGO_PKG_VERSION") };
    shell::main(program, |run| {
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("easemob-tokio: no runtime: {error}");
                return ExitCode::FAILURE;
            }
        };
        let tls = Tls::default();
        runtime.block_on(run.with(move || Tokio::new(tls.clone())))
    })
}

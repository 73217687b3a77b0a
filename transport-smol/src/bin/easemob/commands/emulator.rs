//! `easemob emulator`: the program `easemob-emulator` in this one, with the same options.

use std::io::ErrorKind;

use async_io::block_on;
use blocking::unblock;
use easemob_emulator::listener::{Options, spawn};

use crate::exit::{Exit, Failure};
use crate::output;
use crate::session::interruptible;
use crate::words::words;

/// Prints one line of JSON with the addresses, and serves until it is interrupted.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let running = spawn(options).map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => Failure::new(Exit::Usage, words!("{error}", "{error}")),
        _ => Failure::new(Exit::Failed, words!("cannot listen: {error}", "无法监听：{error}")),
    })?;
    output::line(&running.start_line())?;
    // Heard on purpose: a shell may have told a job in its background to ignore Ctrl-C.
    block_on(interruptible(async {
        unblock(move || running.wait()).await;
        Err(Failure::new(Exit::Failed, words!("the listener has ended", "监听已结束")))
    }))
}

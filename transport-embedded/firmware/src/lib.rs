//! Devices that chat: what the firmware examples have in common.

#![no_std]

extern crate alloc;

pub mod board;
mod conversation;
#[cfg(feature = "ethernet")]
pub mod network;
#[cfg(feature = "tls")]
pub mod pinned;
mod settings;

use alloc::string::String;

pub use conversation::converse;
use semihosting::{eprintln, println, process};
pub use settings::Settings;

/// Says how full the memory ever was, and switches the device off. The code tells how it went.
pub fn finish(outcome: Result<(), String>) -> ! {
    println!(
        "memory: heap {} of {} bytes, stack {} bytes at most",
        board::heap::high_water(),
        board::heap::BYTES,
        board::stack::high_water(),
    );
    match outcome {
        Ok(()) => process::exit(0),
        Err(why) => {
            eprintln!("failed: {why}");
            process::exit(1)
        }
    }
}

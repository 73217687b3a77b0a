//! The emulated boards: what a board support package does for a real one. The one place with
//! `unsafe`, for that is what touching hardware is.

#![allow(unsafe_code)]

mod clock;
pub mod heap;
pub mod stack;
#[cfg(target_arch = "arm")]
#[path = "mps2/mod.rs"]
mod this;
#[cfg(target_arch = "riscv32")]
#[path = "virt/mod.rs"]
mod this;
mod uart;

use core::panic::PanicInfo;

use semihosting::{eprintln, process};

pub use this::*;
pub use uart::Uart;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    eprintln!("{info}");
    process::exit(101)
}

/// Randomness. A real board asks its generator; here the host has one.
///
/// # Panics
/// The host has none.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    semihosting::experimental::random::fill_bytes(&mut bytes).expect("the host has /dev/urandom");
    bytes
}

/// The time of day in milliseconds since 1970. A real board asks its calendar chip, or SNTP.
#[must_use]
pub fn wall_millis() -> u64 {
    use semihosting::experimental::time::SystemTime;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() * 1_000
}

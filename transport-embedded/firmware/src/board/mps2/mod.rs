//! mps2-an386: a Cortex-M4F at 25 MHz with a LAN9118 network card.

#[cfg(feature = "ethernet")]
mod lan9118;
pub(super) mod serial;

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::ExceptionFrame;
use embassy_time_driver::TICK_HZ;

#[cfg(feature = "ethernet")]
pub use lan9118::Lan9118;

use super::{Uart, clock, heap, stack, uart};

/// Oscillator of the board.
const CORE_HZ: u32 = 25_000_000;

/// What the application uses of the board.
pub struct Board {
    /// The network card.
    #[cfg(feature = "ethernet")]
    pub ethernet: Lan9118,
    /// The first serial port.
    pub uart: Uart,
}

impl Board {
    /// Starts heap, clock and devices.
    ///
    /// # Panics
    /// The second time.
    #[must_use]
    pub fn take() -> Self {
        let mut core = cortex_m::Peripherals::take().expect("the board is taken once");
        stack::paint();
        heap::init();
        core.SYST.set_clock_source(SystClkSource::Core);
        core.SYST.set_reload(CORE_HZ / TICK_HZ as u32 - 1);
        core.SYST.clear_current();
        core.SYST.enable_counter();
        core.SYST.enable_interrupt();
        Self {
            #[cfg(feature = "ethernet")]
            ethernet: Lan9118::start(),
            uart: Uart::start(),
        }
    }
}

#[cortex_m_rt::exception]
fn SysTick() {
    clock::tick();
}

/// A stack that has grown into the statics ends here, as does what only broken code does.
///
/// # Safety
/// Only the processor calls it.
#[cortex_m_rt::exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    panic!("fault at {:#x}, called from {:#x}", frame.pc(), frame.lr())
}

/// All devices.
///
/// # Safety
/// Only the processor calls it. Handlers touch atomics, and registers of their device.
#[cortex_m_rt::exception]
unsafe fn DefaultHandler(line: i16) {
    match line {
        serial::LINE => serial::interrupted(),
        #[cfg(feature = "ethernet")]
        lan9118::LINE => lan9118::interrupted(),
        _ => panic!("interrupt {line} has no handler"),
    }
}

#[derive(Clone, Copy)]
struct Line(i16);

// SAFETY: numbers as in the vector table, from 0.
unsafe impl InterruptNumber for Line {
    fn number(self) -> u16 {
        self.0.unsigned_abs()
    }
}

/// Lets a device interrupt.
fn unmask(line: i16) {
    // SAFETY: no critical section relies on this mask: they mask all interrupts at once.
    unsafe { NVIC::unmask(Line(line)) }
}

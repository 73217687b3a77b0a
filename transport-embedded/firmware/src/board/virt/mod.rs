//! QEMU's own board for RISC-V, `virt`: an RV32IMAC with an NS16550A serial port.

pub(super) mod serial;

use core::sync::atomic::{AtomicBool, Ordering};

use embassy_time_driver::TICK_HZ;
use riscv::interrupt::Interrupt;
use riscv::register::{mie, mstatus};

use super::{Uart, clock, heap, stack, uart};

/// The counter all timers compare with, and the comparison of the first hart.
const TIMER: *const u32 = 0x0200_bff8 as *const u32;
const COMPARE: *mut u32 = 0x0200_4000 as *mut u32;
const TIMER_HZ: u64 = 10_000_000;

/// What the application uses of the board.
pub struct Board {
    /// The serial port.
    pub uart: Uart,
}

impl Board {
    /// Starts heap, clock and devices.
    ///
    /// # Panics
    /// The second time.
    #[must_use]
    pub fn take() -> Self {
        static TAKEN: AtomicBool = AtomicBool::new(false);
        assert!(!TAKEN.swap(true, Ordering::Relaxed), "the board is taken once");
        stack::paint();
        heap::init();
        next_tick();
        // SAFETY: the handler is there, and no critical section is open at start.
        unsafe {
            mie::set_mtimer();
            mstatus::set_mie();
        }
        Self { uart: Uart::start() }
    }
}

/// Sets the alarm a millisecond from now.
fn next_tick() {
    // SAFETY: the registers are mapped here for good. The high half of the counter may change
    // between the reads; then the first is read again.
    let now = unsafe {
        loop {
            let high = TIMER.add(1).read_volatile();
            let low = TIMER.read_volatile();
            if TIMER.add(1).read_volatile() == high {
                break u64::from(high) << 32 | u64::from(low);
            }
        }
    };
    let next = now + TIMER_HZ / TICK_HZ;
    // SAFETY: as above. The high half is out of reach while the halves do not belong together.
    unsafe {
        COMPARE.add(1).write_volatile(u32::MAX);
        COMPARE.write_volatile(next as u32);
        COMPARE.add(1).write_volatile((next >> 32) as u32);
    }
}

/// The clock ticks. The serial port is looked after here too: sixteen bytes fit in it.
#[riscv_rt::core_interrupt(Interrupt::MachineTimer)]
fn timer() {
    next_tick();
    clock::tick();
    if serial::has_received() {
        uart::received();
    }
}

/// A stack that has grown into the statics ends here, as does what only broken code does.
#[unsafe(export_name = "ExceptionHandler")]
extern "C" fn fault(_frame: &riscv_rt::TrapFrame) -> ! {
    panic!("fault at {:#x}", riscv::register::mepc::read())
}

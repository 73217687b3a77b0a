//! How deep the stack ever was: it is painted at the start, and what nobody has written over was
//! never used.

use core::arch::asm;
use core::ops::Range;

const PAINT: u32 = 0xcccc_cccc;
/// Paints what is free.
#[inline(never)]
pub(super) fn paint() {
    let top: *mut u32;
    // SAFETY: reads the stack pointer, and nothing else.
    unsafe {
        #[cfg(target_arch = "arm")]
        asm!("mov {}, sp", out(reg) top, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "riscv32")]
        asm!("mv {}, sp", out(reg) top, options(nomem, nostack, preserves_flags));
    }
    let mut word = bounds().start;
    while word < top {
        // SAFETY: between the statics and the stack pointer is RAM that nobody uses yet.
        unsafe {
            word.write_volatile(PAINT);
            word = word.add(1);
        }
    }
}

/// The most bytes that were ever on the stack.
#[must_use]
pub fn high_water() -> usize {
    let Range { start, end } = bounds();
    let mut word = start;
    // SAFETY: between these bounds is RAM of the stack alone, and words of it are only read.
    while word < end && unsafe { word.read_volatile() } == PAINT {
        // SAFETY: below `end`, as was just checked.
        word = unsafe { word.add(1) };
    }
    end as usize - word as usize
}

/// The words between the end of the statics and the top of the stack.
fn bounds() -> Range<*mut u32> {
    unsafe extern "C" {
        static mut _stack_end: u32;
        static mut _stack_start: u32;
    }
    &raw mut _stack_end..&raw mut _stack_start
}

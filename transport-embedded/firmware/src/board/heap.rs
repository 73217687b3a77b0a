//! The heap, and how full it ever was.

use core::alloc::{GlobalAlloc, Layout};
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering};

use embedded_alloc::LlffHeap;

/// Everything the protocol and its transport keep beside the task that runs them; TLS has records of
/// 16 KiB.
pub const BYTES: usize = if cfg!(feature = "tls") { 64 * 1024 } else { 40 * 1024 };

struct Measured {
    heap: LlffHeap,
    most: AtomicUsize,
}

#[global_allocator]
static HEAP: Measured = Measured { heap: LlffHeap::empty(), most: AtomicUsize::new(0) };

/// Gives the heap its memory. To be called once, before anything is allocated.
pub(super) fn init() {
    static mut MEMORY: [MaybeUninit<u8>; BYTES] = [MaybeUninit::uninit(); BYTES];
    // SAFETY: `Board::take` calls this once, and nothing else names `MEMORY`.
    unsafe { HEAP.heap.init(&raw mut MEMORY as usize, BYTES) }
}

/// The most bytes that were ever taken at once.
#[must_use]
pub fn high_water() -> usize {
    HEAP.most.load(Ordering::Relaxed)
}

/// The bytes that are taken now.
#[must_use]
pub fn used() -> usize {
    HEAP.heap.used()
}

// SAFETY: the inner heap keeps the contract; counting changes nothing.
unsafe impl GlobalAlloc for Measured {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let memory = unsafe { self.heap.alloc(layout) };
        self.most.fetch_max(self.heap.used(), Ordering::Relaxed);
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { self.heap.dealloc(memory, layout) }
    }
}

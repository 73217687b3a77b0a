//! The clock of embassy-time: one tick a millisecond, which a timer of the board counts.

use core::cell::RefCell;
use core::task::Waker;

use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

struct Clock(Mutex<RefCell<Ticks>>);

struct Ticks {
    now: u64,
    queue: Queue,
    /// When the first of the queue is due.
    next: u64,
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(
    Ticks { now: 0, queue: Queue::new(), next: u64::MAX },
))));

impl Clock {
    fn with<T>(&self, f: impl FnOnce(&mut Ticks) -> T) -> T {
        critical_section::with(|cs| f(&mut self.0.borrow(cs).borrow_mut()))
    }
}

impl Driver for Clock {
    fn now(&self) -> u64 {
        self.with(|ticks| ticks.now)
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        self.with(|ticks| {
            if ticks.queue.schedule_wake(at, waker) {
                ticks.next = ticks.queue.next_expiration(ticks.now);
            }
        });
    }
}

/// A millisecond has passed.
pub(super) fn tick() {
    CLOCK.with(|ticks| {
        ticks.now += 1;
        if ticks.next <= ticks.now {
            ticks.next = ticks.queue.next_expiration(ticks.now);
        }
    });
}

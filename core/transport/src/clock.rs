//! A monotonic clock that counts the time the machine sleeps, and an alarm on it.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use easemob_core::Instant;

use crate::net::Timer;

/// Timers of a runtime stand still while the machine sleeps: the alarm looks at the clock at
/// least this often, so that a leap is noticed soon after the wake-up.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Milliseconds since it was made. Advances through suspend: on Linux and Android by
/// `CLOCK_BOOTTIME`, elsewhere by how far the wall clock ran ahead.
pub(crate) struct Clock<T> {
    timer: T,
    sleep: Sleep,
    set_for: Option<Instant>,
}

impl<T: Timer> Clock<T> {
    pub(crate) fn new() -> Self {
        Self { timer: T::new(), sleep: Sleep::new(), set_for: None }
    }

    pub(crate) fn now(&self) -> Instant {
        let elapsed = self.timer.elapsed();
        let elapsed = elapsed + self.sleep.since_start(elapsed);
        Instant::from_millis(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }

    /// Ready once the clock shows `deadline`.
    pub(crate) fn poll_alarm(&mut self, cx: &mut Context<'_>, deadline: Instant) -> Poll<()> {
        loop {
            let now = self.now();
            if deadline <= now {
                self.set_for = None;
                return Poll::Ready(());
            }
            if self.set_for != Some(deadline) {
                self.timer.set(deadline.after(now).min(LOOK_EVERY));
                self.set_for = Some(deadline);
            }
            ready!(self.timer.poll(cx));
            self.set_for = None;
        }
    }
}

/// How long the machine has slept.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[derive(Debug)]
struct Sleep {
    before: Duration,
}

#[cfg(any(target_os = "linux", target_os = "android"))]
impl Sleep {
    fn new() -> Self {
        Self { before: Self::since_boot() }
    }

    fn since_start(&self, _awake: Duration) -> Duration {
        Self::since_boot().saturating_sub(self.before)
    }

    fn since_boot() -> Duration {
        use rustix::time::{ClockId, clock_gettime};
        let read = |clock| Duration::try_from(clock_gettime(clock)).unwrap_or_default();
        let awake = read(ClockId::Monotonic);
        read(ClockId::Boottime).saturating_sub(awake)
    }
}

/// How long the machine has slept: how far the wall clock ran ahead, when that is too much to be
/// drift. Never shrinks, so a wall clock set back does not turn time back.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[derive(Debug)]
struct Sleep {
    start: std::time::SystemTime,
    slept_ms: std::sync::atomic::AtomicU64,
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
impl Sleep {
    const DRIFT: Duration = Duration::from_secs(5);

    fn new() -> Self {
        Self { start: std::time::SystemTime::now(), slept_ms: Default::default() }
    }

    fn since_start(&self, awake: Duration) -> Duration {
        use std::sync::atomic::Ordering::Relaxed;
        let ahead = self.start.elapsed().unwrap_or_default().saturating_sub(awake);
        let known = Duration::from_millis(self.slept_ms.load(Relaxed));
        if ahead < known + Self::DRIFT {
            return known;
        }
        let millis = u64::try_from(ahead.as_millis()).unwrap_or(u64::MAX);
        self.slept_ms.fetch_max(millis, Relaxed);
        ahead
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use easemob_core::Instant;

    use super::{Clock, LOOK_EVERY};
    use crate::net::Timer;

    /// Time passes by being waited for, at every other look.
    #[derive(Default)]
    struct Patience {
        passed: Duration,
        wait: Option<Duration>,
        asked: bool,
        waits: Vec<Duration>,
    }

    impl Timer for Patience {
        fn new() -> Self {
            Self::default()
        }

        fn elapsed(&self) -> Duration {
            self.passed
        }

        fn set(&mut self, wait: Duration) {
            self.wait = Some(wait);
            self.waits.push(wait);
        }

        fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
            self.asked = !self.asked;
            if self.asked {
                return Poll::Pending;
            }
            self.passed += self.wait.take().expect("an alarm");
            Poll::Ready(())
        }
    }

    #[test]
    fn long_waits_are_short_ones() {
        let mut clock = Clock::<Patience>::new();
        let mut cx = Context::from_waker(Waker::noop());
        let deadline = Instant::from_millis(25_000);
        let mut polls = 0;
        while clock.poll_alarm(&mut cx, deadline).is_pending() {
            polls += 1;
            assert!(polls < 10, "the alarm is late");
        }
        assert!(clock.now() >= deadline);
        assert_eq!(clock.timer.waits.len(), 3);
        assert!(clock.timer.waits.iter().all(|wait| *wait <= LOOK_EVERY));
    }

    #[test]
    fn last_deadline_counts() {
        let mut clock = Clock::<Patience>::new();
        let mut cx = Context::from_waker(Waker::noop());
        assert!(clock.poll_alarm(&mut cx, Instant::from_millis(9_000)).is_pending());
        assert!(clock.poll_alarm(&mut cx, Instant::from_millis(3_000)).is_ready());
        assert!(clock.now() < Instant::from_millis(9_000));
        assert!(clock.poll_alarm(&mut cx, Instant::from_millis(2_000)).is_ready());
    }
}

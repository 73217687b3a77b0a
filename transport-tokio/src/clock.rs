//! A monotonic clock that counts the time the machine sleeps, and an alarm on it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use easemob_core::Instant;
use tokio::time::{Instant as TokioInstant, Sleep as Timer, sleep};

/// Timers of the runtime stand still while the machine sleeps: the alarm looks at the clock at
/// least this often, so that a leap is noticed soon after the wake-up.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Milliseconds since it was made. Advances through suspend: on Linux and Android by
/// `CLOCK_BOOTTIME`, elsewhere by how far the wall clock ran ahead. Otherwise it is tokio's clock,
/// so a test may pause it.
#[derive(Debug)]
pub(crate) struct Clock {
    start: TokioInstant,
    sleep: Sleep,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { start: TokioInstant::now(), sleep: Sleep::new() }
    }

    pub(crate) fn now(&self) -> Instant {
        let elapsed = self.start.elapsed();
        let elapsed = elapsed + self.sleep.since_start(elapsed);
        Instant::from_millis(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
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

/// Rings when the clock has reached a deadline.
pub(crate) struct Alarm {
    timer: Option<Pin<Box<Timer>>>,
    set_for: Option<Instant>,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        Self { timer: None, set_for: None }
    }

    /// Ready once `clock` shows `deadline`.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        clock: &Clock,
        deadline: Instant,
    ) -> Poll<()> {
        loop {
            let now = clock.now();
            if deadline <= now {
                self.set_for = None;
                return Poll::Ready(());
            }
            let wait = deadline.after(now).min(LOOK_EVERY);
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(wait)));
            if self.set_for != Some(deadline) {
                timer.as_mut().reset(TokioInstant::now() + wait);
                self.set_for = Some(deadline);
            }
            ready!(timer.as_mut().poll(cx));
            self.set_for = None;
        }
    }
}

//! embassy-time as the clock of the core.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use easemob_core::Instant;
use embassy_time::{Duration, Timer};

pub(crate) fn now() -> Instant {
    Instant::from_millis(embassy_time::Instant::now().as_millis())
}

/// One alarm; the last one asked about counts.
#[derive(Default)]
pub(crate) struct Alarm(Option<(Instant, Timer)>);

impl Alarm {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()> {
        if at <= now() {
            self.0 = None;
            return Poll::Ready(());
        }
        let (set, timer) = self.0.get_or_insert_with(|| (at, timer(at)));
        if *set != at {
            (*set, *timer) = (at, self::timer(at));
        }
        Pin::new(timer).poll(cx)
    }
}

/// Never early: a tick of the hardware may be shorter or longer than a millisecond.
fn timer(at: Instant) -> Timer {
    let whole = embassy_time::Instant::try_from_millis(at.as_millis());
    let after = whole.and_then(|whole| whole.checked_add(Duration::from_ticks(1)));
    Timer::at(after.unwrap_or(embassy_time::Instant::MAX))
}

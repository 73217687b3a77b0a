//! Listens for ERROR lines: one means a broken invariant, whatever else looks fine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

pub(crate) struct Alarm {
    dispatch: Dispatch,
    heard: Arc<AtomicUsize>,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        let heard = Arc::new(AtomicUsize::new(0));
        Self { dispatch: Dispatch::new(Ear(heard.clone())), heard }
    }

    /// Runs something and counts the ERROR lines of it.
    pub(crate) fn listen<T>(&self, run: impl FnOnce() -> T) -> (T, usize) {
        let before = self.heard.load(Ordering::Relaxed);
        let result = tracing::dispatcher::with_default(&self.dispatch, run);
        (result, self.heard.load(Ordering::Relaxed) - before)
    }
}

struct Ear(Arc<AtomicUsize>);

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
    }

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[cfg(test)]
mod tests {
    use super::Alarm;

    #[test]
    fn hears_errors_and_nothing_else() {
        let ((), heard) = Alarm::new().listen(|| {
            tracing::warn!("odd");
            tracing::error!("broken");
        });
        assert_eq!(heard, 1);
    }
}

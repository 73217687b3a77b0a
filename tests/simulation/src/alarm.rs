//! Listens to the log: an ERROR line means a broken invariant, whatever else looks fine, and no line
//! and no span may hold a secret.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::vault::Vault;

pub(crate) struct Alarm {
    dispatch: Dispatch,
    heard: Arc<AtomicUsize>,
}

impl Alarm {
    /// Neither a line nor a span may hold what is in the vault.
    pub(crate) fn new(vault: Vault) -> Self {
        let heard = Arc::new(AtomicUsize::new(0));
        Self { dispatch: Dispatch::new(Ear { heard: heard.clone(), vault }), heard }
    }

    /// Runs something and counts what it said that must not be.
    pub(crate) fn listen<T>(&self, run: impl FnOnce() -> T) -> (T, usize) {
        let before = self.heard.load(Ordering::Relaxed);
        let result = tracing::dispatcher::with_default(&self.dispatch, run);
        (result, self.heard.load(Ordering::Relaxed) - before)
    }
}

struct Ear {
    heard: Arc<AtomicUsize>,
    vault: Vault,
}

impl Ear {
    fn hear(&self, line: &Line, wrong: bool) {
        if wrong || self.vault.is_told_by(&line.0) {
            self.heard.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.hear(&line, *event.metadata().level() == Level::ERROR);
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(String::new());
        attributes.record(&mut line);
        self.hear(&line, false);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, more: &Record<'_>) {
        let mut line = Line(String::new());
        more.record(&mut line);
        self.hear(&line, false);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Everything a line or a span says.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

#[cfg(test)]
mod tests {
    use tracing::field::Empty;

    use super::{Alarm, Vault};

    #[test]
    fn hears_errors_and_secrets_and_nothing_else() {
        let vault = Vault::default();
        vault.lock_away("open sesame");
        let ((), heard) = Alarm::new(vault).listen(|| {
            tracing::warn!("odd");
            tracing::error!("broken");
            tracing::trace!("he said {}", "open sesame");
            let span = tracing::info_span!("outing", said = "open sesame", heard = Empty, size = 3);
            span.record("heard", "open sesame");
            span.record("size", 4);
        });
        assert_eq!(heard, 4);
    }
}

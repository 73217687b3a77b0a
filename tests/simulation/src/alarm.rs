//! Listens to the log: an ERROR line means a broken invariant, whatever else looks fine, and no line
//! may hold a secret.

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
    /// No line may hold what is in the vault.
    pub(crate) fn new(vault: Vault) -> Self {
        let heard = Arc::new(AtomicUsize::new(0));
        Self { dispatch: Dispatch::new(Ear { heard: heard.clone(), vault }), heard }
    }

    /// Runs something and counts the lines of it that must not be.
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

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        if self.vault.is_told_by(&line.0) || *event.metadata().level() == Level::ERROR {
            self.heard.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Everything a line says.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

#[cfg(test)]
mod tests {
    use super::{Alarm, Vault};

    #[test]
    fn hears_errors_and_secrets_and_nothing_else() {
        let vault = Vault::default();
        vault.lock_away("open sesame");
        let ((), heard) = Alarm::new(vault).listen(|| {
            tracing::warn!("odd");
            tracing::error!("broken");
            tracing::trace!("he said {}", "open sesame");
        });
        assert_eq!(heard, 2);
    }
}

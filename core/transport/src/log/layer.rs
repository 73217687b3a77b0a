//! Events of the core as lines.

use std::fmt::{self, Write as _};
use std::time::SystemTime;

use easemob_core::log::LogLevel;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::LogKeeper;
use super::time::Utc;

/// What the core's diagnostics bear, and nothing else does.
const TARGET: &str = "easemob";

/// Formats the core's diagnostics into a [`LogKeeper`], a line each: time, level, words. What other
/// crates log is left alone, and no other layer sees less for this one's level.
///
/// A line is formatted before the cache is locked, and locked only to be put there. The core puts no
/// secret and no content into its diagnostics (its `Secret` shows as dots), so there is none here.
#[derive(Clone, Debug)]
pub struct LogLayer(LogKeeper);

impl LogLayer {
    pub(super) fn new(keeper: LogKeeper) -> Self {
        Self(keeper)
    }
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let level = level(metadata.level());
        if metadata.target() != TARGET || !self.0.wants(level) {
            return;
        }
        let mut line = Line(format!("{} {level}", Utc(SystemTime::now())));
        event.record(&mut line);
        self.0.push(level, line.0);
    }
}

const fn level(level: &Level) -> LogLevel {
    match *level {
        Level::TRACE => LogLevel::Trace,
        Level::DEBUG => LogLevel::Debug,
        Level::INFO => LogLevel::Info,
        Level::WARN => LogLevel::Warn,
        Level::ERROR => LogLevel::Error,
    }
}

/// The words, then ` name=value` for each other field.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into memory does not fail; a value that does is left out from there.
        let mut line = OneLine(&mut self.0);
        let _ = match field.name() {
            "message" => write!(line, " {value:?}"),
            name => write!(line, " {name}={value:?}"),
        };
    }
}

/// Writes what a peer chose, too, without a break: a line cannot pose as two.
struct OneLine<'a>(&'a mut String);

impl fmt::Write for OneLine<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character.is_control() {
                true => self.0.extend(character.escape_default()),
                false => self.0.push(character),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use easemob_core::log::LogCache;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;

    use super::*;

    /// What was kept while it ran, without the times.
    fn kept(level: LogLevel, run: impl FnOnce()) -> Vec<String> {
        let keeper = LogKeeper::new(LogCache::default());
        keeper.set_level(level);
        let here = tracing_subscriber::registry().with(keeper.layer()).set_default();
        run();
        drop(here);
        let rest = |line: &String| line.split_once(' ').expect("a time").1.to_owned();
        keeper.lines().iter().map(rest).collect()
    }

    #[test]
    fn each_level_keeps_itself_and_what_is_above() {
        for set in LogLevel::ALL {
            let lines = kept(set, || {
                tracing::trace!(target: TARGET, "it");
                tracing::debug!(target: TARGET, "it");
                tracing::info!(target: TARGET, "it");
                tracing::warn!(target: TARGET, "it");
                tracing::error!(target: TARGET, "it");
            });
            let all = ["TRACE it", "DEBUG it", "INFO it", "WARN it", "ERROR it"];
            assert_eq!(lines, all[(set as usize).min(5)..], "{set}");
        }
    }

    /// Counts how often somebody wants to read it.
    struct Read<'a>(&'a Cell<usize>);

    impl fmt::Display for Read<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.set(self.0.get() + 1);
            f.write_str("read")
        }
    }

    #[test]
    fn the_level_may_change_and_nothing_below_it_is_formatted() {
        let keeper = LogKeeper::new(LogCache::default());
        let read = Cell::new(0);
        let say = || {
            tracing::error!(target: TARGET, "{}", Read(&read));
            tracing::debug!(target: TARGET, "{}", Read(&read));
        };
        say();
        assert_eq!(read.get(), 0, "nobody listens");
        let here = tracing_subscriber::registry().with(keeper.layer()).set_default();
        for (level, kept) in [
            (LogLevel::Silent, 0),
            (LogLevel::Trace, 2),
            (LogLevel::Silent, 0),
            (LogLevel::Warn, 1),
            (LogLevel::Debug, 2),
        ] {
            keeper.set_level(level);
            read.set(0);
            say();
            assert_eq!((read.get(), keeper.lines().len()), (kept, kept), "{level}");
            keeper.clear();
        }
        drop(here);
        say();
        assert_eq!((read.get(), keeper.lines().len()), (2, 0));
    }

    #[test]
    fn others_are_left_alone_and_fields_are_named() {
        let lines = kept(LogLevel::Trace, || {
            tracing::error!(target: "easemobile", "not ours");
            tracing::warn!(target: TARGET, size = 3, name = "x", "odd");
        });
        assert_eq!(lines, ["WARN odd size=3 name=\"x\""]);
    }

    #[test]
    fn a_line_stays_one_line() {
        let lines = kept(LogLevel::Trace, || {
            let peer = "bob\n2026 ERROR forged\u{1b}[0m";
            tracing::info!(target: TARGET, "{peer} 环信");
        });
        assert_eq!(lines, ["INFO bob\\n2026 ERROR forged\\u{1b}[0m 环信"]);
    }
}

//! The last log lines, kept in memory until somebody wants them (LOG rows, O-22).

use alloc::collections::VecDeque;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// The severities of a log, `Trace` the lowest (LOG-1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LogLevel {
    /// Each message.
    #[default]
    Trace,
    /// Each transition.
    Debug,
    /// Online and offline.
    Info,
    /// A peer is odd.
    Warn,
    /// Something of ours is broken.
    Error,
    /// Nothing is logged at this level, and nothing passes it.
    Silent,
}

impl LogLevel {
    /// Every level, lowest first.
    pub const ALL: [Self; 6] =
        [Self::Trace, Self::Debug, Self::Info, Self::Warn, Self::Error, Self::Silent];

    /// The name, in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Silent => "SILENT",
        }
    }

    /// Whether a line of this level shows where `self` is the level that was set.
    #[must_use]
    pub fn shows(self, line: Self) -> bool {
        line >= self && line != Self::Silent
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no level. The official client takes it for `TRACE` (LOG-3).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is no log level: it must be TRACE, DEBUG, INFO, WARN, ERROR, SILENT or 0 to 5")]
pub struct InvalidLogLevel {
    /// The text, shortened.
    pub value: String,
}

/// Reads a name in capitals, or a number from 0 to 5.
impl FromStr for LogLevel {
    type Err = InvalidLogLevel;

    fn from_str(text: &str) -> Result<Self, InvalidLogLevel> {
        let fits =
            |level: &Self| level.name() == text || alloc::format!("{}", *level as u8) == text;
        let wrong = || InvalidLogLevel { value: text.chars().take(80).collect() };
        Self::ALL.into_iter().find(fits).ok_or_else(wrong)
    }
}

/// The last log lines, as many as fit into a bound; the oldest go first.
///
/// ```
/// use easemob_core::log::{LogCache, LogLevel};
///
/// let mut cache = LogCache::new(2 * LogCache::LINE_BYTES + 16);
/// cache.set_level("INFO".parse()?);
/// cache.push(LogLevel::Debug, "not kept");
/// cache.push(LogLevel::Info, "online");
/// cache.push(LogLevel::Warn, "odd frame");
/// assert_eq!(cache.export(), "online\nodd frame");
/// # Ok::<(), easemob_core::log::InvalidLogLevel>(())
/// ```
#[derive(Clone, Debug)]
pub struct LogCache {
    lines: VecDeque<String>,
    bytes: usize,
    most: usize,
    level: LogLevel,
}

impl LogCache {
    /// The bound of [`LogCache::default`]: 3 MiB (LOG-5).
    pub const DEFAULT_BYTES: usize = 3 * 1024 * 1024;

    /// What a line takes of the bound besides its text, for it takes memory even without any: its
    /// place in a list that may have twice as many, and what an allocation costs.
    pub const LINE_BYTES: usize = 64;

    /// A cache for lines that take `most` bytes together, at level `TRACE`: their UTF-8, and
    /// [`LogCache::LINE_BYTES`] each.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { lines: VecDeque::new(), bytes: 0, most, level: LogLevel::Trace }
    }

    /// Keeps lines of this level and above from now on; `SILENT` keeps none.
    pub fn set_level(&mut self, level: LogLevel) {
        self.level = level;
    }

    /// The level that was set.
    #[must_use]
    pub const fn level(&self) -> LogLevel {
        self.level
    }

    /// Keeps a line, if its level is high enough, and drops the oldest ones to make room. A line
    /// that alone exceeds the bound is not kept, and costs no other its place. `false` when it is
    /// not kept.
    pub fn push(&mut self, level: LogLevel, line: impl Into<String>) -> bool {
        let line = line.into();
        let Some(room) = self.most.checked_sub(line.len() + Self::LINE_BYTES) else { return false };
        if !self.level.shows(level) {
            return false;
        }
        while self.bytes + self.lines.len() * Self::LINE_BYTES > room {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.bytes -= oldest.len();
        }
        self.bytes += line.len();
        self.lines.push_back(line);
        true
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Their bytes of UTF-8 together, never above the bound.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Forgets all lines.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.bytes = 0;
    }

    /// The lines as one text, joined by line breaks (LOG-9).
    #[must_use]
    pub fn export(&self) -> String {
        let breaks = self.lines.len().saturating_sub(1);
        let mut text = String::with_capacity(self.bytes + breaks);
        for (number, line) in self.lines().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            text.push_str(line);
        }
        text
    }
}

impl Default for LogCache {
    fn default() -> Self {
        Self::new(Self::DEFAULT_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;

    const LINE: usize = LogCache::LINE_BYTES;

    fn cache(most: usize, lengths: &[usize]) -> LogCache {
        let mut cache = LogCache::new(most);
        for length in lengths {
            cache.push(LogLevel::Info, "x".repeat(*length));
            assert!(cache.bytes() + cache.len() * LINE <= most);
            assert_eq!(cache.bytes(), cache.lines().map(str::len).sum::<usize>());
        }
        cache
    }

    fn lengths(cache: &LogCache) -> Vec<usize> {
        cache.lines().map(str::len).collect()
    }

    /// O-22: the lines that hang the official client: evicted ones are uncounted, and there is
    /// always room in the end.
    #[test]
    fn o_22_evicted_lines_give_their_room_back() {
        assert_eq!(lengths(&cache(1_000 + LINE, &[870, 150, 870])), [870]);
        assert_eq!(lengths(&cache(1_000 + 2 * LINE, &[870, 130, 870, 130])), [870, 130]);
        let many: Vec<usize> = (0..10_000).map(|n| n * 7 % 999).collect();
        assert!(cache(1_000 + 2 * LINE, &many).len() > 1);
    }

    /// A peer may cause them without end.
    #[test]
    fn lines_without_text_are_bounded_too() {
        assert_eq!(cache(1_000, &[0; 10_000]).len(), 15);
        assert_eq!(cache(1_000, &[1; 10_000]).len(), 15);
    }

    #[test]
    fn a_line_above_the_bound_is_dropped_alone() {
        let mut cache = cache(10 + 2 * LINE, &[4, 4]);
        let most = "1".repeat(10 + LINE);
        assert!(!cache.push(LogLevel::Error, alloc::format!("{most}1")));
        assert_eq!(lengths(&cache), [4, 4]);
        assert!(cache.push(LogLevel::Error, most.as_str()), "as long as the bound");
        assert_eq!(lengths(&cache), [most.len()]);
        let mut none = LogCache::new(LINE);
        assert!(!none.push(LogLevel::Error, "x"));
        assert!(none.push(LogLevel::Error, ""));
        assert!(!LogCache::new(0).push(LogLevel::Error, ""));
    }

    /// LOG-8 counts UTF-16 units; memory is counted in bytes.
    #[test]
    fn bytes_are_counted_not_characters() {
        let mut cache = LogCache::new(6 + LINE);
        cache.push(LogLevel::Info, "环信");
        assert_eq!(cache.bytes(), 6);
        cache.push(LogLevel::Info, "a");
        assert_eq!(cache.export(), "a");
    }

    #[test]
    fn lines_are_exported_in_order() {
        let mut cache = LogCache::default();
        assert_eq!((cache.export().as_str(), cache.is_empty()), ("", true));
        cache.push(LogLevel::Info, "one");
        assert_eq!(cache.export(), "one");
        cache.push(LogLevel::Warn, "");
        cache.push(LogLevel::Error, "three");
        assert_eq!(cache.export(), "one\n\nthree");
        cache.clear();
        assert_eq!((cache.len(), cache.bytes(), cache.export().len()), (0, 0, 0));
    }

    #[test]
    fn levels_decide_what_is_kept() {
        for set in LogLevel::ALL {
            let mut cache = LogCache::default();
            cache.set_level(set);
            for level in LogLevel::ALL {
                cache.push(level, level.name());
            }
            let kept: Vec<&str> = cache.lines().collect();
            let names = LogLevel::ALL.map(LogLevel::name);
            assert_eq!(kept, names[(set as usize).min(5)..5], "{set}");
        }
    }

    /// LOG-3, but a mistake is a mistake.
    #[test]
    fn levels_are_read_by_name_and_number() {
        for (number, level) in LogLevel::ALL.into_iter().enumerate() {
            assert_eq!(level.name().parse(), Ok(level));
            assert_eq!(number.to_string().parse(), Ok(level));
        }
        for text in ["", "trace", "WARNING", "6", "-1", "01", " INFO"] {
            let wrong = LogLevel::from_str(text).expect_err(text);
            assert_eq!(wrong.value, text);
            assert!(wrong.to_string().contains("TRACE, DEBUG"));
        }
    }
}

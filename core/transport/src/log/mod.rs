//! The way of the diagnostics into a cache, and out of it into a file (LOG rows).
//!
//! The core says what it does through `tracing`; a program decides where that goes by the
//! subscriber it installs. [`LogKeeper`] keeps the last lines in memory, as the Web SDK's logger
//! does with `useCache`, for whoever has to send them in when something went wrong:
//!
//! ```
//! use easemob_transport::log::{LogKeeper, tracing_subscriber};
//! use easemob_core::log::{LogCache, LogLevel};
//! use tracing_subscriber::layer::SubscriberExt as _;
//! use tracing_subscriber::util::SubscriberInitExt as _;
//!
//! let kept = LogKeeper::new(LogCache::default());
//! let _here = tracing_subscriber::registry().with(kept.layer()).set_default();
//! kept.set_level(LogLevel::Info);
//!
//! tracing::info!(target: "easemob", "alice is online");
//! tracing::debug!(target: "easemob", "below the level");
//! tracing::error!(target: "another_crate", "nothing to do with us");
//! assert_eq!(kept.lines().len(), 1);
//! assert!(kept.lines()[0].ends_with(" INFO alice is online"));
//!
//! let mut file = Vec::new();
//! kept.export(&mut file)?;
//! assert_eq!(file, kept.lines()[0].as_bytes());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! | Web SDK | here |
//! | --- | --- |
//! | `setConfig({useCache, maxCache})` | [`LogKeeper::new`] with a [`LogCache`] of that size |
//! | `setLevel`, `setDefaultLevel`, `getLevel` | [`LogKeeper::set_level`], [`LogKeeper::level`] |
//! | `enableAll`, `disableAll` | [`LogLevel::Trace`], [`LogLevel::Silent`] |
//! | `getLogs` | [`LogKeeper::lines`] |
//! | `download` | [`LogKeeper::save`], as [`LogKeeper::FILE_NAME`] |
//! | `setConsoleLogVisibility` | a layer that prints, beside this one or not |
//!
//! ```
//! # use easemob_transport::log::{LogKeeper, tracing_subscriber};
//! # use easemob_core::log::LogCache;
//! use tracing_subscriber::layer::SubscriberExt as _;
//!
//! # let kept = LogKeeper::new(LogCache::default());
//! let visible = false;
//! // Needs the feature `fmt` of tracing-subscriber. `tracing_subscriber::reload` shows and hides a
//! // layer while the program runs.
//! let console = visible.then(tracing_subscriber::fmt::layer);
//! let subscriber = tracing_subscriber::registry().with(kept.layer()).with(console);
//! # tracing::subscriber::with_default(subscriber, || tracing::info!(target: "easemob", "x"));
//! # assert_eq!(kept.lines().len(), 1);
//! ```
//!
//! The level is that of the cache alone: a console layer has a filter of its own.

mod layer;
mod time;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use easemob_core::log::{LogCache, LogLevel};

pub use layer::LogLayer;
pub use tracing_subscriber;

/// A cache of log lines that several threads share: one end is the layer that fills it, the other
/// whoever reads it. Clones are the same cache.
#[doc(alias = "logger")]
#[derive(Clone, Debug)]
pub struct LogKeeper(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    cache: Mutex<LogCache>,
    /// That of the cache, readable without its lock: most lines are below it.
    level: AtomicU8,
}

impl LogKeeper {
    /// The name the Web SDK saves its lines under; their type is `text/plain;charset=UTF-8`.
    pub const FILE_NAME: &'static str = "sdklog";

    /// Lines go into this cache.
    #[doc(alias = "setConfig")]
    #[must_use]
    pub fn new(cache: LogCache) -> Self {
        let level = AtomicU8::new(cache.level() as u8);
        Self(Arc::new(Kept { cache: Mutex::new(cache), level }))
    }

    /// What a subscriber is built with, to fill the cache.
    #[must_use]
    pub fn layer(&self) -> LogLayer {
        LogLayer::new(self.clone())
    }

    /// Keeps lines of this level and above from now on.
    #[doc(alias = "setLevel")]
    #[doc(alias = "setDefaultLevel")]
    #[doc(alias = "enableAll")]
    #[doc(alias = "disableAll")]
    pub fn set_level(&self, level: LogLevel) {
        let mut cache = self.cache();
        cache.set_level(level);
        self.0.level.store(level as u8, Ordering::Relaxed);
    }

    /// The level that was set.
    #[doc(alias = "getLevel")]
    #[must_use]
    pub fn level(&self) -> LogLevel {
        self.cache().level()
    }

    /// The lines, oldest first.
    #[doc(alias = "getLogs")]
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.cache().lines().map(str::to_owned).collect()
    }

    /// Forgets all lines.
    pub fn clear(&self) {
        self.cache().clear();
    }

    /// Writes the lines, joined by line breaks. Logging goes on meanwhile.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn export(&self, to: &mut impl Write) -> io::Result<()> {
        // Copied first: a slow writer must not hold up whoever logs.
        let text = self.cache().export();
        to.write_all(text.as_bytes())?;
        to.flush()
    }

    /// Writes them into a file, in place of what it held.
    ///
    /// # Errors
    /// Those of the file system.
    #[doc(alias = "download")]
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.export(&mut fs::File::create(path)?)
    }

    fn wants(&self, line: LogLevel) -> bool {
        line as u8 >= self.0.level.load(Ordering::Relaxed)
    }

    fn push(&self, level: LogLevel, line: String) {
        self.cache().push(level, line);
    }

    /// No line is half in: a thread that panicked has left nothing broken.
    fn cache(&self) -> MutexGuard<'_, LogCache> {
        self.0.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

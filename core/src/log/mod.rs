//! Diagnostics: through `tracing`, through `log`, or nowhere, as the features say.
//!
//! TRACE per message (ids and sizes, never bodies), DEBUG per transition, INFO online and offline,
//! WARN when a peer is odd, ERROR only for a broken invariant of ours. [`LogCache`] keeps the last
//! lines of whoever collects them.

mod cache;

pub use cache::{InvalidLogLevel, LogCache, LogLevel};

macro_rules! emit {
    ($level:ident, $($arg:tt)*) => {{
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "easemob", $($arg)*);
        #[cfg(feature = "log")]
        ::log::$level!(target: "easemob", $($arg)*);
        #[cfg(not(any(feature = "tracing", feature = "log")))]
        { let _ = core::format_args!($($arg)*); }
    }};
}

macro_rules! trace { ($($arg:tt)*) => { $crate::log::emit!(trace, $($arg)*) }; }
macro_rules! debug { ($($arg:tt)*) => { $crate::log::emit!(debug, $($arg)*) }; }
macro_rules! info { ($($arg:tt)*) => { $crate::log::emit!(info, $($arg)*) }; }
macro_rules! warn_ { ($($arg:tt)*) => { $crate::log::emit!(warn, $($arg)*) }; }
macro_rules! error { ($($arg:tt)*) => { $crate::log::emit!(error, $($arg)*) }; }

pub(crate) use {debug, emit, error, info, trace, warn_ as warn};

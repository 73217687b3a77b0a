//! Diagnostics: through `tracing`, through `log`, or nowhere, as the features say.
//!
//! TRACE per message (ids and sizes, never bodies), DEBUG per transition, INFO online and offline,
//! WARN when a peer is odd, ERROR only for a broken invariant of ours. [`LogCache`] keeps the last
//! lines of whoever collects them.
//!
//! Through `tracing` there are spans as well. `connection` (INFO, with the user and the device) lasts
//! from a login to its [`Event::Offline`](crate::Event::Offline), over all links of it; what is said
//! meanwhile is said inside. Below it, `send` (DEBUG, with the local id, the bytes and the outcome)
//! lasts from accepting a message to its end, and `sync` (DEBUG, with the number of queues) while
//! what waited on the server is fetched.

mod cache;
mod spans;

pub use cache::{InvalidLogLevel, LogCache, LogLevel};
pub(crate) use spans::{ConnectionSpan, Entered, SendSpan, SyncSpan};

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

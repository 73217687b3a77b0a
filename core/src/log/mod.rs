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
//!
//! What a peer can cause without end is limited, each kind of line by itself: `Config::log_burst` at
//! once and `Config::log_per_second` from then on. What is left out is counted, and told in one line
//! when there is room again, or at the end of the session.

mod cache;
mod limit;
mod spans;

pub use cache::{InvalidLogLevel, LogCache, LogLevel};
pub(crate) use limit::{Kind, Limit};
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

/// Whether somebody hears lines of a level.
macro_rules! heard {
    (trace) => { $crate::log::heard!(TRACE, Trace) };
    (debug) => { $crate::log::heard!(DEBUG, Debug) };
    ($tracing:ident, $log:ident) => {{
        let heard = false;
        #[cfg(feature = "tracing")]
        let heard = heard || tracing::enabled!(target: "easemob", tracing::Level::$tracing);
        #[cfg(feature = "log")]
        let heard = heard || ::log::log_enabled!(target: "easemob", ::log::Level::$log);
        heard
    }};
}

/// A line of a [`Kind`]: said if somebody hears it and there is room for it.
macro_rules! limited {
    ($cx:expr, $kind:ident, $level:ident, $($arg:tt)*) => {
        if $crate::log::heard!($level) && $cx.may_say($crate::log::Kind::$kind) {
            $crate::log::$level!($($arg)*);
        }
    };
}

macro_rules! trace { ($($arg:tt)*) => { $crate::log::emit!(trace, $($arg)*) }; }
macro_rules! debug { ($($arg:tt)*) => { $crate::log::emit!(debug, $($arg)*) }; }
macro_rules! info { ($($arg:tt)*) => { $crate::log::emit!(info, $($arg)*) }; }
macro_rules! warn_ { ($($arg:tt)*) => { $crate::log::emit!(warn, $($arg)*) }; }
macro_rules! error { ($($arg:tt)*) => { $crate::log::emit!(error, $($arg)*) }; }

pub(crate) use {debug, emit, error, heard, info, limited, trace, warn_ as warn};

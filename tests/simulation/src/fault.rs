//! Everything that can go wrong, by name.

use std::collections::BTreeMap;
use std::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])+ $fault:ident = $name:literal,)+) => {
        /// A kind of fault. The comment of each says when it may happen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[$doc])+ $fault,)+
        }

        impl Fault {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$fault,)+];

            /// Its name in reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)+
                }
            }
        }
    };
}

faults! {
    /// At a dial: it fails.
    DialFails = "dial fails",
    /// At a dial: it is never answered.
    DialHangs = "dial hangs",
    /// At a frame: the link breaks instead of delivering it.
    CutBefore = "cut before a frame",
    /// At a frame: the link breaks right after delivering it.
    CutAfter = "cut after a frame",
    /// At a frame: its direction stands still for a while.
    Stall = "stall",
    /// At a frame from the client: nothing more gets through to the server, and nobody is told.
    SilentUp = "half-open upwards",
    /// At a frame to the client: the other way round.
    SilentDown = "half-open downwards",
    /// At a REST exchange: the request, or its answer, is never heard of.
    RestLost = "REST lost",
    /// At a REST exchange: the connection breaks.
    RestBreaks = "REST breaks",
    /// At a REST answer: it is late.
    RestLate = "REST late",
    /// At each place where it can make a difference, before and after a write, an effect, an event:
    /// the process ends. It starts again some seconds later.
    Crash = "crash",
    /// At a write to a store: it fails, and perhaps some after it.
    StoreFails = "store fails",
    /// The server restarts, and every link breaks.
    ServerRestarts = "server restart",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How often each kind of fault has happened.
pub type Faults = BTreeMap<Fault, u64>;

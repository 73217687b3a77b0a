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
    /// At a dial: something answers that is no WebSocket server.
    DialOdd = "dial answered by HTTP",
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
    /// At a segment of bytes: the link breaks in the middle of it.
    Torn = "torn frame",
    /// At a frame of bytes: it travels in several segments.
    Split = "split segment",
    /// At a frame of bytes: it travels with the one after it.
    Merge = "merged segments",
    /// At a REST exchange: the request, or its answer, is never heard of.
    RestLost = "REST lost",
    /// At a REST exchange: the connection breaks.
    RestBreaks = "REST breaks",
    /// At a REST answer: it is late.
    RestLate = "REST late",
    /// At a REST answer: it is a 5xx or 429 instead.
    RestError = "REST 5xx",
    /// At a REST answer: it is a page of HTML instead.
    RestHtml = "REST HTML",
    /// At each place where it can make a difference, before and after a write, an effect, an event:
    /// the process ends. It starts again some seconds later.
    Crash = "crash",
    /// At a write to a store: it fails, and perhaps some after it.
    StoreFails = "store fails",
    /// At a message that an application is handed: it refuses it, once or whenever it comes. One of
    /// your own refuses by itself.
    Refuses = "message refused",
    /// In a second: the server restarts, and every link breaks.
    ServerRestarts = "server restart",
    /// In a second: every link breaks, and the server notices only much later.
    ServerCutOff = "server cut off",
    /// In a second: a session is put an end to. Who was using it logs in again some seconds later.
    Kick = "kick",
    /// In a second: somebody's link breaks, and his next logins are refused.
    Refusal = "PROVISION refused",
    /// In a second: somebody's link breaks, and his next login is answered without a verdict.
    OddReply = "PROVISION without status",
    /// In a second: somebody's link breaks, and his next logins are sent elsewhere.
    Redirect = "redirect",
    /// In a second: the server takes somebody's tokens no longer.
    TokenExpires = "token expires",
    /// In a second: tokens given from now on live for seconds only.
    TokenShort = "short-lived tokens",
    /// In a second: the server forgets what somebody's next pulls acknowledge.
    AckLost = "acknowledgement lost",
    /// In a second: somebody gets his last page again, on whatever link he has.
    PageAgain = "page sent again",
    /// In a second: somebody's next frames are sent twice.
    Duplicate = "frames doubled",
    /// In a second: somebody's next two frames change their places.
    Reorder = "frames reordered",
    /// In a second: what somebody sends next is not answered.
    Ignored = "frames ignored",
    /// In a second: somebody is sent a message that nobody can read.
    Poison = "poisoned message",
    /// In a second: somebody is told of news in a queue, in which there may be none.
    OddNotice = "notice of nothing",
    /// In a second: somebody is sent a frame that nobody can read.
    Garbage = "garbage frame",
    /// In a second: somebody is sent a text where frames belong.
    OddText = "text message",
    /// In a second: a host goes down for a while.
    HostDies = "host down",
    /// In a second: discovery begins to name other hosts.
    HostsChange = "other hosts",
    /// In a second: a machine goes to sleep, for seconds or for hours.
    Sleep = "machine sleeps",
    /// In a second: a machine loses the network, and says so.
    NetworkGone = "network gone",
    /// In a second: somebody goes on with another device.
    Moves = "device change",
}

impl Fault {
    /// Those that are drawn once a second.
    pub(crate) const OF_TIME: &[Self] = &[
        Self::ServerRestarts,
        Self::ServerCutOff,
        Self::Kick,
        Self::Refusal,
        Self::OddReply,
        Self::Redirect,
        Self::TokenExpires,
        Self::TokenShort,
        Self::AckLost,
        Self::PageAgain,
        Self::Duplicate,
        Self::Reorder,
        Self::Ignored,
        Self::Poison,
        Self::OddNotice,
        Self::Garbage,
        Self::OddText,
        Self::HostDies,
        Self::HostsChange,
        Self::Sleep,
        Self::NetworkGone,
        Self::Moves,
    ];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How often each kind of fault has happened.
pub type Faults = BTreeMap<Fault, u64>;

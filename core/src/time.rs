//! Time as the core sees it: given from outside, never read.

use core::fmt;
use core::time::Duration;

/// A point on the driver's monotonic clock: milliseconds since an epoch it chooses (boot, start of
/// a test). The clock must advance while the machine sleeps. For the core it stops half-way to the
/// largest number, in 292 million years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The core goes no further, so that what it waits for still lies later.
    pub(crate) const LAST: Self = Self(u64::MAX / 2);

    /// The instant `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// `millis` milliseconds later; stays at the end of time rather than wrapping.
    #[must_use]
    pub const fn plus(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`, 0 when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// How long to sleep at `now` until `self`.
    #[must_use]
    pub const fn after(self, now: Self) -> Duration {
        Duration::from_millis(self.since(now))
    }
}

/// Wall-clock time: milliseconds since 1970-01-01 UTC.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub u64);

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When the core wants to be called with [`Input::Tick`](crate::Input::Tick), and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Instant,
    /// For what: the first thing to look at when a client seems stuck.
    pub why: Timer,
}

/// What the core waits for. At most one deadline each; `SendAck`, `Call`, `Pull` and `Refusal` are
/// the earliest of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The link must be open by then (WS-4).
    Dial,
    /// PROVISION must be answered by then (WS-5).
    Provision,
    /// The whole login must be done by then.
    Login,
    /// Time to prove the link alive (HB-2).
    Heartbeat,
    /// The link is dead unless it has answered by then (O-24).
    HeartbeatReply,
    /// The next attempt to connect (RC-4).
    Retry,
    /// A pull must be answered by then (SYNC-18).
    Pull,
    /// What the application refused is handed over again.
    Refusal,
    /// A send must be acknowledged, or expires (TX-4).
    SendAck,
    /// An HTTP exchange must be answered by then (HTTP-3).
    Call,
    /// A call of the application may be asked again, or has waited too long.
    CallQueue,
    /// Most of the token's life has passed (EXP-3).
    TokenWarning,
    /// The token ends (EXP-3).
    TokenExpiry,
    /// The application was asked for a token and must answer by then.
    TokenWanted,
    /// LOGOUT is not waited for any longer (LO-2).
    Logout,
}

impl Timer {
    const COUNT: usize = Self::Logout as usize + 1;

    const ALL: [Self; Self::COUNT] = [
        Self::Dial,
        Self::Provision,
        Self::Login,
        Self::Heartbeat,
        Self::HeartbeatReply,
        Self::Retry,
        Self::Pull,
        Self::Refusal,
        Self::SendAck,
        Self::Call,
        Self::CallQueue,
        Self::TokenWarning,
        Self::TokenExpiry,
        Self::TokenWanted,
        Self::Logout,
    ];
}

/// One slot per [`Timer`]; the earliest is kept at hand, so asking for it costs nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimerTable {
    at: [Option<Instant>; Timer::COUNT],
    next: Option<Deadline>,
}

impl TimerTable {
    pub(crate) fn set(&mut self, why: Timer, at: Option<Instant>) {
        if let Some(slot) = self.at.get_mut(why as usize)
            && *slot != at
        {
            *slot = at;
            self.next = Timer::ALL
                .into_iter()
                .zip(self.at)
                .filter_map(|(why, at)| Some(Deadline { at: at?, why }))
                .min_by_key(|deadline| deadline.at);
        }
    }

    pub(crate) fn arm(&mut self, why: Timer, at: Instant) {
        self.set(why, Some(at));
    }

    pub(crate) fn clear(&mut self, why: Timer) {
        self.set(why, None);
    }

    pub(crate) fn get(&self, why: Timer) -> Option<Instant> {
        self.at.get(why as usize).copied().flatten()
    }

    pub(crate) fn next(&self) -> Option<Deadline> {
        self.next
    }

    /// Takes the earliest timer that is due.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Timer> {
        let why = self.next.filter(|deadline| deadline.at <= now)?.why;
        self.clear(why);
        Some(why)
    }
}

//! How bad the network is. TCP loses no bytes, so the faults are honest ones.

/// Chances are per thousand, times in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Weather {
    /// How long a message travels, least and most. Messages of one direction keep their order.
    pub delay: (u64, u64),
    /// A dial fails.
    pub dial_fails: u64,
    /// A dial is never answered.
    pub dial_hangs: u64,
    /// The link breaks instead of delivering a frame.
    pub cut_before: u64,
    /// The link breaks right after delivering a frame.
    pub cut_after: u64,
    /// A direction stands still for a while.
    pub pauses: u64,
    /// For how long, least and most.
    pub pause: (u64, u64),
    /// A direction goes silent for good, and nobody is told: a half-open link.
    pub goes_silent: u64,
    /// A REST request, or its answer, is never heard of.
    pub rest_lost: u64,
    /// A REST exchange breaks.
    pub rest_breaks: u64,
    /// A REST answer is late.
    pub rest_late: u64,
    /// A process ends, at each of the places where it can make a difference: before and after a
    /// write, an effect, an event. It starts again some seconds later.
    pub crashes: u64,
    /// A write to the store fails.
    pub store_fails: u64,
    /// And so many after it, least and most.
    pub store_stays_bad: (u64, u64),
}

impl Weather {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn calm() -> Self {
        Self {
            delay: (5, 40),
            dial_fails: 0,
            dial_hangs: 0,
            cut_before: 0,
            cut_after: 0,
            pauses: 0,
            pause: (0, 0),
            goes_silent: 0,
            rest_lost: 0,
            rest_breaks: 0,
            rest_late: 0,
            crashes: 0,
            store_fails: 0,
            store_stays_bad: (0, 0),
        }
    }

    /// A phone on a train: slow, jittery, often cut.
    #[must_use]
    pub const fn flaky() -> Self {
        Self {
            delay: (20, 1_500),
            dial_fails: 150,
            dial_hangs: 50,
            cut_before: 15,
            cut_after: 15,
            pauses: 20,
            pause: (1_000, 20_000),
            goes_silent: 8,
            rest_lost: 100,
            rest_breaks: 100,
            rest_late: 100,
            ..Self::calm()
        }
    }

    /// Links that hardly hold a login.
    #[must_use]
    pub const fn stormy() -> Self {
        Self { cut_before: 120, cut_after: 120, dial_fails: 400, ..Self::flaky() }
    }

    /// Processes end at any moment, in a network that is not good either.
    #[must_use]
    pub const fn crashing() -> Self {
        Self { crashes: 12, cut_before: 8, cut_after: 8, delay: (5, 300), ..Self::calm() }
    }

    /// The same on disks that fail now and then, and stay bad for a while.
    #[must_use]
    pub const fn bad_disk() -> Self {
        Self { crashes: 6, store_fails: 60, store_stays_bad: (0, 4), ..Self::crashing() }
    }

    /// The kinds that have a name.
    pub const NAMES: &[(&str, Self)] = &[
        ("calm", Self::calm()),
        ("flaky", Self::flaky()),
        ("stormy", Self::stormy()),
        ("crashing", Self::crashing()),
        ("bad-disk", Self::bad_disk()),
    ];

    /// The kind of this name, for a command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name)?;
        Some(known.1.clone())
    }
}

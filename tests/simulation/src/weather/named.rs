//! The weathers that have a name.

use super::Weather;
use crate::fault::Fault as F;
use crate::random::Random;

impl Weather {
    /// A phone on a train: slow, jittery, often cut.
    #[must_use]
    pub const fn flaky_mobile() -> Self {
        Self::calm()
            .with_delay(20, 1_500)
            .with(F::DialFails, 150)
            .with(F::DialHangs, 50)
            .with(F::CutBefore, 15)
            .with(F::CutAfter, 15)
            .with(F::Torn, 5)
            .with(F::Split, 50)
            .with(F::Stall, 20)
            .with(F::SilentUp, 8)
            .with(F::SilentDown, 8)
            .with(F::RestLost, 100)
            .with(F::RestBreaks, 100)
            .with(F::RestLate, 100)
    }

    /// Links that hardly hold a login.
    #[must_use]
    pub const fn stormy() -> Self {
        let stormy = Self::flaky_mobile().with(F::DialFails, 400);
        stormy.with(F::CutBefore, 120).with(F::CutAfter, 120)
    }

    /// Processes end at any moment, in a network that is not good either.
    #[must_use]
    pub const fn crashing() -> Self {
        let crashing = Self::calm().with_delay(5, 300).with(F::Crash, 12);
        crashing.with(F::CutBefore, 8).with(F::CutAfter, 8)
    }

    /// The same on disks that fail now and then, and stay bad for a while.
    #[must_use]
    pub const fn bad_disk() -> Self {
        let mut bad = Self::crashing().with(F::Crash, 6).with(F::StoreFails, 60);
        bad.store_stays_bad = (0, 4);
        bad
    }

    /// Applications that often cannot do their work, whose processes end now and then.
    #[must_use]
    pub const fn picky() -> Self {
        let picky = Self::calm().with_delay(5, 300).with(F::Refuses, 150);
        picky.with(F::Crash, 3).with(F::CutBefore, 8).with(F::CutAfter, 8)
    }

    /// A network that is good, and a server that is not: it restarts, refuses, kicks, redirects,
    /// forgets, repeats itself, and holds messages that nobody can read.
    #[must_use]
    pub const fn server_trouble() -> Self {
        let answers = Self::calm()
            .with_delay(5, 200)
            .with(F::RestError, 150)
            .with(F::RestHtml, 60)
            .with(F::RestLate, 50)
            .with(F::RestLost, 20);
        let sessions = answers
            .with(F::ServerRestarts, 6)
            .with(F::ServerCutOff, 4)
            .with(F::Kick, 10)
            .with(F::Refusal, 15)
            .with(F::OddReply, 4)
            .with(F::Redirect, 12)
            .with(F::TokenExpires, 10)
            .with(F::TokenShort, 6);
        sessions
            .with(F::AckLost, 20)
            .with(F::PageAgain, 20)
            .with(F::Ignored, 10)
            .with(F::Poison, 15)
            .with(F::OddNotice, 30)
    }

    /// Something in between that knows neither WebSocket nor TCP well.
    #[must_use]
    pub const fn hostile_proxy() -> Self {
        let links = Self::calm()
            .with_delay(10, 400)
            .with(F::DialOdd, 150)
            .with(F::Torn, 10)
            .with(F::Split, 300)
            .with(F::Merge, 200)
            .with(F::CutAfter, 5)
            .with(F::Stall, 20)
            .with(F::SilentUp, 4)
            .with(F::SilentDown, 4);
        links
            .with(F::RestHtml, 200)
            .with(F::RestError, 100)
            .with(F::Duplicate, 30)
            .with(F::Reorder, 15)
            .with(F::Garbage, 15)
            .with(F::OddText, 8)
    }

    /// Machines that sleep, for seconds or for hours.
    #[must_use]
    pub const fn sleepy() -> Self {
        Self::calm().with_delay(5, 200).with(F::Sleep, 25).with(F::Stall, 5)
    }

    /// People between networks and devices, among hosts that come and go.
    #[must_use]
    pub const fn moving() -> Self {
        let moving = Self::calm().with_delay(20, 600).with(F::DialHangs, 40);
        let moving = moving.with(F::Moves, 20).with(F::NetworkGone, 30);
        moving.with(F::HostDies, 40).with(F::HostsChange, 30)
    }

    /// The names [`Weather::named`] knows, but for [`Weather::MIXED`].
    pub const NAMES: &[&str] = &[
        "calm",
        "flaky-mobile",
        "stormy",
        "hostile-proxy",
        "server-trouble",
        "sleepy",
        "moving",
        "crashing",
        "bad-disk",
        "picky",
    ];

    /// One to three of the others at once, which ones the seed picks.
    pub const MIXED: &str = "mixed";

    /// The weather of this name in the world of this seed.
    #[must_use]
    pub fn named(name: &str, seed: u64) -> Option<Self> {
        Some(match name {
            "calm" => Self::calm(),
            "flaky-mobile" => Self::flaky_mobile(),
            "stormy" => Self::stormy(),
            "hostile-proxy" => Self::hostile_proxy(),
            "server-trouble" => Self::server_trouble(),
            "sleepy" => Self::sleepy(),
            "moving" => Self::moving(),
            "crashing" => Self::crashing(),
            "bad-disk" => Self::bad_disk(),
            "picky" => Self::picky(),
            Self::MIXED => Self::mixed(seed),
            _ => return None,
        })
    }

    fn mixed(seed: u64) -> Self {
        // Not the chance of anything else in the world of this seed.
        let mut random = Random::new(seed.rotate_left(32) ^ 0x006d_6978_6564);
        let bad = &Self::NAMES[1..];
        let picked = (0..random.between((1, 3))).filter_map(|_| {
            let index = random.between((0, bad.len() as u64 - 1)) as usize;
            Self::named(bad[index], seed)
        });
        picked.fold(Self::calm(), |mixed, one| mixed.and(&one))
    }
}

//! The words of a script: what an application, a driver and a server can do.

use arbitrary::Arbitrary;
use easemob_core::{Commit, Config, Renewal};

use super::frames::Heard;
use crate::peer;

/// A client from its options to its end.
#[derive(Arbitrary, Debug)]
pub(super) struct Script {
    pub(super) settings: Settings,
    pub(super) steps: Vec<Step>,
}

/// The options that change the most.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) keep: bool,
    /// The application takes every event at once.
    pub(super) eager: bool,
    manual: bool,
    discovers: bool,
    lz4: bool,
    receipts: bool,
    pings: bool,
    resends: bool,
    asks_for_tokens: bool,
    /// Every bound is hit soon.
    small: bool,
}

impl Settings {
    pub(super) fn config(self) -> Config {
        let mut config = if self.discovers { peer::discovering() } else { peer::config() };
        config.keep = self.keep;
        config.offer_lz4 = self.lz4;
        config.delivery = self.receipts;
        config.statistic_pings = self.pings;
        config.resend = self.resends;
        if self.manual {
            config.commit = Commit::Manual;
        }
        if self.asks_for_tokens {
            config.renewal = Renewal::Application { answer_ms: 20_000 };
            config.reconnect_max = Some(3);
        }
        if self.small {
            (config.events_high, config.events_max) = (2, 4);
            (config.outbox_max, config.calls_max, config.calls_at_once) = (4, 2, 1);
            (config.queues_max, config.pulls_max, config.seen_max) = (2, 1, 4);
            (config.malformed_max, config.rooms_max, config.streams_max) = (2, 2, 2);
        }
        config
    }
}

/// One thing that happens.
#[derive(Arbitrary, Debug)]
pub(super) enum Step {
    /// So many tenths of a second pass, with a tick whenever one is due.
    Pass(u16),
    /// The machine sleeps for so many milliseconds.
    Leap(u32),
    /// The client wakes up at its next deadline.
    Deadline,
    /// The application takes so many events.
    Take(u8),
    Login(Proof),
    Resume,
    Logout,
    Renew(bool),
    TokenUnavailable,
    Send(u8, Recipient),
    Cancel(u8),
    Commit(u8),
    Join(u8),
    Leave(u8),
    Call,
    CancelCall(u8),
    Register,
    Opened(Which),
    Closed(Which, u8),
    Heard(Which, Heard),
    Stray(Which, u8),
    /// The driver tells of links that the client has closed.
    Confirm,
    Answered(u8, Answer),
    NotKept,
    Network(u8),
    /// The process ends; another one goes on from what was kept.
    Restart,
    /// Whatever the client waits for happens.
    Help,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Proof {
    Token,
    Password,
    OfSomebodyElse,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Recipient {
    User,
    Group,
    Room,
}

/// A link.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Which {
    Current,
    /// One of those before.
    Older(u8),
    Never,
}

/// An answer to a question over HTTP.
#[derive(Arbitrary, Debug)]
pub(super) enum Answer {
    Good,
    Status(u16, u8),
    Body(Vec<u8>),
    Lost(u8),
    /// To a question that was never asked, or was answered before.
    Stale(u8),
}

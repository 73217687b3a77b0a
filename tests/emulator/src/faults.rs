//! Every way the server can misbehave, by name.

use std::collections::BTreeMap;

use bytes::Bytes;
use regex_lite::Regex;
use serde_json::{Value, json};

use crate::login::Refusal;
use crate::random::Random;
use crate::server::Peer;

/// One way to misbehave.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    // On frames down.
    Swallow,
    Delay(u64),
    Duplicate(usize),
    Reorder(usize),
    Truncate(Option<usize>),
    Corrupt(usize),
    Replace(Bytes),
    // On frames up.
    Ignore,
    // On the keys of pulls.
    LoseAck,
    // On PROVISION, on sends.
    Refuse(Refusal),
    Reject(i32, String),
    // On REST.
    RestDelay(u64),
    RestHang,
    RestError(u16, Bytes),
}

/// Where a fault acts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Down,
    Up,
    Ack,
    Login,
    Send,
    Rest,
}

/// A rule: when to misbehave, and how.
pub(crate) struct Fault {
    pub(crate) act: Act,
    /// A user, or `*`.
    pub(crate) user: String,
    /// On the command name, or on `METHOD path`.
    pub(crate) pattern: Option<Regex>,
    /// So many pass first.
    pub(crate) after: u64,
    /// So often it acts; None: always.
    pub(crate) times: Option<u64>,
    /// Frames held back for reordering.
    held: BTreeMap<Peer, Vec<Bytes>>,
}

/// A frame on its way out.
pub(crate) struct Way {
    pub(crate) frame: Bytes,
    pub(crate) delay: Option<u64>,
}

/// What becomes of a frame, and the kind of fault that saw to it.
pub(crate) struct Passage {
    pub(crate) ways: Vec<Way>,
    pub(crate) fault: Option<&'static str>,
}

/// The rules in force, oldest first: the first one that matches wins.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Act {
    /// Its kind, as the control interface names it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Swallow => "swallow",
            Self::Delay(_) => "delay",
            Self::Duplicate(_) => "duplicate",
            Self::Reorder(_) => "reorder",
            Self::Truncate(_) => "truncate",
            Self::Corrupt(_) => "corrupt",
            Self::Replace(_) => "replace",
            Self::Ignore => "ignore",
            Self::LoseAck => "loseAck",
            Self::Refuse(_) => "refuse",
            Self::Reject(..) => "reject",
            Self::RestDelay(_) => "restDelay",
            Self::RestHang => "restHang",
            Self::RestError(..) => "restError",
        }
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Swallow | Self::Delay(_) | Self::Duplicate(_) | Self::Reorder(_) => Stage::Down,
            Self::Truncate(_) | Self::Corrupt(_) | Self::Replace(_) => Stage::Down,
            Self::Ignore => Stage::Up,
            Self::LoseAck => Stage::Ack,
            Self::Refuse(..) => Stage::Login,
            Self::Reject(..) => Stage::Send,
            Self::RestDelay(_) | Self::RestHang | Self::RestError(..) => Stage::Rest,
        }
    }
}

impl Fault {
    pub(crate) fn new(act: Act, user: &str) -> Self {
        let held = BTreeMap::new();
        Self { act, user: user.into(), pattern: None, after: 0, times: None, held }
    }

    fn concerns(&self, stage: Stage, user: Option<&str>, subject: &str) -> bool {
        self.act.stage() == stage
            && (self.user == "*" || user.is_some_and(|user| user == self.user))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(subject))
    }
}

impl Faults {
    /// The rules in force, for whoever asks.
    pub(crate) fn to_json(&self) -> Value {
        let shown = self.0.iter().map(|fault| {
            json!({
                "kind": fault.act.name(),
                "user": fault.user,
                "match": fault.pattern.as_ref().map(|pattern| pattern.as_str().trim_start_matches("(?i)")),
                "after": fault.after,
                "times": fault.times,
                "held": fault.held.values().map(Vec::len).sum::<usize>(),
            })
        });
        shown.collect()
    }

    /// Adds a rule; how many there are now.
    pub(crate) fn add(&mut self, fault: Fault) -> usize {
        if fault.times != Some(0) {
            self.0.push(fault);
        }
        self.0.len()
    }

    /// Removes the rules of a user, or all; the frames they held back.
    pub(crate) fn clear(&mut self, user: Option<&str>) -> Vec<(Peer, Bytes)> {
        let gone = |fault: &Fault| user.is_none_or(|user| user == "*" || user == fault.user);
        let (gone, kept) = std::mem::take(&mut self.0).into_iter().partition(gone);
        self.0 = kept;
        let held = Vec::into_iter(gone).flat_map(|fault: Fault| fault.held);
        held.flat_map(|(peer, frames)| frames.into_iter().map(move |f| (peer, f))).collect()
    }

    /// Forgets the frames held back for a connection that ended.
    pub(crate) fn forget(&mut self, peer: Peer) {
        for fault in &mut self.0 {
            fault.held.remove(&peer);
        }
    }

    /// What becomes of a frame down.
    pub(crate) fn on_down(
        &mut self,
        user: Option<&str>,
        command: &str,
        peer: Peer,
        frame: Bytes,
        random: &mut Random,
    ) -> Passage {
        let at_once = |frame| Way { frame, delay: None };
        let Some(index) = self.find(Stage::Down, user, command) else {
            return Passage { ways: vec![at_once(frame)], fault: None };
        };
        let fault = &mut self.0[index];
        let name = fault.act.name();
        let mut acted = true;
        let ways = match &fault.act {
            Act::Swallow => Vec::new(),
            Act::Delay(ms) => vec![Way { frame, delay: Some(*ms) }],
            Act::Duplicate(copies) => vec![frame; copies + 1].into_iter().map(at_once).collect(),
            Act::Reorder(window) => {
                let held = fault.held.entry(peer).or_default();
                held.push(frame);
                acted = held.len() >= *window;
                let released = if acted { std::mem::take(held) } else { Vec::new() };
                released.into_iter().rev().map(at_once).collect()
            }
            Act::Truncate(bytes) => {
                let keep = bytes.unwrap_or(frame.len() / 2).min(frame.len());
                vec![at_once(frame.slice(..keep))]
            }
            Act::Corrupt(bytes) => {
                vec![at_once([&random.garbage(*bytes)[..], &frame[..]].concat().into())]
            }
            Act::Replace(bytes) => vec![at_once(bytes.clone())],
            _ => vec![at_once(frame)],
        };
        if acted {
            self.spend(index);
        }
        Passage { ways, fault: Some(name) }
    }

    /// Whether a frame up is accepted without ever being answered.
    pub(crate) fn on_up(&mut self, user: Option<&str>, command: &str) -> bool {
        self.take(Stage::Up, user, command).is_some()
    }

    /// Whether the acknowledgement in a pull is lost.
    pub(crate) fn on_ack(&mut self, user: &str) -> bool {
        self.take(Stage::Ack, Some(user), "SYNC").is_some()
    }

    /// The refusal a login meets.
    pub(crate) fn on_login(&mut self, user: &str) -> Option<Refusal> {
        match self.take(Stage::Login, Some(user), "PROVISION")? {
            Act::Refuse(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The refusal a send meets.
    pub(crate) fn on_send(&mut self, user: &str) -> Option<(i32, String)> {
        match self.take(Stage::Send, Some(user), "SYNC")? {
            Act::Reject(code, reason) => Some((code, reason)),
            _ => None,
        }
    }

    /// What happens to a REST call.
    pub(crate) fn on_rest(&mut self, user: Option<&str>, method_and_path: &str) -> Option<Act> {
        self.take(Stage::Rest, user, method_and_path)
    }

    fn take(&mut self, stage: Stage, user: Option<&str>, subject: &str) -> Option<Act> {
        let index = self.find(stage, user, subject)?;
        let act = self.0[index].act.clone();
        self.spend(index);
        Some(act)
    }

    fn find(&mut self, stage: Stage, user: Option<&str>, subject: &str) -> Option<usize> {
        for (index, fault) in self.0.iter_mut().enumerate() {
            if !fault.concerns(stage, user, subject) {
                continue;
            }
            if fault.after == 0 {
                return Some(index);
            }
            fault.after -= 1;
        }
        None
    }

    fn spend(&mut self, index: usize) {
        if let Some(times) = &mut self.0[index].times {
            *times -= 1;
            if *times == 0 {
                self.0.remove(index);
            }
        }
    }
}

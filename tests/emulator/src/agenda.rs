//! What is to happen later, in order of time; equal times in order of entry.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use crate::server::{Close, Peer};

/// Something put off.
pub(crate) enum Job {
    /// Send a frame that a fault delayed.
    Send(Peer, Bytes, Coding),
    /// Close a connection after a refusal or a kick.
    Close(Peer, Close),
    /// Take a user who is still away out of the rooms.
    LeaveRooms(String),
    /// Run control operations: a script after `sleep`, or the `do` of `on`.
    Operate(Vec<Value>),
}

/// How a frame leaves the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Compressed where the session agreed on it.
    Session,
    /// As is; the answer to PROVISION, after which compression starts.
    Login,
    /// As is.
    Wire,
}

/// The list of jobs.
#[derive(Default)]
pub(crate) struct Agenda {
    jobs: BTreeMap<(u64, u64), Job>,
    entered: u64,
}

impl Agenda {
    pub(crate) fn enter(&mut self, at: u64, job: Job) {
        self.entered += 1;
        self.jobs.insert((at, self.entered), job);
    }

    pub(crate) fn next(&self) -> Option<u64> {
        self.jobs.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: u64) -> Option<Job> {
        let first = self.jobs.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    pub(crate) fn clear(&mut self) {
        self.jobs.clear();
    }
}

//! What crossed the sockets and the REST face, kept for whoever asks.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::ring::{Limits, Ring};
use crate::server::Peer;
use crate::transcode::{self, Way};

/// One frame.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) at: u64,
    pub(crate) link: Peer,
    pub(crate) way: Way,
    pub(crate) user: Option<String>,
    pub(crate) device: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) bytes: Bytes,
}

/// Something that happened to a connection and is no frame.
#[derive(Clone)]
pub(crate) struct Mark {
    pub(crate) at: u64,
    pub(crate) link: Peer,
    pub(crate) user: Option<String>,
    pub(crate) device: Option<String>,
    pub(crate) what: What,
}

/// What a [`Mark`] tells.
#[derive(Clone)]
pub(crate) enum What {
    Opened,
    Closed(String),
    /// A fault changed what becomes of a frame: its kind, the way and the command of the frame.
    Fault(&'static str, Way, String),
}

/// The frames log, the REST log, what happened to connections, and the counters.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) frames: Ring<Frame>,
    pub(crate) calls: Ring<Value>,
    pub(crate) marks: Ring<Mark>,
    /// Entries of all three so far: what tells which of two came first.
    entered: u64,
    counters: BTreeMap<&'static str, u64>,
}

impl Record {
    pub(crate) fn frame(&mut self, frame: Frame, limits: Limits) {
        let weight = frame.bytes.len();
        let order = self.next();
        self.frames.push(order, frame, weight, limits);
    }

    pub(crate) fn call(&mut self, call: Value, weight: usize, limits: Limits) {
        let order = self.next();
        self.calls.push(order, call, weight, limits);
    }

    pub(crate) fn mark(&mut self, mark: Mark, limits: Limits) {
        let order = self.next();
        self.marks.push(order, mark, 0, limits);
    }

    /// Grows with every entry.
    pub(crate) fn entered(&self) -> u64 {
        self.entered
    }

    pub(crate) fn count(&mut self, what: &'static str, by: u64) {
        *self.counters.entry(what).or_default() += by;
    }

    pub(crate) fn counters(&self) -> Value {
        self.counters.iter().map(|(name, n)| ((*name).to_string(), json!(n))).collect()
    }

    pub(crate) fn clear(&mut self) {
        self.frames.clear();
        self.calls.clear();
        self.marks.clear();
        self.counters.clear();
    }

    fn next(&mut self) -> u64 {
        self.entered += 1;
        self.entered
    }
}

impl Frame {
    /// The frame as the control interface shows it.
    pub(crate) fn to_json(&self, explain: bool) -> Value {
        let decoded = self.decoded(&self.bytes);
        let mut shown = json!({
            "t": self.at,
            "dir": self.way.name(),
            "user": self.user,
            "error": decoded.get("error"),
            "hex": transcode::hex(&self.bytes),
        });
        if explain {
            shown["explain"] = json!(transcode::explain(&decoded));
        }
        shown["decoded"] = decoded;
        shown
    }

    /// These bytes of the frame as JSON, or why they are none.
    pub(crate) fn decoded(&self, bytes: &[u8]) -> Value {
        match &self.error {
            Some(error) => json!({ "error": error }),
            None => transcode::frame_to_json(self.way, bytes)
                .unwrap_or_else(|error| json!({ "error": error })),
        }
    }
}

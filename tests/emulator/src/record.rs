//! What crossed the sockets and the REST face, kept for whoever asks.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::transcode::{self, Way};

/// One frame.
pub(crate) struct Frame {
    pub(crate) at: u64,
    pub(crate) way: Way,
    pub(crate) user: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) bytes: Bytes,
}

/// The frames log, the REST log and the counters.
#[derive(Default)]
pub(crate) struct Record {
    frames: VecDeque<Frame>,
    calls: VecDeque<Value>,
    counters: BTreeMap<&'static str, u64>,
}

impl Record {
    pub(crate) fn frame(&mut self, frame: Frame, limit: usize) {
        self.frames.push_back(frame);
        while self.frames.len() > limit {
            self.frames.pop_front();
        }
    }

    pub(crate) fn call(&mut self, call: Value, limit: usize) {
        self.calls.push_back(call);
        while self.calls.len() > limit {
            self.calls.pop_front();
        }
    }

    pub(crate) fn count(&mut self, what: &'static str, by: u64) {
        *self.counters.entry(what).or_default() += by;
    }

    pub(crate) fn counters(&self) -> Value {
        self.counters.iter().map(|(name, n)| ((*name).to_string(), json!(n))).collect()
    }

    pub(crate) fn frames(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter()
    }

    pub(crate) fn clear_frames(&mut self) {
        self.frames.clear();
    }

    pub(crate) fn calls(&self) -> Value {
        self.calls.iter().cloned().collect()
    }

    pub(crate) fn clear_calls(&mut self) {
        self.calls.clear();
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Frame {
    /// The frame as the control interface shows it.
    pub(crate) fn to_json(&self, explain: bool) -> Value {
        let decoded = match &self.error {
            Some(error) => json!({ "error": error }),
            None => transcode::frame_to_json(self.way, &self.bytes)
                .unwrap_or_else(|error| json!({ "error": error })),
        };
        let mut shown = json!({
            "t": self.at,
            "dir": match self.way { Way::Up => "up", Way::Down => "down" },
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
}

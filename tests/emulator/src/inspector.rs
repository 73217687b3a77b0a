//! What the inspector shows: every frame, REST call and end of a connection, in order, without a
//! token or password in it.
//!
//! [`Server::entries`] reads the logs the server keeps anyway. A viewer holds nothing but its
//! place there, so however many look on and however slowly they read, the server needs no more
//! memory: who falls behind misses the oldest and is told how many.

pub(crate) mod mask;

use std::fmt;

use serde_json::{Value, json};

use crate::record::{Frame, Mark, What};
use crate::server::Server;
use crate::transcode;

/// Bytes of a frame or a REST call that are shown; of more than that only the size.
const SHOWN: usize = 64 * 1024;

/// Bytes of frames after which a stretch ends.
const STRETCH: usize = 1 << 20;

/// Accounts and groups of a snapshot.
const LISTED: usize = 500;

/// A viewer's place in each of the logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    frames: u64,
    calls: u64,
    marks: u64,
}

/// A stretch of the logs.
pub struct Entries {
    /// So many were dropped before this viewer came to read them.
    pub missed: u64,
    /// Where the next stretch begins.
    pub next: Place,
    entries: Vec<Entry>,
}

enum Entry {
    Frame(Frame),
    Call(Value),
    Mark(Mark),
}

impl Server {
    /// The entries from a place on, so many at most, oldest first.
    #[must_use]
    pub fn entries(&self, from: Place, most: usize) -> Entries {
        let record = &self.record;
        let from = from.within(self.end_of_log());
        let frames = record.frames.from(from.frames).map(|(n, it)| (n, Entry::Frame(it.clone())));
        let calls = record.calls.from(from.calls).map(|(n, it)| (n, Entry::Call(it.clone())));
        let marks = record.marks.from(from.marks).map(|(n, it)| (n, Entry::Mark(it.clone())));
        let mut all: Vec<_> =
            frames.take(most).chain(calls.take(most)).chain(marks.take(most)).collect();
        all.sort_by_key(|(order, _)| *order);
        let mut bytes = 0;
        let fits = all.iter().take_while(|(_, entry)| {
            let before = bytes;
            bytes += entry.weight();
            before < STRETCH
        });
        all.truncate(fits.count().min(most));
        let missed = record.frames.missed_from(from.frames)
            + record.calls.missed_from(from.calls)
            + record.marks.missed_from(from.marks);
        let mut next = Place {
            frames: from.frames.max(record.frames.start()),
            calls: from.calls.max(record.calls.start()),
            marks: from.marks.max(record.marks.start()),
        };
        for (_, entry) in &all {
            match entry {
                Entry::Frame(_) => next.frames += 1,
                Entry::Call(_) => next.calls += 1,
                Entry::Mark(_) => next.marks += 1,
            }
        }
        Entries { missed, next, entries: all.into_iter().map(|(_, entry)| entry).collect() }
    }

    /// The place from which so many entries of each log are left to read.
    #[must_use]
    pub fn last_entries(&self, count: u64) -> Place {
        let end = self.end_of_log();
        let back = |end: u64, start: u64| end.saturating_sub(count).max(start);
        Place {
            frames: back(end.frames, self.record.frames.start()),
            calls: back(end.calls, self.record.calls.start()),
            marks: back(end.marks, self.record.marks.start()),
        }
    }

    /// Accounts, sessions, queues, groups and faults in force.
    #[must_use]
    pub fn snapshot(&self) -> Value {
        self.state(LISTED)
    }

    /// Grows whenever there is something new to read.
    #[must_use]
    pub fn log_length(&self) -> u64 {
        self.record.entered()
    }

    fn end_of_log(&self) -> Place {
        let record = &self.record;
        let (frames, calls, marks) = (record.frames.end(), record.calls.end(), record.marks.end());
        Place { frames, calls, marks }
    }
}

impl Place {
    /// The place as a text, for a viewer to come back with.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}.{}.{}", self.frames, self.calls, self.marks)
    }

    /// Reads what [`Place::to_text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self { frames: next()?, calls: next()?, marks: next()? })
    }

    /// A place no log has reached is one of another server: that viewer starts over.
    fn within(self, end: Self) -> Self {
        let inside =
            self.frames <= end.frames && self.calls <= end.calls && self.marks <= end.marks;
        if inside { self } else { Self::default() }
    }
}

impl Entries {
    /// Whether there was nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.missed == 0
    }

    /// The stretch as the inspector's page reads it. Costs time: better done without a lock.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entries = self.entries.iter().map(|entry| match entry {
            Entry::Frame(frame) => frame_to_json(frame),
            Entry::Call(call) => call_to_json(call),
            Entry::Mark(mark) => mark_to_json(mark),
        });
        json!({ "missed": self.missed, "entries": entries.collect::<Vec<_>>() })
    }
}

impl Entry {
    /// About how many bytes of it are shown.
    fn weight(&self) -> usize {
        match self {
            Self::Frame(frame) => frame.bytes.len().min(SHOWN),
            Self::Call(call) => ["path", "request", "response"]
                .iter()
                .map(|name| call[*name].as_str().map_or(0, str::len))
                .sum(),
            Self::Mark(_) => 0,
        }
    }
}

fn frame_to_json(frame: &Frame) -> Value {
    let mut shown = json!({
        "kind": "frame",
        "t": frame.at,
        "link": frame.link.0,
        "user": frame.user,
        "device": frame.device,
        "dir": frame.way.name(),
        "size": frame.bytes.len(),
    });
    if frame.bytes.len() > SHOWN {
        shown["large"] = json!(true);
        return shown;
    }
    let bytes = mask::frame(frame);
    let decoded = frame.decoded(&bytes);
    shown["command"] = decoded["command"].clone();
    shown["about"] = json!(transcode::explain(&decoded));
    shown["error"] = decoded["error"].clone();
    shown["ns"] = json!(namespaces(&decoded));
    shown["ids"] = json!(ids(&decoded));
    shown["hex"] = json!(transcode::hex(&bytes));
    shown["decoded"] = decoded;
    shown
}

/// The metas a frame carries.
fn metas(decoded: &Value) -> impl Iterator<Item = &Value> {
    let payload = &decoded["payload"];
    let one = payload.get("meta").filter(|meta| meta.is_object());
    one.into_iter().chain(payload["metas"].as_array().into_iter().flatten())
}

/// The namespaces of the metas of a frame, each once.
fn namespaces(decoded: &Value) -> Vec<&str> {
    let mut names: Vec<_> =
        metas(decoded).map(|meta| meta["ns"].as_str().unwrap_or("STATISTIC")).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The ids a frame names: of its metas, and of the message it acknowledges.
fn ids(decoded: &Value) -> Vec<&str> {
    let payload = &decoded["payload"];
    let answered = ["metaId", "serverId"].map(|name| payload[name].as_str());
    let known = metas(decoded).map(|meta| meta["id"].as_str()).chain(answered);
    known.flatten().filter(|id| *id != "0").collect()
}

fn call_to_json(call: &Value) -> Value {
    let member = |name: &str| call.get(name).cloned().unwrap_or_default();
    let text = |name: &str| mask::json_text(call[name].as_str().unwrap_or_default());
    json!({
        "kind": "call",
        "t": member("t"),
        "user": member("user"),
        "method": member("method"),
        "path": mask::target(call["path"].as_str().unwrap_or_default()),
        "status": member("status"),
        "request": text("request"),
        "response": text("response"),
    })
}

fn mark_to_json(mark: &Mark) -> Value {
    let mut shown = json!({
        "kind": "mark",
        "t": mark.at,
        "link": mark.link.0,
        "user": mark.user,
        "device": mark.device,
    });
    match &mark.what {
        What::Opened => shown["what"] = json!("opened"),
        What::Closed(why) => {
            shown["what"] = json!("closed");
            shown["about"] = json!(why);
        }
        What::Fault(kind, way, command) => {
            shown["what"] = json!("fault");
            shown["fault"] = json!(kind);
            shown["dir"] = json!(way.name());
            shown["command"] = json!(command);
        }
    }
    shown
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries")
            .field("missed", &self.missed)
            .field("next", &self.next)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

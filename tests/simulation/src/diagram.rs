//! A world as a sequence diagram: a lane for the server and one for each person, an arrow for each
//! frame, a dot for everything else. As [text](Diagram::text) and as a [page](Diagram::page).

mod page;
mod spy;
mod text;

pub(crate) use spy::Spy;

use crate::network::Way;

/// What happened in a world, in order.
#[derive(Clone, Debug, Default)]
pub struct Diagram {
    /// People, in the order of their lanes.
    names: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    at: u64,
    /// Of a person; the world's weather has none.
    lane: Option<usize>,
    mark: Mark,
}

#[derive(Clone, Debug)]
enum Mark {
    Note(Mood, String),
    /// A frame leaves.
    Sent {
        way: Way,
        name: String,
        /// The row in which it arrives, if it does.
        arrives: Option<usize>,
    },
    /// The frame of that row arrives.
    Arrived(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Plain,
    Good,
    Fault,
    /// A rule is broken.
    Broken,
}

/// How notes begin that tell of something bad.
const FAULTS: [&str; 16] = [
    "crashes",
    "cannot keep",
    "cannot write",
    "loses link",
    "is gone for the server",
    "is offline",
    "Up goes silent",
    "Down goes silent",
    "is told Offline",
    "is told Malformed",
    "falls asleep",
    "loses the network",
    "goes to another machine",
    "has got no token",
    "the server is told",
    "the server restarts",
];
/// And of something good.
const JOYS: [&str; 6] = [
    "hears",
    "starts again",
    "is told Online",
    "is told that",
    "is awake again",
    "has got a token",
];

impl Mood {
    fn of(note: &str) -> Self {
        let begins = |with: &&str| note.starts_with(*with);
        match () {
            () if FAULTS.iter().any(&begins) => Self::Fault,
            () if JOYS.iter().any(begins) => Self::Good,
            () => Self::Plain,
        }
    }
}

impl Diagram {
    #[must_use]
    pub(crate) fn with_violations(mut self, violations: &[String]) -> Self {
        let at = self.rows.last().map_or(0, |row| row.at);
        for what in violations {
            let mark = Mark::Note(Mood::Broken, format!("RULE BROKEN: {what}"));
            self.rows.push(Row { at, lane: None, mark });
        }
        self
    }

    fn lane(&mut self, name: &str) -> Option<usize> {
        if name == "-" {
            return None;
        }
        let known = self.names.iter().position(|known| known == name);
        known.or_else(|| {
            self.names.push(name.into());
            Some(self.names.len() - 1)
        })
    }

    fn add(&mut self, at: u64, name: &str, mark: Mark) -> usize {
        let lane = self.lane(name);
        self.rows.push(Row { at, lane, mark });
        self.rows.len() - 1
    }
}

/// Seconds with milliseconds.
fn clock(at: u64) -> String {
    format!("{}.{:03}", at / 1_000, at % 1_000)
}

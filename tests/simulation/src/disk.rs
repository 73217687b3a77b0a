//! What outlives a process: lines of records, as a log in a file has them.
//!
//! A line is one write, and counts as a whole or not at all. A crash in the middle of a write tears
//! that line off; a failed write leaves nothing behind.

use easemob_core::Session;
use easemob_core::store::Record;

use crate::world::own_session;

/// Lines after which the log is written anew.
const LONG: usize = 24;

/// What an application lets outlive its process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: every process is a new device.
    Nothing,
    /// The session, whenever the client says that it has changed. Messages arrive at least once.
    Session,
    /// Every record, before what depends on it is sent: a [`Store`](easemob_core::store::Store).
    Store,
}

#[derive(Default)]
pub(crate) struct Disk {
    /// What is below the lines. It is written out when it is read: that is seldom, and it is long.
    whole: Option<Session>,
    /// JSON, so that what is kept is what can be read.
    lines: Vec<String>,
    /// Kept at the next opportunity.
    pub(crate) waiting: Vec<Record>,
    /// What was kept is behind: the whole session is due before anything is sent.
    pub(crate) behind: bool,
    /// So many writes fail from now on.
    pub(crate) failing: u64,
}

impl Disk {
    /// Whether there is anything to write before an effect, which may be one that sends.
    pub(crate) fn is_due(&self, sends: bool) -> bool {
        !self.waiting.is_empty() || (self.behind && sends)
    }

    /// Writes what waits; the whole session, where that is due. `false` when the disk refuses.
    pub(crate) fn write(&mut self, session: &Session) -> bool {
        let records = std::mem::take(&mut self.waiting);
        if self.failing > 0 {
            self.failing -= 1;
            self.behind = true;
            return false;
        }
        if self.behind || self.lines.len() >= LONG {
            self.replace(session);
        } else {
            self.append(&records);
        }
        self.behind = false;
        true
    }

    /// Puts this session in the place of everything.
    pub(crate) fn replace(&mut self, session: &Session) {
        self.lines.clear();
        self.whole = Some(own_session(session));
    }

    fn append(&mut self, records: &[Record]) {
        self.lines.push(serde_json::to_string(records).expect("records can be written"));
    }

    /// The process is gone, and with it what waited in its memory.
    pub(crate) fn lose_power(&mut self) {
        self.waiting.clear();
        self.behind = false;
    }

    /// What a new process finds.
    pub(crate) fn read(&self) -> Option<Session> {
        let whole = self.whole.as_ref().map(|whole| {
            let json = serde_json::to_string(whole).expect("sessions can be written");
            serde_json::from_str(&json).expect("what was written")
        });
        let mut session: Option<Session> = whole;
        for line in &self.lines {
            let records: Vec<Record> = serde_json::from_str(line).expect("what was written");
            session = records.into_iter().fold(session, Session::folded);
        }
        session
    }
}

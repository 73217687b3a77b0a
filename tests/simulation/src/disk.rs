//! What outlives a process: lines of records, as a log in a file has them.
//!
//! A line is one write, and counts as a whole or not at all. A crash in the middle of a write tears
//! that line off; a failed write leaves nothing behind.

use easemob_core::Session;
use easemob_core::store::{Record, Store};

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

/// Opens a user's store: it, and what was kept in it.
type Open = Box<dyn FnMut() -> (Box<dyn Store>, Option<Session>)>;

/// A store of a user's own.
pub(crate) struct Own {
    open: Open,
    store: Option<Box<dyn Store>>,
}

impl Own {
    pub(crate) fn new(open: Open) -> Self {
        Self { open, store: None }
    }

    fn store(&mut self) -> &mut dyn Store {
        &mut **self.store.get_or_insert_with(|| (self.open)().0)
    }
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
    /// Read in the place of the lines.
    pub(crate) own: Option<Own>,
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
        let own_keeps = self.own.as_mut().is_none_or(|own| {
            let store = own.store();
            let whole = self.behind || store.is_long();
            if whole { store.replace(session) } else { store.append(&records) }.is_ok()
        });
        // Beside a user's store too: the oracle wants to know what it should have kept.
        if own_keeps && (self.behind || self.lines.len() >= LONG) {
            self.replace(session);
        } else if own_keeps {
            self.append(&records);
        }
        self.behind = !own_keeps;
        own_keeps
    }

    /// Puts this session in the place of everything.
    pub(crate) fn replace(&mut self, session: &Session) {
        self.lines.clear();
        self.whole = Some(own_session(session));
    }

    fn append(&mut self, records: &[Record]) {
        self.lines.push(serde_json::to_string(records).expect("records can be written"));
    }

    /// It stays behind.
    pub(crate) fn wipe(&mut self) {
        *self = Self::default();
    }

    /// The process is gone, and with it what waited in its memory.
    pub(crate) fn lose_power(&mut self) {
        self.waiting.clear();
        self.behind = false;
        if let Some(own) = &mut self.own {
            own.store = None;
        }
    }

    /// What a new process finds, in a user's store or in the lines.
    pub(crate) fn open(&mut self) -> Option<Session> {
        let Some(own) = &mut self.own else { return self.read() };
        let (store, kept) = (own.open)();
        own.store = Some(store);
        kept
    }

    /// What was kept.
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

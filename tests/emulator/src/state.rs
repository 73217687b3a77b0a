//! What outlives the process: accounts with their contacts, tokens, groups, rooms and threads,
//! queues, history and files.
//!
//! [`Server::changes`] tells what to write down; whoever does, does so before the pushes that
//! follow are handed out, and nothing that was acknowledged is lost. What belongs to connections
//! ends with them: sessions, faults, triggers, logs, and uploads whose parts are not complete.

use crate::kept::Table;
use crate::random::Random;
use crate::server::Server;

/// An entry of the state: a table, a key and a value. Only its store needs to look inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the table.
    pub table: &'static str,
    /// Key in the table.
    pub key: Vec<u8>,
    /// The value; `None` if the entry is gone.
    pub value: Option<Vec<u8>>,
}

/// Why an entry cannot be put back.
#[derive(Debug, thiserror::Error)]
pub enum BadEntry {
    /// No table has that name.
    #[error("there is no table {0:?}")]
    UnknownTable(String),
    /// The table cannot read it.
    #[error("an entry of {table:?} cannot be read: {why}")]
    Unreadable {
        /// The table.
        table: String,
        /// What was wrong.
        why: String,
    },
}

impl Server {
    /// Remembers changes from now on, for [`Server::changes`]. What was put back has used up chance:
    /// from here on the server draws from `seed` and from how far it had come.
    pub fn follow_changes(&mut self, seed: u64) {
        let drawn = self.next_id.get(&()).copied().unwrap_or_default();
        self.random = Random::new(seed ^ drawn);
        self.tables().into_iter().for_each(|(_, table)| table.follow());
    }

    /// What changed since the last call.
    pub fn changes(&mut self) -> Vec<Change> {
        let tables = self.tables().into_iter();
        let changes = tables.flat_map(|(table, kept)| {
            let changes = kept.changes().into_iter();
            changes.map(move |(key, value)| Change { table, key, value })
        });
        changes.collect()
    }

    /// Puts back an entry that a store holds.
    ///
    /// # Errors
    /// [`BadEntry`] if it is none of this server's.
    pub fn restore(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), BadEntry> {
        let mut tables = self.tables().into_iter();
        let Some((_, kept)) = tables.find(|(name, _)| *name == table) else {
            return Err(BadEntry::UnknownTable(table.into()));
        };
        kept.restore(key, value).map_err(|error| {
            let why = error.to_string();
            BadEntry::Unreadable { table: table.into(), why }
        })
    }

    fn tables(&mut self) -> [(&'static str, &mut dyn Table); 17] {
        let [subscribers, published] = self.presences.tables();
        let [settings, languages] = self.silent.tables();
        let [messages, conversations] = self.archive.tables();
        [
            ("accounts", self.accounts.table()),
            ("tokens", self.tokens.table()),
            ("mailboxes", self.mailboxes.table()),
            ("groups", self.groups.table()),
            ("presence.subscribers", subscribers),
            ("presence.published", published),
            ("sent", self.messages.table()),
            ("missedReads", &mut self.missed_reads),
            ("archive.messages", messages),
            ("archive.conversations", conversations),
            ("reactions", self.reactions.table()),
            ("pins", self.pins.table()),
            ("silent.settings", settings),
            ("silent.languages", languages),
            ("rtcUids", &mut self.rtc_uids),
            ("files", self.files.table()),
            ("nextId", &mut self.next_id),
        ]
    }
}

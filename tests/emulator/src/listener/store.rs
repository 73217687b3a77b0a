//! The state in a file: a redb database, written before anything is acknowledged.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::server::Server;
use crate::state::Change;

/// What the file says of itself.
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("easemob-emulator");

/// Entries by table and key.
const ENTRIES: TableDefinition<'_, (&str, &[u8]), &[u8]> = TableDefinition::new("entries");

/// Version of what is in the file; another one is not read.
const FORMAT: &str = "1";

/// An open file.
pub(crate) struct Store {
    database: Database,
}

/// Why a file cannot be used, or an entry not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("--state {}: {why}; the file was left as it is", path.display())]
    Unusable { path: PathBuf, why: String },
    #[error("the state cannot be written: {0}")]
    Write(#[from] redb::Error),
    #[error("the state cannot be written: {0}")]
    Damaged(String),
}

impl Store {
    /// Opens a file, makes it if there is none, and puts what it holds into the server.
    pub(crate) fn open(path: &Path, server: &mut Server, seed: u64) -> Result<Self, StoreError> {
        let unusable = |why: String| StoreError::Unusable { path: path.into(), why };
        let is_new = fs::metadata(path).map_or(true, |it| it.is_file() && it.len() == 0);
        let opened = || {
            let database = if is_new { Database::create(path) } else { Database::open(path) };
            let store = Self { database: database.map_err(|error| error.to_string())? };
            let app_key = server.config().app_key.clone();
            if is_new {
                store.describe(&app_key).map_err(|error| error.to_string())?;
            } else {
                store.check(&app_key)?;
                store.read(server)?;
            }
            Ok(store)
        };
        let store = unpanicked(opened).unwrap_or_else(Err).map_err(unusable)?;
        server.follow_changes(seed);
        Ok(store)
    }

    /// Writes changes down, all or none; what is as it was is not written again.
    pub(crate) fn write(&self, changes: &[Change]) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        unpanicked(|| self.write_all(changes)).unwrap_or_else(|why| Err(StoreError::Damaged(why)))
    }

    fn write_all(&self, changes: &[Change]) -> Result<(), StoreError> {
        if self.holds(changes)? {
            return Ok(());
        }
        let transaction = self.database.begin_write().map_err(redb::Error::from)?;
        {
            let mut entries = transaction.open_table(ENTRIES).map_err(redb::Error::from)?;
            for Change { table, key, value } in changes {
                let key = (*table, key.as_slice());
                match value {
                    Some(value) => entries.insert(key, value.as_slice()).map(drop),
                    None => entries.remove(key).map(drop),
                }
                .map_err(redb::Error::from)?;
            }
        }
        transaction.commit().map_err(redb::Error::from)?;
        Ok(())
    }

    /// Whether the file says all of this already.
    fn holds(&self, changes: &[Change]) -> Result<bool, StoreError> {
        let transaction = self.database.begin_read().map_err(redb::Error::from)?;
        let entries = transaction.open_table(ENTRIES).map_err(redb::Error::from)?;
        for Change { table, key, value } in changes {
            let kept = entries.get((*table, key.as_slice())).map_err(redb::Error::from)?;
            if kept.as_ref().map(|kept| kept.value()) != value.as_deref() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn describe(&self, app_key: &str) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(redb::Error::from)?;
        {
            let mut about = transaction.open_table(ABOUT).map_err(redb::Error::from)?;
            about.insert("format", FORMAT).map_err(redb::Error::from)?;
            about.insert("appKey", app_key).map_err(redb::Error::from)?;
            transaction.open_table(ENTRIES).map_err(redb::Error::from)?;
        }
        transaction.commit().map_err(redb::Error::from)?;
        Ok(())
    }

    /// Whether the file is one of this version and this app.
    fn check(&self, app_key: &str) -> Result<(), String> {
        let transaction = self.database.begin_read().map_err(|error| error.to_string())?;
        let about = transaction.open_table(ABOUT);
        let about = about.map_err(|_| "it is a database, but of another program".to_owned())?;
        let fact = |name: &str| {
            let kept = about.get(name).map_err(|error| error.to_string())?;
            Ok::<_, String>(kept.map_or_else(String::new, |kept| kept.value().to_owned()))
        };
        match (fact("format")?, fact("appKey")?) {
            (format, _) if format != FORMAT => {
                Err(format!("its format is {format:?}, this program reads {FORMAT:?}"))
            }
            (_, kept) if kept != app_key => {
                Err(format!("it holds the app {kept:?}, this server is {app_key:?}"))
            }
            _ => Ok(()),
        }
    }

    fn read(&self, server: &mut Server) -> Result<(), String> {
        let transaction = self.database.begin_read().map_err(|error| error.to_string())?;
        let entries = transaction.open_table(ENTRIES).map_err(|error| error.to_string())?;
        for entry in entries.iter().map_err(|error| error.to_string())? {
            let (key, value) = entry.map_err(|error| error.to_string())?;
            let (table, key) = key.value();
            server.restore(table, key, value.value()).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// Does something with the database. It asserts what a damaged file does not hold; that is no
/// reason to leave without a word.
fn unpanicked<T>(what: impl FnOnce() -> T) -> Result<T, String> {
    let done = panic::catch_unwind(AssertUnwindSafe(what));
    done.map_err(|_| "it is damaged".to_owned())
}

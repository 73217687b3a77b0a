//! Loses and repeats nothing, whatever becomes of the process: kill it while it runs, start it again,
//! and the journal has every message once.
//!
//! Each message is written into EASEMOB_JOURNAL and committed after; the store beside it remembers
//! what was committed, and the session, so that only the first start needs EASEMOB_PASSWORD.
//! EASEMOB_APP_KEY and EASEMOB_USER as always.

mod account;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;

use account::{Failure, variable};
use easemob_tokio::core::{Body, Commit, Event, Message};
use easemob_tokio::{Connection, FileStore, Tokio};

/// The application's own record: a line a message, `id from text`.
struct Journal {
    file: File,
    known: BTreeSet<String>,
}

impl Journal {
    fn open(path: &str) -> std::io::Result<Self> {
        let written = fs::read_to_string(path).unwrap_or_default();
        let known = written.lines().filter_map(|line| line.split(' ').next());
        Ok(Self {
            known: known.map(str::to_owned).collect(),
            file: OpenOptions::new().create(true).append(true).open(path)?,
        })
    }

    /// Between this and the commit the process may end: then the message comes again, and is known.
    fn write(&mut self, message: &Message) -> std::io::Result<()> {
        let Body::Text(text) = &message.body else { return Ok(()) };
        if self.known.insert(message.id.to_string()) {
            writeln!(self.file, "{} {} {text}", message.id, message.from.name)?;
            self.file.sync_data()?;
            println!("{}: {text}", message.from.name);
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let path = variable("EASEMOB_JOURNAL")?;
    let mut journal = Journal::open(&path)?;
    let (store, kept) = FileStore::open(format!("{path}.store"))?;

    let mut config = account::config()?;
    config.commit = Commit::Manual;
    let mut connection = Connection::with_store(config, kept, Tokio::default(), store)?;
    match connection.resume() {
        Ok(()) => println!("going on"),
        Err(_) => connection.login(account::credentials()?)?,
    }
    loop {
        match connection.next().await {
            Event::Online(online) => println!("online as {}", online.user),
            Event::Message(message) => match journal.write(&message) {
                Ok(()) => connection.commit(message.delivery),
                Err(failed) => {
                    println!("not written, to come again: {failed}");
                    connection.refuse(message.delivery);
                }
            },
            Event::StoreFailed(failed) => println!("the store: {failed}"),
            Event::Offline(why) => return Err(why.into()),
            _ => {}
        }
    }
}

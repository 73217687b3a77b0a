//! The mailbox of each user, made when first needed.

use crate::kept::{Kept, Table};
use crate::queues::Mailbox;

/// All mailboxes by user.
#[derive(Default)]
pub(crate) struct Mailboxes(Kept<String, Mailbox>);

impl Mailboxes {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn get(&self, user: &str) -> Option<&Mailbox> {
        self.0.get(user)
    }

    pub(crate) fn of(&mut self, user: &str) -> &mut Mailbox {
        self.0.entry(user.into()).or_default()
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    pub(crate) fn purge(&mut self, user: &str) {
        if user == "*" {
            self.0.clear();
        } else {
            self.0.remove(user);
        }
    }
}

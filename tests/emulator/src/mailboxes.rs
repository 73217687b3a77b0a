//! The mailbox of each user, made when first needed.

use std::collections::BTreeMap;

use crate::queues::Mailbox;

/// All mailboxes by user.
#[derive(Default)]
pub(crate) struct Mailboxes(BTreeMap<String, Mailbox>);

impl Mailboxes {
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

//! Access tokens and how long they live.

use serde::{Deserialize, Serialize};

use crate::kept::{Kept, Table};

/// Whom a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) user: String,
    /// Of the app itself, which may act for every user.
    pub(crate) app: bool,
    /// Unix milliseconds.
    pub(crate) expires: u64,
}

/// All tokens ever given.
#[derive(Default)]
pub(crate) struct Tokens(Kept<String, Grant>);

impl Grant {
    pub(crate) fn speaks_for(&self, user: &str) -> bool {
        self.app || self.user == user
    }
}

impl Tokens {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn give(&mut self, token: String, user: &str, expires: u64) {
        self.0.insert(token, Grant { user: user.into(), app: false, expires });
    }

    pub(crate) fn give_to_app(&mut self, token: String, expires: u64) {
        self.0.insert(token, Grant { user: String::new(), app: true, expires });
    }

    pub(crate) fn get(&self, token: &str) -> Option<&Grant> {
        self.0.get(token)
    }

    /// Lets one token end at `at`; whether it was known.
    pub(crate) fn expire(&mut self, token: &str, at: u64) -> bool {
        self.0.get_mut(token).map(|grant| grant.expires = at).is_some()
    }

    /// Lets every token of a user end at `at`.
    pub(crate) fn expire_all_of(&mut self, user: &str, at: u64) -> usize {
        let grants = self.0.values_mut().filter(|grant| user == "*" || grant.user == user);
        grants.map(|grant| grant.expires = at).count()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

//! Who may log in, and whom they know.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kept::{Kept, Table};

/// One account.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) uuid: String,
    /// None: any password is right.
    pub(crate) password: Option<String>,
    pub(crate) nickname: String,
    pub(crate) created: u64,
    /// Contacts and the remark this account gave them.
    pub(crate) contacts: BTreeMap<String, Option<String>>,
    /// Who may not write to this account.
    pub(crate) blocked: BTreeSet<String>,
    /// Who asked to become a contact and has no answer yet.
    pub(crate) requests: BTreeSet<String>,
    /// What the user says of themselves.
    pub(crate) profile: Map<String, Value>,
    pub(crate) push: Vec<PushDevice>,
    /// Switches of notifications, by the names clients give them.
    pub(crate) switches: Map<String, Value>,
}

/// A device that is told of messages while it is offline.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PushDevice {
    pub(crate) device: String,
    pub(crate) token: String,
    pub(crate) notifier: String,
}

/// All accounts by name.
#[derive(Default)]
pub(crate) struct Accounts(Kept<String, Account>);

/// Why a password was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrongPassword {
    NoAccount,
    Mismatch,
}

impl Accounts {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Account> {
        self.0.get(name)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Account)> {
        self.0.iter()
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Account> {
        self.0.get_mut(name)
    }

    /// Creates an account; an existing one is left as it is.
    pub(crate) fn create(&mut self, name: &str, account: impl FnOnce() -> Account) -> bool {
        if self.0.contains_key(name) {
            return false;
        }
        self.0.insert(name.into(), account());
        true
    }

    /// The account a name and a password belong to; without a password, any is right.
    pub(crate) fn check(
        &self,
        name: &str,
        password: Option<&str>,
    ) -> Result<&Account, WrongPassword> {
        let account = self.0.get(name).ok_or(WrongPassword::NoAccount)?;
        match (&account.password, password) {
            (Some(right), Some(given)) if right != given => Err(WrongPassword::Mismatch),
            _ => Ok(account),
        }
    }

    /// Makes two accounts contacts of each other.
    pub(crate) fn befriend(&mut self, one: &str, other: &str) {
        for (user, peer) in [(one, other), (other, one)] {
            if let Some(account) = self.0.get_mut(user) {
                account.contacts.entry(peer.into()).or_default();
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

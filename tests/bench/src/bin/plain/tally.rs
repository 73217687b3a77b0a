//! Messages of all bots, counted.

use std::cell::Cell;

use serde_json::json;

use crate::order;

/// How many messages are still waited for, and which order asks.
#[derive(Default)]
pub(crate) struct Tally {
    left: Cell<u64>,
    asked_by: Cell<u64>,
}

impl Tally {
    pub(crate) fn begin(&self, id: u64, n: u64) {
        self.left.set(n);
        self.asked_by.set(id);
        order::say(&json!({ "event": "_counting" }));
    }

    /// One message has come.
    pub(crate) fn count(&self) {
        match self.left.get() {
            0 => {}
            1 => {
                self.left.set(0);
                order::answer(self.asked_by.get(), Ok(()));
            }
            left => self.left.set(left - 1),
        }
    }
}

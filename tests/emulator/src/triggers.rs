//! `on`: operations that run when something happens.

use serde_json::Value;

use crate::agenda::Job;
use crate::server::Server;

/// One `on`.
pub(crate) struct Trigger {
    pub(crate) event: String,
    /// A user, or `*`.
    pub(crate) user: String,
    pub(crate) after: u64,
    /// So often; None: always.
    pub(crate) times: Option<u64>,
    pub(crate) operations: Vec<Value>,
}

/// All of them, oldest first.
#[derive(Default)]
pub(crate) struct Triggers(Vec<Trigger>);

impl Triggers {
    pub(crate) fn add(&mut self, trigger: Trigger) {
        if trigger.times != Some(0) {
            self.0.push(trigger);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The operations to run, and after how many milliseconds.
    fn hit(&mut self, event: &str, user: &str) -> Vec<(u64, Vec<Value>)> {
        let mut hits = Vec::new();
        self.0.retain_mut(|trigger| {
            if trigger.event != event || (trigger.user != "*" && trigger.user != user) {
                return true;
            }
            hits.push((trigger.after, inherit(&trigger.operations, user)));
            let left = trigger.times.as_mut().map(|times| {
                *times -= 1;
                *times
            });
            left != Some(0)
        });
        hits
    }
}

impl Server {
    /// Something happened to a user.
    pub(crate) fn fire(&mut self, event: &str, user: &str) {
        for (after, operations) in self.triggers.hit(event, user) {
            self.agenda.enter(self.now.saturating_add(after), Job::Operate(operations));
        }
    }
}

/// Operations without a user of their own are about the user it happened to.
fn inherit(operations: &[Value], user: &str) -> Vec<Value> {
    let mut operations = operations.to_vec();
    for operation in operations.iter_mut().filter_map(Value::as_object_mut) {
        operation.entry("user").or_insert_with(|| user.into());
    }
    operations
}

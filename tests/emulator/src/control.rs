//! The control interface: operations as JSON, in tests' hands.
//!
//! One operation or an array of them. Whatever is wrong with one is named; nothing of it has
//! happened then. Unknown members are ignored.

mod accounts;
mod args;
mod content;
mod events;
mod faults;
mod links;
mod observe;

use serde_json::{Value, json};

use crate::agenda::Job;
use crate::server::Server;
use args::Args;

/// Why an operation was not done. Its text names what was wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// The text is not JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// Something else than an object where an operation belongs.
    #[error("an operation is an object like {{\"op\":\"state\"}}, not {0}")]
    NotAnObject(String),
    /// No `op`.
    #[error("the operation has no \"op\"")]
    NoOperation,
    /// An `op` nobody knows.
    #[error("unknown operation {0:?}")]
    UnknownOperation(String),
    /// A member that has to be there is not.
    #[error("{op}: {member:?} is missing")]
    Missing {
        /// The operation.
        op: String,
        /// The member.
        member: String,
    },
    /// A member has a value that cannot be used.
    #[error("{op}: {member:?} must be {expected}")]
    Wrong {
        /// The operation.
        op: String,
        /// The member.
        member: String,
        /// What it has to be.
        expected: String,
    },
    /// The operation is about something that does not exist.
    #[error("{op}: {what}")]
    Unknown {
        /// The operation.
        op: String,
        /// What does not exist.
        what: String,
    },
    /// One of several operations failed; those before it are done, those after it are not.
    #[error("operation {index}: {error}")]
    InBatch {
        /// Its place, from 0.
        index: usize,
        /// What was wrong with it.
        error: Box<ControlError>,
    },
}

/// Operations as a request states them.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The operations.
    pub operations: Vec<Value>,
    /// Whether they came as an array, so that the answer is one too.
    pub many: bool,
}

impl Batch {
    /// Reads a request: one operation or an array of them.
    ///
    /// # Errors
    /// [`ControlError::NotJson`].
    pub fn parse(text: &[u8]) -> Result<Self, ControlError> {
        let value: Value = serde_json::from_slice(text)
            .map_err(|error| ControlError::NotJson(error.to_string()))?;
        Ok(match value {
            Value::Array(operations) => Self { operations, many: true },
            one => Self { operations: vec![one], many: false },
        })
    }

    /// Reads a script: a JSON array, or one operation a line.
    ///
    /// # Errors
    /// [`ControlError::NotJson`], with the line.
    pub fn parse_script(text: &str) -> Result<Self, ControlError> {
        if text.trim_start().starts_with('[') {
            return Self::parse(text.as_bytes());
        }
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let operations = lines.map(|(number, line)| {
            let parsed = serde_json::from_str(line);
            parsed.map_err(|e| ControlError::NotJson(format!("line {}: {e}", number + 1)))
        });
        Ok(Self { operations: operations.collect::<Result<_, _>>()?, many: true })
    }

    /// Names the place of a failed operation, if there are several.
    #[must_use]
    pub fn place(&self, index: usize, error: ControlError) -> ControlError {
        if self.many { ControlError::InBatch { index, error: Box::new(error) } } else { error }
    }

    /// The answer to the whole request.
    #[must_use]
    pub fn answer(&self, mut results: Vec<Value>) -> Value {
        if self.many { Value::Array(results) } else { results.pop().unwrap_or_default() }
    }
}

/// The pause an operation asks for: `sleep {ms}`.
#[must_use]
pub fn pause(operation: &Value) -> Option<u64> {
    let sleeps = operation.get("op")?.as_str()? == "sleep";
    sleeps.then(|| operation.get("ms").and_then(Value::as_u64)).flatten()
}

/// Every operation [`Server::operate`] knows.
const OPERATIONS: [&str; 34] = [
    "user",
    "users",
    "contact",
    "group",
    "token",
    "expireToken",
    "config",
    "drop",
    "kick",
    "hang",
    "refuse",
    "fault",
    "clearFaults",
    "garbage",
    "truncated",
    "again",
    "raw",
    "wire",
    "text",
    "down",
    "inject",
    "blast",
    "muc",
    "roster",
    "notify",
    "frames",
    "hosts",
    "rest",
    "state",
    "counters",
    "sleep",
    "purge",
    "reset",
    "on",
];

/// Whether there is such an operation: for those that run later, when there is no one to tell.
fn exists(args: &Args<'_>) -> Result<(), ControlError> {
    if OPERATIONS.contains(&args.op) {
        Ok(())
    } else {
        Err(ControlError::UnknownOperation(args.op.into()))
    }
}

impl Server {
    /// Answers a request to the control interface with a status and a JSON body. After a `sleep`
    /// the rest runs when its time has come; it is answered by `{"deferred":true}`.
    pub fn control(&mut self, now: u64, request: &[u8]) -> (u16, Vec<u8>) {
        let answer = Batch::parse(request).and_then(|batch| self.operate_all(now, &batch));
        let (status, body) = match answer {
            Ok(answer) => (200, answer),
            Err(error) => (400, json!({ "error_description": error.to_string() })),
        };
        (status, body.to_string().into_bytes())
    }

    /// Does one operation. A `sleep` alone does nothing: see [`pause`].
    ///
    /// # Errors
    /// [`ControlError`] names what was wrong.
    pub fn operate(&mut self, now: u64, operation: &Value) -> Result<Value, ControlError> {
        self.tick(now);
        let answer = self.obey_operation(&Args::read(operation)?);
        self.tick(now);
        answer
    }

    /// Runs operations put off by `sleep` or `on`. There is no one to tell of an error but the
    /// counters.
    pub(crate) fn operate_later(&mut self, operations: Vec<Value>) {
        let mut operations = operations.into_iter();
        while let Some(operation) = operations.next() {
            if let Some(ms) = pause(&operation) {
                let rest = Job::Operate(operations.collect());
                return self.agenda.enter(self.now.saturating_add(ms), rest);
            }
            let done = Args::read(&operation).and_then(|args| self.obey_operation(&args));
            if done.is_err() {
                self.record.count("failedOperations", 1);
            }
        }
    }

    pub(crate) fn operate_all(&mut self, now: u64, batch: &Batch) -> Result<Value, ControlError> {
        let mut results = Vec::new();
        for (index, operation) in batch.operations.iter().enumerate() {
            results.push(self.operate(now, operation).map_err(|e| batch.place(index, e))?);
            if let Some(ms) = pause(operation) {
                let rest = batch.operations[index + 1..].to_vec();
                results.extend(rest.iter().map(|_| json!({ "deferred": true })));
                self.agenda.enter(self.now.saturating_add(ms), Job::Operate(rest));
                break;
            }
        }
        Ok(batch.answer(results))
    }

    fn obey_operation(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        match args.op {
            "user" => self.op_user(args),
            "users" => self.op_users(args),
            "contact" => self.op_contact(args),
            "group" => self.op_group(args),
            "token" => self.op_token(args),
            "expireToken" => self.op_expire_token(args),
            "config" => self.op_config(args),
            "drop" => self.op_drop(args),
            "kick" => self.op_kick(args),
            "hang" => self.op_hang(args),
            "refuse" => self.op_refuse(args),
            "fault" => self.op_fault(args),
            "clearFaults" => self.op_clear_faults(args),
            "garbage" => self.op_garbage(args),
            "truncated" => self.op_truncated(args),
            "again" => self.for_each_session(args, Self::serve_again),
            "hosts" => self.op_hosts(args),
            "raw" | "wire" => self.op_raw(args),
            "text" => self.op_text(args),
            "down" => self.op_down(args),
            "inject" => self.op_inject(args),
            "blast" => self.op_blast(args),
            "muc" => self.op_muc(args),
            "roster" => self.op_roster(args),
            "notify" => self.op_notify(args),
            "frames" => self.op_frames(args),
            "rest" => self.op_rest(args),
            "state" => Ok(self.state()),
            "counters" => Ok(self.record.counters()),
            "sleep" => args.number("ms").map(|_| json!({})),
            "purge" => self.op_purge(args),
            "reset" => Ok(self.op_reset()),
            "on" => self.op_on(args),
            unknown => Err(ControlError::UnknownOperation(unknown.into())),
        }
    }
}

//! The control interface: operations as JSON, in tests' hands.
//!
//! One operation or an array of them. Whatever is wrong with one is named; nothing of it has
//! happened then. Unknown members are ignored.

mod accounts;
mod args;
pub(crate) mod catalog;
mod content;
mod events;
mod faults;
mod links;
mod observe;
mod operations;

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

/// Every operation and every kind of fault, with what it does and what it takes: `operations` and
/// `faults`, each a list of `{name,does:{en,zh},members:[{name,takes,choices,required,example}]}`.
/// Whatever is made from it has everything there is.
#[must_use]
pub fn operations() -> Value {
    catalog::to_json()
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
        (catalog::find(args.op)?.run)(self, args)
    }
}

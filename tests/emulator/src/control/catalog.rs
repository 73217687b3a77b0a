//! The form of an operation: its name, what it does in two languages, and what it takes.
//!
//! The dispatcher runs what is listed in this form and nothing else, so whoever shows the list
//! shows everything there is.

use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use super::faults::KINDS;
use super::operations::OPERATIONS;
use crate::faults::Act;
use crate::server::Server;

/// Something the control interface does.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) section: &'static str,
    pub(crate) does: Words,
    pub(crate) members: &'static [Member],
    pub(crate) run: fn(&mut Server, &Args<'_>) -> Result<Value, ControlError>,
}

/// A way to misbehave, as the operation `fault` takes it.
pub(crate) struct FaultKind {
    pub(crate) name: &'static str,
    pub(crate) does: Words,
    pub(crate) members: &'static [Member],
    pub(crate) make: fn(&Args<'_>) -> Result<Act, ControlError>,
}

/// A sentence in English and in Chinese.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) &'static str, pub(crate) &'static str);

/// A member of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) required: bool,
    /// A value that can be sent as it is, as JSON.
    pub(crate) example: &'static str,
}

/// What a member takes.
#[derive(Clone, Copy)]
pub(crate) enum Takes {
    /// The name of an account.
    User,
    /// The same, or `*` for everybody.
    Users,
    Text,
    Number,
    Flag,
    Json,
    OneOf(&'static [&'static str]),
    /// A name out of a table of the protocol.
    Named(&'static [(&'static str, i32)]),
}

/// A member that has to be there.
pub(crate) const fn need(name: &'static str, takes: Takes, example: &'static str) -> Member {
    Member { name, takes, required: true, example }
}

/// A member that may be left out.
pub(crate) const fn may(name: &'static str, takes: Takes, example: &'static str) -> Member {
    Member { name, takes, required: false, example }
}

/// The operation of that name.
pub(super) fn find(name: &str) -> Result<&'static Operation, ControlError> {
    let found = OPERATIONS.iter().find(|operation| operation.name == name);
    found.ok_or_else(|| ControlError::UnknownOperation(name.into()))
}

/// Every operation and every kind of fault, as forms are made of them.
pub(crate) fn to_json() -> Value {
    let operations = OPERATIONS.iter().map(|operation| {
        let mut shown = form(operation.name, operation.does, operation.members);
        shown["section"] = json!(operation.section);
        shown
    });
    let faults = KINDS.iter().map(|kind| form(kind.name, kind.does, kind.members));
    json!({
        "operations": operations.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
    })
}

fn form(name: &str, does: Words, members: &[Member]) -> Value {
    json!({
        "name": name,
        "does": { "en": does.0, "zh": does.1 },
        "members": members.iter().map(|member| member.to_json()).collect::<Vec<_>>(),
    })
}

impl Member {
    fn to_json(self) -> Value {
        json!({
            "name": self.name,
            "takes": self.takes.name(),
            "choices": self.takes.choices(),
            "required": self.required,
            "example": serde_json::from_str::<Value>(self.example).unwrap_or_default(),
        })
    }
}

impl Takes {
    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Users => "users",
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Json => "json",
            Self::OneOf(_) | Self::Named(_) => "choice",
        }
    }

    fn choices(self) -> Option<Vec<&'static str>> {
        match self {
            Self::OneOf(names) => Some(names.to_vec()),
            Self::Named(table) => Some(table.iter().map(|(name, _)| *name).collect()),
            _ => None,
        }
    }
}

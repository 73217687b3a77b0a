//! One line in: a command, or what is wrong with it.

use serde_json::value::RawValue;

use crate::json::{Members, string};
use crate::problem::Problem;

/// Fields whose values are never shown.
const SECRET: [&str; 4] = ["pwd", "pwd_env", "token", "token_env"];

/// A command with its fields as they were written.
#[derive(Debug)]
pub(crate) struct Command<'a> {
    pub(crate) name: String,
    pub(crate) id: Id,
    pub(crate) fields: Members<'a>,
}

/// The caller's id of a command: any JSON value, given back as it came.
#[derive(Clone, Debug)]
pub(crate) struct Id(pub(crate) Box<RawValue>);

impl Id {
    pub(crate) fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }
}

impl<'a> Command<'a> {
    /// Reads a line; `None` when it is blank.
    pub(crate) fn parse(line: &'a [u8]) -> Option<Result<Self, (Id, Problem)>> {
        let text = match str::from_utf8(line) {
            Ok(text) if text.trim().is_empty() => return None,
            Ok(text) => text,
            Err(error) => {
                let column = error.valid_up_to() + 1;
                let what = format!("the line is not UTF-8 (column {column})");
                return Some(Err((Id::null(), Problem::MalformedLine(what))));
            }
        };
        Some(Self::read(text))
    }

    fn read(text: &'a str) -> Result<Self, (Id, Problem)> {
        let fields = Members::parse(text).map_err(|error| {
            let column = error.column().max(1);
            // The parser quotes values of the wrong kind; they may be secrets.
            let said = match error.classify() {
                serde_json::error::Category::Data => "it is a value of another kind".to_string(),
                _ => error.to_string(),
            };
            let said = said.split(" at line ").next().unwrap_or_default();
            let what = format!("the line is no JSON object: {said} (column {column})");
            (Id::null(), Problem::MalformedLine(what))
        })?;
        let id = fields.get("id").map_or_else(Id::null, |id| Id(id.to_owned()));
        match fields.get("cmd").and_then(string) {
            Some(name) => Ok(Self { name, id, fields }),
            None => Err((id, Problem::MalformedLine("the line has no \"cmd\" (column 1)".into()))),
        }
    }

    /// The connection it is for, if it names one.
    pub(crate) fn connection(&self) -> Result<Option<String>, Problem> {
        self.text("conn")
    }

    pub(crate) fn text(&self, field: &str) -> Result<Option<String>, Problem> {
        self.typed(field, "a string", string)
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, Problem> {
        self.typed(field, "true or false", |value| serde_json::from_str(value.get()).ok())
    }

    pub(crate) fn number(&self, field: &str) -> Result<Option<u64>, Problem> {
        self.typed(field, "a whole number", |value| value.get().parse().ok())
    }

    fn typed<T>(
        &self,
        field: &str,
        expected: &str,
        read: impl FnOnce(&RawValue) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.fields.get(field) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| {
            // A number where a password should be is still the password.
            if SECRET.contains(&field) {
                return Problem::BadField(format!("{field} must be {expected}"));
            }
            let shown: String = value.get().chars().take(80).collect();
            Problem::BadField(format!("{field} is {shown}: it must be {expected}"))
        })
    }

    pub(crate) fn required(&self, field: &str) -> Result<&'a RawValue, Problem> {
        let missing = || Problem::BadField(format!("{field} is missing"));
        self.fields.get(field).ok_or_else(missing)
    }
}

//! The members of an operation, read so that whatever is wrong gets its name.

use bytes::Bytes;
use regex_lite::Regex;
use serde_json::{Map, Value};

use super::ControlError;
use crate::schema::envelope;
use crate::transcode::number_of;

/// An operation.
pub(crate) struct Args<'a> {
    pub(crate) op: &'a str,
    members: &'a Map<String, Value>,
}

impl<'a> Args<'a> {
    pub(crate) fn read(operation: &'a Value) -> Result<Self, ControlError> {
        let Some(members) = operation.as_object() else {
            return Err(ControlError::NotAnObject(
                operation.to_string().chars().take(60).collect(),
            ));
        };
        let op = members.get("op").and_then(Value::as_str).ok_or(ControlError::NoOperation)?;
        Ok(Self { op, members })
    }

    pub(crate) fn wrong(&self, member: &str, expected: impl Into<String>) -> ControlError {
        let (op, member) = (self.op.into(), member.into());
        ControlError::Wrong { op, member, expected: expected.into() }
    }

    pub(crate) fn unknown(&self, what: impl Into<String>) -> ControlError {
        ControlError::Unknown { op: self.op.into(), what: what.into() }
    }

    pub(crate) fn missing(&self, member: &str) -> ControlError {
        ControlError::Missing { op: self.op.into(), member: member.into() }
    }

    /// A member that is there and not null.
    pub(crate) fn maybe(&self, member: &str) -> Option<&'a Value> {
        self.members.get(member).filter(|value| !value.is_null())
    }

    pub(crate) fn value(&self, member: &str) -> Result<&'a Value, ControlError> {
        self.maybe(member).ok_or_else(|| self.missing(member))
    }

    pub(crate) fn text(&self, member: &str) -> Result<&'a str, ControlError> {
        self.value(member)?.as_str().ok_or_else(|| self.wrong(member, "a text"))
    }

    pub(crate) fn maybe_text(&self, member: &str) -> Result<Option<&'a str>, ControlError> {
        self.maybe(member).map(|_| self.text(member)).transpose()
    }

    /// A name that is not empty.
    pub(crate) fn name(&self, member: &str) -> Result<&'a str, ControlError> {
        let name = self.text(member)?;
        (!name.is_empty()).then_some(name).ok_or_else(|| self.wrong(member, "a name"))
    }

    /// A list of names.
    pub(crate) fn names(&self, member: &str) -> Result<Vec<&'a str>, ControlError> {
        let wrong = || self.wrong(member, "a list of names");
        let list = self.value(member)?.as_array().ok_or_else(wrong)?;
        list.iter()
            .map(|name| name.as_str().filter(|name| !name.is_empty()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)
    }

    pub(crate) fn flag(&self, member: &str, default: bool) -> Result<bool, ControlError> {
        let Some(value) = self.maybe(member) else { return Ok(default) };
        value.as_bool().ok_or_else(|| self.wrong(member, "true or false"))
    }

    pub(crate) fn number(&self, member: &str) -> Result<u64, ControlError> {
        let value = self.value(member)?;
        value.as_u64().ok_or_else(|| self.wrong(member, "a whole number, 0 or more"))
    }

    pub(crate) fn maybe_number(&self, member: &str) -> Result<Option<u64>, ControlError> {
        self.maybe(member).map(|_| self.number(member)).transpose()
    }

    pub(crate) fn maybe_size(&self, member: &str) -> Result<Option<usize>, ControlError> {
        let number = self.maybe_number(member)?;
        let size = number.map(usize::try_from).transpose();
        size.ok()
            .filter(|size| size.is_none_or(|size| size <= 1 << 28))
            .ok_or_else(|| self.wrong(member, "a smaller number"))
    }

    pub(crate) fn maybe_signed(&self, member: &str) -> Result<Option<i64>, ControlError> {
        let Some(value) = self.maybe(member) else { return Ok(None) };
        value.as_i64().map(Some).ok_or_else(|| self.wrong(member, "a whole number"))
    }

    /// Bytes as a hex text; it may be empty.
    pub(crate) fn hex(&self, member: &str) -> Result<Bytes, ControlError> {
        let bytes = crate::transcode::unhex(self.text(member)?);
        bytes.map(Bytes::from).ok_or_else(|| self.wrong(member, "hex"))
    }

    /// A name out of a table, or a number.
    pub(crate) fn named(&self, member: &str, table: &[(&str, i32)]) -> Result<i32, ControlError> {
        number_of(table, self.value(member)?).ok_or_else(|| {
            let names: Vec<_> = table.iter().map(|(name, _)| *name).collect();
            self.wrong(member, format!("one of {}", names.join(", ")))
        })
    }

    /// A status: `code` by name or number, `reason` as text.
    pub(crate) fn verdict(&self) -> Result<(i32, String), ControlError> {
        let code = self.named("code", &envelope::STATUS_ERROR_CODE)?;
        Ok((code, self.maybe_text("reason")?.unwrap_or_default().into()))
    }

    /// A regular expression; case does not matter.
    pub(crate) fn pattern(&self, member: &str) -> Result<Option<Regex>, ControlError> {
        let Some(text) = self.maybe_text(member)? else { return Ok(None) };
        let regex = Regex::new(&format!("(?i){text}"));
        regex
            .map(Some)
            .map_err(|error| self.wrong(member, format!("a regular expression: {error}")))
    }
}

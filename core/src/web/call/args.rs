//! Reading the arguments of a Web SDK call.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::error::InvalidCall;
use crate::ids::{GroupId, InvalidId, RoomId, ServerId, UserId};

/// The arguments of a call, by position.
pub(super) struct Args<'a> {
    call: &'a str,
    args: &'a [Value],
}

/// One value among the arguments, absent ones included: JavaScript's `undefined` and `null` are both
/// nothing.
#[derive(Clone, Copy)]
pub(super) struct Arg<'a> {
    call: &'a str,
    field: &'static str,
    value: Option<&'a Value>,
}

impl<'a> Args<'a> {
    pub(super) fn new(call: &'a str, args: &'a [Value]) -> Self {
        Self { call, args }
    }

    /// The argument at a position, called `field` in errors.
    pub(super) fn at(&self, index: usize, field: &'static str) -> Arg<'a> {
        let value = self.args.get(index).filter(|value| !is_nothing(value));
        Arg { call: self.call, field, value }
    }

    /// A member of the first argument, an object.
    pub(super) fn get(&self, field: &'static str) -> Arg<'a> {
        self.at(0, "options").get(field)
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.get("$undefined").is_some()
}

impl<'a> Arg<'a> {
    /// A member of this object.
    pub(super) fn get(self, field: &'static str) -> Self {
        let value = self.value.and_then(|value| value.get(field));
        Arg { field, value: value.filter(|value| !is_nothing(value)), ..self }
    }

    pub(super) fn wrong(self, problem: impl ToString) -> InvalidCall {
        InvalidCall { call: self.call.into(), field: self.field, problem: problem.to_string() }
    }

    /// Whether it was given.
    pub(super) fn is_given(self) -> bool {
        self.value.is_some()
    }

    /// The value as it is.
    pub(super) fn value(self) -> Option<&'a Value> {
        self.value
    }

    /// A text.
    pub(super) fn text(self) -> Result<&'a str, InvalidCall> {
        self.some_text()?.ok_or_else(|| self.wrong("is missing"))
    }

    /// A text, if given.
    pub(super) fn some_text(self) -> Result<Option<&'a str>, InvalidCall> {
        match self.value {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(format!("is {}, a text is needed", kind(other)))),
        }
    }

    /// A text of one's own, if given.
    pub(super) fn some_string(self) -> Result<Option<String>, InvalidCall> {
        Ok(self.some_text()?.map(String::from))
    }

    /// A text of one's own.
    pub(super) fn string(self) -> Result<String, InvalidCall> {
        self.text().map(String::from)
    }

    /// One text, or several.
    pub(super) fn texts(self) -> Result<Vec<&'a str>, InvalidCall> {
        match self.value {
            Some(Value::Array(list)) => {
                let wrong = |v: &Value| self.wrong(format!("holds {}, texts are needed", kind(v)));
                list.iter().map(|value| value.as_str().ok_or_else(|| wrong(value))).collect()
            }
            _ => self.text().map(|text| alloc::vec![text]),
        }
    }

    /// Texts by key.
    pub(super) fn texts_by_key(self) -> Result<BTreeMap<String, String>, InvalidCall> {
        let Some(Value::Object(members)) = self.value else {
            return Err(self.wrong("is missing, or not texts by key"));
        };
        let text = |(key, value): (&String, &Value)| match value {
            Value::String(text) => Ok((key.clone(), text.clone())),
            other => Err(self.wrong(format!("holds {} at {key}, texts are needed", kind(other)))),
        };
        members.iter().map(text).collect()
    }

    /// A user.
    pub(super) fn user(self) -> Result<UserId, InvalidCall> {
        UserId::new(self.string()?).map_err(|invalid| self.invalid(&invalid))
    }

    /// One user, or several.
    pub(super) fn users(self) -> Result<Vec<UserId>, InvalidCall> {
        let user = |id| UserId::new(String::from(id)).map_err(|invalid| self.invalid(&invalid));
        self.texts()?.into_iter().map(user).collect()
    }

    /// A group.
    pub(super) fn group(self) -> Result<GroupId, InvalidCall> {
        GroupId::new(self.string()?).map_err(|invalid| self.invalid(&invalid))
    }

    /// One group, or several.
    pub(super) fn groups(self) -> Result<Vec<GroupId>, InvalidCall> {
        let group = |id| GroupId::new(String::from(id)).map_err(|invalid| self.invalid(&invalid));
        self.texts()?.into_iter().map(group).collect()
    }

    /// A chat room.
    pub(super) fn room(self) -> Result<RoomId, InvalidCall> {
        RoomId::new(self.string()?).map_err(|invalid| self.invalid(&invalid))
    }

    /// The id of a message.
    pub(super) fn message(self) -> Result<ServerId, InvalidCall> {
        self.message_id(self.text()?)
    }

    /// The ids of messages: one, or several.
    pub(super) fn messages(self) -> Result<Vec<ServerId>, InvalidCall> {
        self.texts()?.into_iter().map(|id| self.message_id(id)).collect()
    }

    fn message_id(self, id: &str) -> Result<ServerId, InvalidCall> {
        let wrong = |_| self.wrong(format!("{id:?} is no message's: those are decimal digits"));
        id.parse().map(ServerId).map_err(wrong)
    }

    fn invalid(self, invalid: &InvalidId) -> InvalidCall {
        self.wrong(format!("{:?} {}", invalid.value, invalid.problem))
    }

    /// A number, also written as a text.
    pub(super) fn number<T: TryFrom<i64>>(self) -> Result<T, InvalidCall> {
        self.some_number()?.ok_or_else(|| self.wrong("is missing"))
    }

    /// A number, if given.
    pub(super) fn some_number<T: TryFrom<i64>>(self) -> Result<Option<T>, InvalidCall> {
        let number = match self.value {
            None => return Ok(None),
            Some(Value::String(text)) => text.parse::<i64>().ok(),
            Some(other) => other.as_i64(),
        };
        let number = number.and_then(|number| T::try_from(number).ok());
        number.map(Some).ok_or_else(|| self.wrong("is not a number of the size that is needed"))
    }

    /// A flag.
    pub(super) fn flag(self) -> Result<bool, InvalidCall> {
        self.some_flag()?.ok_or_else(|| self.wrong("is missing"))
    }

    /// One number, or several.
    pub(super) fn numbers<T: TryFrom<i64>>(self) -> Result<Vec<T>, InvalidCall> {
        self.list()?.into_iter().map(Self::number).collect()
    }

    /// The elements of a list; of anything else, that.
    pub(super) fn list(self) -> Result<Vec<Self>, InvalidCall> {
        match self.value {
            None => Err(self.wrong("is missing")),
            Some(Value::Array(list)) => {
                Ok(list.iter().map(|value| Self { value: Some(value), ..self }).collect())
            }
            Some(_) => Ok(alloc::vec![self]),
        }
    }

    /// A flag, if given.
    pub(super) fn some_flag(self) -> Result<Option<bool>, InvalidCall> {
        match self.value {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.wrong(format!("is {}, true or false is needed", kind(other)))),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

//! What became of a message (messages §3.3).

use bytestring::ByteString;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::MessageForm;
use crate::json::Object;
use crate::message::incoming::{EditInfo, Reaction, ThreadInfo, ThreadOverview};
use crate::web::attributes::Raw;

/// JSON of the server's, passed on.
pub(super) struct Passed<I>(pub(super) I);

impl<'a, I: Iterator<Item = &'a ByteString> + Clone> Serialize for Passed<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(|json| Raw(json)))
    }
}

/// Passed on, with the one member the Web SDK calls otherwise.
pub(super) struct Reactions<'a>(pub(super) &'a [Reaction]);

impl Serialize for Reactions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(One))
    }
}

struct One<'a>(&'a Reaction);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = Object::parse(&self.0.json).unwrap_or_default();
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in json.iter() {
            if name != "state" && name != "isAddedBySelf" {
                map.serialize_entry(name, &Raw(value))?;
            }
        }
        map.serialize_entry("isAddedBySelf", &self.0.by_self)?;
        map.end()
    }
}

pub(super) struct Thread<'a>(pub(super) &'a ThreadInfo);

impl Serialize for Thread<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("messageId", &*self.0.message)?;
        map.serialize_entry("parentId", &*self.0.parent)?;
        map.serialize_entry("chatThreadName", &*self.0.name)?;
        map.end()
    }
}

pub(super) struct Overview<'a>(pub(super) &'a ThreadOverview);

impl Serialize for Overview<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let it = self.0;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("id", &*it.id)?;
        map.serialize_entry("parentId", &*it.parent)?;
        map.serialize_entry("name", &*it.name)?;
        map.serialize_entry("lastMessage", &it.last.as_deref().map(MessageForm))?;
        map.serialize_entry("createTimestamp", &it.created_at)?;
        map.serialize_entry("updateTimestamp", &it.updated_at)?;
        map.serialize_entry("messageCount", &it.messages)?;
        map.end()
    }
}

pub(super) struct Modified<'a>(pub(super) &'a EditInfo);

impl Serialize for Modified<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("operationTime", &self.0.at)?;
        map.serialize_entry("operatorId", &*self.0.by)?;
        map.serialize_entry("operationCount", &self.0.count)?;
        map.end()
    }
}

/// `msgConfig`.
pub(super) struct Config(pub(super) bool);

impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("allowGroupAck", &self.0)?;
        map.end()
    }
}

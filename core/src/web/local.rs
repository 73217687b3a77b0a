//! What the Web SDK's `localCache` plugin resolves with.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::Text;
use super::message::{MessageForm, chat_type};
use crate::conversations::{LastMessage, LocalConversation};

/// A conversation as `getLocalConversations` lists it: `ConversationItem` of its documents. They do
/// not say what is in `lastMessage` beyond its type's name; here it is what `onMessage` hands out,
/// or id, sender and time where no more was kept.
#[derive(Clone, Copy, Debug)]
pub struct LocalConversationForm<'a>(pub &'a LocalConversation);

impl Serialize for LocalConversationForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("conversationId", self.0.id())?;
        map.serialize_entry("conversationType", chat_type(self.0.chat()))?;
        map.serialize_entry("unReadCount", &self.0.unread())?;
        if let Some(last) = self.0.last() {
            match &last.message {
                Some(message) => map.serialize_entry("lastMessage", &MessageForm(message))?,
                None => map.serialize_entry("lastMessage", &Kept(last))?,
            }
        }
        if let Some(custom) = self.0.custom() {
            map.serialize_entry("customField", custom)?;
        }
        map.end()
    }
}

struct Kept<'a>(&'a LastMessage);

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &Text(self.0.id))?;
        map.serialize_entry("from", &self.0.from)?;
        map.serialize_entry("time", &self.0.sent_at)?;
        map.end()
    }
}

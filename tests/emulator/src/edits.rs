//! Edits: what the server remembers of messages so that their senders can change them.

use std::collections::BTreeSet;

use bytes::{Bytes, BytesMut};
use easemob_core::wire::{BodyType, Meta, Namespace, StatusCode};
use prost::Message;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::chat::{Outline, refuse};
use crate::kept::{Kept, Table};
use crate::queues::Receipt;
use crate::server::Server;
use crate::sync::Verdict;

/// Messages remembered; older ones are edited as if they had just been sent.
const REMEMBERED: usize = 20_000;

/// Edits of one message the vendor allows.
const EDITS: u32 = 10;

/// Number of a command among the kinds of contents.
pub(crate) const COMMAND: i32 = 6;

/// What is remembered of a message.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) sender: String,
    pub(crate) at: u64,
    /// Number of the kind of its content.
    pub(crate) content: Option<i32>,
    /// Who has sent a group read receipt.
    pub(crate) readers: BTreeSet<String>,
    edits: u32,
}

/// Messages by the id the server gave them.
#[derive(Default)]
pub(crate) struct Messages(Kept<u64, Sent>);

/// An edit the server agrees to.
pub(crate) struct Edit {
    /// The new body, told apart from others by what happened to it.
    pub(crate) payload: Bytes,
    /// The notification the acknowledgement carries.
    pub(crate) notification: Bytes,
}

impl Messages {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Sent> {
        self.0.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Sent> {
        self.0.get_mut(&id)
    }

    pub(crate) fn remember(&mut self, id: u64, sender: &str, at: u64, content: Option<i32>) {
        self.0.insert(id, Sent { sender: sender.into(), at, content, ..Sent::default() });
        if self.0.len() > REMEMBERED {
            self.0.pop_first();
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Server {
    /// Judges an edit; `chat` is the kind of chat it happens in.
    pub(crate) fn judge_edit(
        &mut self,
        editor: &str,
        payload: &Bytes,
        outline: &Outline,
        chat: BodyType,
        receipt: &Receipt,
    ) -> Result<Edit, Verdict> {
        let Some(id) = outline.edit_message_id else {
            return Err(refuse(StatusCode::Fail, "Sorry, format is incorrect"));
        };
        let content = outline.content();
        let stranger =
            || Sent { sender: editor.into(), at: receipt.at, content, ..Sent::default() };
        let sent = self.messages.0.entry(id).or_insert_with(stranger);
        if sent.sender != editor {
            return Err(refuse(StatusCode::Fail, "Sorry, You do not have permission"));
        }
        if sent.content == Some(COMMAND) || sent.content != content {
            return Err(refuse(StatusCode::Fail, "Sorry, format is incorrect"));
        }
        if self.config.vendor_limits && sent.edits >= EDITS {
            return Err(refuse(StatusCode::Fail, "Sorry, edit limit reached"));
        }
        sent.edits += 1;
        let edited = json!({
            "count": sent.edits,
            "operator": editor,
            "edit_time": receipt.at,
            "sender": sent.sender,
            "send_time": sent.at,
            "chat_type": match chat {
                BodyType::Groupchat => "chat:group",
                BodyType::Chatroom => "chat:room",
                _ => "chat:user",
            },
        });
        let notification = Meta {
            id: Some(receipt.server_id),
            timestamp: Some(receipt.at),
            ns: Some(Namespace::Notify as i32),
            payload: Some(json!({ "edit_msg": edited }).to_string().into()),
            ..Meta::default()
        };
        Ok(Edit {
            payload: with_meta(payload, outline, "edit_msg", edited),
            notification: notification.encode_to_vec().into(),
        })
    }
}

/// The body with something added to its `meta`. The field is written a second time at the end,
/// where it counts, so that everything before it stays as the client wrote it.
pub(crate) fn with_meta(payload: &Bytes, outline: &Outline, name: &str, value: Value) -> Bytes {
    let given = outline.meta.as_deref().and_then(|meta| serde_json::from_slice(meta).ok());
    let mut meta: Map<String, Value> = given.unwrap_or_default();
    meta.insert(name.into(), value);
    let meta = Outline { meta: Some(Value::Object(meta).to_string().into()), ..Outline::default() };
    let mut body = BytesMut::from(&payload[..]);
    body.extend_from_slice(&meta.encode_to_vec());
    body.freeze()
}

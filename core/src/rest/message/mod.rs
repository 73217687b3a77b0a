//! History, conversations, reactions, pins, and speech to text (rest §2.8, §2.9).
//!
//! A conversation is named by an [`Address`]: a user, a group or a chat room; a thread by its own id,
//! as a group. Messages are told as those that arrive are, whichever way the server spells them.

pub(crate) mod conversations;
pub(crate) mod history;
pub(crate) mod pins;
pub(crate) mod reactions;
pub(crate) mod report;
pub(crate) mod sorting;
pub(crate) mod voice;

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde_json::value::RawValue;

pub use conversations::*;
pub use history::*;
pub use pins::*;
pub use reactions::*;
pub use report::*;
pub use sorting::*;
pub use voice::*;

use super::Answer;
use crate::error::CallFailed;
use crate::json::{self, Object};
use crate::message::{Address, Chat};

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[
    DECLARED,
    history::DECLARED,
    conversations::DECLARED,
    sorting::DECLARED,
    pins::DECLARED,
    reactions::DECLARED,
    report::DECLARED,
    voice::DECLARED,
];

endpoints! {
    /// History, conversations, reactions, pins, and speech to text: `client.message()`.
    pub face Messages;
}

/// How marks and pinned messages spell the kind of a conversation. Other calls spell it otherwise
/// (rest oddity 12).
const fn spelled(chat: Chat) -> &'static str {
    match chat {
        Chat::Single => "chat",
        Chat::Group => "groupchat",
        Chat::Room => "chatroom",
    }
}

/// How calls spell it that know users and everything else.
fn user_or_group(conversation: &Address) -> &'static str {
    match conversation.chat() {
        Chat::Single => "chat",
        Chat::Group | Chat::Room => "groupChat",
    }
}

/// Reads `data`, with the digits and the order the server wrote: messages are read from its text.
fn read_data<T>(
    answer: &Answer,
    read: impl FnOnce(&Object<'_>) -> Result<T, CallFailed>,
) -> Result<T, CallFailed> {
    let data: Box<RawValue> = answer.data()?;
    let members = Object::parse(data.get()).ok_or_else(|| answer.malformed("data is no object"))?;
    read(&members)
}

/// The entries of a list; none where it is missing or null.
fn listed<'a>(
    answer: &Answer,
    data: &Object<'a>,
    member: &str,
) -> Result<Vec<&'a str>, CallFailed> {
    match data.raw(member) {
        None | Some("null") => Ok(Vec::new()),
        Some(raw) => {
            json::list(raw).ok_or_else(|| answer.malformed(format_args!("{member} is no list")))
        }
    }
}

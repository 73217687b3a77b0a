//! Messages pinned in a conversation, for everybody in it.

use alloc::boxed::Box;
use alloc::string::String;

use serde_json::json;

use super::{Messages, listed, read_data, spelled};
use crate::error::Malformed;
use crate::ids::ServerId;
use crate::json::Object;
use crate::message::{Address, Message};
use crate::rest::{Answer, Draft, Page};
use crate::time::UnixMillis;

/// A message that is pinned.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PinnedMessage {
    /// The message; `None` when the server does not tell it, or not so that it can be read.
    pub message: Option<Box<Message>>,
    /// What stood there and cannot be read as a message: `message` is `None` then.
    pub unreadable: Option<Malformed>,
    /// When it was pinned.
    #[doc(alias = "pinTime")]
    pub pinned_at: UnixMillis,
    /// Who pinned it.
    #[doc(alias = "operatorId")]
    pub by: String,
}

endpoints! {
    face Messages;

    /// Pins a message for everybody in its conversation, who are told by
    /// [`Event::Pin`](crate::Event::Pin). At most 20 a conversation.
    ///
    /// [`MessageNotFound`](crate::ErrorCode::MessageNotFound) when there is no such message,
    /// [`MaxLimit`](crate::ErrorCode::MaxLimit) when too many are pinned,
    /// [`RequestParameter`](crate::ErrorCode::RequestParameter) when the id is none of a message.
    pin = PinMessage {
        /// Where it was said.
        #[doc(alias = "conversationId")]
        conversation: Address,
        /// Which message.
        #[doc(alias = "messageId")]
        message: ServerId,
    } -> ();
    Post safe "pinMessage",
    |to| pinning(to, conversation, *message),
    |answer| answer.done()

    /// Unpins a message for everybody in its conversation, who are told by
    /// [`Event::Pin`](crate::Event::Pin).
    unpin = UnpinMessage {
        /// Where it was said.
        #[doc(alias = "conversationId")]
        conversation: Address,
        /// Which message.
        #[doc(alias = "messageId")]
        message: ServerId,
    } -> ();
    Delete safe "unpinMessage",
    |to| pinning(to, conversation, *message),
    |answer| answer.done()

    /// A page of the messages that are pinned in a conversation.
    pinned = ListPinnedMessages {
        /// Which conversation.
        #[doc(alias = "conversationId")]
        conversation: Address,
        /// Messages a page, 1 to 50.
        #[doc(alias = "pageSize")]
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<PinnedMessage>;
    Get safe "getServerPinnedMessages",
    |to| {
        let me = to.me();
        to.within("limit", u64::from(*limit), 1, 50)
            .path(["sdk", "user", me, "user_channel", "pin"])
            .query("to", conversation.name())
            .query("type", spelled(conversation.chat()))
            .query("limit", limit)
            .query("cursor", cursor.as_deref().unwrap_or_default())
    },
    |answer| read_data(answer, |data| {
        let pins = listed(answer, data, "msg_infos")?.into_iter();
        let items = pins.filter_map(Object::parse).map(|pin| read(&pin, answer)).collect();
        let cursor = data.text("cursor").map(|cursor| String::from(&*cursor));
        Ok(Page::with_cursor(items, cursor))
    })
}

paged! { ListPinnedMessages => PinnedMessage, cursor cursor; }

fn pinning<'d, 'a>(
    to: &'d mut Draft<'a>,
    conversation: &Address,
    message: ServerId,
) -> &'d mut Draft<'a> {
    let me = to.me();
    to.path(["sdk", "user", me, "user_channel", "pin"]).acting().json(json!({
        "to": conversation.name(),
        "type": spelled(conversation.chat()),
        "pin_msg_id": alloc::format!("{message}"),
    }))
}

fn read(pin: &Object<'_>, answer: &Answer) -> PinnedMessage {
    let (message, unreadable) = answer.message(pin.raw("message"));
    PinnedMessage {
        message,
        unreadable,
        pinned_at: pin.time("pin_opt_at").unwrap_or_default(),
        by: String::from(&*pin.text_or_empty("pin_operator")),
    }
}

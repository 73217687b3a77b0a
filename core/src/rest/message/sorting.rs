//! Conversations pinned, marked and deleted.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{Messages, read_data, spelled, user_or_group};
use crate::json::Object;
use crate::message::Address;
use crate::rest::Draft;
use crate::time::UnixMillis;

endpoints! {
    face Messages;

    /// Pins a conversation: the server lists it among
    /// [`ListPinnedConversations`](super::ListPinnedConversations). At most 50 are pinned. This
    /// user's other devices are told:
    /// [`ConversationAction::Pin`](crate::event::ConversationAction::Pin).
    ///
    /// Says when it was pinned, as the server counts; `None` when the server says it is not.
    /// [`MaxLimit`](crate::ErrorCode::MaxLimit) when too many are,
    /// [`ConversationNotFound`](crate::ErrorCode::ConversationNotFound) when there is no such.
    pin_conversation = PinConversation {
        /// Which one.
        #[doc(alias = "conversationId")]
        conversation: Address,
    } -> Option<UnixMillis>;
    Post safe "pinConversation",
    |to| {
        let me = to.me();
        to.path(["sdk", "user", me, "user_channel", "top"])
            .acting()
            .json(json!({ "type": user_or_group(conversation), "to": conversation.name() }))
    },
    |answer| read_data(answer, |data| Ok(pinned_at(data, true)))

    /// Unpins a conversation. This user's other devices are told:
    /// [`ConversationAction::Unpin`](crate::event::ConversationAction::Unpin).
    unpin_conversation = UnpinConversation {
        /// Which one.
        #[doc(alias = "conversationId")]
        conversation: Address,
    } -> Option<UnixMillis>;
    Delete safe "pinConversation",
    |to| {
        let me = to.me();
        to.path(["sdk", "user", me, "user_channel", "top"])
            .query("type", user_or_group(conversation))
            .query("to", conversation.name())
            .acting()
    },
    |answer| read_data(answer, |data| Ok(pinned_at(data, false)))

    /// Gives conversations a mark. This user's other devices are told:
    /// [`ConversationAction::Mark`](crate::event::ConversationAction::Mark).
    mark_conversations = MarkConversations {
        /// Which ones, at least one.
        conversations: Vec<Address>,
        /// The mark, 0 to 19; what it means is the application's to say.
        mark: u8,
    } -> ();
    Post safe "addConversationMark",
    |to| marking(to, conversations, *mark),
    |answer| answer.done()

    /// Takes a mark from conversations. This user's other devices are told:
    /// [`ConversationAction::Unmark`](crate::event::ConversationAction::Unmark).
    unmark_conversations = UnmarkConversations {
        /// Which ones, at least one.
        conversations: Vec<Address>,
        /// The mark, 0 to 19.
        mark: u8,
    } -> ();
    Delete safe "removeConversationMark",
    |to| marking(to, conversations, *mark),
    |answer| answer.done()

    /// Deletes a conversation, for this user only. This user's other devices are told:
    /// [`ConversationAction::Delete`](crate::event::ConversationAction::Delete). At most 5 a minute.
    delete_conversation = DeleteConversation {
        /// Which one.
        #[doc(alias = "channel")]
        conversation: Address,
        /// Whether the server forgets what was said in it as well.
        #[doc(alias = "deleteRoam")]
        with_messages: bool,
    } -> ();
    Delete safe "deleteConversation" ["deleteSession"],
    |to| {
        let me = to.me();
        to.path(["user", me, "user_channel"]).acting().json(json!({
            "channel": conversation.name(),
            "type": user_or_group(conversation),
            "delete_roam": with_messages,
        }))
    },
    |answer| answer.done()
}

/// `asked` is what it was asked to be, should the server not say.
fn pinned_at(data: &Object<'_>, asked: bool) -> Option<UnixMillis> {
    let at = data.time("update_top_status_time").unwrap_or_default();
    data.flag("is_top").unwrap_or(asked).then_some(at)
}

fn marking<'d, 'a>(
    to: &'d mut Draft<'a>,
    conversations: &[Address],
    mark: u8,
) -> &'d mut Draft<'a> {
    let target = |one: &Address| json!({ "to": one.name(), "type": spelled(one.chat()) });
    let targets: Vec<Value> = conversations.iter().map(target).collect();
    let mark_name: String = alloc::format!("mark_{mark}");
    let me = to.me();
    to.within("mark", u64::from(mark), 0, 19)
        .require(!conversations.is_empty(), "conversations", "is empty")
        .path(["sdk", "user", me, "user_channels", "mark"])
        .acting()
        .json(json!({ "mark": mark_name, "targets": targets }))
}

//! Reactions to messages: who thinks what of them.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;
use serde_json::value::RawValue;

use super::{Messages, read_data};
use crate::ids::{GroupId, ServerId};
use crate::json::{self, Object};
use crate::message::incoming::Reaction;
use crate::rest::Page;

/// The reactions to one message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageReactions {
    /// Which message.
    #[doc(alias = "msgId")]
    pub message: ServerId,
    /// One entry a reaction, each with the first three of its users.
    #[doc(alias = "reactionList")]
    pub reactions: Vec<Reaction>,
}

endpoints! {
    face Messages;

    /// Reacts to a message. Everybody in the conversation is told by
    /// [`Event::Reaction`](crate::Event::Reaction).
    ///
    /// [`ReactionAlreadyAdded`](crate::ErrorCode::ReactionAlreadyAdded) when this user has done so,
    /// [`ReactionCreating`](crate::ErrorCode::ReactionCreating) when somebody does so at this moment,
    /// [`ReactionIllegal`](crate::ErrorCode::ReactionIllegal),
    /// [`MaxLimit`](crate::ErrorCode::MaxLimit),
    /// [`ServiceNotEnabled`](crate::ErrorCode::ServiceNotEnabled).
    react = AddReaction {
        /// To which message.
        #[doc(alias = "messageId")]
        message: ServerId,
        /// How: often an emoji, 1 to 128 characters.
        reaction: String,
    } -> ();
    Post once "addReaction",
    |to| {
        let me = to.me();
        to.characters("reaction", reaction, 128)
            .require(!reaction.is_empty(), "reaction", "is empty")
            .path(["reaction", "user", me])
            .json(json!({ "msgId": alloc::format!("{message}"), "message": reaction }))
    },
    |answer| answer.done()

    /// Takes one's own reaction to a message back. Everybody in the conversation is told by
    /// [`Event::Reaction`](crate::Event::Reaction).
    unreact = DeleteReaction {
        /// To which message.
        #[doc(alias = "messageId")]
        message: ServerId,
        /// How, 1 to 128 characters.
        reaction: String,
    } -> ();
    Delete safe "deleteReaction",
    |to| {
        let me = to.me();
        to.characters("reaction", reaction, 128)
            .require(!reaction.is_empty(), "reaction", "is empty")
            .path(["reaction", "user", me])
            .query("msgId", message)
            .query("message", reaction)
    },
    |answer| answer.done()

    /// The reactions to messages of one conversation, or of any between two users.
    reactions = ListReactions {
        /// Which messages, 1 to 20.
        #[doc(alias = "messageId")]
        messages: Vec<ServerId>,
        /// The group they were said in; `None` for one to one.
        #[doc(alias = "groupId")]
        group: Option<GroupId>,
    } -> Vec<MessageReactions>;
    Get safe "getReactionList" ["getReactionlist"],
    |to| {
        let me = to.me();
        to.count("messages", messages, 1, 20)
            .path(["reaction", "user", me])
            .query_list("msgIdList", messages.iter().map(|id| alloc::format!("{id}")))
            .query("msgType", if group.is_some() { "groupchat" } else { "chat" })
            .query_some("groupId", group.as_ref())
    },
    |answer| {
        let data: Box<RawValue> = answer.data()?;
        let list = json::list(data.get()).ok_or_else(|| answer.malformed("data is no list"))?;
        let messages = list.into_iter().filter_map(Object::parse);
        let read = |message: Object<'_>| Some(MessageReactions {
            message: message.id("msgId")?,
            reactions: Reaction::read_all(&message, "reactionList"),
        });
        Ok(messages.filter_map(read).collect())
    }

    /// A page of the users who reacted to a message in one way. How many they are, and whether this
    /// user is one of them, says [`ListReactions`].
    reaction_users = ListReactionUsers {
        /// To which message.
        #[doc(alias = "messageId")]
        message: ServerId,
        /// How, 1 to 128 characters.
        reaction: String,
        /// Users a page, 1 to 100; the vendor's documents promise 50.
        #[doc(alias = "pageSize")]
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<String>;
    Get safe "getReactionDetail",
    |to| {
        let me = to.me();
        // Documented are cursor and limit, while the official client says currentPage and pageSize
        // (rest oddity 11): whichever a server reads, pages follow each other.
        to.within("limit", u64::from(*limit), 1, 100)
            .characters("reaction", reaction, 128)
            .require(!reaction.is_empty(), "reaction", "is empty")
            .path(["reaction", "user", me, "detail"])
            .query("msgId", message)
            .query("message", reaction)
            .query_some("currentPage", cursor.as_ref())
            .query("pageSize", limit)
            .query_some("cursor", cursor.as_ref())
            .query("limit", limit)
    },
    |answer| read_data(answer, |data| {
        let users = json::texts(data.list("userList"));
        let users = users.iter().map(|user| String::from(&**user)).collect();
        Ok(Page::with_cursor(users, data.text("cursor").map(|cursor| String::from(&*cursor))))
    })
}

paged! { ListReactionUsers => String, cursor cursor; }

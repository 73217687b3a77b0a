//! Lists of conversations.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Messages, listed, read_data};
use crate::error::{CallFailed, InvalidId, Malformed};
use crate::ids::{GroupId, RoomId, UserId};
use crate::json::{self, Object};
use crate::message::{Address, Chat, Message};
use crate::rest::{Answer, Draft, Page};
use crate::time::UnixMillis;

/// A conversation, as the server lists it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Conversation {
    /// The other user, the group or the chat room.
    #[doc(alias = "conversationId")]
    pub id: String,
    /// Its kind.
    #[doc(alias = "conversationType")]
    pub chat: Chat,
    /// When it was pinned; `None` when it is not. 0 when the server did not say.
    #[doc(alias = "isPinned")]
    #[doc(alias = "pinnedTime")]
    pub pinned_at: Option<UnixMillis>,
    /// Messages this user has not read.
    #[doc(alias = "unReadCount")]
    pub unread: u64,
    /// Its marks, 0 to 19 each. They mean what the application makes of them.
    pub marks: Vec<u8>,
    /// What was said last; `None` when there is nothing, or nothing that can be read. There is
    /// nothing of it to commit.
    #[doc(alias = "lastMessage")]
    pub last: Option<Box<Message>>,
    /// What stood there and cannot be read as a message: `last` is `None` then.
    pub unreadable: Option<Malformed>,
}

impl Conversation {
    /// What names it in calls and messages.
    ///
    /// # Errors
    /// [`InvalidId`] when the server listed something that is no id.
    pub fn address(&self) -> Result<Address, InvalidId> {
        Ok(match self.chat {
            Chat::Single => UserId::new(self.id.as_str())?.into(),
            Chat::Group => GroupId::new(self.id.as_str())?.into(),
            Chat::Room => RoomId::new(self.id.as_str())?.into(),
        })
    }

    fn read(listed: &Object<'_>, answer: &Answer) -> Self {
        let pinned_at = listed.time("update_top_status_time").unwrap_or_default();
        let (last, unreadable) = answer.message(listed.raw("meta"));
        Self {
            id: String::from(&*listed.text_or_empty("session_to")),
            chat: match &*listed.text_or_empty("session_type") {
                "chat" => Chat::Single,
                "chatroom" => Chat::Room,
                _ => Chat::Group,
            },
            pinned_at: listed.flag("is_top").unwrap_or_default().then_some(pinned_at),
            unread: listed.count("unread_num").unwrap_or_default(),
            marks: json::texts(listed.list("marks"))
                .iter()
                .filter_map(|mark| number(mark))
                .collect(),
            last,
            unreadable,
        }
    }

    /// The same from the old lists, which tell less: `org#app_bob@easemob.com`.
    fn read_old(listed: &Object<'_>, answer: &Answer) -> Self {
        let channel = listed.text_or_empty("channel_id");
        let (last, unreadable) = answer.message(listed.raw("meta"));
        let is_group = channel.contains("@conference.");
        let said = last.as_ref().map(|last| last.chat).filter(|chat| *chat != Chat::Single);
        Self {
            id: String::from(answer.bare_name(&channel)),
            chat: if is_group { said.unwrap_or(Chat::Group) } else { Chat::Single },
            pinned_at: None,
            unread: listed.count("unread_num").unwrap_or_default(),
            marks: Vec::new(),
            last,
            unreadable,
        }
    }
}

/// `mark_7`.
fn number(mark: &str) -> Option<u8> {
    mark.strip_prefix("mark_")?.parse().ok()
}

endpoints! {
    face Messages;

    /// A page of the conversations of this user, the latest first. The server keeps 100 of a user.
    conversations = ListConversations {
        /// Conversations a page, 1 to 50.
        #[doc(alias = "pageSize")]
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
        /// Whether to list those in which nothing has been said.
        #[doc(alias = "includeEmptyConversations")]
        include_empty: bool,
    } -> Page<Conversation>;
    Get safe "getServerConversations",
    |to| {
        let me = to.me();
        to.path(["sdk", "user", me, "user_channels", "list"]);
        page_of(to, *limit, 50, cursor.as_deref()).query("needEmptySession", include_empty)
    },
    |answer| page(answer)

    /// A page of the conversations this user has pinned.
    pinned_conversations = ListPinnedConversations {
        /// Conversations a page, 1 to 50.
        #[doc(alias = "pageSize")]
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
        /// Whether to list those in which nothing has been said.
        #[doc(alias = "includeEmptyConversations")]
        include_empty: bool,
    } -> Page<Conversation>;
    Get safe "getServerPinnedConversations",
    |to| {
        let me = to.me();
        to.path(["sdk", "user", me, "user_channels", "list"]);
        page_of(to, *limit, 50, cursor.as_deref())
            .query("is_top", true)
            .query("needEmptySession", include_empty)
    },
    |answer| page(answer)

    /// A page of the conversations that bear a mark.
    marked_conversations = ListMarkedConversations {
        /// The mark, 0 to 19.
        mark: u8,
        /// Conversations a page, 1 to 10.
        #[doc(alias = "pageSize")]
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<Conversation>;
    Get safe "getServerConversationsByFilter",
    |to| {
        let me = to.me();
        to.path(["sdk", "user", me, "user_channels", "mark", "search"])
            .within("mark", u64::from(*mark), 0, 19);
        page_of(to, *limit, 10, cursor.as_deref()).query("mark", format_args!("mark_{mark}"))
    },
    |answer| page(answer)

    /// A page of conversations in numbered pages, as old servers have them: without pins and marks.
    /// [`ListConversations`] replaces it. At most 5 a minute.
    numbered_conversations = ListNumberedConversations {
        /// Which page; the first is 1.
        #[doc(alias = "pageNum")]
        page: u32,
        /// Conversations a page, 1 to 20.
        #[doc(alias = "pageSize")]
        size: u32,
    } -> Page<Conversation>;
    Get safe "getConversationlist",
    |to| to
        .within("page", u64::from(*page), 1, u64::from(u32::MAX))
        .within("size", u64::from(*size), 1, 20)
        .mine(["user_channels", "page"])
        .query("pageNum", page)
        .query("pageSize", size),
    |answer| old(answer).map(|(items, listed)| Page::numbered(items, listed, *page, *size))

    /// Ten conversations of the last seven days, as old servers have them: without pins and marks.
    /// [`ListConversations`] replaces it. At most 5 a minute.
    recent_conversations = RecentConversations {} -> Vec<Conversation>;
    Get safe "getSessionList" ["getConversationlist"],
    |to| to.mine(["user_channels"]),
    |answer| old(answer).map(|(items, _)| items)
}

paged! {
    ListConversations => Conversation, cursor cursor;
    ListPinnedConversations => Conversation, cursor cursor;
    ListMarkedConversations => Conversation, cursor cursor;
}
paged! { ListNumberedConversations => Conversation, number page; }

fn page_of<'d, 'a>(
    to: &'d mut Draft<'a>,
    limit: u32,
    most: u64,
    cursor: Option<&str>,
) -> &'d mut Draft<'a> {
    to.within("limit", u64::from(limit), 1, most)
        .query("limit", limit)
        .query("cursor", cursor.unwrap_or_default())
        .query("need_mark", true)
}

fn page(answer: &Answer) -> Result<Page<Conversation>, CallFailed> {
    read_data(answer, |data| {
        let cursor = data.text("cursor").map(|cursor| String::from(&*cursor));
        let (items, _) = conversations(answer, data, Conversation::read)?;
        Ok(Page::with_cursor(items, cursor))
    })
}

fn old(answer: &Answer) -> Result<(Vec<Conversation>, usize), CallFailed> {
    read_data(answer, |data| conversations(answer, data, Conversation::read_old))
}

/// The conversations, and how many entries there are: what is no conversation is left out.
fn conversations(
    answer: &Answer,
    data: &Object<'_>,
    read: impl Fn(&Object<'_>, &Answer) -> Conversation,
) -> Result<(Vec<Conversation>, usize), CallFailed> {
    let infos = listed(answer, data, "channel_infos")?;
    let count = infos.len();
    let objects = infos.into_iter().filter_map(Object::parse);
    Ok((objects.map(|info| read(&info, answer)).collect(), count))
}

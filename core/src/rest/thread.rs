//! Threads below the messages of a group (rest §2.5).
//!
//! A thread goes by an id like that of a group: what is said in it is addressed to that id, see
//! [`Outgoing::in_thread`](crate::Outgoing::in_thread). What happens to it is told as a
//! [`ThreadEvent`](crate::event::ThreadEvent).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::members::confirmed;
use super::{Answer, Draft, Page, lenient};
use crate::error::{CallFailed, Malformed};
use crate::ids::{GroupId, ServerId, UserId};
use crate::message::Message;
use crate::time::UnixMillis;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ThreadInfo {
    /// Its id.
    #[doc(alias = "chatThreadId")]
    #[serde(alias = "thread_id", deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::id")]
    pub name: String,
    /// Who created it.
    #[serde(default, deserialize_with = "lenient::id")]
    pub owner: String,
    /// The group it belongs to.
    #[doc(alias = "parentId")]
    #[serde(default, rename = "groupId", deserialize_with = "lenient::id")]
    pub parent: String,
    /// The message it began with, where the server tells it.
    #[doc(alias = "messageId")]
    #[serde(default, rename = "msgId", deserialize_with = "lenient::message")]
    pub message: Option<ServerId>,
    /// When it was created, where the server tells it.
    #[serde(default, rename = "created", deserialize_with = "lenient::time")]
    pub created_at: Option<UnixMillis>,
    /// How many are in it, where the server tells it.
    #[doc(alias = "affiliationsCount")]
    #[serde(default, rename = "affiliations_count", deserialize_with = "lenient::number")]
    pub member_count: Option<u32>,
}

/// The last message of a thread.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LastInThread {
    /// Which thread.
    #[doc(alias = "chatThreadId")]
    pub thread: String,
    /// The message; `None` when there is none, or none that can be read. There is nothing of it to
    /// commit.
    #[doc(alias = "lastMessage")]
    pub message: Option<Box<Message>>,
    /// What stood there and cannot be read as a message: `message` is `None` then.
    pub unreadable: Option<Malformed>,
}

endpoints! {
    /// Threads below the messages of a group: `client.thread()`.
    ///
    /// Where a call is for owner and admins, those of the group are meant; others get
    /// [`ErrorCode::PermissionDenied`](crate::ErrorCode::PermissionDenied). Where there is no such
    /// thread, any call gets [`ErrorCode::ThreadNotFound`](crate::ErrorCode::ThreadNotFound).
    pub face Threads;

    /// Begins a thread at a message of a group, and answers its id. The members of the group are
    /// told by [`ThreadChange::Created`](crate::event::ThreadChange::Created). Refused with
    /// [`ErrorCode::ThreadAlreadyExists`](crate::ErrorCode::ThreadAlreadyExists) when there is one.
    create = CreateThread {
        /// The group.
        group: GroupId,
        /// The message.
        message: ServerId,
        /// What it is called, 1 to 64 characters.
        name: String,
    } -> GroupId;
    Post once "createChatThread",
    |to| {
        let body = json!({
            "name": name,
            "msg_id": alloc::format!("{message}"),
            "group_id": group.as_str(),
            "owner": to.me(),
        });
        named(to, name).path(["thread"]).acting().json(body)
    },
    |answer| {
        #[derive(Deserialize)]
        struct Data {
            #[serde(deserialize_with = "lenient::id")]
            thread_id: String,
        }
        let data: Data = answer.data()?;
        GroupId::new(data.thread_id).map_err(|invalid| answer.malformed(invalid))
    }

    /// Joins a thread, and answers what it is. Its messages come to this user from now on.
    join = JoinThread {
        /// Which thread.
        thread: GroupId,
    } -> ThreadInfo;
    Post once "joinChatThread",
    |to| {
        let me = to.me();
        to.path(["thread", thread.as_str(), "user", me, "join"]).acting()
    },
    |answer| {
        #[derive(Deserialize)]
        struct Data {
            detail: ThreadInfo,
        }
        answer.data().map(|Data { detail }| detail)
    }

    /// Leaves a thread.
    leave = LeaveThread {
        /// Which thread.
        thread: GroupId,
    } -> ();
    Delete once "leaveChatThread",
    |to| {
        let me = to.me();
        to.path(["thread", thread.as_str(), "user", me, "quit"]).acting()
    },
    |answer| confirmed(answer)

    /// Ends a thread, with everything in it. For owner and admins. The members of the group are
    /// told by [`ThreadChange::Destroyed`](crate::event::ThreadChange::Destroyed).
    destroy = DestroyThread {
        /// Which thread.
        thread: GroupId,
    } -> ();
    Delete once "destroyChatThread",
    |to| to.path(["thread", thread.as_str()]).acting(),
    |answer| confirmed(answer)

    /// Gives a thread another name. For owner and admins, and for who began it. The members of the
    /// group are told by [`ThreadChange::Renamed`](crate::event::ThreadChange::Renamed).
    rename = RenameThread {
        /// Which thread.
        thread: GroupId,
        /// What it is called from now on, 1 to 64 characters.
        name: String,
    } -> ();
    Put safe "changeChatThreadName",
    |to| named(to, name)
        .path(["thread", thread.as_str()])
        .acting()
        .json(json!({ "name": name })),
    |answer| confirmed(answer)

    /// A page of the ids of those in a thread.
    members = ListThreadMembers {
        /// Which thread.
        thread: GroupId,
        /// Members a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<String>;
    Get safe "getChatThreadMembers",
    |to| page_of(to, *limit, cursor.as_deref()).path(["thread", thread.as_str(), "users"]),
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            data: Data,
            #[serde(default)]
            properties: Properties,
        }
        #[derive(Deserialize)]
        struct Data {
            affiliations: Vec<String>,
        }
        let Document { data, properties } = answer.json()?;
        Ok(Page::with_cursor(data.affiliations, properties.cursor))
    }

    /// Removes somebody from a thread. For owner and admins. The members of the group are told by
    /// [`ThreadChange::MembersRemoved`](crate::event::ThreadChange::MembersRemoved).
    remove_member = RemoveThreadMember {
        /// Which thread.
        thread: GroupId,
        /// Who.
        user: UserId,
    } -> ();
    Delete once "removeChatThreadMember",
    |to| to.path(["thread", thread.as_str(), "users", user.as_str()]).acting(),
    |answer| confirmed(answer)

    /// A page of the threads this user is in: those of a group, or of all.
    joined = ListJoinedThreads {
        /// Which group; `None` for all.
        group: Option<GroupId>,
        /// Threads a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<ThreadInfo>;
    Get safe "getJoinedChatThreads",
    |to| {
        let me = to.me();
        let to = page_of(to, *limit, cursor.as_deref());
        match group {
            None => to.path(["threads", "user", me]),
            Some(group) => to.path(["threads", "chatgroups", group.as_str(), "user", me]),
        }
    },
    |answer| threads(answer)

    /// A page of the threads of a group.
    list = ListThreads {
        /// Which group.
        group: GroupId,
        /// Threads a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<ThreadInfo>;
    Get safe "getChatThreads",
    |to| page_of(to, *limit, cursor.as_deref()).path(["threads", "chatgroups", group.as_str()]),
    |answer| threads(answer)

    /// The last messages of threads. A thread that is unknown is missing in the reply.
    last_messages = LastMessagesOfThreads {
        /// Which threads, 1 to 20.
        threads: Vec<GroupId>,
    } -> Vec<LastInThread>;
    Post safe "getChatThreadLastMessage",
    |to| {
        let ids: Vec<_> = threads.iter().map(GroupId::as_str).collect();
        to.count("threads", threads, 1, 20)
            .path(["thread", "message"])
            .json(json!({ "threadIds": ids }))
    },
    |answer| last(answer)

    /// What a thread is.
    info = GetThreadInfo {
        /// Which thread.
        thread: GroupId,
    } -> ThreadInfo;
    Get safe "getChatThreadDetail",
    |to| to.path(["thread", thread.as_str()]),
    |answer| answer.data()
}

paged! {
    ListThreadMembers => String, cursor cursor;
    ListJoinedThreads => ThreadInfo, cursor cursor;
    ListThreads => ThreadInfo, cursor cursor;
}

fn named<'d, 'a>(to: &'d mut Draft<'a>, name: &str) -> &'d mut Draft<'a> {
    to.require(!name.is_empty(), "name", "is empty").characters("name", name, 64)
}

fn page_of<'d, 'a>(to: &'d mut Draft<'a>, limit: u32, cursor: Option<&str>) -> &'d mut Draft<'a> {
    to.within("limit", u64::from(limit), 1, 50)
        .query("limit", limit)
        .query("cursor", cursor.unwrap_or_default())
}

/// Where the next page begins.
#[derive(Default, Deserialize)]
struct Properties {
    cursor: Option<String>,
}

fn threads(answer: &Answer) -> Result<Page<ThreadInfo>, CallFailed> {
    #[derive(Deserialize)]
    struct Document {
        entities: Vec<ThreadInfo>,
        #[serde(default)]
        properties: Properties,
    }
    let Document { entities, properties } = answer.json()?;
    Ok(Page::with_cursor(entities, properties.cursor))
}

fn last(answer: &Answer) -> Result<Vec<LastInThread>, CallFailed> {
    #[derive(Deserialize)]
    struct Entity {
        #[serde(deserialize_with = "lenient::id")]
        thread_id: String,
        last_message: Option<Box<RawValue>>,
    }
    let entities: Vec<Entity> = answer.entities()?;
    let last = |entity: Entity| {
        let (message, unreadable) =
            answer.message(entity.last_message.as_deref().map(RawValue::get));
        LastInThread { thread: entity.thread_id, message, unreadable }
    };
    Ok(entities.into_iter().map(last).collect())
}

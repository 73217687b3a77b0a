//! What was said, and forgetting it.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use serde_json::json;

use super::{Messages, listed, read_data};
use crate::error::{CallFailed, Layer, Malformed};
use crate::event::Event;
use crate::ids::{ServerId, UserId};
use crate::json::Object;
use crate::message::{Address, Chat};
use crate::rest::{Answer, Page};
use crate::time::UnixMillis;
use crate::wire::{GROUP_DOMAIN, USER_DOMAIN};

/// The largest time the servers take: 18 digits.
const TIME_MAX: u64 = 999_999_999_999_999_999;

/// Which messages of a conversation, how many at once, and from which end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryOptions {
    /// Messages a page, 1 to 50.
    #[doc(alias = "pageSize")]
    pub limit: u32,
    /// Towards which end.
    #[doc(alias = "searchDirection")]
    pub direction: Direction,
    /// Only these kinds; empty for all.
    #[doc(alias = "msgTypes")]
    pub kinds: Vec<MessageKind>,
    /// Only from this time on.
    #[doc(alias = "startTime")]
    pub since: Option<UnixMillis>,
    /// Only up to this time.
    #[doc(alias = "endTime")]
    pub until: Option<UnixMillis>,
    /// Only what this user said: in groups and chat rooms.
    pub from: Option<UserId>,
}

impl Default for HistoryOptions {
    /// Pages of 20, the latest first, everything.
    fn default() -> Self {
        Self {
            limit: 20,
            direction: Direction::Older,
            kinds: Vec::new(),
            since: None,
            until: None,
            from: None,
        }
    }
}

/// Towards which end of a conversation history goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the latest message, or the cursor, to earlier ones.
    #[default]
    #[doc(alias = "up")]
    Older,
    /// From the earliest message, or the cursor, to later ones.
    #[doc(alias = "down")]
    Newer,
}

/// A kind of message, as history tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageKind {
    /// Texts.
    Text,
    /// Images.
    Image,
    /// Videos.
    Video,
    /// Voice messages.
    Voice,
    /// Files.
    File,
    /// Places.
    Location,
    /// Orders for the program.
    Command,
    /// Whatever the application wants.
    Custom,
    /// Bundles of messages.
    Combined,
}

impl MessageKind {
    const ALL: [Self; 9] = [
        Self::Text,
        Self::Image,
        Self::Video,
        Self::Voice,
        Self::File,
        Self::Location,
        Self::Command,
        Self::Custom,
        Self::Combined,
    ];

    /// The server's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Image => "img",
            Self::Video => "video",
            Self::Voice => "audio",
            Self::File => "file",
            Self::Location => "loc",
            Self::Command => "cmd",
            Self::Custom => "custom",
            Self::Combined => "combine",
        }
    }

    /// The kind by the server's word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

endpoints! {
    face Messages;

    /// A page of what was said in a conversation, in the server's order.
    ///
    /// It is told like what arrives: mostly [`Event::Message`]. An entry that cannot be read is an
    /// [`Event::Malformed`] with its bytes, and costs no other; there is nothing to commit.
    ///
    /// The Web SDK's old `fetchHistoryMessages` is this call too. It kept what it had fetched, and
    /// gave each message once; here every call asks, and the page says where the next one begins.
    ///
    /// [`ServiceNotEnabled`](crate::ErrorCode::ServiceNotEnabled) when the application keeps no
    /// history.
    history = History {
        /// Which conversation.
        #[doc(alias = "targetId")]
        conversation: Address,
        /// Where the page begins: what the page before said, or the id of a message, which is not
        /// on the page itself. `None` for the end the direction begins at.
        cursor: Option<String>,
        /// Which messages, how many, and from which end.
        options: HistoryOptions,
    } -> Page<Event>;
    Post safe "getHistoryMessages" ["fetchHistoryMessages"],
    |to| {
        let single = conversation.chat() == Chat::Single;
        let HistoryOptions { limit, direction, kinds, since, until, from } = options;
        let backwards = matches!((since, until), (Some(since), Some(until)) if since > until);
        to.within("limit", u64::from(*limit), 1, 50)
            .require(!backwards, "since", "is after until")
            .require(!single || from.is_none(), "from", "is for groups and chat rooms")
            .mine(["messageroaming"])
            .json_whole(json!({
                "queue": queue(conversation),
                "start": cursor.as_deref().map_or_else(|| json!(-1), |cursor| json!(cursor)),
                "end": -1,
                "pull_number": limit,
                "is_positive": *direction == Direction::Newer,
                "msgType": kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(","),
                "startTime": since.map(|time| time.0),
                "endTime": until.map(|time| time.0),
                "userId": from.as_ref().map(UserId::as_str),
            }))
    },
    |answer| read_data(answer, |data| page(data, cursor.as_deref(), answer))

    /// Forgets messages of a conversation, for this user only; others keep them. This user's other
    /// devices are told:
    /// [`DeviceChange::HistoryDeleted`](crate::event::DeviceChange::HistoryDeleted).
    remove = RemoveMessages {
        /// Which conversation.
        #[doc(alias = "targetId")]
        conversation: Address,
        /// Which messages, 1 to 20.
        #[doc(alias = "messageIds")]
        messages: Vec<ServerId>,
    } -> ();
    Delete safe "removeHistoryMessages",
    |to| {
        let [kind, key] = roaming(conversation);
        let me = to.me();
        to.count("messages", messages, 1, 20)
            .path(["sdk", "message", "roaming", kind, "user", me])
            .query(key, conversation.name())
            .query_list("msgIdList", messages.iter().map(|id| alloc::format!("{id}")))
            .acting()
    },
    |answer| answer.done()

    /// Forgets what was said in a conversation up to a time, for this user only; others keep it.
    /// This user's other devices are told:
    /// [`DeviceChange::HistoryDeleted`](crate::event::DeviceChange::HistoryDeleted).
    remove_until = RemoveMessagesUntil {
        /// Which conversation.
        #[doc(alias = "targetId")]
        conversation: Address,
        /// The time, of at most 18 digits.
        #[doc(alias = "beforeTimeStamp")]
        until: UnixMillis,
    } -> ();
    Delete safe "removeHistoryMessages",
    |to| {
        let [kind, key] = roaming(conversation);
        let me = to.me();
        to.within("until", until.0, 1, TIME_MAX)
            .path(["sdk", "message", "roaming", kind, "user", me, "time"])
            .query(key, conversation.name())
            .query("delTime", until.0)
            .acting()
    },
    |answer| answer.done()

    /// Forgets every message and every conversation, for this user only; others keep them. What an
    /// application stores itself is its own to clear.
    remove_everything = RemoveEverything {} -> ();
    Post safe "deleteAllMessagesAndConversations",
    |to| {
        let me = to.me();
        to.path(["sdk", "message", "roaming", "user", me, "delete", "all"]).acting()
    },
    |answer| answer.done()
}

paged! { History => Event, cursor cursor; }

fn queue(conversation: &Address) -> String {
    let domain = match conversation.chat() {
        Chat::Single => USER_DOMAIN,
        Chat::Group | Chat::Room => GROUP_DOMAIN,
    };
    alloc::format!("{}@{domain}", conversation.name())
}

/// How the calls that forget spell a conversation: its kind, and what its id is called.
fn roaming(conversation: &Address) -> [&'static str; 2] {
    match conversation.chat() {
        Chat::Single => ["chat", "userId"],
        Chat::Group | Chat::Room => ["group", "groupId"],
    }
}

fn page(
    data: &Object<'_>,
    asked: Option<&str>,
    answer: &Answer,
) -> Result<Page<Event>, CallFailed> {
    let entries = listed(answer, data, "msgs")?;
    let items = entries.into_iter().filter_map(|entry| read(entry, answer)).collect();
    let is_last = data.flag("is_last").unwrap_or_default();
    // A server that leads back to where we are would lead on for ever.
    let next = data.text("next_key").filter(|next| !is_last && asked != Some(&**next));
    Ok(Page::with_cursor(items, next.map(|next| String::from(&*next))))
}

/// An entry; `None` for what needs no telling, because this device did it.
fn read(entry: &str, answer: &Answer) -> Option<Event> {
    let meta = Object::parse(entry).and_then(|entry| entry.text("msg"));
    let event = match meta.filter(|meta| !meta.is_empty()) {
        Some(meta) => answer.reader().base64(&meta),
        None => {
            let bytes = Bytes::copy_from_slice(entry.as_bytes());
            Err(Malformed::new(Layer::Http, "an entry of a history without a message", bytes))
        }
    };
    event.unwrap_or_else(|malformed| Some(Event::Malformed(answer.hushed(malformed))))
}

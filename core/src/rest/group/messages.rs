//! What this user gets of a group, and who has read what was sent to it.

use alloc::boxed::Box;
use alloc::string::String;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::{Groups, in_group};
use crate::error::CallFailed;
use crate::ids::{GroupId, ServerId};
use crate::json::{self, Object};
use crate::rest::{Answer, Page, lenient};
use crate::time::UnixMillis;

/// Somebody who has read a message of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GroupReader {
    /// Who.
    #[serde(default, alias = "username", alias = "userId", deserialize_with = "lenient::id")]
    pub user: String,
    /// The words of their receipt, where the server tells them.
    #[doc(alias = "ackContent")]
    #[serde(default, alias = "ack_content", alias = "ext", deserialize_with = "lenient::text")]
    pub words: Option<String>,
    /// When, where the server tells it.
    #[serde(default, rename = "timestamp", deserialize_with = "lenient::time")]
    pub at: Option<UnixMillis>,
}

endpoints! {
    face Groups;

    /// Takes no messages of a group any longer. This user's devices are told by
    /// [`GroupChange::MessagesBlocked`](crate::event::GroupChange::MessagesBlocked).
    block_messages = BlockGroupMessages {
        /// Which group.
        group: GroupId,
    } -> ();
    Post safe "blockGroupMessage",
    |to| in_group(to, group, ["shield"]).v3().acting(),
    |answer| answer.done()

    /// Takes the messages of a group again. This user's devices are told by
    /// [`GroupChange::MessagesUnblocked`](crate::event::GroupChange::MessagesUnblocked).
    unblock_messages = UnblockGroupMessages {
        /// Which group.
        group: GroupId,
    } -> ();
    Delete safe "unblockGroupMessage",
    |to| in_group(to, group, ["shield"]).v3().acting(),
    |answer| answer.done()

    /// Notes with this user that no notifications of a group are wanted: an old switch, which
    /// nothing sets back (rest oddity 24). See [`Groups::block_messages`], and the module
    /// `silent`.
    ignore_notifications = IgnoreGroupNotifications {
        /// Which group.
        group: GroupId,
    } -> ();
    Put safe "blockGroupMessages" ["blockGroup"],
    |to| {
        let key = alloc::format!("notification_ignore_{group}");
        to.mine::<&str>([]).acting().json(json!({ "entities": [{ key: true }] }))
    },
    |answer| answer.done()

    /// A page of those who have read a message this user sent to a group and asked receipts for.
    /// The official client reads the first 500 only (rest oddity 15).
    readers = ListGroupReaders {
        /// Which group.
        group: GroupId,
        /// Which message.
        message: ServerId,
        /// Readers a page, 1 to 500.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<GroupReader>;
    Get safe "getGroupMsgReadUser",
    |to| in_group(to, group, ["acks", &alloc::format!("{message}")])
        .within("limit", u64::from(*limit), 1, 500)
        .query("limit", limit)
        .query_some("key", cursor.as_ref()),
    |answer| readers(answer)
}

paged! { ListGroupReaders => GroupReader, cursor cursor; }

/// The list, in `data` or one level deeper; of names, or of objects.
fn readers(answer: &Answer) -> Result<Page<GroupReader>, CallFailed> {
    let data: Box<RawValue> = answer.data()?;
    let outer = Object::parse(data.get()).unwrap_or_default();
    let list = match outer.raw("group_ack") {
        Some(inner) => Object::parse(inner).unwrap_or_default(),
        None => outer,
    };
    let readers = list.list("userlist").unwrap_or_default().into_iter();
    let readers = readers.map(|reader| match reader.as_bytes().first() {
        Some(b'"') => {
            let user = json::text(reader).map(String::from).unwrap_or_default();
            Ok(GroupReader { user, ..GroupReader::default() })
        }
        _ => serde_json::from_str(reader).map_err(|error| answer.malformed(error)),
    });
    let is_last = list.flag("is_last").unwrap_or_default();
    let next = list.text("next_key").filter(|_| !is_last);
    Ok(Page::with_cursor(readers.collect::<Result<_, _>>()?, next.map(String::from)))
}

//! Contacts: who they are, asking and answering, remarks, and who is blocked (rest §2.2).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;

use super::{Draft, Page, lenient};
use crate::ids::UserId;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// Characters of a remark.
const REMARK_MAX: usize = 100;
/// Users on a block list, and so the most that can be put on it or taken off at once.
const BLOCKED_MAX: usize = 500;

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// Who.
    #[serde(rename = "username", deserialize_with = "lenient::id")]
    pub user: String,
    /// What this user notes about them; nobody else sees it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub remark: Option<String>,
}

endpoints! {
    /// Contacts, their remarks, and who is blocked: `client.contact()`.
    ///
    /// What happens to contacts is told by [`Event::Contact`](crate::Event::Contact).
    pub face Contacts;

    /// The ids of all contacts.
    ids = ContactIds {} -> Vec<String>;
    Get safe "getContacts" ["getRoster"],
    |to| to.mine(["contacts", "users"]),
    |answer| answer.data()

    /// All contacts with their remarks, in one answer: [`Contacts::list`] asks for them in pages.
    all = AllContacts {} -> Vec<Contact>;
    Get safe "getAllContacts",
    |to| to.mine(["contacts", "users"]).query("needReturnRemark", true),
    |answer| answer.entities()

    /// A page of contacts with their remarks.
    list = ListContacts {
        /// Contacts a page, 1 to 50.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<Contact>;
    Get safe "getContactsWithCursor",
    |to| to
        .within("limit", u64::from(*limit), 1, 50)
        .mine(["contacts"])
        .query("needReturnRemark", true)
        .query("limit", limit)
        .query("cursor", cursor.as_deref().unwrap_or_default()),
    |answer| {
        #[derive(Deserialize)]
        struct Data {
            #[serde(default, deserialize_with = "lenient::list")]
            contacts: Vec<Contact>,
            cursor: Option<String>,
        }
        answer.data().map(|Data { contacts, cursor }| Page::with_cursor(contacts, cursor))
    }

    /// Asks somebody to become a contact. They are told by
    /// [`ContactChange::Invited`](crate::event::ContactChange::Invited), this user of their answer
    /// by `Agreed` or `Refused`.
    ///
    /// Refused with [`ErrorCode::UserNotFound`](crate::ErrorCode::UserNotFound) when there is no such
    /// user, with [`ErrorCode::MaxLimit`](crate::ErrorCode::MaxLimit) when one of the two has as many
    /// contacts as there may be.
    add = AddContact {
        /// Who is asked.
        user: UserId,
        /// Shown to them.
        reason: Option<String>,
    } -> ();
    Post once "addContact",
    |to| to
        .mine(["contacts", "apply"])
        .acting()
        .json(json!({ "usernames": [user.as_str()], "reason": reason })),
    |answer| answer.done()

    /// Ends being contacts, for both sides. The other is told by
    /// [`ContactChange::Deleted`](crate::event::ContactChange::Deleted).
    remove = RemoveContact {
        /// Who is no contact any longer.
        user: UserId,
    } -> ();
    Delete safe "deleteContact" ["removeRoster"],
    |to| to.mine(["contacts", "users", user.as_str()]).acting(),
    |answer| answer.done()

    /// Accepts what somebody asked for. They are told by
    /// [`ContactChange::Agreed`](crate::event::ContactChange::Agreed).
    accept = AcceptContact {
        /// Who asked.
        user: UserId,
    } -> ();
    Post once "acceptContactInvite" ["acceptInvitation"],
    |to| to.mine(["contacts", "accept", "users", user.as_str()]).acting(),
    |answer| answer.done()

    /// Refuses what somebody asked for. They are told by
    /// [`ContactChange::Refused`](crate::event::ContactChange::Refused).
    decline = DeclineContact {
        /// Who asked.
        user: UserId,
    } -> ();
    Post once "declineContactInvite" ["declineInvitation"],
    |to| to.mine(["contacts", "decline", "users", user.as_str()]).acting(),
    |answer| answer.done()

    /// Notes something about a contact, or an empty text to take it away. Nobody is told.
    ///
    /// Refused with [`ErrorCode::NotFriend`](crate::ErrorCode::NotFriend) for who is no contact.
    set_remark = SetContactRemark {
        /// About whom.
        user: UserId,
        /// At most 100 characters.
        remark: String,
    } -> ();
    Put safe "setContactRemark",
    |to| to
        .characters("remark", remark, REMARK_MAX)
        .mine(["contacts", "users", user.as_str()])
        .acting()
        .json(json!({ "remark": remark })),
    |answer| answer.done()

    /// The ids of the users on the block list: they can send nothing to this user.
    blocked = BlockedUsers {} -> Vec<String>;
    Get safe "getBlocklist" ["getBlacklist"],
    |to| to.mine(["blocks", "users"]),
    |answer| answer.data()

    /// Puts users on the block list, which holds at most 500. The reply names those who are on it
    /// now by this call. They are not told; this user's other devices are, by
    /// [`ContactChange::Blocked`](crate::event::ContactChange::Blocked).
    block = BlockUsers {
        /// At least one.
        users: Vec<UserId>,
    } -> Vec<String>;
    Post safe "addUsersToBlocklist" ["addUsersToBlacklist", "addToBlackList"],
    |to| blocks(to, users),
    |answer| answer.data()

    /// Takes users off the block list. They are not told; this user's other devices are, by
    /// [`ContactChange::Unblocked`](crate::event::ContactChange::Unblocked).
    unblock = UnblockUsers {
        /// At least one.
        users: Vec<UserId>,
    } -> ();
    Delete safe "removeUserFromBlocklist" ["removeUserFromBlackList", "removeFromBlackList"],
    |to| blocks(to, users),
    |answer| answer.done()
}

paged! { ListContacts => Contact, cursor cursor; }

fn blocks(to: &mut Draft<'_>, users: &[UserId]) {
    let usernames: Vec<&str> = users.iter().map(UserId::as_str).collect();
    let me = to.me();
    to.count("users", users, 1, BLOCKED_MAX)
        .path(["sdk", "user", me, "blocks"])
        .acting()
        .json(json!({ "usernames": usernames }));
}

//! Contacts: who they are, asking and answering, remarks, and who is blocked (rest §2.2).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;

use super::Page;
use crate::ids::UserId;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// Who.
    #[serde(rename = "username")]
    pub user: String,
    /// What this user notes about them; nobody else sees it.
    pub remark: Option<String>,
}

endpoints! {
    /// Contacts, their remarks, and who is blocked: `client.contact()`.
    pub face Contacts;

    /// The ids of all contacts.
    ids = ContactIds {} -> Vec<String>;
    Get safe "getContacts" ["getRoster"],
    |to| to.mine(["contacts", "users"]),
    |answer| answer.data()

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
            contacts: Vec<Contact>,
            cursor: Option<String>,
        }
        answer.data().map(|Data { contacts, cursor }| Page::with_cursor(contacts, cursor))
    }

    /// Asks somebody to become a contact. They are told by
    /// [`ContactChange::Invited`](crate::event::ContactChange::Invited).
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
}

paged! { ListContacts => Contact, cursor cursor; }

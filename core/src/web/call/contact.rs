//! Contacts (rest §2.2).

use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{Args, Found, WebCall};
use crate::rest::contact::{
    AcceptContact, AddContact, AllContacts, BlockUsers, BlockedUsers, Contact, ContactIds,
    DeclineContact, ListContacts, RemoveContact, SetContactRemark, UnblockUsers,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getContacts" | "getRoster" => WebCall::raw(ContactIds {}),
        "getAllContacts" => WebCall::data(AllContacts {}, contacts),
        "getContactsWithCursor" => {
            let limit = args.get("pageSize").some_number()?.unwrap_or(20);
            let cursor = args.get("cursor").some_string()?;
            WebCall::data(
                ListContacts { limit, cursor },
                |page| json!({ "cursor": page.next.unwrap_or_default(), "contacts": contacts(page.items) }),
            )
        }
        "addContact" => WebCall::void(AddContact {
            user: args.at(0, "userId").user()?,
            reason: args.at(1, "message").some_string()?,
        }),
        "deleteContact" | "removeRoster" => {
            WebCall::void(RemoveContact { user: args.at(0, "userId").user()? })
        }
        "acceptContactInvite" | "acceptInvitation" => {
            WebCall::void(AcceptContact { user: args.at(0, "userId").user()? })
        }
        "declineContactInvite" | "declineInvitation" => {
            WebCall::void(DeclineContact { user: args.at(0, "userId").user()? })
        }
        "setContactRemark" => WebCall::void(SetContactRemark {
            user: args.get("userId").user()?,
            remark: args.get("remark").string()?,
        }),
        "getBlocklist" | "getBlacklist" => WebCall::raw(BlockedUsers {}),
        "addUsersToBlocklist" | "addUsersToBlacklist" | "addToBlackList" => {
            let users = args.get("name").users()?;
            WebCall::data(BlockUsers { users }, |users| json!({ "userIds": users }))
        }
        "removeUserFromBlocklist" | "removeUserFromBlackList" | "removeFromBlackList" => {
            WebCall::void(UnblockUsers { users: args.get("name").users()? })
        }
        _ => return Ok(None),
    }))
}

fn contacts(contacts: Vec<Contact>) -> Value {
    let contact = |contact: Contact| json!({ "userId": contact.user, "remark": contact.remark });
    contacts.into_iter().map(contact).collect()
}

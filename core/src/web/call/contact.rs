//! Contacts (rest §2.2).

use serde_json::json;

use super::{Args, Found, WebCall};
use crate::rest::contact::{AddContact, ContactIds, ListContacts};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getContacts" | "getRoster" => WebCall::raw(ContactIds {}),
        "getContactsWithCursor" => {
            let limit = args.get("pageSize").some_number()?.unwrap_or(20);
            let cursor = args.get("cursor").some_string()?;
            WebCall::data(ListContacts { limit, cursor }, |page| {
                let contact = |contact: crate::rest::contact::Contact| json!({ "userId": contact.user, "remark": contact.remark });
                let contacts = page.items.into_iter().map(contact).collect::<alloc::vec::Vec<_>>();
                json!({ "cursor": page.next.unwrap_or_default(), "contacts": contacts })
            })
        }
        "addContact" => WebCall::void(AddContact {
            user: args.at(0, "to").user()?,
            reason: args.at(1, "message").some_string()?,
        }),
        _ => return Ok(None),
    }))
}

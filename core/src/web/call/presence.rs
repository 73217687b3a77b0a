//! Presence: publishing it, subscribing to it (rest §2.6).

use core::time::Duration;

use serde_json::{Value, json};

use super::{Args, Found, WebCall};
use crate::rest::Endpoint;
use crate::rest::presence::{
    ListSubscriptions, PresenceStatus, PublishPresence, SubscribePresence, UnsubscribePresence,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    let users = || args.get("usernames").users();
    Ok(Some(match method {
        "publishPresence" => {
            WebCall::void(PublishPresence { description: args.get("description").string()? })
        }
        "subscribePresence" => twice(SubscribePresence {
            users: users()?,
            expiry: Duration::from_secs(u64::from(args.get("expiry").number::<u32>()?)),
        }),
        "unsubscribePresence" => WebCall::void(UnsubscribePresence { users: users()? }),
        "getSubscribedPresencelist" | "getSubscribedPresenceList" => twice(ListSubscriptions {
            page: args.get("pageNum").some_number()?.unwrap_or(1),
            size: args.get("pageSize").some_number()?.unwrap_or(20),
        }),
        "getPresenceStatus" => twice(PresenceStatus { users: users()? }),
        _ => return Ok(None),
    }))
}

/// The document, with `result` once more in `data` (rest oddity 26).
fn twice<E: Endpoint>(endpoint: E) -> WebCall {
    WebCall::shaped(endpoint, |mut document, _| {
        let result = document.get("result").cloned();
        if let (Value::Object(members), Some(result)) = (&mut document, result) {
            members.insert("data".into(), json!({ "result": result }));
        }
        document
    })
}

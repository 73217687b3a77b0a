//! Tokens of push services (rest §2.11).

use serde_json::{Value, json};

use super::{Args, Found, WebCall};
use crate::rest::Endpoint;
use crate::rest::push::{UnbindPushToken, UploadPushToken};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "uploadPushToken" | "uploadToken" => entity(UploadPushToken {
            device_id: args.get("deviceId").string()?,
            token: args.get("deviceToken").string()?.into(),
            notifier: args.get("notifierName").string()?,
        }),
        "unbindPushToken" => entity(UnbindPushToken { notifier: None }),
        _ => return Ok(None),
    }))
}

/// The first of the entities, or an empty object.
fn entity<E: Endpoint>(endpoint: E) -> WebCall {
    WebCall::shaped(endpoint, |document, _| {
        let first = document.pointer("/entities/0").filter(|entity| !entity.is_null());
        json!({ "type": 0, "data": first.cloned().unwrap_or_else(|| Value::Object(Default::default())) })
    })
}

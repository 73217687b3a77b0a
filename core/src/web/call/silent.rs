//! Do not disturb, and the language of notifications (rest §2.10).

use alloc::vec::Vec;
use core::time::Duration;

use serde_json::{Value, json};

use super::args::Arg;
use super::{Args, Found, WebCall};
use crate::error::InvalidCall;
use crate::message::Address;
use crate::rest::silent::{
    ClearRemind, Daily, ListReminded, PushLanguage, Remind, SetPushLanguage, SetSilentFor,
    SetSilentForAll, Silence, SilentForAll, SilentOf, SilentOfMany, TimeOfDay,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    let conversation = || conversation(args.get("conversationId"), args.get("type"));
    Ok(Some(match method {
        "setSilentModeForAll" => {
            WebCall::raw(SetSilentForAll { silence: silence(args.get("options"))? })
        }
        "getSilentModeForAll" => WebCall::raw(SilentForAll {}),
        "setSilentModeForConversation" => WebCall::raw(SetSilentFor {
            conversation: conversation()?,
            silence: silence(args.get("options"))?,
        }),
        "clearRemindTypeForConversation" => {
            WebCall::raw(ClearRemind { conversation: conversation()? })
        }
        "getSilentModeForConversation" => WebCall::raw(SilentOf { conversation: conversation()? }),
        "getSilentModeForConversations" => {
            let list = args.get("conversationList").list()?.into_iter();
            let one = |item: Arg<'_>| self::conversation(item.get("id"), item.get("type"));
            WebCall::raw(SilentOfMany { conversations: list.map(one).collect::<Result<_, _>>()? })
        }
        "getSilentModeRemindTypeConversations" => {
            let limit = args.get("pageSize").some_number()?.unwrap_or(10);
            let cursor = args.get("cursor").some_string()?;
            WebCall::shaped(ListReminded { limit, cursor }, |document, _| reminded(document))
        }
        "setPushPerformLanguage" => {
            WebCall::raw(SetPushLanguage { language: args.get("language").string()? })
        }
        "getPushPerformLanguage" => WebCall::raw(PushLanguage {}),
        _ => return Ok(None),
    }))
}

fn conversation(id: Arg<'_>, kind: Arg<'_>) -> Result<Address, InvalidCall> {
    match kind.text()? {
        "singleChat" => id.user().map(Address::User),
        "groupChat" => id.group().map(Address::Group),
        "chatRoom" => id.room().map(Address::Room),
        other => {
            let known = "singleChat, groupChat or chatRoom is needed";
            Err(kind.wrong(alloc::format!("is {other:?}, {known}")))
        }
    }
}

fn silence(options: Arg<'_>) -> Result<Silence, InvalidCall> {
    let kind = options.get("paramType");
    Ok(match kind.number()? {
        0 => {
            let remind = options.get("remindType");
            let unknown = || remind.wrong("is unknown, ALL, AT or NONE is needed");
            Silence::Remind(Remind::read(remind.text()?).ok_or_else(unknown)?)
        }
        1 => Silence::For(Duration::from_millis(options.get("duration").number()?)),
        2 => Silence::Every(Daily {
            from: time(options.get("startTime"))?,
            to: time(options.get("endTime"))?,
        }),
        other => return Err(kind.wrong(alloc::format!("is {other}, 0, 1 or 2 is needed"))),
    })
}

/// A time of day; also one of midnight or a full hour, which the official client refuses (rest
/// oddity 19).
fn time(time: Arg<'_>) -> Result<TimeOfDay, InvalidCall> {
    Ok(TimeOfDay::new(time.get("hours").number()?, time.get("minutes").number()?))
}

/// `{conversations, cursor}`, or the document when it has no list.
fn reminded(document: Value) -> Value {
    let Some(list) = document.get("data").and_then(Value::as_array) else { return document };
    let conversation = |it: &Value| {
        let (kind, id) = match it.get("user") {
            Some(user) => ("singleChat", user),
            None => ("groupChat", it.get("group").unwrap_or(&Value::Null)),
        };
        json!({ "conversationId": id, "type": kind, "remindType": it.get("value") })
    };
    let conversations: Vec<Value> = list.iter().map(conversation).collect();
    let cursor = document.get("cursor").cloned().unwrap_or_else(|| json!(""));
    json!({ "type": 0, "data": { "conversations": conversations, "cursor": cursor } })
}

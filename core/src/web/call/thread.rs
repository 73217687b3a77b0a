//! Threads below the messages of a group (rest §2.5).

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{Args, Found, WebCall, listed};
use crate::message::Chat;
use crate::rest::thread::{
    CreateThread, DestroyThread, GetThreadInfo, JoinThread, LastInThread, LastMessagesOfThreads,
    LeaveThread, ListJoinedThreads, ListThreadMembers, ListThreads, RemoveThreadMember,
    RenameThread,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    let thread = args.get("chatThreadId").group();
    Ok(Some(match method {
        "createChatThread" => {
            let call = CreateThread {
                group: args.get("parentId").group()?,
                message: args.get("messageId").message()?,
                name: args.get("name").string()?,
            };
            let names = [("thread_id", "chatThreadId")];
            WebCall::shaped(call, move |document, _| renamed(document, "/data", &names))
        }
        "joinChatThread" => WebCall::shaped(JoinThread { thread: thread? }, |document, _| {
            renamed(document, "/data/detail", &PLACES)
        }),
        "leaveChatThread" => WebCall::void(LeaveThread { thread: thread? }),
        "destroyChatThread" => WebCall::void(DestroyThread { thread: thread? }),
        "changeChatThreadName" => {
            WebCall::raw(RenameThread { thread: thread?, name: args.get("name").string()? })
        }
        "removeChatThreadMember" => {
            WebCall::raw(RemoveThreadMember { thread: thread?, user: args.get("username").user()? })
        }
        "getChatThreadDetail" => {
            WebCall::shaped(GetThreadInfo { thread: thread? }, |document, _| {
                let document = renamed(document, "/data", &PLACES);
                renamed(document, "/data", &[("affiliations_count", "affiliationsCount")])
            })
        }
        _ => return lists(method, args),
    }))
}

fn lists(method: &str, args: &Args<'_>) -> Found {
    let limit = args.get("pageSize").some_number().map(|limit| limit.unwrap_or(20));
    let cursor = args.get("cursor").some_string();
    Ok(Some(match method {
        "getChatThreadMembers" => WebCall::raw(ListThreadMembers {
            thread: args.get("chatThreadId").group()?,
            limit: limit?,
            cursor: cursor?,
        }),
        "getJoinedChatThreads" => {
            let group = args.get("parentId");
            let group = group.is_given().then(|| group.group()).transpose()?;
            let call = ListJoinedThreads { group, limit: limit?, cursor: cursor? };
            WebCall::shaped(call, |document, _| threads(document))
        }
        "getChatThreads" => {
            let group = args.get("parentId").group()?;
            let call = ListThreads { group, limit: limit?, cursor: cursor? };
            WebCall::shaped(call, |document, _| threads(document))
        }
        "getChatThreadLastMessage" => {
            let threads = args.get("chatThreadIds").groups()?;
            WebCall::shaped(LastMessagesOfThreads { threads }, last)
        }
        _ => return Ok(None),
    }))
}

/// Where a thread is: in the server's words, and in the Web SDK's.
const PLACES: [(&str, &str); 2] = [("msgId", "messageId"), ("groupId", "parentId")];

fn threads(mut document: Value) -> Value {
    let count = document.get("entities").and_then(Value::as_array).map_or(0, Vec::len);
    for index in 0..count {
        document = renamed(document, &alloc::format!("/entities/{index}"), &PLACES);
    }
    document
}

/// The document with members of one of its objects in other words.
fn renamed(mut document: Value, object: &str, names: &[(&str, &str)]) -> Value {
    if let Some(Value::Object(members)) = document.pointer_mut(object) {
        for (theirs, ours) in names {
            if let Some(value) = members.remove(*theirs) {
                members.insert(String::from(*ours), value);
            }
        }
    }
    document
}

fn last(mut document: Value, last: Vec<LastInThread>) -> Value {
    let last = last.into_iter().map(|it| {
        let message = it.message.as_deref().map_or_else(
            || json!({}),
            |message| {
                let mut form = listed(message);
                // Groups are spelt so here alone.
                if let (Chat::Group, Some(chat)) = (message.chat, form.get_mut("chatType")) {
                    *chat = "groupchat".into();
                }
                form
            },
        );
        json!({ "chatThreadId": it.thread, "lastMessage": message })
    });
    let last: Value = last.collect();
    if let Value::Object(members) = &mut document {
        members.insert("entities".into(), last);
    }
    document
}

//! What belongs to a group: announcement, files, attributes of members; and its messages.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{Args, Found, WebCall, group};
use crate::rest::group::{
    BlockGroupMessages, DeleteGroupFile, GetGroupAnnouncement, GetGroupMemberAttributes,
    GetGroupMembersAttributes, IgnoreGroupNotifications, ListGroupFiles, ListGroupReaders,
    SetGroupAnnouncement, SetGroupMemberAttributes, UnblockGroupMessages,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    let group = group(args);
    Ok(Some(match method {
        "fetchGroupAnnouncement" => WebCall::raw(GetGroupAnnouncement { group: group? }),
        "updateGroupAnnouncement" => {
            let text = args.get("announcement").string()?;
            WebCall::raw(SetGroupAnnouncement { group: group?, text })
        }
        "getGroupSharedFilelist" | "fetchGroupSharedFileList" => WebCall::raw(ListGroupFiles {
            group: group?,
            page: args.get("pageNum").some_number()?.unwrap_or(1),
            size: args.get("pageSize").some_number()?.unwrap_or(10),
        }),
        "deleteGroupSharedFile" => {
            let file = args.get("fileId").string()?;
            WebCall::raw(DeleteGroupFile { group: group?, file })
        }
        "blockGroupMessage" => shield(BlockGroupMessages { group: group? }),
        "unblockGroupMessage" => shield(UnblockGroupMessages { group: group? }),
        "blockGroupMessages" | "blockGroup" => {
            WebCall::raw(IgnoreGroupNotifications { group: group? })
        }
        "getGroupMsgReadUser" => WebCall::raw(ListGroupReaders {
            group: group?,
            message: args.get("msgId").message()?,
            limit: 500,
            cursor: None,
        }),
        _ => return attributes(method, args),
    }))
}

fn shield<E: crate::rest::Endpoint>(call: E) -> WebCall {
    WebCall::shaped(call, |mut document, _| {
        let data = document.get_mut("data").map(Value::take).filter(|data| !data.is_null());
        json!({ "type": 0, "data": data.unwrap_or_else(|| json!({})) })
    })
}

fn attributes(method: &str, args: &Args<'_>) -> Found {
    let group = group(args);
    Ok(Some(match method {
        "setGroupMemberAttributes" => WebCall::void(SetGroupMemberAttributes {
            group: group?,
            user: args.get("userId").user()?,
            attributes: args.get("memberAttributes").texts_by_key()?,
        }),
        "getGroupMemberAttributes" => {
            let user = args.get("userId").user()?;
            let name = String::from(user.as_str());
            WebCall::shaped(GetGroupMemberAttributes { group: group?, user }, move |document, _| {
                match document.get("data").and_then(|data| data.get(&name)) {
                    Some(attributes) => json!({ "type": 0, "data": attributes }),
                    None => json!({ "type": 0 }),
                }
            })
        }
        "getGroupMembersAttributes" => {
            let keys = args.get("keys");
            let keys = if keys.is_given() { keys.texts()? } else { Vec::new() };
            let call = GetGroupMembersAttributes {
                group: group?,
                users: args.get("userIds").users()?,
                keys: keys.into_iter().map(String::from).collect(),
            };
            WebCall::shaped(call, |document, _| json!({ "type": 0, "data": document.get("data") }))
        }
        _ => return Ok(None),
    }))
}

//! Chat rooms (rest §2.4).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::members::{Form, Mark, member_page};
use super::{Args, Found, WebCall};
use crate::error::InvalidCall;
use crate::ids::RoomId;
use crate::rest::chatroom::{
    AddChatRoomAdmin, AddChatRoomMembers, AllowChatRoomMembers, AmIMutedInChatRoom,
    AttributesOutcome, BlockChatRoomMember, BlockChatRoomMembers, CreateChatRoom,
    DeleteChatRoomFile, DestroyChatRoom, DisallowChatRoomMember, GetChatRoomAnnouncement,
    GetChatRoomAttributes, GetChatRoomDetails, IsAllowedInChatRoom, JoinedChatRoom,
    ListChatRoomAdmins, ListChatRoomAllowed, ListChatRoomBlocked, ListChatRoomFiles,
    ListChatRoomMembers, ListChatRoomMembersNumbered, ListChatRoomMuted, ListChatRooms,
    ListJoinedChatRooms, ModifyChatRoom, MuteChatRoom, MuteChatRoomMember, NewChatRoom,
    RemoveChatRoomAdmin, RemoveChatRoomAttribute, RemoveChatRoomAttributes, RemoveChatRoomMember,
    RemoveChatRoomMembers, SetChatRoomAnnouncement, SetChatRoomAttribute, SetChatRoomAttributes,
    SetOptions, UnblockChatRoomMember, UnblockChatRoomMembers, UnmuteChatRoom,
    UnmuteChatRoomMember,
};
use crate::secret::Secret;

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    for part in [rooms, people, rules, things, attributes] {
        if let Some(call) = part(method, args)? {
            return Ok(Some(call));
        }
    }
    Ok(None)
}

/// Which room a call is about.
fn room(args: &Args<'_>) -> Result<RoomId, InvalidCall> {
    args.get("chatRoomId").room()
}

/// A token in place of the session's.
fn token(args: &Args<'_>) -> Result<Option<Secret>, InvalidCall> {
    Ok(args.get("token").some_text()?.map(Secret::from))
}

/// A number of which the Web SDK takes 0 for none.
fn some_count(args: &Args<'_>, field: &'static str) -> Result<Option<u32>, InvalidCall> {
    Ok(args.get(field).some_number()?.filter(|count| *count != 0))
}

fn rooms(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getChatRooms" => WebCall::raw(ListChatRooms {
            page: some_count(args, "pagenum")?.unwrap_or(1),
            size: some_count(args, "pagesize")?.unwrap_or(20),
        }),
        "getJoinedChatRooms" => {
            let page = args.get("pageNum").some_number()?.unwrap_or(1);
            let size = args.get("pageSize").some_number()?.unwrap_or(20);
            WebCall::data(ListJoinedChatRooms { page, size }, |page| {
                page.items.iter().map(joined).collect()
            })
        }
        "createChatRoom" => {
            let members = args.get("members");
            WebCall::raw(CreateChatRoom {
                room: NewChatRoom {
                    name: args.get("name").string()?,
                    description: args.get("description").some_string()?,
                    max_members: args.get("maxusers").some_number()?,
                    members: members.is_given().then(|| members.users()).transpose()?,
                    token: token(args)?,
                },
            })
        }
        "destroyChatRoom" => {
            WebCall::raw(DestroyChatRoom { room: room(args)?, token: token(args)? })
        }
        "getChatRoomDetails" => WebCall::raw(GetChatRoomDetails { room: room(args)? }),
        "modifyChatRoom" => WebCall::raw(ModifyChatRoom {
            room: room(args)?,
            name: args.get("chatRoomName").some_string()?,
            description: args.get("description").some_string()?,
            max_members: args.get("maxusers").some_number()?,
        }),
        _ => return Ok(None),
    }))
}

fn people(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getChatRoomMembers" => {
            let limit = args.get("limit").some_number()?.unwrap_or(50);
            let cursor = args.get("cursor").some_string()?;
            WebCall::data(ListChatRoomMembers { room: room(args)?, limit, cursor }, member_page)
        }
        "listChatRoomMembers" | "listChatRoomMember" => WebCall::raw(ListChatRoomMembersNumbered {
            room: room(args)?,
            page: args.get("pageNum").number()?,
            size: args.get("pageSize").number()?,
        }),
        "addUsersToChatRoom" => WebCall::raw(AddChatRoomMembers {
            room: room(args)?,
            users: args.get("users").users()?,
        }),
        "removeChatRoomMember" | "removeSingleChatRoomMember" => {
            WebCall::raw(RemoveChatRoomMember {
                room: room(args)?,
                user: args.get("username").user()?,
            })
        }
        "removeChatRoomMembers" | "removeMultiChatRoomMember" => {
            WebCall::raw(RemoveChatRoomMembers {
                room: room(args)?,
                users: args.get("users").users()?,
            })
        }
        "getChatRoomAdmin" => WebCall::raw(ListChatRoomAdmins { room: room(args)? }),
        "setChatRoomAdmin" => {
            WebCall::raw(AddChatRoomAdmin { room: room(args)?, user: args.get("username").user()? })
        }
        "removeChatRoomAdmin" => WebCall::raw(RemoveChatRoomAdmin {
            room: room(args)?,
            user: args.get("username").user()?,
        }),
        _ => return Ok(None),
    }))
}

fn rules(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "muteChatRoomMember" => {
            let duration: i64 = args.get("muteDuration").number()?;
            WebCall::raw(MuteChatRoomMember {
                room: room(args)?,
                user: args.get("username").user()?,
                duration_ms: u64::try_from(duration).ok(),
            })
        }
        "unmuteChatRoomMember" | "removeMuteChatRoomMember" => WebCall::raw(UnmuteChatRoomMember {
            room: room(args)?,
            user: args.get("username").user()?,
        }),
        "getChatRoomMutelist" | "getChatRoomMuteList" | "getChatRoomMuted" => {
            WebCall::raw(ListChatRoomMuted { room: room(args)? })
        }
        "isInChatRoomMutelist" => {
            WebCall::data(AmIMutedInChatRoom { room: room(args)? }, Value::Bool)
        }
        "disableSendChatRoomMsg" => WebCall::raw(MuteChatRoom { room: room(args)? }),
        "enableSendChatRoomMsg" => WebCall::raw(UnmuteChatRoom { room: room(args)? }),
        "getChatRoomBlocklist" | "getChatRoomBlacklist" | "getChatRoomBlacklistNew" => {
            WebCall::raw(ListChatRoomBlocked { room: room(args)? })
        }
        "getChatRoomAllowlist" | "getChatRoomWhitelist" => {
            WebCall::raw(ListChatRoomAllowed { room: room(args)? })
        }
        "isInChatRoomAllowlist" | "isChatRoomWhiteUser" => WebCall::raw(IsAllowedInChatRoom {
            room: room(args)?,
            user: args.get("userName").user()?,
        }),
        _ => return lists(method, args),
    }))
}

/// Who is put on the lists of rooms and taken off them.
fn lists(method: &str, args: &Args<'_>) -> Found {
    let mark = |action, form| Ok(Mark { action, key: "id", id: room(args)?.to_string(), form });
    Ok(Some(match method {
        "blockChatRoomMember" | "chatRoomBlockSingle" => mark("add_blocks", Form::First)?
            .on(BlockChatRoomMember { room: room(args)?, user: args.get("username").user()? }),
        "blockChatRoomMembers" | "chatRoomBlockMulti" => mark("add_blocks", Form::All)?
            .on(BlockChatRoomMembers { room: room(args)?, users: args.get("usernames").users()? }),
        "unblockChatRoomMember" | "removeChatRoomBlockSingle" => {
            mark("remove_blocks", Form::First)?
                .on(UnblockChatRoomMember { room: room(args)?, user: args.get("username").user()? })
        }
        "unblockChatRoomMembers" | "removeChatRoomBlockMulti" => mark("remove_blocks", Form::All)?
            .on(UnblockChatRoomMembers {
                room: room(args)?,
                users: args.get("usernames").users()?,
            }),
        "addUsersToChatRoomAllowlist" | "addUsersToChatRoomWhitelist" => {
            mark("add_user_whitelist", Form::AllOrOne)?
                .on(AllowChatRoomMembers { room: room(args)?, users: args.get("users").users()? })
        }
        "removeChatRoomAllowlistMember"
        | "removeChatRoomWhitelistMember"
        | "rmUsersFromChatRoomWhitelist" => mark("remove_user_whitelist", Form::First)?
            .on(DisallowChatRoomMember { room: room(args)?, user: args.get("userName").user()? }),
        _ => return Ok(None),
    }))
}

fn things(method: &str, args: &Args<'_>) -> Found {
    let room = || args.get("roomId").room();
    Ok(Some(match method {
        "fetchChatRoomAnnouncement" => WebCall::raw(GetChatRoomAnnouncement { room: room()? }),
        "updateChatRoomAnnouncement" => WebCall::raw(SetChatRoomAnnouncement {
            room: room()?,
            text: args.get("announcement").string()?,
        }),
        "getChatRoomSharedFilelist" | "fetchChatRoomSharedFileList" => {
            WebCall::raw(ListChatRoomFiles { room: room()? })
        }
        "deleteChatRoomSharedFile" => {
            WebCall::raw(DeleteChatRoomFile { room: room()?, file: args.get("fileId").string()? })
        }
        _ => return Ok(None),
    }))
}

fn attributes(method: &str, args: &Args<'_>) -> Found {
    let forced = || args.get("isForced").some_flag().map(Option::unwrap_or_default);
    let key = || args.get("attributeKey").string();
    let options = || {
        let auto_delete = args.get("autoDelete").some_flag()?.unwrap_or(true);
        Ok(SetOptions { auto_delete, forced: forced()? })
    };
    Ok(Some(match method {
        "getChatRoomAttributes" => {
            let keys = args.get("attributeKeys");
            let keys = if keys.is_given() { keys.texts()? } else { Vec::new() };
            let keys = keys.into_iter().map(String::from).collect();
            WebCall::shaped(
                GetChatRoomAttributes { room: room(args)?, keys },
                |mut document, _| json!({ "type": 0, "data": document.get_mut("data").map(Value::take) }),
            )
        }
        "setChatRoomAttributes" => WebCall::data(
            SetChatRoomAttributes {
                room: room(args)?,
                attributes: args.get("attributes").texts_by_key()?,
                options: options()?,
            },
            outcome,
        ),
        "setChatRoomAttribute" => WebCall::void(SetChatRoomAttribute {
            room: room(args)?,
            key: key()?,
            value: args.get("attributeValue").string()?,
            options: options()?,
        }),
        "removeChatRoomAttributes" => {
            let keys = args.get("attributeKeys").texts()?.into_iter().map(String::from).collect();
            WebCall::data(
                RemoveChatRoomAttributes { room: room(args)?, keys, forced: forced()? },
                outcome,
            )
        }
        "removeChatRoomAttribute" => WebCall::void(RemoveChatRoomAttribute {
            room: room(args)?,
            key: key()?,
            forced: forced()?,
        }),
        _ => return Ok(None),
    }))
}

fn outcome(outcome: AttributesOutcome) -> Value {
    let errors: Map<String, Value> =
        outcome.refused.into_iter().map(|it| (it.key, it.message.into())).collect();
    json!({
        "status": if errors.is_empty() { "success" } else { "fail" },
        "errorKeys": errors,
        "successKeys": outcome.done,
    })
}

fn joined(room: &JoinedChatRoom) -> Value {
    json!({
        "id": room.id, "name": room.name, "owner": room.owner, "created": room.created_at,
        "description": room.description, "maxusers": room.max_members,
    })
}

//! Who is in a group, and what they may.

use alloc::string::ToString;

use serde_json::Value;

use super::super::members::{Form, Mark, member_page};
use super::{Args, Found, WebCall, group};
use crate::error::InvalidCall;
use crate::rest::group::{
    AcceptGroupInvite, AcceptGroupJoinRequest, AddGroupAdmin, AllowGroupMembers, AmIMutedInGroup,
    BlockGroupMember, BlockGroupMembers, ChangeGroupOwner, DisallowGroupMember, InviteToGroup,
    IsAllowedInGroup, JoinGroup, LeaveGroup, ListGroupAdmins, ListGroupAllowed, ListGroupBlocked,
    ListGroupMembers, ListGroupMembersNumbered, ListGroupMuted, MuteGroup, MuteGroupMembers,
    RejectGroupInvite, RejectGroupJoinRequest, RemoveGroupAdmin, RemoveGroupMember,
    RemoveGroupMembers, UnblockGroupMember, UnblockGroupMembers, UnmuteGroup, UnmuteGroupMembers,
};

/// Coming, going, and who is there.
pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    let user = |field| args.get(field).user();
    let users = |field| args.get(field).users();
    let group = group(args);
    Ok(Some(match method {
        "getGroupMembers" => {
            let limit = args.get("limit").some_number()?.unwrap_or(50);
            let cursor = args.get("cursor").some_string()?.filter(|cursor| !cursor.is_empty());
            WebCall::data(ListGroupMembers { group: group?, limit, cursor }, member_page)
        }
        "listGroupMembers" | "listGroupMember" => WebCall::raw(ListGroupMembersNumbered {
            group: group?,
            page: args.get("pageNum").number()?,
            size: args.get("pageSize").number()?,
        }),
        "inviteUsersToGroup" | "inviteToGroup" => {
            WebCall::raw(InviteToGroup { group: group?, users: users("users")? })
        }
        "joinGroup" => {
            WebCall::raw(JoinGroup { group: group?, message: args.get("message").some_string()? })
        }
        "acceptGroupJoinRequest" | "agreeJoinGroup" => WebCall::raw(AcceptGroupJoinRequest {
            group: group?,
            applicant: user("applicant")?,
            // What the Web SDK says, whatever it is given (rest oddity 16).
            reason: Some("no clue".into()),
        }),
        "rejectGroupJoinRequest" | "rejectJoinGroup" => WebCall::raw(RejectGroupJoinRequest {
            group: group?,
            applicant: user("applicant")?,
            reason: args.get("reason").some_string()?,
        }),
        // The invitee is who is logged in.
        "acceptGroupInvite" | "agreeInviteIntoGroup" => {
            WebCall::raw(AcceptGroupInvite { group: group? })
        }
        "rejectGroupInvite" | "rejectInviteIntoGroup" => {
            WebCall::raw(RejectGroupInvite { group: group? })
        }
        "leaveGroup" | "quitGroup" => WebCall::raw(LeaveGroup { group: group? }),
        "removeGroupMember" | "removeSingleGroupMember" => {
            WebCall::raw(RemoveGroupMember { group: group?, user: user("username")? })
        }
        "removeGroupMembers" | "removeMultiGroupMember" => {
            WebCall::raw(RemoveGroupMembers { group: group?, users: users("users")? })
        }
        "getGroupAdmin" => WebCall::raw(ListGroupAdmins { group: group? }),
        "setGroupAdmin" | "setAdmin" => {
            WebCall::raw(AddGroupAdmin { group: group?, user: user("username")? })
        }
        "removeGroupAdmin" | "removeAdmin" => {
            WebCall::raw(RemoveGroupAdmin { group: group?, user: user("username")? })
        }
        "changeGroupOwner" | "changeOwner" => {
            WebCall::raw(ChangeGroupOwner { group: group?, user: user("newOwner")? })
        }
        _ => return Ok(None),
    }))
}

/// Who may speak.
pub(super) fn rules(method: &str, args: &Args<'_>) -> Found {
    let users = || args.get("username").users();
    let group = group(args);
    Ok(Some(match method {
        "muteGroupMember" | "mute" => WebCall::raw(MuteGroupMembers {
            group: group?,
            users: users()?,
            duration_ms: duration(args)?,
        }),
        "unmuteGroupMember" | "removeMute" => {
            WebCall::raw(UnmuteGroupMembers { group: group?, users: users()? })
        }
        "getGroupMutelist" | "getGroupMuteList" | "getMuted" => {
            WebCall::raw(ListGroupMuted { group: group? })
        }
        "isInGroupMutelist" => WebCall::data(AmIMutedInGroup { group: group? }, Value::Bool),
        "disableSendGroupMsg" => WebCall::raw(MuteGroup { group: group? }),
        "enableSendGroupMsg" => WebCall::raw(UnmuteGroup { group: group? }),
        "getGroupAllowlist" | "getGroupWhitelist" => {
            WebCall::raw(ListGroupAllowed { group: group? })
        }
        "isInGroupAllowlist" | "isInGroupWhiteList" | "isGroupWhiteUser" => {
            let user = args.get("userName").user()?;
            WebCall::raw(IsAllowedInGroup { group: group?, user })
        }
        "addUsersToGroupAllowlist" | "addUsersToGroupWhitelist" => {
            let users = args.get("users").users()?;
            mark(args, "add_user_whitelist", Form::AllOrOne)?
                .on(AllowGroupMembers { group: group?, users })
        }
        "removeGroupAllowlistMember"
        | "removeGroupWhitelistMember"
        | "rmUsersFromGroupWhitelist" => {
            let user = args.get("userName").user()?;
            mark(args, "remove_user_whitelist", Form::First)?
                .on(DisallowGroupMember { group: group?, user })
        }
        _ => return Ok(None),
    }))
}

/// Milliseconds; -1 is for good.
fn duration(args: &Args<'_>) -> Result<Option<u64>, InvalidCall> {
    let given = args.get("muteDuration");
    match given.number::<i64>()? {
        -1 => Ok(None),
        millis => u64::try_from(millis)
            .map(Some)
            .map_err(|_| given.wrong("is negative; -1 is for good, else milliseconds are needed")),
    }
}

/// Who may not come in.
pub(super) fn block_list(method: &str, args: &Args<'_>) -> Found {
    let user = || args.get("username").user();
    let users = || args.get("usernames").users();
    let group = group(args);
    Ok(Some(match method {
        "blockGroupMember" | "groupBlockSingle" => mark(args, "add_blocks", Form::First)?
            .on(BlockGroupMember { group: group?, user: user()? }),
        "blockGroupMembers" | "groupBlockMulti" => mark(args, "add_blocks", Form::All)?
            .on(BlockGroupMembers { group: group?, users: users()? }),
        "unblockGroupMember" | "removeGroupBlockSingle" => {
            mark(args, "remove_blocks", Form::First)?
                .on(UnblockGroupMember { group: group?, user: user()? })
        }
        "unblockGroupMembers" | "removeGroupBlockMulti" => mark(args, "remove_blocks", Form::All)?
            .on(UnblockGroupMembers { group: group?, users: users()? }),
        "getGroupBlocklist" | "getGroupBlacklist" | "getGroupBlacklistNew" => {
            WebCall::raw(ListGroupBlocked { group: group? })
        }
        _ => return Ok(None),
    }))
}

/// What the Web SDK adds to the entries of an answer.
fn mark(args: &Args<'_>, action: &'static str, form: Form) -> Result<Mark, InvalidCall> {
    Ok(Mark { action, key: "groupid", id: group(args)?.to_string(), form })
}

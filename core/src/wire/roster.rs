//! Contact bodies.

use alloc::string::String;
use alloc::vec::Vec;

use super::Jid;

/// Payload of namespace ROSTER: an operation on contacts.
#[derive(Clone, PartialEq, prost::Message)]
pub struct RosterBody {
    /// `operation`, a [`RosterOperation`] number.
    #[prost(int32, optional, tag = "1")]
    pub operation: Option<i32>,
    /// `status`.
    #[prost(message, optional, tag = "2")]
    pub status: Option<RosterStatus>,
    /// `from`.
    #[prost(message, optional, tag = "3")]
    pub from: Option<Jid>,
    /// `to`.
    #[prost(message, repeated, tag = "4")]
    pub to: Vec<Jid>,
    /// `reason`.
    #[prost(string, optional, tag = "5")]
    pub reason: Option<String>,
    /// `roster_ver`.
    #[prost(string, optional, tag = "6")]
    pub roster_ver: Option<String>,
    /// `bi_direction`.
    #[prost(bool, optional, tag = "7")]
    pub bi_direction: Option<bool>,
}

/// Numbers of `RosterBody.Operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum RosterOperation {
    /// `GET_ROSTER`
    GetRoster = 0,
    /// `GET_BLACKLIST`
    GetBlacklist = 1,
    /// `ADD`
    Add = 2,
    /// `REMOVE`
    Remove = 3,
    /// `ACCEPT`
    Accept = 4,
    /// `DECLINE`
    Decline = 5,
    /// `BAN`
    Ban = 6,
    /// `ALLOW`
    Allow = 7,
    /// `REMOTE_ACCEPT`
    RemoteAccept = 8,
    /// `REMOTE_DECLINE`
    RemoteDecline = 9,
}

/// Result of a roster operation.
#[derive(Clone, PartialEq, prost::Message)]
pub struct RosterStatus {
    /// `error_code`, a [`RosterStatusCode`] number.
    #[prost(int32, optional, tag = "1")]
    pub error_code: Option<i32>,
    /// `description`.
    #[prost(string, optional, tag = "2")]
    pub description: Option<String>,
}

/// Numbers of `RosterBody.Status.ErrorCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum RosterStatusCode {
    /// `OK`
    Ok = 0,
    /// `USER_NOT_EXIST`
    UserNotExist = 1,
    /// `USER_ALREADY_FRIEND`
    UserAlreadyFriend = 2,
    /// `USER_ALREADY_BLACKLIST`
    UserAlreadyBlacklist = 3,
}

//! Group, chat-room and thread bodies.

use alloc::string::String;
use alloc::vec::Vec;

use super::Jid;

/// Payload of namespace MUC: an operation on a group, a chat room or a thread.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MucBody {
    /// `muc_id`.
    #[prost(message, optional, tag = "1")]
    pub muc_id: Option<Jid>,
    /// `operation`, a [`MucOperation`] number.
    #[prost(int32, optional, tag = "2")]
    pub operation: Option<i32>,
    /// `from`.
    #[prost(message, optional, tag = "3")]
    pub from: Option<Jid>,
    /// `to`.
    #[prost(message, repeated, tag = "4")]
    pub to: Vec<Jid>,
    /// `setting`.
    #[prost(message, optional, tag = "5")]
    pub setting: Option<MucSetting>,
    /// `reason`.
    #[prost(string, optional, tag = "6")]
    pub reason: Option<String>,
    /// `is_chatroom`.
    #[prost(bool, optional, tag = "7")]
    pub is_chatroom: Option<bool>,
    /// `status`.
    #[prost(message, optional, tag = "8")]
    pub status: Option<MucStatus>,
    /// `is_thread`.
    #[prost(bool, optional, tag = "9")]
    pub is_thread: Option<bool>,
    /// `muc_parent_id`.
    #[prost(message, optional, tag = "10")]
    pub muc_parent_id: Option<Jid>,
    /// `muc_name`.
    #[prost(string, optional, tag = "11")]
    pub muc_name: Option<String>,
    /// `event_info`.
    #[prost(message, optional, tag = "12")]
    pub event_info: Option<MucEventInfo>,
    /// `muc_member_count`.
    #[prost(int32, optional, tag = "13")]
    pub muc_member_count: Option<i32>,
    /// `ext`.
    #[prost(string, optional, tag = "14")]
    pub ext: Option<String>,
    /// `leave_other_rooms`.
    #[prost(bool, optional, tag = "15")]
    pub leave_other_rooms: Option<bool>,
    /// `members`.
    #[prost(string, repeated, tag = "16")]
    pub members: Vec<String>,
}

/// Numbers of `MUCBody.Operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MucOperation {
    /// `CREATE`
    Create = 0,
    /// `DESTROY`
    Destroy = 1,
    /// `JOIN`
    Join = 2,
    /// `LEAVE`
    Leave = 3,
    /// `APPLY`
    Apply = 4,
    /// `APPLY_ACCEPT`
    ApplyAccept = 5,
    /// `APPLY_DECLINE`
    ApplyDecline = 6,
    /// `INVITE`
    Invite = 7,
    /// `INVITE_ACCEPT`
    InviteAccept = 8,
    /// `INVITE_DECLINE`
    InviteDecline = 9,
    /// `KICK`
    Kick = 10,
    /// `GET_BLACKLIST`
    GetBlacklist = 11,
    /// `BAN`
    Ban = 12,
    /// `ALLOW`
    Allow = 13,
    /// `UPDATE`
    Update = 14,
    /// `BLOCK`
    Block = 15,
    /// `UNBLOCK`
    Unblock = 16,
    /// `PRESENCE`
    Presence = 17,
    /// `ABSENCE`
    Absence = 18,
    /// `DIRECT_JOINED`
    DirectJoined = 19,
    /// `ASSIGN_OWNER`
    AssignOwner = 20,
    /// `ADD_ADMIN`
    AddAdmin = 21,
    /// `REMOVE_ADMIN`
    RemoveAdmin = 22,
    /// `ADD_MUTE`
    AddMute = 23,
    /// `REMOVE_MUTE`
    RemoveMute = 24,
    /// `UPDATE_ANNOUNCEMENT`
    UpdateAnnouncement = 25,
    /// `DELETE_ANNOUNCEMENT`
    DeleteAnnouncement = 26,
    /// `UPLOAD_FILE`
    UploadFile = 27,
    /// `DELETE_FILE`
    DeleteFile = 28,
    /// `ADD_USER_WHITE_LIST`
    AddUserWhiteList = 29,
    /// `REMOVE_USER_WHITE_LIST`
    RemoveUserWhiteList = 30,
    /// `BAN_GROUP`
    BanGroup = 31,
    /// `REMOVE_BAN_GROUP`
    RemoveBanGroup = 32,
    /// `THREAD_CREATE`
    ThreadCreate = 33,
    /// `THREAD_DESTROY`
    ThreadDestroy = 34,
    /// `THREAD_JOIN`
    ThreadJoin = 35,
    /// `THREAD_LEAVE`
    ThreadLeave = 36,
    /// `THREAD_KICK`
    ThreadKick = 37,
    /// `THREAD_UPDATE`
    ThreadUpdate = 38,
    /// `THREAD_PRESENCE`
    ThreadPresence = 39,
    /// `THREAD_ABSENCE`
    ThreadAbsence = 40,
    /// `DISABLE_GROUP`
    DisableGroup = 41,
    /// `ABLE_GROUP`
    AbleGroup = 42,
    /// `SET_METADATA`
    SetMetadata = 43,
    /// `DELETE_METADATA`
    DeleteMetadata = 44,
    /// `GROUP_MEMBER_METADATA_UPDATE`
    GroupMemberMetadataUpdate = 45,
}

/// Settings of a group.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MucSetting {
    /// `name`.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// `desc`.
    #[prost(string, optional, tag = "2")]
    pub desc: Option<String>,
    /// `type`, a [`MucKind`] number.
    #[prost(int32, optional, tag = "3")]
    pub kind: Option<i32>,
    /// `max_users`.
    #[prost(int32, optional, tag = "4")]
    pub max_users: Option<i32>,
    /// `owner`.
    #[prost(string, optional, tag = "5")]
    pub owner: Option<String>,
}

/// Numbers of `Setting.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MucKind {
    /// `PRIVATE_OWNER_INVITE`
    PrivateOwnerInvite = 0,
    /// `PRIVATE_MEMBER_INVITE`
    PrivateMemberInvite = 1,
    /// `PUBLIC_JOIN_APPROVAL`
    PublicJoinApproval = 2,
    /// `PUBLIC_JOIN_OPEN`
    PublicJoinOpen = 3,
    /// `PUBLIC_ANONYMOUS`
    PublicAnonymous = 4,
}

/// Result of a group operation.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MucStatus {
    /// `error_code`, a [`MucStatusCode`] number.
    #[prost(int32, optional, tag = "1")]
    pub error_code: Option<i32>,
    /// `description`.
    #[prost(string, optional, tag = "2")]
    pub description: Option<String>,
    /// `chatroom_info`.
    #[prost(string, optional, tag = "3")]
    pub chatroom_info: Option<String>,
}

/// Numbers of `MUCBody.Status.ErrorCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MucStatusCode {
    /// `OK`
    Ok = 0,
    /// `PERMISSION_DENIED`
    PermissionDenied = 1,
    /// `WRONG_PARAMETER`
    WrongParameter = 2,
    /// `MUC_NOT_EXIST`
    MucNotExist = 3,
    /// `USER_NOT_EXIST`
    UserNotExist = 4,
    /// `UNKNOWN`
    Unknown = 5,
}

/// What else belongs to a group event.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MucEventInfo {
    /// `event_type`, a [`MucEventType`] number.
    #[prost(int32, optional, tag = "1")]
    pub event_type: Option<i32>,
    /// `ext`.
    #[prost(string, optional, tag = "2")]
    pub ext: Option<String>,
}

/// Numbers of `EventInfo.EventType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MucEventType {
    /// `EVENT_NONE`
    None = 0,
    /// `CIRCLE_CHANNEL`
    CircleChannel = 1,
}

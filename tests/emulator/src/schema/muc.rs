//! Group, chat-room and thread bodies.

use super::envelope::JID;
use super::{Kind, Message, many, one};

pub(crate) static MUC_BODY_OPERATION: [(&str, i32); 46] = [
    ("CREATE", 0),
    ("DESTROY", 1),
    ("JOIN", 2),
    ("LEAVE", 3),
    ("APPLY", 4),
    ("APPLY_ACCEPT", 5),
    ("APPLY_DECLINE", 6),
    ("INVITE", 7),
    ("INVITE_ACCEPT", 8),
    ("INVITE_DECLINE", 9),
    ("KICK", 10),
    ("GET_BLACKLIST", 11),
    ("BAN", 12),
    ("ALLOW", 13),
    ("UPDATE", 14),
    ("BLOCK", 15),
    ("UNBLOCK", 16),
    ("PRESENCE", 17),
    ("ABSENCE", 18),
    ("DIRECT_JOINED", 19),
    ("ASSIGN_OWNER", 20),
    ("ADD_ADMIN", 21),
    ("REMOVE_ADMIN", 22),
    ("ADD_MUTE", 23),
    ("REMOVE_MUTE", 24),
    ("UPDATE_ANNOUNCEMENT", 25),
    ("DELETE_ANNOUNCEMENT", 26),
    ("UPLOAD_FILE", 27),
    ("DELETE_FILE", 28),
    ("ADD_USER_WHITE_LIST", 29),
    ("REMOVE_USER_WHITE_LIST", 30),
    ("BAN_GROUP", 31),
    ("REMOVE_BAN_GROUP", 32),
    ("THREAD_CREATE", 33),
    ("THREAD_DESTROY", 34),
    ("THREAD_JOIN", 35),
    ("THREAD_LEAVE", 36),
    ("THREAD_KICK", 37),
    ("THREAD_UPDATE", 38),
    ("THREAD_PRESENCE", 39),
    ("THREAD_ABSENCE", 40),
    ("DISABLE_GROUP", 41),
    ("ABLE_GROUP", 42),
    ("SET_METADATA", 43),
    ("DELETE_METADATA", 44),
    ("GROUP_MEMBER_METADATA_UPDATE", 45),
];

pub(crate) static MUC_BODY_SETTING_TYPE: [(&str, i32); 5] = [
    ("PRIVATE_OWNER_INVITE", 0),
    ("PRIVATE_MEMBER_INVITE", 1),
    ("PUBLIC_JOIN_APPROVAL", 2),
    ("PUBLIC_JOIN_OPEN", 3),
    ("PUBLIC_ANONYMOUS", 4),
];

pub(crate) static MUC_BODY_STATUS_ERROR_CODE: [(&str, i32); 6] = [
    ("OK", 0),
    ("PERMISSION_DENIED", 1),
    ("WRONG_PARAMETER", 2),
    ("MUC_NOT_EXIST", 3),
    ("USER_NOT_EXIST", 4),
    ("UNKNOWN", 5),
];

pub(crate) static MUC_BODY_EVENT_INFO_EVENT_TYPE: [(&str, i32); 2] =
    [("EVENT_NONE", 0), ("CIRCLE_CHANNEL", 1)];

pub(crate) static MUC_BODY: Message = Message {
    fields: &[
        one(1, "mucId", Kind::Message(&JID)),
        one(2, "operation", Kind::Enum(&MUC_BODY_OPERATION)),
        one(3, "from", Kind::Message(&JID)),
        many(4, "to", Kind::Message(&JID)),
        one(5, "setting", Kind::Message(&MUC_BODY_SETTING)),
        one(6, "reason", Kind::Text),
        one(7, "isChatroom", Kind::Bool),
        one(8, "status", Kind::Message(&MUC_BODY_STATUS)),
        one(9, "isThread", Kind::Bool),
        one(10, "mucParentId", Kind::Message(&JID)),
        one(11, "mucName", Kind::Text),
        one(12, "eventInfo", Kind::Message(&MUC_BODY_EVENT_INFO)),
        one(13, "mucMemberCount", Kind::Int32),
        one(14, "ext", Kind::Text),
        one(15, "leaveOtherRooms", Kind::Bool),
        many(16, "members", Kind::Text),
    ],
};

pub(crate) static MUC_BODY_SETTING: Message = Message {
    fields: &[
        one(1, "name", Kind::Text),
        one(2, "desc", Kind::Text),
        one(3, "type", Kind::Enum(&MUC_BODY_SETTING_TYPE)),
        one(4, "maxUsers", Kind::Int32),
        one(5, "owner", Kind::Text),
    ],
};

pub(crate) static MUC_BODY_STATUS: Message = Message {
    fields: &[
        one(1, "errorCode", Kind::Enum(&MUC_BODY_STATUS_ERROR_CODE)),
        one(2, "description", Kind::Text),
        one(3, "chatroomInfo", Kind::Text),
    ],
};

pub(crate) static MUC_BODY_EVENT_INFO: Message = Message {
    fields: &[
        one(1, "eventType", Kind::Enum(&MUC_BODY_EVENT_INFO_EVENT_TYPE)),
        one(2, "ext", Kind::Text),
    ],
};

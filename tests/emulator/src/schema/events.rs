//! Statistics, contact and call bodies.

use super::envelope::JID;
use super::{Kind, Message, many, one};

pub(crate) static STATISTICS_BODY_OPERATION: [(&str, i32); 5] = [
    ("INFORMATION", 0),
    ("USER_REMOVED", 1),
    ("USER_LOGIN_ANOTHER_DEVICE", 2),
    ("USER_KICKED_BY_CHANGE_PASSWORD", 3),
    ("USER_KICKED_BY_OTHER_DEVICE", 4),
];

pub(crate) static STATISTICS_BODY_OS_TYPE: [(&str, i32); 7] = [
    ("OS_IOS", 0),
    ("OS_ANDROID", 1),
    ("OS_LINUX", 2),
    ("OS_OSX", 3),
    ("OS_WIN", 4),
    ("OS_CUSTOM", 5),
    ("OS_OTHER", 16),
];

pub(crate) static STATISTICS_BODY_NETWORK_TYPE: [(&str, i32); 6] = [
    ("NETWORK_NONE", 0),
    ("NETWORK_WIFI", 1),
    ("NETWORK_4G", 2),
    ("NETWORK_3G", 3),
    ("NETWORK_2G", 4),
    ("NETWORK_WIRE", 5),
];

pub(crate) static ROSTER_BODY_OPERATION: [(&str, i32); 10] = [
    ("GET_ROSTER", 0),
    ("GET_BLACKLIST", 1),
    ("ADD", 2),
    ("REMOVE", 3),
    ("ACCEPT", 4),
    ("DECLINE", 5),
    ("BAN", 6),
    ("ALLOW", 7),
    ("REMOTE_ACCEPT", 8),
    ("REMOTE_DECLINE", 9),
];

pub(crate) static ROSTER_BODY_STATUS_ERROR_CODE: [(&str, i32); 4] =
    [("OK", 0), ("USER_NOT_EXIST", 1), ("USER_ALREADY_FRIEND", 2), ("USER_ALREADY_BLACKLIST", 3)];

pub(crate) static CONFERENCE_BODY_OPERATION: [(&str, i32); 8] = [
    ("JOIN", 0),
    ("INITIATE", 1),
    ("ACCEPT_INITIATE", 2),
    ("ANSWER", 3),
    ("TERMINATE", 4),
    ("REMOVE", 5),
    ("STREAM_CONTROL", 6),
    ("MEDIA_REQUEST", 7),
];

pub(crate) static CONFERENCE_BODY_TYPE: [(&str, i32); 2] = [("VOICE", 0), ("VIDEO", 1)];

pub(crate) static CONFERENCE_BODY_IDENTITY: [(&str, i32); 2] = [("CALLER", 0), ("CALLEE", 1)];

pub(crate) static CONFERENCE_BODY_END_REASON: [(&str, i32); 7] = [
    ("HANGUP", 0),
    ("NORESPONSE", 1),
    ("REJECT", 2),
    ("BUSY", 3),
    ("FAIL", 4),
    ("UNSUPPORTED", 5),
    ("OFFLINE", 6),
];

pub(crate) static CONFERENCE_BODY_STREAM_CONTROL_TYPE: [(&str, i32); 4] =
    [("PAUSE_VOICE", 0), ("RESUME_VOICE", 1), ("PAUSE_VIDEO", 2), ("RESUME_VIDEO", 3)];

pub(crate) static STATISTICS_BODY: Message = Message {
    fields: &[
        one(1, "operation", Kind::Enum(&STATISTICS_BODY_OPERATION)),
        one(2, "os", Kind::Enum(&STATISTICS_BODY_OS_TYPE)),
        one(3, "version", Kind::Text),
        one(4, "network", Kind::Enum(&STATISTICS_BODY_NETWORK_TYPE)),
        one(5, "imTime", Kind::Uint32),
        one(6, "chatTime", Kind::Uint32),
        one(7, "location", Kind::Text),
        one(10, "reason", Kind::Text),
    ],
};

pub(crate) static ROSTER_BODY: Message = Message {
    fields: &[
        one(1, "operation", Kind::Enum(&ROSTER_BODY_OPERATION)),
        one(2, "status", Kind::Message(&ROSTER_BODY_STATUS)),
        one(3, "from", Kind::Message(&JID)),
        many(4, "to", Kind::Message(&JID)),
        one(5, "reason", Kind::Text),
        one(6, "rosterVer", Kind::Text),
        one(7, "biDirection", Kind::Bool),
    ],
};

pub(crate) static ROSTER_BODY_STATUS: Message = Message {
    fields: &[
        one(1, "errorCode", Kind::Enum(&ROSTER_BODY_STATUS_ERROR_CODE)),
        one(2, "description", Kind::Text),
    ],
};

pub(crate) static CONFERENCE_BODY: Message = Message {
    fields: &[
        one(1, "sessionId", Kind::Text),
        one(2, "operation", Kind::Enum(&CONFERENCE_BODY_OPERATION)),
        one(3, "conferenceId", Kind::Text),
        one(4, "type", Kind::Enum(&CONFERENCE_BODY_TYPE)),
        one(5, "content", Kind::Text),
        one(6, "network", Kind::Text),
        one(7, "version", Kind::Text),
        one(8, "identity", Kind::Enum(&CONFERENCE_BODY_IDENTITY)),
        one(9, "duration", Kind::Text),
        one(10, "peerName", Kind::Text),
        one(11, "endReason", Kind::Enum(&CONFERENCE_BODY_END_REASON)),
        one(12, "status", Kind::Message(&CONFERENCE_BODY_STATUS)),
        one(13, "isDirect", Kind::Bool),
        one(14, "controlType", Kind::Enum(&CONFERENCE_BODY_STREAM_CONTROL_TYPE)),
        one(15, "routeFlag", Kind::Int32),
        one(16, "routeKey", Kind::Text),
    ],
};

pub(crate) static CONFERENCE_BODY_STATUS: Message =
    Message { fields: &[one(1, "errorCode", Kind::Int32)] };

//! The envelope, the commands and what they carry.

use super::{Kind, Message, many, one, packed};

pub(crate) static MSYNC_VERSION: [(&str, i32); 2] = [("MSYNC_V1", 0), ("MSYNC_V2", 1)];

pub(crate) static MSYNC_COMMAND: [(&str, i32); 5] =
    [("SYNC", 0), ("UNREAD", 1), ("NOTICE", 2), ("PROVISION", 3), ("LOGOUT", 4)];

pub(crate) static ENCRYPT_TYPE: [(&str, i32); 3] =
    [("ENCRYPT_NONE", 0), ("ENCRYPT_AES_128_CBC", 1), ("ENCRYPT_AES_256_CBC", 2)];

pub(crate) static STATUS_ERROR_CODE: [(&str, i32); 21] = [
    ("OK", 0),
    ("FAIL", 1),
    ("UNAUTHORIZED", 2),
    ("MISSING_PARAMETER", 3),
    ("WRONG_PARAMETER", 4),
    ("REDIRECT", 5),
    ("TOKEN_EXPIRED", 6),
    ("PERMISSION_DENIED", 7),
    ("NO_ROUTE", 8),
    ("UNKNOWN_COMMAND", 9),
    ("PB_PARSER_ERROR", 10),
    ("BIND_ANOTHER_DEVICE", 11),
    ("IM_FORBIDDEN", 12),
    ("TOO_MANY_DEVICES", 13),
    ("PLATFORM_LIMIT", 14),
    ("USER_MUTED", 15),
    ("ENCRYPT_DISABLE", 16),
    ("ENCRYPT_ENABLE", 17),
    ("DECRYPT_FAILURE", 18),
    ("PERMISSION_DENIED_EXTERNAL", 19),
    ("RESOURCE_CHANGED", 20),
];

pub(crate) static KEY_VALUE_VALUE_TYPE: [(&str, i32); 8] = [
    ("BOOL", 1),
    ("INT", 2),
    ("UINT", 3),
    ("LLINT", 4),
    ("FLOAT", 5),
    ("DOUBLE", 6),
    ("STRING", 7),
    ("JSON_STRING", 8),
];

pub(crate) static PROVISION_OS_TYPE: [(&str, i32); 7] = [
    ("OS_IOS", 0),
    ("OS_ANDROID", 1),
    ("OS_LINUX", 2),
    ("OS_OSX", 3),
    ("OS_WIN", 4),
    ("OS_CUSTOM", 5),
    ("OS_OTHER", 16),
];

pub(crate) static PROVISION_NETWORK_TYPE: [(&str, i32); 6] = [
    ("NETWORK_NONE", 0),
    ("NETWORK_WIFI", 1),
    ("NETWORK_4G", 2),
    ("NETWORK_3G", 3),
    ("NETWORK_2G", 4),
    ("NETWORK_WIRE", 5),
];

pub(crate) static PROVISION_COMPRESS_TYPE: [(&str, i32); 3] =
    [("COMPRESS_NONE", 0), ("COMPRESS_ZLIB", 1), ("COMPRESS_LZ4", 2)];

pub(crate) static PROVISION_COMPRESS_DIRECTION: [(&str, i32); 3] =
    [("ONLY_UP", 0), ("ONLY_DOWN", 1), ("BI", 2)];

pub(crate) static META_NAME_SPACE: [(&str, i32); 7] = [
    ("STATISTIC", 0),
    ("CHAT", 1),
    ("MUC", 2),
    ("ROSTER", 3),
    ("CONFERENCE", 4),
    ("NOTIFY", 5),
    ("QUERY", 6),
];

pub(crate) static META_ROUTE_TYPE: [(&str, i32); 3] =
    [("ROUTE_ALL", 0), ("ROUTE_ONLINE", 1), ("ROUTE_DIRECT", 2)];

pub(crate) static MSYNC: Message = Message {
    fields: &[
        one(1, "version", Kind::Enum(&MSYNC_VERSION)),
        one(2, "guid", Kind::Message(&JID)),
        one(3, "auth", Kind::Text),
        one(4, "compressAlgorimth", Kind::Uint32),
        one(5, "crypto", Kind::Uint32),
        one(6, "userAgent", Kind::Text),
        one(7, "pov", Kind::Uint64),
        one(8, "command", Kind::Enum(&MSYNC_COMMAND)),
        one(9, "payload", Kind::Bytes),
        one(10, "deviceId", Kind::Uint32),
        many(11, "encryptType", Kind::Enum(&ENCRYPT_TYPE)),
        one(12, "encryptKey", Kind::Text),
        one(20, "traceId", Kind::Uint64),
    ],
};

pub(crate) static JID: Message = Message {
    fields: &[
        one(1, "appKey", Kind::Text),
        one(2, "name", Kind::Text),
        one(3, "domain", Kind::Text),
        one(4, "clientResource", Kind::Text),
    ],
};

pub(crate) static STATUS: Message = Message {
    fields: &[
        one(1, "errorCode", Kind::Enum(&STATUS_ERROR_CODE)),
        one(2, "reason", Kind::Text),
        many(3, "redirectInfo", Kind::Message(&REDIRECT_INFO)),
    ],
};

pub(crate) static REDIRECT_INFO: Message =
    Message { fields: &[one(1, "host", Kind::Text), one(2, "port", Kind::Uint32)] };

pub(crate) static KEY_VALUE: Message = Message {
    fields: &[
        one(1, "key", Kind::Text),
        one(2, "type", Kind::Enum(&KEY_VALUE_VALUE_TYPE)),
        one(3, "varintValue", Kind::Int64),
        one(4, "floatValue", Kind::Float),
        one(5, "doubleValue", Kind::Double),
        one(6, "stringValue", Kind::Text),
    ],
};

pub(crate) static PROVISION: Message = Message {
    fields: &[
        one(1, "osType", Kind::Enum(&PROVISION_OS_TYPE)),
        one(2, "version", Kind::Text),
        one(3, "networkType", Kind::Enum(&PROVISION_NETWORK_TYPE)),
        one(4, "appSign", Kind::Text),
        many(5, "compressType", Kind::Enum(&PROVISION_COMPRESS_TYPE)),
        many(6, "encryptType", Kind::Enum(&ENCRYPT_TYPE)),
        one(7, "encryptKey", Kind::Text),
        one(8, "status", Kind::Message(&STATUS)),
        one(9, "deviceUuid", Kind::Text),
        one(10, "isManualLogin", Kind::Bool),
        one(11, "password", Kind::Text),
        one(12, "deviceName", Kind::Text),
        one(13, "resource", Kind::Text),
        one(14, "auth", Kind::Text),
        one(16, "serviceId", Kind::Text),
        one(17, "actionVersion", Kind::Text),
        one(18, "authToken", Kind::Text),
        one(19, "osCustomValue", Kind::Uint32),
        one(20, "sessionId", Kind::Text),
        one(21, "reason", Kind::Text),
        packed(22, "protocolCompressType", Kind::Enum(&PROVISION_COMPRESS_TYPE)),
        one(23, "protocolCompressDirection", Kind::Enum(&PROVISION_COMPRESS_DIRECTION)),
    ],
};

pub(crate) static LOGOUT: Message = Message {
    fields: &[
        one(1, "sessionId", Kind::Text),
        one(2, "reason", Kind::Text),
        one(3, "status", Kind::Message(&STATUS)),
    ],
};

pub(crate) static COMM_SYNC_UL: Message = Message {
    fields: &[
        one(1, "meta", Kind::Message(&META)),
        one(2, "key", Kind::Uint64),
        one(3, "queue", Kind::Message(&JID)),
        one(4, "isRoam", Kind::Bool),
        one(5, "lastFullRoamKey", Kind::Uint64),
    ],
};

pub(crate) static COMM_SYNC_DL: Message = Message {
    fields: &[
        one(1, "status", Kind::Message(&STATUS)),
        one(2, "metaId", Kind::Uint64),
        one(3, "serverId", Kind::Uint64),
        many(4, "metas", Kind::Message(&META)),
        one(5, "nextKey", Kind::Uint64),
        one(6, "queue", Kind::Message(&JID)),
        one(7, "isLast", Kind::Bool),
        one(8, "timestamp", Kind::Uint64),
        one(9, "isRoam", Kind::Bool),
    ],
};

pub(crate) static COMM_NOTICE: Message =
    Message { fields: &[one(1, "queue", Kind::Message(&JID))] };

pub(crate) static COMM_UNREAD_UL: Message = Message { fields: &[] };

pub(crate) static COMM_UNREAD_DL: Message = Message {
    fields: &[
        one(1, "status", Kind::Message(&STATUS)),
        many(2, "unread", Kind::Message(&META_QUEUE)),
        one(3, "timestamp", Kind::Uint64),
    ],
};

pub(crate) static META_QUEUE: Message =
    Message { fields: &[one(1, "queue", Kind::Message(&JID)), one(2, "n", Kind::Uint32)] };

pub(crate) static META: Message = Message {
    fields: &[
        one(1, "id", Kind::Uint64),
        one(2, "from", Kind::Message(&JID)),
        one(3, "to", Kind::Message(&JID)),
        one(4, "timestamp", Kind::Uint64),
        one(5, "ns", Kind::Enum(&META_NAME_SPACE)),
        one(6, "payload", Kind::Bytes),
        one(7, "routetype", Kind::Enum(&META_ROUTE_TYPE)),
        many(8, "ext", Kind::Message(&KEY_VALUE)),
        one(9, "meta", Kind::Bytes),
        many(10, "directedUsers", Kind::Text),
    ],
};

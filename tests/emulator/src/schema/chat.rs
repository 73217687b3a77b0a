//! Chat bodies.

use super::envelope::{JID, KEY_VALUE};
use super::{Kind, Message, many, one};

pub(crate) static MESSAGE_BODY_TYPE: [(&str, i32); 9] = [
    ("NORMAL", 0),
    ("CHAT", 1),
    ("GROUPCHAT", 2),
    ("CHATROOM", 3),
    ("READ_ACK", 4),
    ("DELIVER_ACK", 5),
    ("RECALL", 6),
    ("CHANNEL_ACK", 7),
    ("EDIT", 8),
];

pub(crate) static MESSAGE_BODY_EDIT_SCOPE: [(&str, i32); 2] = [("BODY", 1), ("BODY_AND_EXT", 2)];

pub(crate) static MESSAGE_BODY_CONTENT_TYPE: [(&str, i32); 9] = [
    ("TEXT", 0),
    ("IMAGE", 1),
    ("VIDEO", 2),
    ("LOCATION", 3),
    ("VOICE", 4),
    ("FILE", 5),
    ("COMMAND", 6),
    ("CUSTOM", 7),
    ("COMBINE", 8),
];

pub(crate) static MESSAGE_BODY_CONTENT_SUB_TYPE: [(&str, i32); 3] =
    [("SUB_COMBINE", 0), ("SUB_GIF", 1), ("SUB_STREAM", 10)];

pub(crate) static MESSAGE_BODY_STREAM_STREAM_STATUS: [(&str, i32); 5] =
    [("START", 0), ("START_COMPLETED", 1), ("IN_PROGRESS", 2), ("COMPLETED", 3), ("FULL", 4)];

pub(crate) static MESSAGE_BODY: Message = Message {
    fields: &[
        one(1, "type", Kind::Enum(&MESSAGE_BODY_TYPE)),
        one(2, "from", Kind::Message(&JID)),
        one(3, "to", Kind::Message(&JID)),
        many(4, "contents", Kind::Message(&MESSAGE_BODY_CONTENT)),
        many(5, "ext", Kind::Message(&KEY_VALUE)),
        one(6, "ackMessageId", Kind::Uint64),
        one(7, "msgConfig", Kind::Message(&MESSAGE_BODY_MESSAGE_CONFIG)),
        one(8, "ackContent", Kind::Text),
        one(9, "meta", Kind::Text),
        one(11, "editMessageId", Kind::Uint64),
        one(12, "editScope", Kind::Enum(&MESSAGE_BODY_EDIT_SCOPE)),
        one(13, "stream", Kind::Message(&MESSAGE_BODY_STREAM)),
    ],
};

pub(crate) static MESSAGE_BODY_CONTENT: Message = Message {
    fields: &[
        one(1, "type", Kind::Enum(&MESSAGE_BODY_CONTENT_TYPE)),
        one(2, "text", Kind::Text),
        one(3, "latitude", Kind::Double),
        one(4, "longitude", Kind::Double),
        one(5, "address", Kind::Text),
        one(6, "displayName", Kind::Text),
        one(7, "remotePath", Kind::Text),
        one(8, "secretKey", Kind::Text),
        one(9, "fileLength", Kind::Int32),
        one(10, "action", Kind::Text),
        many(11, "params", Kind::Message(&KEY_VALUE)),
        one(12, "duration", Kind::Int32),
        one(13, "size", Kind::Message(&MESSAGE_BODY_CONTENT_SIZE)),
        one(14, "thumbnailRemotePath", Kind::Text),
        one(15, "thumbnailSecretKey", Kind::Text),
        one(16, "thumbnailDisplayName", Kind::Text),
        one(17, "thumbnailFileLength", Kind::Int32),
        one(18, "thumbnailSize", Kind::Message(&MESSAGE_BODY_CONTENT_SIZE)),
        one(19, "customEvent", Kind::Text),
        many(20, "customExts", Kind::Message(&KEY_VALUE)),
        one(21, "buildingName", Kind::Text),
        one(22, "subType", Kind::Enum(&MESSAGE_BODY_CONTENT_SUB_TYPE)),
        one(23, "title", Kind::Text),
        one(24, "summary", Kind::Text),
        one(25, "combineLevel", Kind::Int32),
    ],
};

pub(crate) static MESSAGE_BODY_CONTENT_SIZE: Message =
    Message { fields: &[one(1, "width", Kind::Double), one(2, "height", Kind::Double)] };

pub(crate) static MESSAGE_BODY_MESSAGE_CONFIG: Message =
    Message { fields: &[one(1, "allowGroupAck", Kind::Bool)] };

pub(crate) static MESSAGE_BODY_STREAM: Message = Message {
    fields: &[
        one(1, "streamType", Kind::Text),
        one(2, "streamSeq", Kind::Uint64),
        one(3, "streamStatus", Kind::Enum(&MESSAGE_BODY_STREAM_STREAM_STATUS)),
        one(4, "streamError", Kind::Uint32),
        one(5, "streamFinishReason", Kind::Int32),
    ],
};

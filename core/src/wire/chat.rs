//! Chat bodies.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Jid, KeyValue};

/// Payload of namespace CHAT: a message, a receipt, a recall or an edit.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MessageBody {
    /// `type`, a [`BodyType`] number.
    #[prost(int32, optional, tag = "1")]
    pub kind: Option<i32>,
    /// `from`.
    #[prost(message, optional, tag = "2")]
    pub from: Option<Jid>,
    /// `to`.
    #[prost(message, optional, tag = "3")]
    pub to: Option<Jid>,
    /// `contents`.
    #[prost(message, repeated, tag = "4")]
    pub contents: Vec<Content>,
    /// `ext`.
    #[prost(message, repeated, tag = "5")]
    pub ext: Vec<KeyValue>,
    /// `ack_message_id`.
    #[prost(uint64, optional, tag = "6")]
    pub ack_message_id: Option<u64>,
    /// `msg_config`.
    #[prost(message, optional, tag = "7")]
    pub msg_config: Option<MessageConfig>,
    /// `ack_content`.
    #[prost(string, optional, tag = "8")]
    pub ack_content: Option<String>,
    /// `meta`.
    #[prost(string, optional, tag = "9")]
    pub meta: Option<String>,
    /// `edit_message_id`.
    #[prost(uint64, optional, tag = "11")]
    pub edit_message_id: Option<u64>,
    /// `edit_scope`, a [`EditScope`] number.
    #[prost(int32, optional, tag = "12")]
    pub edit_scope: Option<i32>,
    /// `stream`.
    #[prost(message, optional, tag = "13")]
    pub stream: Option<Stream>,
}

/// Numbers of `MessageBody.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum BodyType {
    /// `NORMAL`
    Normal = 0,
    /// `CHAT`
    Chat = 1,
    /// `GROUPCHAT`
    Groupchat = 2,
    /// `CHATROOM`
    Chatroom = 3,
    /// `READ_ACK`
    ReadAck = 4,
    /// `DELIVER_ACK`
    DeliverAck = 5,
    /// `RECALL`
    Recall = 6,
    /// `CHANNEL_ACK`
    ChannelAck = 7,
    /// `EDIT`
    Edit = 8,
}

/// Numbers of `MessageBody.EditScope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum EditScope {
    /// `BODY`
    Body = 1,
    /// `BODY_AND_EXT`
    BodyAndExt = 2,
}

/// One body of a message.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Content {
    /// `type`, a [`ContentType`] number.
    #[prost(int32, optional, tag = "1")]
    pub kind: Option<i32>,
    /// `text`.
    #[prost(string, optional, tag = "2")]
    pub text: Option<String>,
    /// `latitude`.
    #[prost(double, optional, tag = "3")]
    pub latitude: Option<f64>,
    /// `longitude`.
    #[prost(double, optional, tag = "4")]
    pub longitude: Option<f64>,
    /// `address`.
    #[prost(string, optional, tag = "5")]
    pub address: Option<String>,
    /// `display_name`.
    #[prost(string, optional, tag = "6")]
    pub display_name: Option<String>,
    /// `remote_path`.
    #[prost(string, optional, tag = "7")]
    pub remote_path: Option<String>,
    /// `secret_key`.
    #[prost(string, optional, tag = "8")]
    pub secret_key: Option<String>,
    /// `file_length`.
    #[prost(int32, optional, tag = "9")]
    pub file_length: Option<i32>,
    /// `action`.
    #[prost(string, optional, tag = "10")]
    pub action: Option<String>,
    /// `params`.
    #[prost(message, repeated, tag = "11")]
    pub params: Vec<KeyValue>,
    /// `duration`.
    #[prost(int32, optional, tag = "12")]
    pub duration: Option<i32>,
    /// `size`.
    #[prost(message, optional, tag = "13")]
    pub size: Option<ContentSize>,
    /// `thumbnail_remote_path`.
    #[prost(string, optional, tag = "14")]
    pub thumbnail_remote_path: Option<String>,
    /// `thumbnail_secret_key`.
    #[prost(string, optional, tag = "15")]
    pub thumbnail_secret_key: Option<String>,
    /// `thumbnail_display_name`.
    #[prost(string, optional, tag = "16")]
    pub thumbnail_display_name: Option<String>,
    /// `thumbnail_file_length`.
    #[prost(int32, optional, tag = "17")]
    pub thumbnail_file_length: Option<i32>,
    /// `thumbnail_size`.
    #[prost(message, optional, tag = "18")]
    pub thumbnail_size: Option<ContentSize>,
    /// `custom_event`.
    #[prost(string, optional, tag = "19")]
    pub custom_event: Option<String>,
    /// `custom_exts`.
    #[prost(message, repeated, tag = "20")]
    pub custom_exts: Vec<KeyValue>,
    /// `building_name`.
    #[prost(string, optional, tag = "21")]
    pub building_name: Option<String>,
    /// `sub_type`, a [`ContentSubType`] number.
    #[prost(int32, optional, tag = "22")]
    pub sub_type: Option<i32>,
    /// `title`.
    #[prost(string, optional, tag = "23")]
    pub title: Option<String>,
    /// `summary`.
    #[prost(string, optional, tag = "24")]
    pub summary: Option<String>,
    /// `combine_level`.
    #[prost(int32, optional, tag = "25")]
    pub combine_level: Option<i32>,
}

/// Numbers of `Content.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ContentType {
    /// `TEXT`
    Text = 0,
    /// `IMAGE`
    Image = 1,
    /// `VIDEO`
    Video = 2,
    /// `LOCATION`
    Location = 3,
    /// `VOICE`
    Voice = 4,
    /// `FILE`
    File = 5,
    /// `COMMAND`
    Command = 6,
    /// `CUSTOM`
    Custom = 7,
    /// `COMBINE`
    Combine = 8,
}

/// Numbers of `Content.SubType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ContentSubType {
    /// `SUB_COMBINE`
    Combine = 0,
    /// `SUB_GIF`
    Gif = 1,
    /// `SUB_STREAM`
    Stream = 10,
}

/// Width and height in pixels.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ContentSize {
    /// `width`.
    #[prost(double, optional, tag = "1")]
    pub width: Option<f64>,
    /// `height`.
    #[prost(double, optional, tag = "2")]
    pub height: Option<f64>,
}

/// Whether group read receipts are wanted.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MessageConfig {
    /// `allow_group_ack`.
    #[prost(bool, optional, tag = "1")]
    pub allow_group_ack: Option<bool>,
}

/// Which part of a streamed text this is.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Stream {
    /// `stream_type`.
    #[prost(string, optional, tag = "1")]
    pub stream_type: Option<String>,
    /// `stream_seq`.
    #[prost(uint64, optional, tag = "2")]
    pub stream_seq: Option<u64>,
    /// `stream_status`, a [`StreamStatus`] number.
    #[prost(int32, optional, tag = "3")]
    pub stream_status: Option<i32>,
    /// `stream_error`.
    #[prost(uint32, optional, tag = "4")]
    pub stream_error: Option<u32>,
    /// `stream_finish_reason`.
    #[prost(int32, optional, tag = "5")]
    pub stream_finish_reason: Option<i32>,
}

/// Numbers of `Stream.StreamStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum StreamStatus {
    /// `STREAM_START`
    Start = 0,
    /// `STREAM_START_COMPLETED`
    StartCompleted = 1,
    /// `STREAM_IN_PROGRESS`
    InProgress = 2,
    /// `STREAM_COMPLETED`
    Completed = 3,
    /// `STREAM_FULL`
    Full = 4,
}

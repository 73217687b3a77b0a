//! Queues, pages, notices and metas.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{Jid, KeyValue, Status};

/// Uplink SYNC: one meta to deliver, or a pull of a queue (SYNC rows).
#[derive(Clone, PartialEq, prost::Message)]
pub struct CommSyncUl {
    /// `meta`.
    #[prost(message, optional, tag = "1")]
    pub meta: Option<Meta>,
    /// Cursor: what follows it is asked for, what precedes it is acknowledged.
    #[prost(uint64, optional, tag = "2")]
    pub key: Option<u64>,
    /// `queue`.
    #[prost(message, optional, tag = "3")]
    pub queue: Option<Jid>,
    /// `is_roam`.
    #[prost(bool, optional, tag = "4")]
    pub is_roam: Option<bool>,
    /// `last_full_roam_key`.
    #[prost(uint64, optional, tag = "5")]
    pub last_full_roam_key: Option<u64>,
}

/// Downlink SYNC: the acknowledgement of an uplink meta, or a page of a queue.
#[derive(Clone, PartialEq, prost::Message)]
pub struct CommSyncDl {
    /// `status`.
    #[prost(message, optional, tag = "1")]
    pub status: Option<Status>,
    /// Id of the uplink meta this answers; 0 or absent for a page.
    #[prost(uint64, optional, tag = "2")]
    pub meta_id: Option<u64>,
    /// Id the server gave to that meta.
    #[prost(uint64, optional, tag = "3")]
    pub server_id: Option<u64>,
    /// The metas of a page, each an encoded [`Meta`]: decoded one by one, so that a broken one
    /// cannot hide its neighbours and its bytes stay at hand.
    #[prost(bytes = "bytes", repeated, tag = "4")]
    pub metas: Vec<Bytes>,
    /// Cursor after this page; 0 or absent leaves the cursor where it is.
    #[prost(uint64, optional, tag = "5")]
    pub next_key: Option<u64>,
    /// `queue`.
    #[prost(message, optional, tag = "6")]
    pub queue: Option<Jid>,
    /// Nothing follows this page.
    #[prost(bool, optional, tag = "7")]
    pub is_last: Option<bool>,
    /// Server clock, milliseconds since 1970.
    #[prost(uint64, optional, tag = "8")]
    pub timestamp: Option<u64>,
    /// `is_roam`.
    #[prost(bool, optional, tag = "9")]
    pub is_roam: Option<bool>,
}

/// Downlink NOTICE: a queue has something new.
#[derive(Clone, PartialEq, prost::Message)]
pub struct CommNotice {
    /// `queue`.
    #[prost(message, optional, tag = "1")]
    pub queue: Option<Jid>,
}

/// Uplink UNREAD: empty.
#[derive(Clone, PartialEq, prost::Message)]
pub struct CommUnreadUl {}

/// Downlink UNREAD: what waits; also the answer to a heartbeat.
#[derive(Clone, PartialEq, prost::Message)]
pub struct CommUnreadDl {
    /// `status`.
    #[prost(message, optional, tag = "1")]
    pub status: Option<Status>,
    /// `unread`.
    #[prost(message, repeated, tag = "2")]
    pub unread: Vec<MetaQueue>,
    /// `timestamp`.
    #[prost(uint64, optional, tag = "3")]
    pub timestamp: Option<u64>,
}

/// One line of the unread list.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MetaQueue {
    /// `queue`.
    #[prost(message, optional, tag = "1")]
    pub queue: Option<Jid>,
    /// `n`.
    #[prost(uint32, optional, tag = "2")]
    pub n: Option<u32>,
}

/// One addressed unit of content.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Meta {
    /// Up: our id. Down: the server's id.
    #[prost(uint64, optional, tag = "1")]
    pub id: Option<u64>,
    /// `from`.
    #[prost(message, optional, tag = "2")]
    pub from: Option<Jid>,
    /// `to`.
    #[prost(message, optional, tag = "3")]
    pub to: Option<Jid>,
    /// `timestamp`.
    #[prost(uint64, optional, tag = "4")]
    pub timestamp: Option<u64>,
    /// A [`Namespace`] number.
    #[prost(int32, optional, tag = "5")]
    pub ns: Option<i32>,
    /// The encoded body of that namespace.
    #[prost(bytes = "bytes", optional, tag = "6")]
    pub payload: Option<Bytes>,
    /// `routetype`, a [`RouteType`] number.
    #[prost(int32, optional, tag = "7")]
    pub routetype: Option<i32>,
    /// `ext`.
    #[prost(message, repeated, tag = "8")]
    pub ext: Vec<KeyValue>,
    /// JSON text, such as `{"is_online":1}`.
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub meta: Option<Bytes>,
    /// `directed_users`.
    #[prost(string, repeated, tag = "10")]
    pub directed_users: Vec<String>,
}

/// What a meta's payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Namespace {
    /// `STATISTIC`
    Statistic = 0,
    /// `CHAT`
    Chat = 1,
    /// `MUC`
    Muc = 2,
    /// `ROSTER`
    Roster = 3,
    /// `CONFERENCE`
    Conference = 4,
    /// `NOTIFY`
    Notify = 5,
    /// `QUERY`
    Query = 6,
}

/// Numbers of `Meta.RouteType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum RouteType {
    /// `ROUTE_ALL`
    All = 0,
    /// `ROUTE_ONLINE`
    Online = 1,
    /// `ROUTE_DIRECT`
    Direct = 2,
}

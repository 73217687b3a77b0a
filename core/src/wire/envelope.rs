//! The envelope around everything that crosses the socket.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::Jid;

/// The envelope: one binary WebSocket message is one of these (ENV rows).
#[derive(Clone, PartialEq, prost::Message)]
#[prost(skip_debug)]
pub struct MSync {
    /// A [`MSyncVersion`] number.
    #[prost(int32, optional, tag = "1")]
    pub version: Option<i32>,
    /// Who speaks; PROVISION and LOGOUT only.
    #[prost(message, optional, tag = "2")]
    pub guid: Option<Jid>,
    /// `$t$` and the token; PROVISION and LOGOUT only.
    #[prost(string, optional, tag = "3")]
    pub auth: Option<String>,
    /// `compress_algorimth`.
    #[prost(uint32, optional, tag = "4")]
    pub compress_algorimth: Option<u32>,
    /// `crypto`.
    #[prost(uint32, optional, tag = "5")]
    pub crypto: Option<u32>,
    /// `user_agent`.
    #[prost(string, optional, tag = "6")]
    pub user_agent: Option<String>,
    /// `pov`.
    #[prost(uint64, optional, tag = "7")]
    pub pov: Option<u64>,
    /// A [`Command`] number.
    #[prost(int32, optional, tag = "8")]
    pub command: Option<i32>,
    /// The encoded command body.
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub payload: Option<Bytes>,
    /// `device_id`.
    #[prost(uint32, optional, tag = "10")]
    pub device_id: Option<u32>,
    /// [`EncryptType`] numbers; only NONE is in use.
    #[prost(int32, repeated, packed = "false", tag = "11")]
    pub encrypt_type: Vec<i32>,
    /// `encrypt_key`.
    #[prost(string, optional, tag = "12")]
    pub encrypt_key: Option<String>,
    /// Correlation id of an uplink frame (ID-1).
    #[prost(uint64, optional, tag = "20")]
    pub trace_id: Option<u64>,
}

/// Numbers of `MSync.Version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MSyncVersion {
    /// `MSYNC_V1`
    V1 = 0,
    /// `MSYNC_V2`
    V2 = 1,
}

/// What an envelope asks or says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Command {
    /// `SYNC`
    Sync = 0,
    /// `UNREAD`
    Unread = 1,
    /// `NOTICE`
    Notice = 2,
    /// `PROVISION`
    Provision = 3,
    /// `LOGOUT`
    Logout = 4,
}

/// Numbers of `EncryptType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum EncryptType {
    /// `ENCRYPT_NONE`
    None = 0,
    /// `ENCRYPT_AES_128_CBC`
    Aes128Cbc = 1,
    /// `ENCRYPT_AES_256_CBC`
    Aes256Cbc = 2,
}

/// The token never reaches `Debug`.
impl fmt::Debug for MSync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MSync")
            .field("command", &self.command)
            .field("guid", &self.guid)
            .field("payload", &self.payload.as_ref().map(Bytes::len))
            .field("trace_id", &self.trace_id)
            .finish_non_exhaustive()
    }
}

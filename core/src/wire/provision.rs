//! Login and logout bodies.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Status;

/// The login request (up) and its answer (down); connection §10, §11.
#[derive(Clone, PartialEq, prost::Message)]
#[prost(skip_debug)]
pub struct Provision {
    /// `os_type`, a [`OsType`] number.
    #[prost(int32, optional, tag = "1")]
    pub os_type: Option<i32>,
    /// `version`.
    #[prost(string, optional, tag = "2")]
    pub version: Option<String>,
    /// `network_type`, a [`NetworkType`] number.
    #[prost(int32, optional, tag = "3")]
    pub network_type: Option<i32>,
    /// `app_sign`.
    #[prost(string, optional, tag = "4")]
    pub app_sign: Option<String>,
    /// `compress_type`, [`CompressType`] numbers.
    #[prost(int32, repeated, packed = "false", tag = "5")]
    pub compress_type: Vec<i32>,
    /// `encrypt_type`.
    #[prost(int32, repeated, packed = "false", tag = "6")]
    pub encrypt_type: Vec<i32>,
    /// `encrypt_key`.
    #[prost(string, optional, tag = "7")]
    pub encrypt_key: Option<String>,
    /// `status`.
    #[prost(message, optional, tag = "8")]
    pub status: Option<Status>,
    /// `device_uuid`.
    #[prost(string, optional, tag = "9")]
    pub device_uuid: Option<String>,
    /// `is_manual_login`.
    #[prost(bool, optional, tag = "10")]
    pub is_manual_login: Option<bool>,
    /// `password`.
    #[prost(string, optional, tag = "11")]
    pub password: Option<String>,
    /// `device_name`.
    #[prost(string, optional, tag = "12")]
    pub device_name: Option<String>,
    /// `resource`.
    #[prost(string, optional, tag = "13")]
    pub resource: Option<String>,
    /// `auth`.
    #[prost(string, optional, tag = "14")]
    pub auth: Option<String>,
    /// `service_id`.
    #[prost(string, optional, tag = "16")]
    pub service_id: Option<String>,
    /// `action_version`.
    #[prost(string, optional, tag = "17")]
    pub action_version: Option<String>,
    /// `auth_token`.
    #[prost(string, optional, tag = "18")]
    pub auth_token: Option<String>,
    /// `os_custom_value`.
    #[prost(uint32, optional, tag = "19")]
    pub os_custom_value: Option<u32>,
    /// `session_id`.
    #[prost(string, optional, tag = "20")]
    pub session_id: Option<String>,
    /// `reason`.
    #[prost(string, optional, tag = "21")]
    pub reason: Option<String>,
    /// `protocol_compress_type`, [`CompressType`] numbers.
    #[prost(int32, repeated, packed = "true", tag = "22")]
    pub protocol_compress_type: Vec<i32>,
    /// `protocol_compress_direction`, a [`CompressDirection`] number.
    #[prost(int32, optional, tag = "23")]
    pub protocol_compress_direction: Option<i32>,
}

/// Numbers of `Provision.OsType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum OsType {
    /// `OS_IOS`
    Ios = 0,
    /// `OS_ANDROID`
    Android = 1,
    /// `OS_LINUX`
    Linux = 2,
    /// `OS_OSX`
    Osx = 3,
    /// `OS_WIN`
    Win = 4,
    /// `OS_CUSTOM`
    Custom = 5,
    /// `OS_OTHER`
    Other = 16,
}

/// Numbers of `Provision.NetworkType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum NetworkType {
    /// `NETWORK_NONE`
    None = 0,
    /// `NETWORK_WIFI`
    Wifi = 1,
    /// `NETWORK_4G`
    FourG = 2,
    /// `NETWORK_3G`
    ThreeG = 3,
    /// `NETWORK_2G`
    TwoG = 4,
    /// `NETWORK_WIRE`
    Wire = 5,
}

/// Numbers of `Provision.CompressType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum CompressType {
    /// `COMPRESS_NONE`
    None = 0,
    /// `COMPRESS_ZLIB`
    Zlib = 1,
    /// `COMPRESS_LZ4`
    Lz4 = 2,
}

/// Numbers of `Provision.CompressDirection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum CompressDirection {
    /// `ONLY_UP`
    OnlyUp = 0,
    /// `ONLY_DOWN`
    OnlyDown = 1,
    /// `BI`
    Bi = 2,
}

/// The logout request (up) and its answer (down); LO-2.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Logout {
    /// `session_id`.
    #[prost(string, optional, tag = "1")]
    pub session_id: Option<String>,
    /// `reason`.
    #[prost(string, optional, tag = "2")]
    pub reason: Option<String>,
    /// `status`.
    #[prost(message, optional, tag = "3")]
    pub status: Option<Status>,
}

/// The token and the password never reach `Debug`.
impl fmt::Debug for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provision")
            .field("status", &self.status)
            .field("os_type", &self.os_type)
            .field("version", &self.version)
            .field("resource", &self.resource)
            .field("protocol_compress_type", &self.protocol_compress_type)
            .field("protocol_compress_direction", &self.protocol_compress_direction)
            .finish_non_exhaustive()
    }
}

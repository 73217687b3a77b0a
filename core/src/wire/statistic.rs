//! Statistics and kicks.

use alloc::string::String;

/// Payload of namespace STATISTIC: pings up, kicks and statistics down (KICK rows).
#[derive(Clone, PartialEq, prost::Message)]
pub struct StatisticsBody {
    /// `operation`, a [`StatisticOperation`] number.
    #[prost(int32, optional, tag = "1")]
    pub operation: Option<i32>,
    /// `os`, a [`super::OsType`] number.
    #[prost(int32, optional, tag = "2")]
    pub os: Option<i32>,
    /// `version`.
    #[prost(string, optional, tag = "3")]
    pub version: Option<String>,
    /// `network`, a [`super::NetworkType`] number.
    #[prost(int32, optional, tag = "4")]
    pub network: Option<i32>,
    /// `im_time`.
    #[prost(uint32, optional, tag = "5")]
    pub im_time: Option<u32>,
    /// `chat_time`.
    #[prost(uint32, optional, tag = "6")]
    pub chat_time: Option<u32>,
    /// `location`.
    #[prost(string, optional, tag = "7")]
    pub location: Option<String>,
    /// `reason`.
    #[prost(string, optional, tag = "10")]
    pub reason: Option<String>,
}

/// Numbers of `StatisticsBody.Operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum StatisticOperation {
    /// `INFORMATION`
    Information = 0,
    /// `USER_REMOVED`
    UserRemoved = 1,
    /// `USER_LOGIN_ANOTHER_DEVICE`
    UserLoginAnotherDevice = 2,
    /// `USER_KICKED_BY_CHANGE_PASSWORD`
    UserKickedByChangePassword = 3,
    /// `USER_KICKED_BY_OTHER_DEVICE`
    UserKickedByOtherDevice = 4,
}

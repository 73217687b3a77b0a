//! Verdicts of the server.

use alloc::string::String;
use alloc::vec::Vec;

/// The verdict a server reply carries.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Status {
    /// A [`StatusCode`] number; unknown ones stay as they came.
    #[prost(int32, optional, tag = "1")]
    pub error_code: Option<i32>,
    /// The server's words; some are matched literally.
    #[prost(string, optional, tag = "2")]
    pub reason: Option<String>,
    /// Where to go instead.
    #[prost(message, repeated, tag = "3")]
    pub redirect_info: Vec<RedirectInfo>,
}

/// Codes of [`Status::error_code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum StatusCode {
    /// `OK`
    Ok = 0,
    /// `FAIL`
    Fail = 1,
    /// `UNAUTHORIZED`
    Unauthorized = 2,
    /// `MISSING_PARAMETER`
    MissingParameter = 3,
    /// `WRONG_PARAMETER`
    WrongParameter = 4,
    /// `REDIRECT`
    Redirect = 5,
    /// `TOKEN_EXPIRED`
    TokenExpired = 6,
    /// `PERMISSION_DENIED`
    PermissionDenied = 7,
    /// `NO_ROUTE`
    NoRoute = 8,
    /// `UNKNOWN_COMMAND`
    UnknownCommand = 9,
    /// `PB_PARSER_ERROR`
    PbParserError = 10,
    /// `BIND_ANOTHER_DEVICE`
    BindAnotherDevice = 11,
    /// `IM_FORBIDDEN`
    ImForbidden = 12,
    /// `TOO_MANY_DEVICES`
    TooManyDevices = 13,
    /// `PLATFORM_LIMIT`
    PlatformLimit = 14,
    /// `USER_MUTED`
    UserMuted = 15,
    /// `ENCRYPT_DISABLE`
    EncryptDisable = 16,
    /// `ENCRYPT_ENABLE`
    EncryptEnable = 17,
    /// `DECRYPT_FAILURE`
    DecryptFailure = 18,
    /// `PERMISSION_DENIED_EXTERNAL`
    PermissionDeniedExternal = 19,
    /// `RESOURCE_CHANGED`
    ResourceChanged = 20,
}

/// Another endpoint, named by a `REDIRECT` status.
#[derive(Clone, PartialEq, prost::Message)]
pub struct RedirectInfo {
    /// `host`.
    #[prost(string, optional, tag = "1")]
    pub host: Option<String>,
    /// `port`.
    #[prost(uint32, optional, tag = "2")]
    pub port: Option<u32>,
}

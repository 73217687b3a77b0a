//! Call signalling bodies.

use alloc::string::String;

/// Payload of namespace CONFERENCE: call signalling.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConferenceBody {
    /// `session_id`.
    #[prost(string, optional, tag = "1")]
    pub session_id: Option<String>,
    /// `operation`, a [`ConferenceOperation`] number.
    #[prost(int32, optional, tag = "2")]
    pub operation: Option<i32>,
    /// `conference_id`.
    #[prost(string, optional, tag = "3")]
    pub conference_id: Option<String>,
    /// `type`, a [`ConferenceKind`] number.
    #[prost(int32, optional, tag = "4")]
    pub kind: Option<i32>,
    /// `content`.
    #[prost(string, optional, tag = "5")]
    pub content: Option<String>,
    /// `network`.
    #[prost(string, optional, tag = "6")]
    pub network: Option<String>,
    /// `version`.
    #[prost(string, optional, tag = "7")]
    pub version: Option<String>,
    /// `identity`, a [`ConferenceIdentity`] number.
    #[prost(int32, optional, tag = "8")]
    pub identity: Option<i32>,
    /// `duration`.
    #[prost(string, optional, tag = "9")]
    pub duration: Option<String>,
    /// `peer_name`.
    #[prost(string, optional, tag = "10")]
    pub peer_name: Option<String>,
    /// `end_reason`, a [`ConferenceEndReason`] number.
    #[prost(int32, optional, tag = "11")]
    pub end_reason: Option<i32>,
    /// `status`.
    #[prost(message, optional, tag = "12")]
    pub status: Option<ConferenceStatus>,
    /// `is_direct`.
    #[prost(bool, optional, tag = "13")]
    pub is_direct: Option<bool>,
    /// `control_type`, a [`StreamControlType`] number.
    #[prost(int32, optional, tag = "14")]
    pub control_type: Option<i32>,
    /// `route_flag`.
    #[prost(int32, optional, tag = "15")]
    pub route_flag: Option<i32>,
    /// `route_key`.
    #[prost(string, optional, tag = "16")]
    pub route_key: Option<String>,
}

/// Numbers of `ConferenceBody.Operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ConferenceOperation {
    /// `JOIN`
    Join = 0,
    /// `INITIATE`
    Initiate = 1,
    /// `ACCEPT_INITIATE`
    AcceptInitiate = 2,
    /// `ANSWER`
    Answer = 3,
    /// `TERMINATE`
    Terminate = 4,
    /// `REMOVE`
    Remove = 5,
    /// `STREAM_CONTROL`
    StreamControl = 6,
    /// `MEDIA_REQUEST`
    MediaRequest = 7,
}

/// Numbers of `ConferenceBody.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ConferenceKind {
    /// `VOICE`
    Voice = 0,
    /// `VIDEO`
    Video = 1,
}

/// Numbers of `ConferenceBody.Identity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ConferenceIdentity {
    /// `CALLER`
    Caller = 0,
    /// `CALLEE`
    Callee = 1,
}

/// Numbers of `ConferenceBody.EndReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ConferenceEndReason {
    /// `HANGUP`
    Hangup = 0,
    /// `NORESPONSE`
    Noresponse = 1,
    /// `REJECT`
    Reject = 2,
    /// `BUSY`
    Busy = 3,
    /// `FAIL`
    Fail = 4,
    /// `UNSUPPORTED`
    Unsupported = 5,
    /// `OFFLINE`
    Offline = 6,
}

/// Numbers of `ConferenceBody.StreamControlType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum StreamControlType {
    /// `PAUSE_VOICE`
    PauseVoice = 0,
    /// `RESUME_VOICE`
    ResumeVoice = 1,
    /// `PAUSE_VIDEO`
    PauseVideo = 2,
    /// `RESUME_VIDEO`
    ResumeVideo = 3,
}

/// Result of a call operation.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConferenceStatus {
    /// `error_code`.
    #[prost(int32, optional, tag = "1")]
    pub error_code: Option<i32>,
}

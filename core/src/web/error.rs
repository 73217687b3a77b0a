//! Errors as the Web SDK's object `{type, message, data?}`.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::InvalidOption;
use super::json::Text;
use crate::error::{
    CallFailed, ErrorCode, InvalidCall, InvalidConfig, InvalidId, InvalidMessage, Kick,
    LoginRefused, Malformed, NotSent, OfflineCause, WhyNotSent,
};
use crate::event::Outcome;
use crate::ids::{LocalId, ServerId};
use crate::message::bundle::BrokenBundle;

/// An error in the Web SDK's form. It serializes to `{type, message, data?}`, with
/// [`WebError::with_kind`] also to `kind`, the name this crate gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebError {
    /// The Web SDK's number.
    pub code: ErrorCode,
    /// The Web SDK's words where it has some, or ours.
    pub message: String,
    /// The variant of this crate's error.
    pub kind: &'static str,
    /// What else there is to say.
    pub data: ErrorData,
}

/// The `data` member of a [`WebError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorData {
    /// No such member.
    None,
    /// An empty text.
    Empty,
    /// Of a send: whose end it is.
    Send {
        /// Our id.
        local: LocalId,
        /// The server's, if it gave one.
        server: Option<ServerId>,
        /// The server's words, where the Web SDK repeats them.
        reason: Option<String>,
    },
    /// Of a kick: what the other device said of itself.
    LoginExt(String),
    /// The error behind this one.
    Cause(Box<WebError>),
}

impl WebError {
    /// An error without further data.
    #[must_use]
    pub fn new(code: ErrorCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), kind, data: ErrorData::None }
    }

    /// The same with `kind` among its members.
    #[must_use]
    pub const fn with_kind(&self) -> WithKind<'_> {
        WithKind(self)
    }

    /// Why a message was not simply taken; `None` when it was.
    #[must_use]
    pub fn outcome(local: LocalId, outcome: &Outcome) -> Option<Self> {
        let (kind, message, server, reason) = match outcome {
            Outcome::Sent { .. } => return None,
            Outcome::Rejected { code, message, reason, server, .. } => {
                // The catch-all number repeats the server's words (messages §9.1).
                let reason = (*code == ErrorCode::MessageFailed).then(|| reason.clone());
                ("Rejected", message.as_str(), *server, reason)
            }
            Outcome::Unconfirmed => ("Unconfirmed", "send message timeout", None, None),
            Outcome::Expired => ("Expired", "not sent in time", None, None),
            Outcome::Cancelled => ("Cancelled", "websocket disconnected", None, None),
        };
        let code = outcome.code()?;
        let data = ErrorData::Send { local, server, reason };
        Some(Self { data, ..Self::new(code, kind, message) })
    }
}

impl Serialize for WebError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, None, serializer)
    }
}

/// A [`WebError`] that says its `kind`.
#[derive(Clone, Copy, Debug)]
pub struct WithKind<'a>(&'a WebError);

impl Serialize for WithKind<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, Some(self.0.kind), serializer)
    }
}

fn write<S: Serializer>(
    error: &WebError,
    kind: Option<&str>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("type", &error.code.code())?;
    map.serialize_entry("message", &error.message)?;
    if let Some(kind) = kind {
        map.serialize_entry("kind", kind)?;
    }
    if error.data != ErrorData::None {
        map.serialize_entry("data", &error.data)?;
    }
    map.end()
}

impl Serialize for ErrorData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Empty => serializer.serialize_str(""),
            Self::Send { local, server, reason } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("id", &Text(local))?;
                if let Some(server) = server {
                    map.serialize_entry("mid", &Text(server))?;
                }
                if let Some(reason) = reason {
                    map.serialize_entry("reason", reason)?;
                }
                map.end()
            }
            Self::LoginExt(ext) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("loginInfoCustomExt", ext)?;
                map.end()
            }
            Self::Cause(cause) => cause.with_kind().serialize(serializer),
        }
    }
}

impl From<&CallFailed> for WebError {
    fn from(failed: &CallFailed) -> Self {
        let (kind, message) = match failed {
            CallFailed::Lost(lost) => ("Lost", lost.to_string()),
            CallFailed::Refused(refused) => ("Refused", refused.message.clone()),
            CallFailed::Malformed(malformed) => ("Malformed", malformed.to_string()),
            CallFailed::Invalid(_) => ("InvalidCall", failed.to_string()),
            CallFailed::NotLoggedIn => ("NotLoggedIn", failed.to_string()),
            CallFailed::Busy => ("Busy", failed.to_string()),
            CallFailed::Cancelled => ("Cancelled", failed.to_string()),
        };
        Self::new(failed.code(), kind, message)
    }
}

impl From<&Kick> for WebError {
    fn from(kick: &Kick) -> Self {
        let (kind, data) = match kick {
            Kick::LoggedInElsewhere { ext: None } => ("LoggedInElsewhere", ErrorData::None),
            Kick::LoggedInElsewhere { ext: Some(ext) } => {
                ("LoggedInElsewhere", ErrorData::LoginExt(ext.clone()))
            }
            Kick::UserRemoved => ("UserRemoved", ErrorData::None),
            Kick::PasswordChanged => ("PasswordChanged", ErrorData::None),
            Kick::KickedByOtherDevice => ("KickedByOtherDevice", ErrorData::None),
        };
        Self { data, ..Self::new(kick.code(), kind, kick.to_string()) }
    }
}

impl From<&OfflineCause> for WebError {
    fn from(cause: &OfflineCause) -> Self {
        let code = cause.code().unwrap_or(ErrorCode::Success);
        let simple = |kind| Self::new(code, kind, cause.to_string());
        let behind = |failed: &CallFailed| ErrorData::Cause(Box::new(failed.into()));
        match cause {
            OfflineCause::LoggedOut => simple("LoggedOut"),
            OfflineCause::Kicked(kick) => kick.into(),
            OfflineCause::Refused(refusal) => Self::new(code, "Refused", refusal.message.clone()),
            OfflineCause::DiscoveryFailed(failed) => {
                Self { data: behind(failed), ..simple("DiscoveryFailed") }
            }
            OfflineCause::TokenRefused(failed) => Self {
                data: behind(failed),
                ..Self::new(code, "TokenRefused", Self::from(failed).message)
            },
            OfflineCause::TokenExpired => simple("TokenExpired"),
            OfflineCause::LoginFailed(lost) => Self::new(code, "LoginFailed", lost.to_string()),
            OfflineCause::GaveUp { attempts, last } => {
                let message = format!("reconnection failed: {attempts} attempts, {last}");
                Self::new(code, "GaveUp", message)
            }
            OfflineCause::RedirectLoop => simple("RedirectLoop"),
        }
    }
}

impl From<LoginRefused> for WebError {
    fn from(refused: LoginRefused) -> Self {
        let kind = match refused {
            LoginRefused::InProgress => "InProgress",
            LoginRefused::AlreadyLoggedIn => "AlreadyLoggedIn",
            LoginRefused::NoProof => "NoProof",
        };
        Self::new(refused.code(), kind, refused.to_string())
    }
}

impl From<WhyNotSent> for WebError {
    fn from(why: WhyNotSent) -> Self {
        let kind = match why {
            WhyNotSent::LoggedOut => "LoggedOut",
            WhyNotSent::OutboxFull => "OutboxFull",
            WhyNotSent::TooLarge { .. } => "TooLarge",
            WhyNotSent::DuplicateId => "DuplicateId",
            WhyNotSent::TooMany { .. } => "TooMany",
            WhyNotSent::Invalid { .. } => "InvalidMessage",
        };
        Self::new(why.code(), kind, why.to_string())
    }
}

impl From<&NotSent> for WebError {
    fn from(not_sent: &NotSent) -> Self {
        not_sent.why.into()
    }
}

impl From<&Malformed> for WebError {
    fn from(malformed: &Malformed) -> Self {
        Self::new(ErrorCode::CallbackFailed, "Malformed", malformed.to_string())
    }
}

impl From<&BrokenBundle> for WebError {
    fn from(broken: &BrokenBundle) -> Self {
        let message = match broken {
            BrokenBundle::Check { .. } | BrokenBundle::Header => "File verification failed",
            _ => "Parse file failed",
        };
        Self::new(broken.code(), "BrokenBundle", message)
    }
}

impl From<&InvalidId> for WebError {
    fn from(invalid: &InvalidId) -> Self {
        Self::new(ErrorCode::RequestParameter, "InvalidId", invalid.to_string())
    }
}

impl From<&InvalidMessage> for WebError {
    fn from(invalid: &InvalidMessage) -> Self {
        Self::new(ErrorCode::MessageParameter, "InvalidMessage", invalid.to_string())
    }
}

impl From<&InvalidCall> for WebError {
    fn from(invalid: &InvalidCall) -> Self {
        Self::new(ErrorCode::RequestParameter, "InvalidCall", invalid.to_string())
    }
}

impl From<&InvalidConfig> for WebError {
    fn from(invalid: &InvalidConfig) -> Self {
        Self::new(ErrorCode::RequestParameter, "InvalidConfig", invalid.to_string())
    }
}

impl From<&InvalidOption> for WebError {
    fn from(invalid: &InvalidOption) -> Self {
        Self::new(ErrorCode::RequestParameter, "InvalidOption", invalid.to_string())
    }
}

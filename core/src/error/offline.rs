//! Why a session is over.

use alloc::string::String;

use super::{CallFailed, ErrorCode};
use crate::io::{Lost, LostKind};

/// Why nobody is logged in any longer. Final: no further attempt is made by itself.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OfflineCause {
    /// The application logged out.
    #[error("logged out")]
    LoggedOut,
    /// The server ended the session for good (KICK rows).
    #[error("{0}")]
    Kicked(Kick),
    /// The server refused the login, at first or when reconnecting (PR rows).
    #[error("login refused: {0}")]
    Refused(Refusal),
    /// No discovery service answered usefully (DNS-3).
    #[error("server discovery failed: {0}")]
    DiscoveryFailed(CallFailed),
    /// The token could not be obtained with the password (TOK-7).
    #[error("no token for this password: {0}")]
    TokenRefused(CallFailed),
    /// The token ended and no other one was given (EXP-4).
    #[error("the token has expired")]
    TokenExpired,
    /// A login did not come through in its attempts (LR-6).
    #[error("could not connect: {0}")]
    LoginFailed(Lost),
    /// A reconnection used up `reconnect_max` attempts (RC-8).
    #[error("gave up reconnecting after {attempts} attempts: {last}")]
    GaveUp {
        /// How many.
        attempts: u32,
        /// How the last one ended.
        last: Lost,
    },
    /// Redirects went in a circle, on for too long, or nowhere.
    #[error("the server redirects in circles or nowhere")]
    RedirectLoop,
}

impl OfflineCause {
    /// Whether the server, or the user, put an end to the session, so that its token and its place
    /// in the queues are void. After any other end the same token may log in again.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::LoggedOut
            | Self::Kicked(_)
            | Self::Refused(_)
            | Self::TokenRefused(_)
            | Self::TokenExpired => true,
            Self::DiscoveryFailed(_)
            | Self::LoginFailed(_)
            | Self::GaveUp { .. }
            | Self::RedirectLoop => false,
        }
    }

    /// The Web SDK's number; for a plain logout it passes nothing.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        Some(match self {
            Self::LoggedOut => return None,
            Self::Kicked(kick) => kick.code(),
            Self::Refused(refusal) => refusal.code,
            Self::DiscoveryFailed(_) => ErrorCode::DiscoveryFailed,
            Self::TokenRefused(_) => ErrorCode::LoginFailed,
            Self::TokenExpired => ErrorCode::TokenExpired,
            // LR-2, LR-3; LR-4 is the other one.
            Self::LoginFailed(lost) if lost.kind == LostKind::Timeout => ErrorCode::RequestTimeout,
            Self::LoginFailed(_) | Self::GaveUp { .. } => ErrorCode::Disconnected,
            Self::RedirectLoop => ErrorCode::AuthFailed,
        })
    }
}

/// A passive logout: the server ends the session and must not be asked again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kick {
    /// 206: logged in on another device (KICK-2).
    #[error("the user is already logged on another device")]
    LoggedInElsewhere {
        /// The other device's `login_ext`, if it gave one.
        #[doc(alias = "loginInfoCustomExt")]
        ext: Option<String>,
    },
    /// 207: the account was deleted (KICK-1).
    #[error("user has been removed")]
    UserRemoved,
    /// 216: the password was changed (KICK-3).
    #[error("the user was kicked by changing password")]
    PasswordChanged,
    /// 217: another device, or the console, forced this one off (KICK-4).
    #[error("the user was kicked by other device")]
    KickedByOtherDevice,
}

impl Kick {
    /// The Web SDK's number.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::LoggedInElsewhere { .. } => ErrorCode::LoggedInElsewhere,
            Self::UserRemoved => ErrorCode::UserRemoved,
            Self::PasswordChanged => ErrorCode::PasswordChanged,
            Self::KickedByOtherDevice => ErrorCode::KickedByOtherDevice,
        }
    }
}

/// How the server refused a PROVISION.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The status number of the wire, known or not.
    pub status: i32,
    /// The server's own words.
    pub reason: String,
    /// The Web SDK's number (PR rows).
    pub code: ErrorCode,
    /// The Web SDK's words.
    pub message: String,
}

/// Why a login was not even begun. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginRefused {
    /// A login, or a reconnection, is under way (OPEN-1).
    #[error("a login is under way")]
    InProgress,
    /// Somebody is logged in: log out first (OPEN-2).
    #[error("already logged in")]
    AlreadyLoggedIn,
    /// The password or token is empty (OPEN-5 … OPEN-7).
    #[error("the password or token is empty")]
    NoProof,
}

impl LoginRefused {
    /// The Web SDK's number.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::InProgress | Self::NoProof => ErrorCode::LoginFailed,
            Self::AlreadyLoggedIn => ErrorCode::AlreadyLoggedIn,
        }
    }
}

//! Why an account was not registered.

use super::{CallFailed, Refused};

/// Why a server refused to register an account. The Web SDK has one number for all of these
/// ([`ErrorCode::RequestFailed`](super::ErrorCode::RequestFailed)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum RegistrationRefusal {
    /// Somebody has that name: choose another.
    #[error("the user id is taken")]
    NameTaken,
    /// The name breaks the server's rules: 1 to 64 bytes of `a-z 0-9 _ - .`.
    #[error("the user id is not legal")]
    NameIllegal,
    /// There is no password, or it breaks the server's rules.
    #[error("the password is not legal")]
    PasswordIllegal,
    /// The push nickname breaks the server's rules: at most 100 characters.
    #[error("the nickname is not legal")]
    NicknameIllegal,
    /// The application registers no users by themselves: its server must, with an app token.
    #[error("registration is closed")]
    Closed,
    /// The application has as many users as it may have.
    #[error("the application has as many users as it may have")]
    Full,
}

impl RegistrationRefusal {
    /// What the server's short name for it and its words mean; `None` for what has nothing to do
    /// with registering.
    pub(crate) fn read(error: &str, words: &str) -> Option<Self> {
        let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        Some(match error {
            "duplicate_unique_property_exists" => Self::NameTaken,
            _ if says(&["username be unique", "already exists"]) => Self::NameTaken,
            _ if says(&["is not legal", "USERNAME_TOO_LONG"]) => Self::NameIllegal,
            _ if says(&["password or pin must provided", "PASSWORD_TOO_LONG"]) => {
                Self::PasswordIllegal
            }
            _ if says(&["NICKNAME_TOO_LONG"]) => Self::NicknameIllegal,
            _ if says(&["registration is not open", "Open registration doesn't allow"]) => {
                Self::Closed
            }
            _ if says(&["exceeded the limit of the community edition"]) => Self::Full,
            _ => return None,
        })
    }
}

impl Refused {
    /// Why an account was not registered, if that was asked for.
    #[must_use]
    pub fn registration(&self) -> Option<RegistrationRefusal> {
        RegistrationRefusal::read(self.error.as_deref().unwrap_or_default(), &self.message)
    }
}

impl CallFailed {
    /// Why an account was not registered, if the server refused it.
    #[must_use]
    pub fn registration(&self) -> Option<RegistrationRefusal> {
        match self {
            Self::Refused(refused) => refused.registration(),
            _ => None,
        }
    }
}

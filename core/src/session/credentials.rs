//! Who logs in.

use crate::ids::UserId;
use crate::secret::Secret;

/// Who logs in, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: UserId,
    /// A password or a token.
    pub proof: Proof,
}

/// What proves a user's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Traded for a token at login and then forgotten (TOK-3).
    #[doc(alias = "pwd")]
    Password(Secret),
    /// Used as it is (TOK-1, TOK-2).
    #[doc(alias = "accessToken")]
    #[doc(alias = "agoraToken")]
    Token(Secret),
}

impl Credentials {
    /// Login by password.
    #[must_use]
    pub fn password(user: UserId, password: impl Into<Secret>) -> Self {
        Self { user, proof: Proof::Password(password.into()) }
    }

    /// Login by token.
    #[must_use]
    pub fn token(user: UserId, token: impl Into<Secret>) -> Self {
        Self { user, proof: Proof::Token(token.into()) }
    }
}

//! What a server of the application may do with an app token: never ship one in a client (rest
//! §2.1).
//!
//! Nobody has to be logged in. An app token opens everything the application has, and so do the
//! `client_id` and `client_secret` of the console it is made from.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::Draft;
use super::token::{TokenDocument, without_token};
use crate::error::RegistrationRefusal;
use crate::ids::UserId;
use crate::json::Object;
use crate::secret::Secret;
use crate::time::UnixMillis;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// Users a call can create.
const USERS_MAX: usize = 60;
/// Characters of a password and of the name that notifications show.
const PASSWORD_MAX: usize = 64;
const NICKNAME_MAX: usize = 100;

/// What lets a server of the application do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppToken {
    /// The token.
    pub token: Secret,
    /// How long it lives, in seconds.
    pub expires_in: Option<u64>,
}

/// A user to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    user: UserId,
    password: Secret,
    nickname: Option<String>,
}

impl NewUser {
    /// This user, with a password of 1 to 64 characters.
    #[must_use]
    pub fn new(user: UserId, password: impl Into<Secret>) -> Self {
        Self { user, password: password.into(), nickname: None }
    }

    /// The name that notifications show for them: at most 100 characters.
    #[must_use]
    pub fn nickname(mut self, nickname: impl Into<String>) -> Self {
        self.nickname = Some(nickname.into());
        self
    }

    fn check(&self, to: &mut Draft<'_>) {
        let password = self.password.expose();
        to.hide(&self.password)
            .require(!password.is_empty(), "password", "is empty")
            .characters("password", password, PASSWORD_MAX)
            .characters("nickname", self.nickname.as_deref().unwrap_or_default(), NICKNAME_MAX);
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "username": self.user.as_str(),
            "password": self.password.expose(),
        });
        if let (Value::Object(members), Some(nickname)) = (&mut body, &self.nickname) {
            members.insert("nickname".into(), json!(nickname));
        }
        body
    }
}

/// A user who was created.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// The id, in lower case.
    pub user: String,
    /// The server's own id.
    pub uuid: String,
    /// The name that notifications show, if one was given.
    pub nickname: Option<String>,
    /// When.
    pub created: Option<UnixMillis>,
    /// Whether they may log in.
    pub activated: bool,
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Object::deserialize(from)?;
        Ok(Self {
            user: it.text_or_empty("username").to_string(),
            uuid: it.text_or_empty("uuid").to_string(),
            nickname: it.text("nickname").map(|nickname| nickname.to_string()),
            created: it.time("created"),
            activated: it.flag("activated").unwrap_or(true),
        })
    }
}

/// What became of users that were to be created together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// Those who exist now.
    pub accounts: Vec<Account>,
    /// Those who do not, or did before.
    pub refused: Vec<NotCreated>,
}

/// A user who was not created, though others were.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotCreated {
    /// Who.
    pub user: String,
    /// The server's words.
    pub reason: String,
    /// What they mean, if that is known.
    pub why: Option<RegistrationRefusal>,
}

impl<'de> Deserialize<'de> for NotCreated {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Object::deserialize(from)?;
        let reason = it.text_or_empty("registerUserFailReason").to_string();
        let why = RegistrationRefusal::read("", &reason);
        Ok(Self { user: it.text_or_empty("username").to_string(), reason, why })
    }
}

endpoints! {
    /// What a server of the application may do with an app token: never ship one in a client:
    /// `client.admin()`.
    pub face Admin;

    /// Makes an app token. It lives for as long as `expires_in` says: keep it, and make a new one
    /// when it is refused with [`ErrorCode::TokenExpired`](crate::ErrorCode::TokenExpired).
    app_token = FetchAppToken {
        /// As the console shows it.
        client_id: String,
        /// As the console shows it.
        client_secret: Secret,
    } -> AppToken;
    Post safe "getAppToken",
    |to| to
        .require(!client_id.is_empty(), "client_id", "is empty")
        .require(!client_secret.expose().is_empty(), "client_secret", "is empty")
        .path(["token"])
        .anonymous()
        .hide(client_secret)
        .json(json!({
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret.expose(),
        })),
    |answer| {
        let document: TokenDocument = answer.json().map_err(without_token)?;
        document.token().map(|it| AppToken { token: it.secret, expires_in: it.expires_in })
    }

    /// Creates a user, also where users cannot register by themselves.
    ///
    /// What the server refuses has a meaning of its own:
    /// [`CallFailed::registration`](crate::CallFailed::registration).
    create_user = CreateUser {
        /// An app token.
        token: Secret,
        /// Who.
        user: NewUser,
    } -> Account;
    Post once "createUser",
    |to| {
        user.check(to);
        to.path(["users"]).bearer(token).json(user.body())
    },
    |answer| answer.entity()

    /// Creates up to 60 users at once. That some exist already does not keep the others from being
    /// created; a user id or password that breaks the rules keeps all of them.
    create_users = CreateUsers {
        /// An app token.
        token: Secret,
        /// Who.
        users: Vec<NewUser>,
    } -> Created;
    Post once "createUsers",
    |to| {
        to.count("users", users, 1, USERS_MAX);
        users.iter().for_each(|user| user.check(to));
        // The server's refusal would repeat both passwords.
        to.require(are_distinct(users), "users", "holds a user twice");
        let users: Vec<Value> = users.iter().map(NewUser::body).collect();
        to.path(["users"]).bearer(token).json(Value::Array(users))
    },
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            entities: Vec<Account>,
            data: Option<Vec<NotCreated>>,
        }
        let Document { entities, data } = answer.json()?;
        Ok(Created { accounts: entities, refused: data.unwrap_or_default() })
    }
}

/// Whether no user comes twice; the server makes nothing of capital letters.
fn are_distinct(users: &[NewUser]) -> bool {
    let names: BTreeSet<String> =
        users.iter().map(|user| user.user.as_str().to_ascii_lowercase()).collect();
    names.len() == users.len()
}

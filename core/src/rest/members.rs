//! What groups and chat rooms say of their members in the same words (rest §2.3, §2.4).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Answer, Draft, Page, lenient};
use crate::error::{CallFailed, ErrorCode, Refused};
use crate::ids::UserId;
use crate::json::{self, Object};
use crate::time::UnixMillis;

/// What somebody may do in a group or a chat room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Reads and writes.
    Member,
    /// Also decides who may be in it and who may speak.
    Admin,
    /// Also names admins, hands it on, and ends it.
    Owner,
}

impl Role {
    /// A role by the server's word (`permission`); `None` for any other, such as that of a stranger.
    #[cfg(feature = "group")]
    pub(crate) fn named(word: &str) -> Option<Self> {
        match word {
            "owner" => Some(Self::Owner),
            "admin" => Some(Self::Admin),
            "member" => Some(Self::Member),
            _ => None,
        }
    }

    /// The server's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }
}

/// Somebody in a group or a chat room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Affiliation")]
#[non_exhaustive]
pub struct Member {
    /// Who.
    #[doc(alias = "userId")]
    pub user: String,
    /// What they may do.
    pub role: Role,
    /// When they came, where the server says it.
    #[doc(alias = "joinedTime")]
    pub joined_at: Option<UnixMillis>,
}

/// The server's spelling: the role is the name of the member that holds the user.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Affiliation {
    #[serde(deserialize_with = "lenient::text")]
    owner: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    admin: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    member: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    joined_time: Option<UnixMillis>,
}

impl From<Affiliation> for Member {
    fn from(it: Affiliation) -> Self {
        let (user, role) = match (it.owner, it.admin) {
            (Some(user), _) => (user, Role::Owner),
            (None, Some(user)) => (user, Role::Admin),
            (None, None) => (it.member.unwrap_or_default(), Role::Member),
        };
        Self { user, role, joined_at: it.joined_time }
    }
}

/// What became of one user in a call that does something to users. The call succeeds also when it
/// was not done to any of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[must_use = "it may not have been done"]
pub struct MemberOutcome {
    /// Who; empty where the server names nobody.
    #[serde(
        default,
        alias = "newadmin",
        alias = "oldadmin",
        alias = "username",
        deserialize_with = "lenient::id"
    )]
    pub user: String,
    /// Whether it was done to them.
    #[serde(rename = "result", default = "yes", deserialize_with = "done")]
    pub done: bool,
    /// Why it was not, in the server's words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub reason: Option<String>,
}

/// What became of one user who was to be muted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[must_use = "it may not have been done"]
pub struct MuteOutcome {
    /// Who.
    #[serde(default, deserialize_with = "lenient::id")]
    pub user: String,
    /// Whether they are muted.
    #[serde(rename = "result", default = "yes", deserialize_with = "done")]
    pub done: bool,
    /// Until when; `None` for good.
    #[serde(rename = "expire", default, deserialize_with = "lenient::time")]
    pub until: Option<UnixMillis>,
    /// Why they are not, in the server's words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub reason: Option<String>,
}

/// Somebody who may not speak.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Muted {
    /// Who.
    #[serde(default, deserialize_with = "lenient::id")]
    pub user: String,
    /// Until when; `None` for good.
    #[serde(rename = "expire", default, deserialize_with = "lenient::time")]
    pub until: Option<UnixMillis>,
}

/// What is not said to have failed was done: the status says so.
fn yes() -> bool {
    true
}

fn done<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    lenient::flag(deserializer).map(|flag| flag.unwrap_or(true))
}

/// `data`, where there is one entry a user: a list in the third version of the answers, in older
/// ones a single object for a single user.
pub(crate) fn entries<T: DeserializeOwned>(answer: &Answer) -> Result<Vec<T>, CallFailed> {
    let read = |entry: &str| match entry.as_bytes().first() {
        // Serde would take a list for an object without names.
        Some(b'[') => Err(answer.malformed("a list in place of an entry")),
        _ => serde_json::from_str(entry).map_err(|error| answer.malformed(error)),
    };
    let data: Box<RawValue> = answer.data()?;
    match json::list(data.get()) {
        Some(entries) => entries.into_iter().map(read).collect(),
        None => Ok(alloc::vec![read(data.get())?]),
    }
}

/// The same for a call about one user.
pub(crate) fn entry<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallFailed> {
    let first = entries(answer)?.into_iter().next();
    first.ok_or_else(|| answer.malformed("no entry in the answer"))
}

/// A page of members of a list with cursors.
pub(crate) fn member_page(answer: &Answer) -> Result<Page<Member>, CallFailed> {
    #[derive(Deserialize)]
    struct Document {
        data: Vec<Member>,
        cursor: Option<String>,
    }
    answer.json().map(|Document { data, cursor }| Page::with_cursor(data, cursor))
}

/// Whether somebody is on the allow list.
pub(crate) fn allowed(answer: &Answer) -> Result<bool, CallFailed> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(default, deserialize_with = "lenient::flag")]
        white: Option<bool>,
    }
    let data: Data = answer.data()?;
    data.white.ok_or_else(|| answer.malformed("no word about the allow list in the answer"))
}

/// The announcement; empty where there is none.
pub(crate) fn announced(answer: &Answer) -> Result<String, CallFailed> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(default, deserialize_with = "lenient::id")]
        announcement: String,
    }
    answer.data().map(|Data { announcement }| announcement)
}

/// It was done, unless `data` says in so many words that it was not.
pub(crate) fn confirmed(answer: &Answer) -> Result<(), CallFailed> {
    #[derive(Default, Deserialize)]
    struct Document {
        data: Option<Box<RawValue>>,
    }
    let Document { data } = answer.json().unwrap_or_default();
    let data = data.as_deref().and_then(|data| Object::parse(data.get())).unwrap_or_default();
    let says_no = |member| data.raw(member) == Some("false");
    if !says_no("result") && !says_no("success") {
        return Ok(());
    }
    let reason = data.text("reason");
    Err(CallFailed::Refused(Refused {
        status: answer.status(),
        code: ErrorCode::RequestFailed,
        message: reason
            .as_deref()
            .unwrap_or("the server says that it was not done")
            .chars()
            .take(500)
            .collect(),
        error: None,
        error_code: None,
        retry_after_ms: None,
        web_page: false,
    }))
}

/// Which page of a list with numbered pages.
pub(crate) fn numbered<'d, 'a>(
    to: &'d mut Draft<'a>,
    page: u32,
    size: u32,
    most: u64,
) -> &'d mut Draft<'a> {
    to.require(page > 0, "page", "is 0, the first one is 1")
        .within("size", u64::from(size), 1, most)
        .query("pagenum", page)
        .query("pagesize", size)
}

/// The body that mutes; `None` is for good.
pub(crate) fn mute_body(users: &[UserId], millis: Option<u64>) -> Value {
    let duration = millis.map_or(-1, |millis| i64::try_from(millis).unwrap_or(i64::MAX));
    json!({ "usernames": names(users), "mute_duration": duration })
}

/// The names of users, for bodies and paths.
pub(crate) fn names(users: &[UserId]) -> Vec<&str> {
    users.iter().map(UserId::as_str).collect()
}

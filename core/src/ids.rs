//! Names of things. Small, copyable where they can be, never mixed up.

use alloc::format;
use alloc::string::String;
use core::fmt;

use bytestring::ByteString;

/// One attempt to be connected. Inputs about an older link are ignored, so late callbacks of a
/// transport are harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(pub u32);

/// One HTTP exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Our id of an outgoing message: the wire's `Meta.id`, stable over retries and restarts (ID-2).
#[doc(alias = "localMsgId")]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct LocalId(pub u64);

/// The server's id of a message: 64 bits, never to be passed through a float.
#[doc(alias = "serverMsgId")]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct ServerId(pub u64);

/// Names one hand-over of received content to the application: what
/// [`Client::commit`](crate::Client::commit) takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delivery(pub u64);

macro_rules! display_number {
    ($($id:ty),*) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
display_number!(Link, CallId, LocalId, ServerId, Delivery);

/// An id that breaks the vendor's rules, found before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {value:?} {problem}")]
pub struct InvalidId {
    /// Which id: `app key`, `user id`, …
    pub what: &'static str,
    /// The value, shortened.
    pub value: String,
    /// What is wrong and what would be right.
    pub problem: &'static str,
}

impl InvalidId {
    fn new(what: &'static str, value: &str, problem: &'static str) -> Self {
        Self { what, value: value.chars().take(80).collect(), problem }
    }
}

/// `org#app`, as the console shows it (OPT-1).
#[doc(alias = "appKey")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppKey {
    text: ByteString,
    hash: usize,
}

impl AppKey {
    /// Parses `org#app`. Both parts must be there; the official client accepts empty ones.
    ///
    /// # Errors
    /// [`InvalidId`] when there is not exactly one `#` between two non-empty parts of printable
    /// ASCII without `/`, `?` and `%`.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let wrong = |problem| Err(InvalidId::new("app key", text, problem));
        let Some((org, app)) = text.split_once('#') else {
            return wrong("has no '#'; it looks like org#app");
        };
        if org.is_empty() || app.is_empty() {
            return wrong("has an empty part; it looks like org#app");
        }
        if app.contains('#') {
            return wrong("has more than one '#'; it looks like org#app");
        }
        if !text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'/' | b'?' | b'%')) {
            return wrong("may hold only letters, digits and punctuation other than / ? %");
        }
        Ok(Self { text: text.into(), hash: org.len() })
    }

    /// Not known yet: discovery will tell.
    pub(crate) fn unknown() -> Self {
        Self { text: ByteString::new(), hash: 0 }
    }

    pub(crate) fn is_known(&self) -> bool {
        !self.text.is_empty()
    }

    /// `org#app`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The organisation: what stands before `#`.
    #[must_use]
    pub fn org(&self) -> &str {
        self.text.get(..self.hash).unwrap_or_default()
    }

    /// The application: what stands after `#`.
    #[must_use]
    pub fn app(&self) -> &str {
        self.text.get(self.hash + 1..).unwrap_or_default()
    }
}

impl fmt::Display for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ByteString);

        impl $name {
            /// Checks the vendor's rules.
            ///
            /// # Errors
            /// [`InvalidId`] says what is wrong with it.
            pub fn new(id: impl Into<ByteString>) -> Result<Self, InvalidId> {
                let id = id.into();
                let check: fn(&str) -> Option<&'static str> = $check;
                match check(&id) {
                    None => Ok(Self(id)),
                    Some(problem) => Err(InvalidId::new($what, &id, problem)),
                }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(id: &str) -> Result<Self, InvalidId> {
                Self::new(id)
            }
        }
    };
}

name! {
    /// A user: 1 to 64 bytes of `A-Z a-z 0-9 _ - .` (REG-8).
    #[doc(alias = "username")]
    UserId, "user id", user_problem
}
name! {
    /// A group: digits on the vendor's servers; printable text without `/` here.
    #[doc(alias = "groupId")]
    GroupId, "group id", group_problem
}
name! {
    /// A chat room: digits on the vendor's servers; printable text without `/` here.
    #[doc(alias = "roomId")]
    #[doc(alias = "chatRoomId")]
    RoomId, "room id", group_problem
}

fn user_problem(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        return Some("is empty");
    }
    if id.len() > 64 {
        return Some("is longer than 64 bytes");
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (!id.bytes().all(allowed)).then_some("may hold only A-Z a-z 0-9 _ - .")
}

fn group_problem(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        return Some("is empty");
    }
    if id.len() > 128 {
        return Some("is longer than 128 bytes");
    }
    id.chars().any(|c| c.is_control() || c == '/').then_some("holds a control character or '/'")
}

/// Makes [`LocalId`]s: unique per device over restarts, ascending, below 2^63. The official
/// client's depend on the local time zone and collide between devices (messages oddity 26).
#[derive(Clone, Debug, Default)]
pub(crate) struct LocalIds {
    last: u64,
}

impl LocalIds {
    /// The next id: 41 bits of milliseconds, 22 of chance.
    pub(crate) fn next(&mut self, wall_ms: u64, chance: u64) -> LocalId {
        let fresh = ((wall_ms & ((1 << 41) - 1)) << 22) | (chance & ((1 << 22) - 1));
        self.last = fresh.max(self.last.saturating_add(1)) & (u64::MAX >> 1);
        LocalId(self.last)
    }
}

/// Makes trace ids: milliseconds, machine 1, a sequence within the millisecond (ID-1).
#[derive(Clone, Debug, Default)]
pub(crate) struct TraceIds {
    last: u64,
}

impl TraceIds {
    const MACHINE: u64 = 1 << 12;

    /// The next id; when a millisecond's 4,096 are used up, the next millisecond's.
    pub(crate) fn next(&mut self, wall_ms: u64) -> u64 {
        let first = (wall_ms << 22) | Self::MACHINE;
        let next = self.last.wrapping_add(1);
        self.last = if first > self.last {
            first
        } else if next & 0xfff == 0 {
            (((self.last >> 22) + 1) << 22) | Self::MACHINE
        } else {
            next
        };
        self.last
    }
}

/// A queue: the bare address a page, a notice and a pull name. A group and a user of the same name
/// are two queues (O-30).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId {
    /// `org#app`.
    pub app_key: String,
    /// User, group or room.
    pub name: String,
    /// [`USER_DOMAIN`](crate::wire::USER_DOMAIN) or [`GROUP_DOMAIN`](crate::wire::GROUP_DOMAIN).
    pub domain: String,
}

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{}@{}", self.name, self.domain))
    }
}

//! What outlives the process: changes told before what depends on them is sent.
//!
//! With `Config::keep` the client says each change worth keeping as an
//! [`Effect::Keep`](crate::Effect::Keep), in line with the other effects: who writes it down before
//! starting the next one has a write-ahead log. Folded into a [`Session`] and given to
//! [`Client::new`](crate::Client::new), the changes make a client that misses nothing, repeats
//! nothing and still owes an outcome for every message it had accepted.
//!
//! | crash | after the restart |
//! | --- | --- |
//! | content handed over, not yet taken | the server delivers it again |
//! | content refused | the same, and remembered how often |
//! | taken and kept, not yet acknowledged | it comes again and is recognised |
//! | message accepted, not yet settled | sent again under its id; the server drops a repeat |
//! | outcome told, not yet taken | told again; first asked of the server again, if it was the server's |

mod hex;

use alloc::boxed::Box;
use alloc::string::String;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::event::Outcome;
use crate::ids::{LocalId, UserId};
use crate::secret::Secret;
use crate::session::{Cursor, Device, Refused, Session};
use crate::time::UnixMillis;

/// A change of what a client may keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// Everything there is, in place of all records before.
    All(Box<Session>),
    /// Somebody logged in. What was kept of another user is void.
    LoggedIn {
        /// Who.
        user: String,
        /// The device, as it was told to the server.
        device: Device,
        /// Logs in again after a restart.
        #[serde(with = "secret")]
        token: Secret,
    },
    /// There is another token.
    Token(#[serde(with = "secret")] Secret),
    /// The session is over: cursors and token belonged to it.
    Over,
    /// Content was taken.
    Taken {
        /// Its namespace.
        namespace: i32,
        /// The server's id.
        id: u64,
    },
    /// Content was refused, so often by now.
    Refused(Refused),
    /// A queue was taken up to here.
    Cursor(Cursor),
    /// A message was accepted for sending.
    Accepted(Unsent),
    /// A message ended without the server's answer: it is not sent again.
    Ended {
        /// Which message.
        local: LocalId,
        /// How it ended.
        how: Ended,
    },
    /// The application has taken the outcome of a message.
    Settled(LocalId),
}

/// A message whose outcome the application has not taken yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Our id.
    pub local: LocalId,
    /// The encoded `Meta` (TX-1).
    #[serde(with = "hex")]
    pub meta: Bytes,
    /// When it was accepted.
    pub at: UnixMillis,
    /// It ended, and only its outcome is still owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// The outcomes that are not the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// [`Outcome::Unconfirmed`].
    Unconfirmed,
    /// [`Outcome::Expired`].
    Expired,
    /// [`Outcome::Cancelled`].
    Cancelled,
}

impl Ended {
    pub(crate) const fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Unconfirmed => Some(Self::Unconfirmed),
            Outcome::Expired => Some(Self::Expired),
            Outcome::Cancelled => Some(Self::Cancelled),
            Outcome::Sent { .. } | Outcome::Rejected { .. } => None,
        }
    }
}

impl From<Ended> for Outcome {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Unconfirmed => Self::Unconfirmed,
            Ended::Expired => Self::Expired,
            Ended::Cancelled => Self::Cancelled,
        }
    }
}

/// Where a client keeps what outlives the process. `easemob-smol` and `easemob-tokio` have one in a
/// file.
///
/// Both methods return when the data is safe: nothing that depends on it is sent before. They are
/// called on the client's task, so they should take milliseconds.
pub trait Store: Send {
    /// Adds records, all or none of which count.
    ///
    /// # Errors
    /// [`StoreFailed`]: the link is closed, the application told, and
    /// [`replace`](Store::replace) called before anything else is sent.
    fn append(&mut self, records: &[Record]) -> Result<(), StoreFailed>;

    /// Puts this in the place of everything kept.
    ///
    /// # Errors
    /// As [`append`](Store::append); what was kept before is still there then.
    fn replace(&mut self, session: &Session) -> Result<(), StoreFailed>;

    /// Whether the records since the last [`replace`](Store::replace) are so many that one is due.
    fn is_long(&self) -> bool {
        false
    }
}

/// Why something could not be kept, in the store's words. They hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreFailed(pub String);

impl Session {
    /// Folds a record into what was kept so far. Before anybody has logged in there is nothing.
    #[must_use]
    pub fn folded(kept: Option<Self>, record: Record) -> Option<Self> {
        let mut session = match (kept, &record) {
            (Some(session), _) => session,
            (None, Record::All(whole)) => Self::new(whole.device.clone()),
            (None, Record::LoggedIn { device, .. }) => Self::new(device.clone()),
            (None, _) => return None,
        };
        session.apply(record);
        Some(session)
    }

    /// Folds a record in.
    pub fn apply(&mut self, record: Record) {
        match record {
            Record::All(session) => *self = *session,
            Record::LoggedIn { user, device, token } => {
                if self.user.as_deref() != Some(&user) {
                    *self = Self::new(device.clone());
                }
                (self.user, self.device, self.token) = (Some(user), device, Some(token));
            }
            Record::Token(token) => self.token = Some(token),
            Record::Over => {
                self.token = None;
                self.cursors.clear();
            }
            Record::Taken { namespace, id } => {
                self.forget_refusals(namespace, id);
                self.seen.push((namespace, id));
            }
            Record::Refused(refused) => {
                self.forget_refusals(refused.namespace, refused.id);
                self.refused.push(refused);
            }
            Record::Cursor(cursor) => {
                let same = |old: &Cursor| {
                    (&old.app_key, &old.name, &old.domain)
                        == (&cursor.app_key, &cursor.name, &cursor.domain)
                };
                match self.cursors.iter_mut().find(|old| same(old)) {
                    Some(old) => *old = cursor,
                    None => self.cursors.push(cursor),
                }
            }
            Record::Accepted(unsent) => {
                self.outbox.retain(|old| old.local != unsent.local);
                self.outbox.push(unsent);
            }
            Record::Ended { local, how } => {
                if let Some(unsent) = self.outbox.iter_mut().find(|unsent| unsent.local == local) {
                    unsent.ended = Some(how);
                }
            }
            Record::Settled(local) => self.outbox.retain(|unsent| unsent.local != local),
        }
    }

    fn forget_refusals(&mut self, namespace: i32, id: u64) {
        self.refused.retain(|old| (old.namespace, old.id) != (namespace, id));
    }

    /// The user of the session, if there is one to take up again.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        UserId::new(self.user.clone()?).ok()
    }
}

/// Tokens are written out here and nowhere else.
pub(crate) mod secret {
    use alloc::string::String;

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::secret::Secret;

    pub(crate) fn serialize<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(secret.expose())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
        String::deserialize(from).map(Secret::new)
    }

    pub(crate) mod option {
        use super::{Deserialize, Deserializer, Secret, Serializer, String};

        #[expect(clippy::ref_option, reason = "serde's signature")]
        pub(crate) fn serialize<S: Serializer>(
            secret: &Option<Secret>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            match secret {
                Some(secret) => to.serialize_some(secret.expose()),
                None => to.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<Secret>, D::Error> {
            Ok(Option::<String>::deserialize(from)?.map(Secret::new))
        }
    }
}

//! What a client may keep over a restart.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Device;
use crate::ids::QueueId;
use crate::secret::Secret;
use crate::store::Unsent;

/// Who this client was and how far it had come: plain data, taken with
/// [`Client::session`](crate::Client::session) and given to [`Client::new`](crate::Client::new). A
/// client restarted from it is the same device to the server, misses nothing and repeats nothing it
/// remembers. With `Config::keep` it holds the token and the messages not yet settled; else no
/// secret and nothing anybody said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The user the rest belongs to; another user starts afresh.
    pub user: Option<String>,
    /// The device.
    pub device: Device,
    /// How far each queue was taken.
    pub cursors: Vec<Cursor>,
    /// Namespace and server id of content taken lately, oldest first.
    pub seen: Vec<(i32, u64)>,
    /// How often the application has refused content it has not taken yet.
    #[serde(default)]
    pub refused: Vec<Refused>,
    /// Logs in again: see [`Client::resume`](crate::Client::resume).
    #[serde(default, with = "crate::store::secret::option")]
    pub token: Option<Secret>,
    /// Messages whose outcome the application has not taken yet, oldest first.
    #[serde(default)]
    pub outbox: Vec<Unsent>,
}

/// How far one queue was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// `org#app` of the queue.
    pub app_key: String,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// The key after the last page taken.
    pub key: u64,
}

/// How often the application has refused some content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its namespace.
    pub namespace: i32,
    /// The server's id.
    pub id: u64,
    /// How often.
    pub times: u32,
}

impl Session {
    /// Nothing yet, on this device.
    #[must_use]
    pub fn new(device: Device) -> Self {
        Self {
            user: None,
            device,
            cursors: Vec::new(),
            seen: Vec::new(),
            refused: Vec::new(),
            token: None,
            outbox: Vec::new(),
        }
    }
}

impl Cursor {
    pub(crate) fn into_parts(self) -> (QueueId, u64) {
        (QueueId { app_key: self.app_key, name: self.name, domain: self.domain }, self.key)
    }
}

impl From<(&QueueId, u64)> for Cursor {
    fn from((id, key): (&QueueId, u64)) -> Self {
        let QueueId { app_key, name, domain } = id.clone();
        Self { app_key, name, domain, key }
    }
}

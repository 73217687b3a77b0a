//! A file that was shared with a group or a chat room (rest §2.3, §2.4).

use alloc::string::String;

use serde::Deserialize;

use super::lenient;
use crate::time::UnixMillis;

/// A file that was shared with a group or a chat room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SharedFile {
    /// Its id, by which it is fetched and deleted.
    #[doc(alias = "file_id")]
    #[serde(rename = "file_id", default, deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name; empty where the server does not say it.
    #[doc(alias = "file_name")]
    #[serde(rename = "file_name", default, deserialize_with = "lenient::id")]
    pub name: String,
    /// Who shared it, where the server says it.
    #[doc(alias = "file_owner")]
    #[serde(rename = "file_owner", default, deserialize_with = "lenient::text")]
    pub owner: Option<String>,
    /// Bytes, where the server says it.
    #[doc(alias = "file_size")]
    #[serde(rename = "file_size", default, deserialize_with = "lenient::number")]
    pub size: Option<u64>,
    /// When it was shared, where the server says it.
    #[doc(alias = "created")]
    #[serde(rename = "created", default, deserialize_with = "lenient::time")]
    pub shared_at: Option<UnixMillis>,
}

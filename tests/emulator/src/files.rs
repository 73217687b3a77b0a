//! Attachments: uploaded once, fetched by whoever knows the secret.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::kept::{Kept, Table};

/// Bytes of files kept; beyond that the oldest go.
const KEPT: usize = 512 << 20;

/// One file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: String,
    pub(crate) secret: String,
    /// Only with the secret.
    pub(crate) restricted: bool,
    /// When it ends, in Unix milliseconds.
    pub(crate) expires: Option<u64>,
    /// Width and height of its thumbnail, if they were asked for.
    pub(crate) thumbnail: Option<(u32, u32)>,
}

impl File {
    pub(crate) fn has_expired(&self, now: u64) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// All files by id.
#[derive(Default)]
pub(crate) struct Files {
    /// With a number that grows with every file: the lowest is the oldest.
    by_id: Kept<String, (u64, File)>,
}

impl Files {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.by_id
    }

    pub(crate) fn get(&self, id: &str) -> Option<&File> {
        self.by_id.get(id).map(|(_, file)| file)
    }

    pub(crate) fn put(&mut self, id: String, file: File) {
        let last = self.by_id.values().map(|(place, _)| place).max();
        let place = last.map_or(0, |last| last + 1);
        self.by_id.insert(id, (place, file));
        let mut bytes: usize = self.by_id.values().map(|(_, file)| file.bytes.len()).sum();
        while bytes > KEPT {
            let oldest = self.by_id.iter().min_by_key(|(_, (place, _))| *place);
            let Some(id) = oldest.map(|(id, _)| id.clone()) else { break };
            bytes -= self.by_id.remove(&id).map_or(0, |(_, file)| file.bytes.len());
        }
    }

    pub(crate) fn clear(&mut self) {
        self.by_id.clear();
    }
}

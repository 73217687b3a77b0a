//! Attachments: uploaded once, fetched by whoever knows the secret.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;

/// Bytes of files kept; beyond that the oldest go.
const KEPT: usize = 512 << 20;

/// One file.
#[derive(Clone, Debug, Default)]
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
    by_id: BTreeMap<String, File>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Files {
    pub(crate) fn get(&self, id: &str) -> Option<&File> {
        self.by_id.get(id)
    }

    pub(crate) fn put(&mut self, id: String, file: File) {
        self.bytes += file.bytes.len();
        self.order.push_back(id.clone());
        self.by_id.insert(id, file);
        while self.bytes > KEPT {
            let Some(oldest) = self.order.pop_front().and_then(|id| self.by_id.remove(&id)) else {
                break;
            };
            self.bytes -= oldest.bytes.len();
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

//! Files that come in parts, until all of them are there.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};

/// Uploads open at once; the oldest is given up for a new one.
const OPEN: usize = 64;

/// Bytes of all open uploads together.
const HELD: usize = 512 << 20;

/// One upload: its parts by number.
#[derive(Default)]
struct Upload {
    opened: u64,
    content_type: Option<String>,
    parts: BTreeMap<u32, Bytes>,
}

/// Uploads that are not complete, by id.
#[derive(Default)]
pub(crate) struct Uploads {
    by_id: BTreeMap<String, Upload>,
    opened: u64,
}

impl Uploads {
    pub(crate) fn open(&mut self, id: String) {
        self.opened += 1;
        self.by_id.insert(id, Upload { opened: self.opened, ..Upload::default() });
        if self.by_id.len() > OPEN {
            let oldest = self.by_id.iter().min_by_key(|(_, upload)| upload.opened);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.by_id.remove(&id);
            }
        }
    }

    /// Takes a part, once more if it came before; whether the upload is open and has room.
    pub(crate) fn put(&mut self, id: &str, number: u32, content_type: &str, part: Bytes) -> bool {
        let all = self.by_id.values().flat_map(|upload| upload.parts.values());
        let held: usize = all.map(Bytes::len).sum();
        let Some(upload) = self.by_id.get_mut(id).filter(|_| held + part.len() <= HELD) else {
            return false;
        };
        upload.content_type.get_or_insert_with(|| content_type.into());
        upload.parts.insert(number, part);
        true
    }

    /// Ends an upload: type and bytes of the file. None if there is no such upload or a part is
    /// missing; it stays open then.
    pub(crate) fn complete(&mut self, id: &str) -> Option<(String, Bytes)> {
        let upload = self.by_id.get(id)?;
        let gapless = upload.parts.keys().zip(1..).all(|(number, wanted)| *number == wanted);
        if upload.parts.is_empty() || !gapless {
            return None;
        }
        let upload = self.by_id.remove(id)?;
        let mut file = BytesMut::new();
        upload.parts.values().for_each(|part| file.extend_from_slice(part));
        Some((upload.content_type.unwrap_or_default(), file.freeze()))
    }

    pub(crate) fn abort(&mut self, id: &str) -> bool {
        self.by_id.remove(id).is_some()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

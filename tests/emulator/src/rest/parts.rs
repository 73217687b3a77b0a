//! Files in parts: opened, brought part by part, completed or given up.

use bytes::Bytes;
use serde_json::json;

use super::files::part_named;
use super::{Call, Response};
use crate::server::Server;

/// Bytes of a part; the last one may be smaller.
const PART_BYTES: usize = 1 << 20;

/// Bytes of a file in parts.
const FILE_BYTES: usize = 100 << 20;

impl Server {
    /// `/sdk/chatfiles/part-upload…`.
    pub(super) fn serve_parts(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["sdk", "chatfiles", "part-upload", rest @ ..] = path else { return None };
        if let Err(refusal) = self.authorize_anyone(call) {
            return Some(refusal);
        }
        Some(match (method, rest) {
            ("POST", []) => {
                let id = self.random.uuid();
                self.uploads.open(id.clone());
                let entity = json!({
                    "uuid": id, "file_upper_limit": FILE_BYTES, "part_lower_limit": PART_BYTES,
                });
                self.envelope(call, json!({ "entities": [entity] }))
            }
            ("PUT", [id]) => self.take_part(call, id),
            ("POST", [id]) => match self.uploads.complete(id) {
                Some((content_type, bytes)) => self.keep_file(call, content_type, bytes),
                None => self.error(400, "illegal_argument", "a part is missing"),
            },
            ("DELETE", [id]) if self.uploads.abort(id) => self.envelope(call, json!({})),
            _ => return None,
        })
    }

    fn take_part(&mut self, call: &Call<'_>, id: &str) -> Response {
        let number = part_named("part_number", call).and_then(|(_, text)| number(&text));
        let (Some(number), Some((content_type, part))) = (number, part_named("part_file", call))
        else {
            return self.error(400, "illegal_argument", "no part in the form");
        };
        if part.len() > PART_BYTES || number as usize > FILE_BYTES / PART_BYTES {
            return self.error(413, "request_entity_too_large", "Request Entity Too Large");
        }
        match self.uploads.put(id, number, &content_type, part) {
            true => self.envelope(call, json!({})),
            false => self.not_found(),
        }
    }
}

fn number(text: &Bytes) -> Option<u32> {
    let number = std::str::from_utf8(text).ok()?.trim().parse().ok()?;
    (number > 0).then_some(number)
}

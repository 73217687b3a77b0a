//! Voice to text, as far as a test needs it: the answer tells size and type of the recording, the
//! same for the same. It is a stand-in and hears nothing.

use serde_json::json;

use super::files::part_named;
use super::{Call, Response, reply};
use crate::server::Server;

/// Bytes of a recording it takes.
const AUDIO_BYTES: usize = 10 << 20;

impl Server {
    /// `/api/sdk/v1/{org}/{app}/speech/…`; its errors have a form of their own.
    pub(super) fn speech_to_text(&mut self, call: &Call<'_>, what: &str) -> Response {
        if self.authorize_anyone(call).is_err() {
            return speech_error(401, 4_011_001, "unauthorized");
        }
        if self.config.closes("speech") {
            return speech_error(403, 4_031_001, "speech service is not open");
        }
        let (content_type, bytes) = match what {
            "transcriptions" => {
                let Some(id) = call.body["data"]["fileId"].as_str() else {
                    return speech_error(400, 4_001_002, "fileId is missing");
                };
                let file = self.files.get(id).filter(|file| !file.has_expired(self.now));
                let Some(file) = file else {
                    return speech_error(404, 4_041_001, "file not found");
                };
                (file.content_type.clone(), file.bytes.clone())
            }
            "recognitions" => match part_named("file", call) {
                Some(part) => part,
                None => return speech_error(400, 4_001_002, "no file in the form"),
            },
            _ => return self.not_found(),
        };
        if bytes.is_empty() {
            return speech_error(400, 4_001_003, "the audio is empty");
        }
        if bytes.len() > AUDIO_BYTES {
            return speech_error(400, 4_001_001, "uploaded file exceeds the maximum size");
        }
        let text = format!("[speech] {} bytes of {content_type}", bytes.len());
        reply::json(200, &json!({ "data": { "text": text } }))
    }
}

fn speech_error(status: u16, code: u32, message: &str) -> Response {
    reply::json(status, &json!({ "error": { "code": code, "message": message } }))
}

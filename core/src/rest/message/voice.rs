//! What was said in a voice message, in writing.

use alloc::string::String;
use core::fmt;

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Messages;
use crate::message::incoming::shown;
use crate::rest::files::Audio;

endpoints! {
    face Messages;

    /// Writes down what was said in a voice message, of up to 60 seconds. For a recording that was
    /// not sent there is [`VoiceFileToText`](crate::rest::files::VoiceFileToText).
    ///
    /// [`FileNotFound`](crate::ErrorCode::FileNotFound),
    /// [`FileDurationTooLong`](crate::ErrorCode::FileDurationTooLong),
    /// [`VoiceToTextFailed`](crate::ErrorCode::VoiceToTextFailed),
    /// [`ServiceNotEnabled`](crate::ErrorCode::ServiceNotEnabled).
    voice_to_text = VoiceToText {
        /// Where its file lies on the vendor's server: the
        /// [`url`](crate::message::incoming::Attachment::url) of a received
        /// [`Body::Voice`](crate::Body::Voice).
        url: ByteString,
        /// How it was recorded; `None` when the file says it.
        audio: Option<Audio>,
    } -> String, hidden;
    Post safe "voiceMessageToText",
    |to| {
        let me = to.me();
        let file = file_id(url);
        to.require(!file.is_empty(), "url", "names no file on the vendor's server")
            .speech()
            .path(["speech", "transcriptions"])
            .json(match audio {
                Some(audio) => {
                    json!({ "data": { "fileId": file, "username": me, "audio": spelled(audio) } })
                }
                None => json!({ "data": { "fileId": file, "username": me } }),
            })
    },
    |answer| {
        #[derive(Deserialize)]
        struct Data {
            text: String,
        }
        answer.data().map(|Data { text }| text)
    }
}

/// The query of the address, which holds a secret, is not shown.
impl fmt::Debug for VoiceToText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, audio } = self;
        f.debug_struct("VoiceToText").field("url", &shown(url)).field("audio", audio).finish()
    }
}

fn spelled(audio: &Audio) -> Value {
    let members = [
        ("format", audio.format.as_deref().map(Value::from)),
        ("sampleRate", audio.sample_rate.map(Value::from)),
        ("bitsPerSample", audio.bits_per_sample.map(Value::from)),
        ("channels", audio.channels.map(Value::from)),
    ];
    let said = members.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Value::Object(said.collect::<Map<_, _>>())
}

/// The last part of a file's path.
fn file_id(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

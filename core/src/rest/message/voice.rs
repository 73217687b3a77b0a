//! What was said in a voice message, in writing.

use alloc::string::String;

use bytestring::ByteString;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Messages;

/// How speech was recorded, where the file does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AudioFormat {
    /// Such as `pcm` or `amr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Samples a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_rate: Option<u32>,
    /// Bits a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits_per_sample: Option<u32>,
    /// Channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<u32>,
}

endpoints! {
    face Messages;

    /// Writes down what was said in a voice message, of up to 60 seconds.
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
        audio: Option<AudioFormat>,
    } -> String;
    Post safe "voiceMessageToText",
    |to| {
        let me = to.me();
        let file = file_id(url);
        to.require(!file.is_empty(), "url", "names no file on the vendor's server")
            .speech()
            .path(["speech", "transcriptions"])
            .json(match audio {
                Some(audio) => {
                    json!({ "data": { "fileId": file, "username": me, "audio": audio } })
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

/// The last part of a file's path.
fn file_id(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

//! What the speech service means when it refuses (rest §2.8). It has words and numbers of its own:
//! `{"error": {"code": 4001003, "message": "…"}}`.

use alloc::string::String;

use serde::Deserialize;
use serde_json::Value;

use crate::error::ErrorCode;

/// A refusal of the speech service.
pub(super) struct Spoken {
    pub(super) number: i64,
    pub(super) message: String,
}

/// `None` when another service has refused.
pub(super) fn refusal(body: &[u8]) -> Option<Spoken> {
    #[derive(Deserialize)]
    struct Document {
        error: Complaint,
    }
    #[derive(Deserialize)]
    struct Complaint {
        code: Value,
        #[serde(default)]
        message: String,
    }
    let Document { error } = serde_json::from_slice(body).ok()?;
    let number = match &error.code {
        Value::String(digits) => digits.parse().ok(),
        other => other.as_i64(),
    };
    number.map(|number| Spoken { number, message: error.message })
}

impl Spoken {
    pub(super) fn code(&self) -> ErrorCode {
        match self.number {
            4_041_001 => ErrorCode::FileNotFound,
            4_001_002 => ErrorCode::FileInvalid,
            5_021_001 => ErrorCode::UploadFailed,
            4_001_003 => ErrorCode::FileDurationTooLong,
            4_031_001 => ErrorCode::ServiceNotEnabled,
            4_031_002 => ErrorCode::MaxLimit,
            4_001_001 if self.message.to_ascii_lowercase().contains("uploaded file exceeds") => {
                ErrorCode::FileTooLarge
            }
            4_001_001 => ErrorCode::RequestParameter,
            4_011_001 => ErrorCode::NoPermission,
            _ => ErrorCode::VoiceToTextFailed,
        }
    }
}

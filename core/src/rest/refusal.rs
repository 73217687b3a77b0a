//! What a server means when it refuses (HTTP-5).

use alloc::string::String;

use serde::Deserialize;

use crate::error::{CallFailed, ErrorCode, Refused};
use crate::io::Response;

/// What the vendor's servers say when they refuse.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaint {
    error: Option<String>,
    error_description: Option<String>,
    error_code: Option<i64>,
    exception: Option<String>,
}

pub(crate) fn refused(response: &Response) -> CallFailed {
    let complaint: Complaint = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = complaint.error_description.clone().or_else(|| complaint.error.clone());
    let message = match &text {
        Some(text) => text.chars().take(500).collect(),
        None => alloc::format!("answer of {} bytes without an explanation", response.body.len()),
    };
    let code = code(response.status, &complaint, text.as_deref().unwrap_or_default());
    CallFailed::Refused(Refused {
        status: response.status,
        code,
        message,
        error: complaint.error,
        error_code: complaint.error_code,
        retry_after_ms: response.retry_after_ms,
    })
}

fn code(status: u16, complaint: &Complaint, text: &str) -> ErrorCode {
    let number = complaint.error_code.unwrap_or_default();
    match status {
        401 if matches!(number, 40001 | 60001) || text == "Unable to authenticate (OAuth)" => {
            ErrorCode::NoPermission
        }
        403 => match number {
            40000 | 60004 | 15002 => ErrorCode::ServiceNotEnabled,
            40005 | 40007 | 91002 | 91101 => ErrorCode::MaxLimit,
            _ => ErrorCode::PermissionDenied,
        },
        404 if unknown_user(complaint, text) => ErrorCode::UserNotFound,
        404 if text.contains("does not exist") || text.contains("do not find this group") => {
            ErrorCode::GroupNotFound
        }
        406 if number == 90004 => ErrorCode::OperationNotAllowed,
        429 | 503 if text.contains("The request has reached the maximum limit") => {
            ErrorCode::MaxLimit
        }
        429 | 503 => ErrorCode::ServerBusy,
        500 if matches!(number, 40006 | 40008 | 40010) => ErrorCode::ServerUnknown,
        500 if matches!(number, 90005 | 99999) => ErrorCode::RequestUnknown,
        _ => ErrorCode::RequestFailed,
    }
}

fn unknown_user(complaint: &Complaint, text: &str) -> bool {
    text.contains("user not found")
        || (text.contains("username") && text.contains("doesn't exist!"))
        || (text.contains("Service resource not found")
            && complaint.exception.as_deref() == Some("UserNotFoundException"))
}

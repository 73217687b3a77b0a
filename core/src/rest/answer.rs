//! Reading answers: every status, every body, always to an end (HTTP-4, HTTP-5, O-14).

use alloc::string::{String, ToString};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{CallFailed, ErrorCode, Layer, Malformed, Refused};
use crate::io::Response;

/// The JSON document of a successful answer.
pub(crate) fn document<T: DeserializeOwned>(response: &Response) -> Result<T, CallFailed> {
    serde_json::from_slice(&response.body).map_err(|error| {
        let body = response.body.slice(..response.body.len().min(4_096));
        CallFailed::Malformed(Malformed::new(Layer::Http, error.to_string(), body))
    })
}

/// The document of a 200, or the refusal any other status means.
pub(crate) fn read<T: DeserializeOwned>(
    answer: Result<Response, CallFailed>,
) -> Result<T, CallFailed> {
    let response = answer?;
    if response.status == 200 { document(&response) } else { Err(refused(&response)) }
}

/// What the vendor's servers say when they refuse.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaint {
    error: Option<String>,
    error_description: Option<String>,
    error_code: Option<i64>,
    exception: Option<String>,
}

fn refused(response: &Response) -> CallFailed {
    let complaint: Complaint = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = complaint.error_description.clone().or_else(|| complaint.error.clone());
    let message = match &text {
        Some(text) => text.chars().take(500).collect(),
        None => alloc::format!("answer of {} bytes without an explanation", response.body.len()),
    };
    let code = code(response.status, &complaint, text.as_deref().unwrap_or_default());
    CallFailed::Refused(Refused { status: response.status, code, message })
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

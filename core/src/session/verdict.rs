//! What a PROVISION reply means: go on, renew, go elsewhere, or stop (PR rows).

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::{ErrorCode, Refusal};
use crate::wire::{Provision, Status, StatusCode};

pub(crate) enum Verdict {
    Accepted,
    /// The token has ended (PR-3, O-28).
    Renew(Refusal),
    /// `host:port` of each alternative (O-28, Q-9).
    Redirect(Vec<String>),
    /// An explicit refusal: never retried.
    Stop(Refusal),
    /// Not an answer (PR-17, O-13).
    Broken,
}

pub(crate) fn verdict(reply: &Provision) -> Verdict {
    let Some(status) = &reply.status else { return Verdict::Broken };
    let Some(number) = status.error_code else { return Verdict::Broken };
    let reason = status.reason.clone().unwrap_or_default();
    let code = StatusCode::try_from(number);
    match code {
        Ok(StatusCode::Ok) => return Verdict::Accepted,
        Ok(StatusCode::Redirect) => return Verdict::Redirect(alternatives(status)),
        _ => {}
    }
    let (code, message) = meaning(code.ok(), &reason);
    let refusal = Refusal { status: number, reason, code, message };
    if code == ErrorCode::TokenExpired { Verdict::Renew(refusal) } else { Verdict::Stop(refusal) }
}

fn meaning(status: Option<StatusCode>, reason: &str) -> (ErrorCode, String) {
    use StatusCode as S;
    const LIMIT: &str = "Sorry, the number of user registrations limit has been reached";
    const MONTH: &str = "Sorry, the monthly active user limit for this app has been reached";
    const DAY: &str = "Sorry, the daily active user limit for this app has been reached";
    const NOW: &str =
        "Sorry, the maximum number limit of online users for this app has been reached";
    const DEVICES: &str = "the number of devices the user is logged in to exceeds the limit";
    let (code, words) = match (status, reason) {
        (Some(S::Fail), "Sorry, user register limit") => (ErrorCode::MaxLimit, LIMIT),
        (Some(S::Fail), "Sorry, user register rate limit") => (ErrorCode::MaxLimit, reason),
        (Some(S::Fail), "Sorry, token expired") => (ErrorCode::TokenExpired, reason),
        (Some(S::Fail), "Sorry, token or password does not match login info") => {
            (ErrorCode::TokenInvalid, "INVALID_TOKEN")
        }
        (Some(S::Fail), "Sorry, user not found") => (ErrorCode::UserNotFound, "User not found"),
        (Some(S::PermissionDenied), "Sorry, the app month live count limit") => {
            (ErrorCode::MaxLimit, MONTH)
        }
        (Some(S::PermissionDenied), "Sorry, the app day live count limit") => {
            (ErrorCode::MaxLimit, DAY)
        }
        (Some(S::PermissionDenied), "Sorry, the app online count limit") => {
            (ErrorCode::MaxLimit, NOW)
        }
        (Some(S::Fail | S::Unauthorized | S::PermissionDenied), _) => {
            (ErrorCode::AuthFailed, "Auth failed")
        }
        (Some(S::WrongParameter), _) => (ErrorCode::RequestParameter, "Invalid parameter"),
        (Some(S::TokenExpired), _) => (ErrorCode::TokenExpired, reason),
        (Some(S::ImForbidden), _) => (ErrorCode::ServingDisabled, "Server serving disabled."),
        (Some(S::TooManyDevices), _) => (ErrorCode::TooManyDevices, DEVICES),
        (Some(S::ResourceChanged), _) => (ErrorCode::DeviceChanged, "user device is changed"),
        _ => (ErrorCode::AuthFailed, reason),
    };
    (code, words.to_owned())
}

/// Named alternatives; a host that could smuggle in a path or a user is none.
fn alternatives(status: &Status) -> Vec<String> {
    let valid = |host: &str| {
        !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    };
    let hosts = status.redirect_info.iter().filter_map(|info| {
        let host = info.host.as_deref().filter(|host| valid(host))?;
        Some(match info.port.filter(|port| (1..=65_535).contains(port)) {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        })
    });
    hosts.take(16).collect()
}

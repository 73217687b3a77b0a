//! What the server's answer to a send means (messages §9.1, ACK rows).

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use crate::error::{ErrorCode, Layer};
use crate::event::{EditedInfo, Outcome, SentExtra};
use crate::ids::{Delivery, ServerId};
use crate::message::incoming::EditInfo;
use crate::message::{Interpreted, Reader, interpret};
use crate::time::UnixMillis;
use crate::wire::view::{self, Meta};
use crate::wire::{CommSyncDl, Namespace, Status, StatusCode};

/// The outcome an acknowledgement stands for. Every (status, reason) has one; the official client
/// leaves sends with an unknown one pending for ever (O-10).
pub(crate) fn outcome(frame: &CommSyncDl, reader: Reader<'_>) -> Outcome {
    let server = frame.server_id.filter(|id| *id != 0).map(ServerId);
    let at = UnixMillis(frame.timestamp.unwrap_or_default());
    let sent = |server: Option<ServerId>| Outcome::Sent {
        server: server.unwrap_or(ServerId(0)),
        at,
        extra: extra(frame, reader),
    };
    let number = frame.status.as_ref().map(|status| status.error_code.unwrap_or_default());
    match (number, server) {
        (Some(0), server) => sent(server),
        // No status: success where the server gave it an id (messages oddity 2).
        (None, Some(server)) => sent(Some(server)),
        (None, None) => Outcome::Rejected {
            code: ErrorCode::ServerUnknown,
            message: "acknowledged without a status".to_string(),
            reason: String::new(),
            status: None,
            server: None,
        },
        (Some(number), server) => rejected(number, frame.status.as_ref(), server),
    }
}

/// What came with a success (messages §2.12). What cannot be read says nothing: the message was
/// taken all the same.
fn extra(frame: &CommSyncDl, reader: Reader<'_>) -> Option<SentExtra> {
    let bytes = frame.metas.first()?;
    let meta: Meta<'_> = view::read(Layer::Meta, bytes).ok()?;
    match Namespace::try_from(meta.ns.unwrap_or_default()) {
        Ok(Namespace::Chat) if reader.replaced_contents => {
            // Not an echo, even of a room: it stands for what was sent.
            let reader = Reader { resource: "", ..reader };
            match interpret(&meta, bytes, reader, Delivery(0)) {
                Ok(Interpreted::Message(message, _)) => Some(SentExtra::Content(message)),
                _ => None,
            }
        }
        Ok(Namespace::Notify) => {
            edited(meta.payload?).map(|info| SentExtra::Edited(Box::new(info)))
        }
        _ => None,
    }
}

fn edited(json: &[u8]) -> Option<EditedInfo> {
    let json: serde_json::Value = serde_json::from_slice(json).ok()?;
    let told = json.get("edit_msg")?;
    let number = |name: &str| told.get(name).and_then(serde_json::Value::as_u64);
    let text = |name: &str| told.get(name).and_then(serde_json::Value::as_str);
    Some(EditedInfo {
        edit: EditInfo {
            at: UnixMillis(number("edit_time")?),
            by: text("operator").unwrap_or_default().into(),
            count: number("count").unwrap_or_default(),
        },
        sender: text("sender").unwrap_or_default().into(),
        sent_at: UnixMillis(number("send_time").unwrap_or_default()),
    })
}

fn rejected(number: i32, status: Option<&Status>, server: Option<ServerId>) -> Outcome {
    let reason = status.and_then(|status| status.reason.clone()).unwrap_or_default();
    let (code, words) = match StatusCode::try_from(number) {
        Ok(StatusCode::Fail) => failure(&reason),
        Ok(StatusCode::PermissionDenied) => (denial(&reason), None),
        Ok(StatusCode::UserMuted) => (ErrorCode::MessagingMuted, Some("you were muted")),
        Ok(StatusCode::PermissionDeniedExternal) => (ErrorCode::BlockedExternally, None),
        _ => (ErrorCode::MessageFailed, None),
    };
    let message = words.map_or_else(|| reason.clone(), ToString::to_string);
    Outcome::Rejected { code, message, reason, status: Some(number), server }
}

/// Status FAIL: decided by the server's words, exactly first, then by what they contain.
fn failure(reason: &str) -> (ErrorCode, Option<&'static str>) {
    use ErrorCode as E;
    match reason {
        "blocked" => (E::PermissionDenied, None),
        "group not found" => (E::GroupNotFound, None),
        "not in group or chatroom" => (E::GroupNotJoined, None),
        "exceed recall time limit" => (E::RecallTimeLimit, None),
        "message recall disabled" => (E::ServiceNotEnabled, None),
        "not in group or chatroom white list" => (E::NotInAllowList, None),
        "nonroster" => (E::NotFriend, Some("not contact")),
        "group is disabled" => (E::GroupDisabled, None),
        "limit directed users" => (E::MaxLimit, None),
        "Sorry, edit limit reached" => (E::MaxLimit, Some("Modify message limit reached")),
        "Sorry, message does not exist" => {
            (E::EditedMessageNotFound, Some("The message does not exist."))
        }
        "Sorry, You do not have permission" => {
            (E::PermissionDenied, Some("You do not have the modified permission."))
        }
        "Sorry, format is incorrect" => (E::EditFormat, Some("The modify messaged format error.")),
        "Sorry, edit is not available" => {
            (E::ServiceNotEnabled, Some("The message modify function is not activated."))
        }
        "Sorry, edit fail" => (E::EditFailed, Some("Modify message failed.")),
        "group member list is full!" => (E::ChatRoomFull, None),
        "can not operate this group, reason: group is disabled" => (E::GroupDisabled, None),
        _ => failure_by_part(reason),
    }
}

fn failure_by_part(reason: &str) -> (ErrorCode, Option<&'static str>) {
    use ErrorCode as E;
    let has = |part: &str| reason.contains(part);
    if has("grpID") && has("does not exist!") {
        (E::ChatRoomNotFound, Some("The chat room dose not exist."))
    } else if has("username") && has("doesn't exist!") {
        (E::UserNotFound, None)
    } else if has("can not join this group") && has("is in the blacklist") {
        (E::PermissionDenied, Some("permission denied"))
    } else if has("moderation") {
        (E::ModerationBlocked, None)
    } else if has("group ID illegal, please check it") {
        (E::RequestParameter, Some("Invalid parameter"))
    } else if has("has create too many chatrooms") || has("has joined too many chatrooms") {
        (E::MaxLimit, None)
    } else if has("auto create failed") {
        (E::ServerBusy, None)
    } else {
        (E::ServerUnknown, None)
    }
}

/// Status PERMISSION_DENIED; unknown words mean what the status says (messages oddity 1).
fn denial(reason: &str) -> ErrorCode {
    match reason {
        "sensitive words" | "blocked by mod_antispam" => ErrorCode::IllegalContent,
        "user is mute" => ErrorCode::UserMuted,
        "traffic limit" => ErrorCode::RateLimited,
        "Sorry, data is too large" => ErrorCode::MessageTooLarge,
        _ => ErrorCode::PermissionDenied,
    }
}

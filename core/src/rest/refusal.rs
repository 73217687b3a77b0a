//! What a server means when it refuses (rest §1.7, HTTP-5).
//!
//! The servers say it in numbers (`error_code`), short names (`error`) and English sentences, of
//! which the official client reads numbers and sentences. The first row that fits decides.

mod speech;

use alloc::boxed::Box;
use alloc::string::String;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient;
use crate::error::{CallFailed, ErrorCode, Refused};
use crate::io::Response;
use crate::json;

/// Characters of the server's words that are kept.
const SHOWN: usize = 500;

/// Refuses `response`; `room` says whether a chat room was asked about, for the same words mean
/// other codes there.
pub(crate) fn refused(response: &Response, room: bool) -> CallFailed {
    if let Some(spoken) = speech::refusal(&response.body) {
        return CallFailed::Refused(Refused {
            status: response.status,
            code: spoken.code(),
            message: spoken.message.chars().take(SHOWN).collect(),
            error: None,
            error_code: Some(spoken.number),
            retry_after_ms: response.retry_after_ms,
            web_page: false,
        });
    }
    let complaint: Complaint = serde_json::from_slice(&response.body).unwrap_or_default();
    let message = match complaint.words() {
        Some(words) => words.chars().take(SHOWN).collect(),
        None => alloc::format!("answer of {} bytes without an explanation", response.body.len()),
    };
    let code = code(response.status, &complaint);
    let web_page = response.body.trim_ascii_start().starts_with(b"<");
    CallFailed::Refused(Refused {
        status: response.status,
        code: if room { in_room(code) } else { code },
        message,
        error_code: complaint.error_code,
        error: complaint.error.map(|error| error.chars().take(SHOWN).collect()),
        retry_after_ms: response.retry_after_ms,
        web_page,
    })
}

/// What the vendor's servers say when they refuse. Any member may be missing or of another type.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaint {
    #[serde(deserialize_with = "text")]
    error: Option<String>,
    #[serde(deserialize_with = "text")]
    error_description: Option<String>,
    #[serde(deserialize_with = "text")]
    desc: Option<String>,
    #[serde(deserialize_with = "text")]
    result: Option<String>,
    #[serde(deserialize_with = "text")]
    exception: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    error_code: Option<i64>,
}

/// A text and nothing else.
fn text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(Some(raw.get()).filter(|raw| raw.starts_with('"')).and_then(json::text).map(String::from))
}

impl Complaint {
    fn words(&self) -> Option<&str> {
        let words = [&self.error_description, &self.desc, &self.result, &self.error];
        words.into_iter().find_map(|words| words.as_deref().filter(|words| !words.is_empty()))
    }

    fn fits(&self, when: &When) -> bool {
        let words = self.words().unwrap_or_default();
        match when {
            When::Number(numbers) => self.error_code.is_some_and(|n| numbers.contains(&n)),
            When::Name(name) => self.error.as_deref() == Some(name),
            When::Says(parts) => parts.iter().all(|part| words.contains(part)),
            When::Unknown => {
                words.contains("Service resource not found")
                    && self.exception.as_deref() == Some("UserNotFoundException")
            }
        }
    }
}

/// What a row looks at.
enum When {
    /// `error_code` is one of these.
    Number(&'static [i64]),
    /// `error` is this.
    Name(&'static str),
    /// The words hold all of these.
    Says(&'static [&'static str]),
    /// The words and the exception of a user that does not exist.
    Unknown,
}

use ErrorCode as E;
use When::{Name, Number, Says, Unknown};

/// Status, condition, meaning; the first that fits.
const TABLE: &[(u16, When, ErrorCode)] = &[
    (400, Number(&[40002]), E::ThreadAlreadyExists),
    (400, Number(&[40009]), E::OperationUnsupported),
    (400, Number(&[60005]), E::MemberAttributesFailed),
    (400, Says(&["exceeds chatgroup user metadata single value limit"]), E::MaxLimit),
    (400, Number(&[60010]), E::NoPermission),
    (400, Number(&[60011]), E::ChatRoomNotJoined),
    (400, Number(&[14403]), E::UploadFailed),
    (400, Number(&[60006, 60007, 60009, 60012]), E::MaxLimit),
    (400, Number(&[91104]), E::NoPermission),
    (400, Says(&["are not members of this group"]), E::GroupNotJoined),
    (400, Says(&["the app not open presence"]), E::ServiceNotEnabled),
    (400, Says(&["remark length must less"]), E::MaxLimit),
    (400, Says(&["the user is already operation this message"]), E::ReactionAlreadyAdded),
    (400, Says(&["The quantity has exceeded the limit!"]), E::MaxLimit),
    (400, Says(&["The user not in this group!"]), E::GroupNotJoined),
    (400, Says(&["the user operation is illegal!"]), E::ReactionIllegal),
    (400, Says(&["this appKey is not open reaction service!"]), E::ServiceNotEnabled),
    (400, Says(&["this appKey not open message roaming"]), E::ServiceNotEnabled),
    (400, Says(&["this message is creating reaction"]), E::ReactionCreating),
    (400, Says(&["groupId can not be null!"]), E::GroupNotFound),
    (400, Says(&["The input text is too long."]), E::TranslationTooLong),
    (400, Says(&["The target language is not valid."]), E::TranslationInvalid),
    (400, Says(&["report failed, get message by id failed"]), E::MessageNotFound),
    (400, Says(&["ext is too big"]), E::PresenceParameters),
    (400, Says(&["Request body not readable."]), E::RequestParameter),
    (400, Says(&["param mark "]), E::RequestParameter),
    (400, Says(&["param pin_msg_id illegal"]), E::RequestParameter),
    (400, Says(&["updateRemark", "they are not friends"]), E::NotFriend),
    (401, Number(&[40001, 60001]), E::NoPermission),
    (401, Says(&["Unable to authenticate (OAuth)"]), E::NoPermission),
    (401, Says(&["expired access token"]), E::TokenExpired),
    (401, Name("auth_bad_access_token"), E::TokenExpired),
    (403, Number(&[40000, 60004, 15002]), E::ServiceNotEnabled),
    (403, Number(&[40003, 40004]), E::ThreadAlreadyExists),
    (403, Number(&[40005, 40007, 91002, 91101]), E::MaxLimit),
    (403, Number(&[60002]), E::PermissionDenied),
    (403, Number(&[91102]), E::RequestParameter),
    (403, Says(&["group member list is full!"]), E::GroupFull),
    (403, Says(&["invite users to join group failed", "already in group"]), E::GroupAlreadyJoined),
    (403, Says(&["are not members of this group"]), E::GroupNotJoined),
    (403, Says(&["service not open!"]), E::ServiceNotEnabled),
    (403, Says(&["message report not open"]), E::ServiceNotEnabled),
    (403, Says(&["messageroaming function not open"]), E::ServiceNotEnabled),
    (403, Says(&["members size is greater than max user size !"]), E::GroupMembersLimit),
    (403, Says(&["group is disabled"]), E::GroupDisabled),
    (403, Says(&["Invitee's contact max count"]), E::MaxLimit),
    (403, Says(&["Inviter's contact max count"]), E::MaxLimit),
    (403, Says(&[]), E::PermissionDenied),
    (404, Number(&[40011]), E::ThreadNotFound),
    (404, Number(&[40012]), E::NoPermission),
    (404, Number(&[60003, 20004]), E::GroupNotJoined),
    (404, Number(&[91001]), E::ConversationNotFound),
    (404, Says(&["do not find this group"]), E::GroupNotFound),
    (404, Says(&["does not exist"]), E::GroupNotFound),
    (404, Says(&["username", "doesn't exist!"]), E::UserNotFound),
    (404, Says(&["user not found"]), E::UserNotFound),
    (404, Unknown, E::UserNotFound),
    (404, Says(&["user session pin message not exist"]), E::MessageNotFound),
    (406, Number(&[90004]), E::OperationNotAllowed),
    (429, Says(&["The request has reached the maximum limit"]), E::MaxLimit),
    (429, Says(&["upload client logs reached limit"]), E::MaxLimit),
    (429, Says(&["exceeded the limit of the community edition"]), E::MaxLimit),
    (429, Says(&[]), E::ServerBusy),
    (503, Says(&["The request has reached the maximum limit"]), E::MaxLimit),
    (503, Says(&["upload client logs reached limit"]), E::MaxLimit),
    (503, Says(&[]), E::ServerBusy),
    (500, Number(&[40006, 40008, 40010]), E::ServerUnknown),
    (500, Number(&[90005, 99999]), E::RequestUnknown),
    (500, Says(&["translte failed!"]), E::TranslationFailed),
];

fn code(status: u16, complaint: &Complaint) -> ErrorCode {
    let mut rows = TABLE.iter().filter(|(of, ..)| *of == status);
    rows.find(|(_, when, _)| complaint.fits(when)).map_or(E::RequestFailed, |(.., code)| *code)
}

/// The same about a chat room.
const fn in_room(code: ErrorCode) -> ErrorCode {
    match code {
        E::GroupNotJoined => E::ChatRoomNotJoined,
        E::GroupFull => E::ChatRoomFull,
        E::GroupNotFound => E::ChatRoomNotFound,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{CallFailed, ErrorCode, refused};
    use crate::io::Response;

    fn code(status: u16, body: &str, room: bool) -> i32 {
        match refused(&Response::new(status, body.to_string()), room) {
            CallFailed::Refused(refused) => refused.code.code(),
            other => panic!("{other}"),
        }
    }

    /// The table of rest §1.7, as documented: status, a body, the code for a group, for a room.
    #[test]
    fn every_documented_refusal_has_its_code() {
        let number = |n: i64| alloc::format!(r#"{{"error_code":{n},"error_description":"x"}}"#);
        for (status, numbers, expected) in [
            (400, &[40002][..], 1301),
            (400, &[40009], 53),
            (400, &[60005], 609),
            (400, &[60010, 91104], 52),
            (400, &[60011], 702),
            (400, &[14403], 101),
            (400, &[60006, 60007, 60009, 60012], 50),
            (401, &[40001, 60001], 52),
            (403, &[40000, 60004, 15002], 505),
            (403, &[40003, 40004], 1301),
            (403, &[40005, 40007, 91002, 91101], 50),
            (403, &[60002], 603),
            (403, &[91102], -3),
            (404, &[40011], 1300),
            (404, &[40012], 52),
            (404, &[60003, 20004], 602),
            (404, &[91001], 1400),
            (406, &[90004], 54),
            (500, &[40006, 40008, 40010], 503),
            (500, &[90005, 99999], -2),
        ] {
            for n in numbers {
                assert_eq!(code(status, &number(*n), false), expected, "{status} {n}");
            }
        }
        for (status, words, group, room) in [
            (400, "users [a] are not members of this group!", 602, 702),
            (400, "remark length must less than 100", 50, 50),
            (400, "the user is already operation this message", 1101, 1101),
            (400, "The quantity has exceeded the limit!", 50, 50),
            (400, "The user not in this group!", 602, 702),
            (400, "the user operation is illegal!", 1103, 1103),
            (400, "this appKey is not open reaction service!", 505, 505),
            (400, "this appKey not open message roaming", 505, 505),
            (400, "this message is creating reaction, please try again.", 1102, 1102),
            (400, "groupId can not be null!", 605, 705),
            (400, "The input text is too long.", 1201, 1201),
            (400, "The target language is not valid.", 1200, 1200),
            (400, "report failed, get message by id failed", 51, 51),
            (400, "ext is too big ", 1100, 1100),
            (400, "Request body not readable.Please check content type is correct!", -3, -3),
            (400, "param mark must be not empty, please check!", -3, -3),
            (400, "param mark illegal, please check it!", -3, -3),
            (400, "param pin_msg_id illegal, please check it!", -3, -3),
            (400, "updateRemark | they are not friends, please add as a friend first.", 221, 221),
            (400, "anything else", 17, 17),
            (401, "Unable to authenticate (OAuth)", 52, 52),
            (401, "Unable to authenticate due to expired access token", 56, 56),
            (401, "registration is not open, please contact the app admin", 17, 17),
            (403, "group member list is full!", 606, 704),
            (403, "invite users to join group failed: a already in group 1", 601, 601),
            (403, "users [a] are not members of this group!", 602, 702),
            (403, "service not open!", 505, 505),
            (403, "message report not open", 505, 505),
            (403, "messageroaming function not open", 505, 505),
            (403, "members size is greater than max user size !", 607, 607),
            (403, "can not operate this group, reason: group is disabled", 608, 608),
            (403, "Invitee's contact max count", 50, 50),
            (403, "Inviter's contact max count", 50, 50),
            (403, "anything else", 603, 603),
            (404, "do not find this group", 605, 705),
            (404, "grpID 1 does not exist!", 605, 705),
            (404, "username a doesn't exist!'", 204, 204),
            (404, "user not found", 204, 204),
            (404, "user session pin message not exist", 51, 51),
            (404, "anything else", 17, 17),
            (406, "anything else", 17, 17),
            (413, "Request Entity Too Large", 17, 17),
            (429, "The request has reached the maximum limit", 50, 50),
            (429, "upload client logs reached limit", 50, 50),
            (429, "anything else", 500, 500),
            (503, "The request has reached the maximum limit", 50, 50),
            (503, "anything else", 500, 500),
            (500, "translte failed!", 1204, 1204),
            (500, "anything else", 17, 17),
        ] {
            let body = serde_json::json!({ "error_description": words }).to_string();
            let found = (code(status, &body, false), code(status, &body, true));
            assert_eq!(found, (group, room), "{status} {words}");
        }
        let limit = "exceeds chatgroup user metadata single value limit";
        let limit = serde_json::json!({ "error_code": 60010, "error_description": limit });
        assert_eq!(code(400, &limit.to_string(), false), 50);
        assert_eq!(code(400, r#"{"result":"the app not open presence"}"#, false), 505);
        let unknown = r#"{"error_description":"Service resource not found",
            "exception":"UserNotFoundException"}"#;
        assert_eq!(code(404, unknown, false), 204);
        assert_eq!(code(401, r#"{"error":"auth_bad_access_token"}"#, false), 56);
    }

    #[test]
    fn no_words_of_a_server_are_kept_without_end() {
        let long = "x".repeat(100_000);
        let body = serde_json::json!({ "error": long, "error_description": long }).to_string();
        let CallFailed::Refused(refused) = refused(&Response::new(400, body), false) else {
            panic!("no refusal")
        };
        let (message, error) = (refused.message.len(), refused.error.map(|error| error.len()));
        assert_eq!((message, error), (500, Some(500)));
    }

    #[test]
    fn what_is_no_complaint_is_a_refusal_all_the_same() {
        for body in ["", "<html>502 Bad Gateway</html>", "[]", "7", r#"{"error":{"code":[]}}"#] {
            assert_eq!(code(502, body, false), ErrorCode::RequestFailed.code(), "{body}");
        }
    }
}

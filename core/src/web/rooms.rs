//! How joining and leaving a chat room ended (messages §8.2).

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::error::{ErrorData, WebError};
use crate::error::ErrorCode;
use crate::event::Outcome;
use crate::ids::UserId;
use crate::rooms::{RoomAction, RoomAnswer, RoomInfo};

/// What the Web SDK's `joinChatRoom` and `leaveChatRoom` resolve to; [`WebError::room`] is what
/// they are rejected with.
#[derive(Clone, Copy, Debug)]
pub struct RoomResult<'a> {
    /// How it ended.
    pub answer: &'a RoomAnswer,
    /// Who asked.
    pub user: &'a UserId,
}

impl Serialize for RoomResult<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", &0)?;
        map.serialize_entry("data", &Inner(*self))?;
        map.end()
    }
}

struct Inner<'a>(RoomResult<'a>);

impl Serialize for Inner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RoomResult { answer, user } = self.0;
        let mut map = serializer.serialize_map(None)?;
        if answer.action != RoomAction::Leave {
            map.serialize_entry("action", "apply")?;
            map.serialize_entry("id", answer.room.as_str())?;
        }
        map.serialize_entry("result", &true)?;
        if answer.action != RoomAction::Leave {
            map.serialize_entry("user", user.as_str())?;
            map.serialize_entry("info", &Info(answer.result.as_ref().ok().copied().flatten()))?;
        }
        map.end()
    }
}

struct Info(Option<RoomInfo>);

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(info) = &self.0 {
            if let Some(muted) = info.all_muted {
                map.serialize_entry("isAllMembersMuted", &muted)?;
            }
            if let Some(at) = info.created_at {
                map.serialize_entry("createTimestamp", &at)?;
            }
            if let Some(listed) = info.in_allow_list {
                map.serialize_entry("isInAllowlist", &listed)?;
            }
            if let Some(members) = info.members {
                map.serialize_entry("memberCount", &members)?;
            }
            map.serialize_entry("muteExpireTimestamp", &info.muted.unwrap_or(-1))?;
        }
        map.end()
    }
}

impl WebError {
    /// Why a room was not joined or left; `None` when it was.
    #[must_use]
    pub fn room(answer: &RoomAnswer) -> Option<Self> {
        let outcome = answer.result.as_ref().err()?;
        let error = Self::outcome(answer.local, outcome)?;
        Some(match outcome {
            Outcome::Unconfirmed => Self {
                code: ErrorCode::RequestTimeout,
                message: "request timeout".into(),
                data: ErrorData::None,
                ..error
            },
            // Nothing came of it that would have an id; the Web SDK says so with an empty text.
            Outcome::Rejected { .. } => Self { data: ErrorData::Empty, ..error },
            _ => Self { data: ErrorData::None, ..error },
        })
    }
}

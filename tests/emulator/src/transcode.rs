//! Frames to JSON and back, by the names of the protocol description in camelCase.
//!
//! Numbers of 64 bits are decimal texts, enums go by name, bytes are hex; a payload appears as
//! what its namespace says it is. Reading back also takes `{"json":…}` and `{"text":…}` for bytes.

mod read;
mod write;

use easemob_core::wire::{Namespace, down, up};
use serde_json::Value;

use crate::schema::{Message, chat, envelope, events, muc};

pub(crate) use read::from_json;
pub(crate) use write::{frame_to_json, hex, unhex};

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a client.
    Up,
    /// From the server.
    Down,
}

impl Way {
    /// `up` or `down`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// Command name of a frame up.
pub(crate) fn up_command(frame: &up::Frame) -> String {
    match &frame.body {
        up::Body::Provision(_) => "PROVISION".into(),
        up::Body::Logout(_) => "LOGOUT".into(),
        up::Body::Unread => "UNREAD".into(),
        up::Body::Sync(_) => "SYNC".into(),
        up::Body::Other { command: 2, .. } => "NOTICE".into(),
        up::Body::Other { command, .. } => command.to_string(),
    }
}

/// Command name of a frame down.
pub(crate) fn down_command(frame: &down::Frame) -> &'static str {
    match frame {
        down::Frame::Provision(_) => "PROVISION",
        down::Frame::Logout(_) => "LOGOUT",
        down::Frame::Unread(_) => "UNREAD",
        down::Frame::Notice(_) => "NOTICE",
        down::Frame::Sync(_) => "SYNC",
        down::Frame::Other { .. } => "OTHER",
    }
}

/// The body a command has.
pub(crate) fn command_body(command: i32, way: Way) -> Option<&'static Message> {
    Some(match (command, way) {
        (0, Way::Up) => &envelope::COMM_SYNC_UL,
        (0, Way::Down) => &envelope::COMM_SYNC_DL,
        (1, Way::Up) => &envelope::COMM_UNREAD_UL,
        (1, Way::Down) => &envelope::COMM_UNREAD_DL,
        (2, _) => &envelope::COMM_NOTICE,
        (3, _) => &envelope::PROVISION,
        (4, _) => &envelope::LOGOUT,
        _ => return None,
    })
}

/// The number of an enum's name, or the number itself.
pub(crate) fn number_of(names: &[(&str, i32)], value: &Value) -> Option<i32> {
    match value {
        Value::String(name) => {
            let named = names.iter().find(|(known, _)| known == name);
            named.map(|(_, number)| *number).or_else(|| name.parse().ok())
        }
        _ => value.as_i64().and_then(|number| i32::try_from(number).ok()),
    }
}

/// One line about a decoded frame, for people.
pub(crate) fn explain(decoded: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let Some(command) = decoded.get("command").map(text) else {
        return "not a frame".into();
    };
    let payload = &decoded["payload"];
    let queue = payload["queue"]["name"].as_str();
    let metas = payload["metas"].as_array().map_or(0, Vec::len);
    if let Some(status) = payload.get("metaId").filter(|id| text(id) != "0") {
        let verdict = text(&payload["status"]["errorCode"]);
        return format!("{command}: acknowledges {} with {verdict}", text(status));
    }
    if let Some(meta) = payload.get("meta").filter(|meta| meta.is_object()) {
        let to = meta["to"]["name"].as_str().map(|to| format!(" to {to}")).unwrap_or_default();
        return format!("{command}: delivers {} {}{to}", text(&meta["ns"]), text(&meta["id"]));
    }
    match (command.as_str(), queue) {
        ("SYNC", Some(queue)) if payload.get("status").is_some() => {
            let last = if payload["isLast"] == Value::Bool(true) { ", the last" } else { "" };
            format!("SYNC: page of {queue} with {metas} metas{last}")
        }
        ("SYNC", Some(queue)) => format!("SYNC: pulls {queue}"),
        ("NOTICE", Some(queue)) => format!("NOTICE: {queue} has something"),
        ("UNREAD", _) if payload.is_object() => {
            let queues = payload["unread"].as_array().map_or(0, Vec::len);
            format!("UNREAD: {queues} queues wait")
        }
        _ => match payload.get("status") {
            Some(status) => format!("{command}: answers {}", text(&status["errorCode"])),
            None => command,
        },
    }
}

/// The body a namespace has; none where it is JSON or unknown.
pub(crate) fn namespace_body(ns: i32) -> Option<&'static Message> {
    Some(match Namespace::try_from(ns).ok()? {
        Namespace::Statistic => &events::STATISTICS_BODY,
        Namespace::Chat => &chat::MESSAGE_BODY,
        Namespace::Muc => &muc::MUC_BODY,
        Namespace::Roster => &events::ROSTER_BODY,
        Namespace::Conference => &events::CONFERENCE_BODY,
        Namespace::Notify | Namespace::Query => return None,
    })
}

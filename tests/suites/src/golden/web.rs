//! Our events in the official client's words.

use easemob_core::message::{OnlineState, ReceiptKind};
use easemob_core::{Attribute, Body, Chat, Event, Kick, Message, OfflineCause, Outcome, Peer};
use serde_json::{Map, Value, json};

use super::capture::Told;

/// The events of one frame, with the list that the official client raises after them.
pub(super) fn told(events: &[Event], recipient: &str) -> Vec<Told> {
    let mut told: Vec<Told> = events.iter().filter_map(|event| one(event, recipient)).collect();
    let messages: Vec<Value> =
        told.iter().filter(|t| is_content(t)).map(|t| t.data.clone()).collect();
    if !messages.is_empty() {
        told.push(Told { event: "onMessage".into(), data: messages.into() });
    }
    told
}

/// Whether the official client lists an event in `onMessage` too.
pub(super) fn is_content(told: &Told) -> bool {
    const CONTENT: [&str; 8] = [
        "onTextMessage",
        "onImageMessage",
        "onAudioMessage",
        "onVideoMessage",
        "onFileMessage",
        "onLocationMessage",
        "onCustomMessage",
        "onCombineMessage",
    ];
    CONTENT.contains(&told.event.as_str())
}

fn one(event: &Event, recipient: &str) -> Option<Told> {
    let (name, data) = match event {
        Event::Online(_) => ("onConnected", Value::Null),
        Event::Offline(cause) => ("onDisconnected", offline(cause)),
        Event::Reconnecting { .. } => ("onReconnecting", Value::Null),
        Event::TokenWillExpire { .. } => ("onTokenWillExpire", Value::Null),
        Event::TokenExpired => ("onTokenExpired", Value::Null),
        Event::SyncStarted => ("onOfflineMessageSyncStart", Value::Null),
        Event::SyncFinished => ("onOfflineMessageSyncFinish", Value::Null),
        Event::Message(message) => text(message),
        Event::Receipt(receipt) => {
            let (name, mut data) = self::receipt(&receipt.kind, receipt.sent_at.0);
            data.insert("id".into(), receipt.id.to_string().into());
            data.insert("from".into(), peer(&receipt.from));
            data.insert("to".into(), peer(&receipt.to));
            data.insert("onlineState".into(), online_state(receipt.online));
            (name, data.into())
        }
        Event::Settled { local, outcome: Outcome::Sent { server, .. } } => {
            let data =
                json!({ "id": local.to_string(), "mid": server.to_string(), "to": recipient });
            ("onReceivedMessage", data)
        }
        Event::Statistic(statistic) => {
            ("onStatisticMessage", json!({ "operation": statistic.body.operation }))
        }
        Event::Malformed(_) => ("Malformed", Value::Null),
        Event::Unrecognized(_) => ("Unrecognized", Value::Null),
        _ => return None,
    };
    Some(Told { event: name.into(), data })
}

fn offline(cause: &OfflineCause) -> Value {
    let Some(code) = cause.code() else { return Value::Null };
    let message = match cause {
        OfflineCause::Refused(refusal) => refusal.message.clone(),
        other => other.to_string(),
    };
    match cause {
        OfflineCause::Kicked(Kick::LoggedInElsewhere { ext: Some(ext) }) => json!({
            "type": code.code(), "message": message, "data": { "loginInfoCustomExt": ext }
        }),
        _ => json!({ "type": code.code(), "message": message }),
    }
}

fn text(message: &Message) -> (&'static str, Value) {
    let Body::Text(text) = &message.body else { return ("Unrecognized", Value::Null) };
    let ext: Map<String, Value> = message
        .ext
        .iter()
        .filter_map(|(key, value)| Some((key.to_owned(), attribute(value)?)))
        .collect();
    let mut data = json!({
        "id": message.id.to_string(),
        "type": "txt",
        "chatType": chat(message.chat),
        "msg": &**text,
        "to": peer(&message.to),
        "from": peer(&message.from),
        "ext": ext,
        "time": message.sent_at.0,
        "onlineState": online_state(message.online),
    });
    if message.replaced {
        data["isContentReplaced"] = true.into();
    }
    ("onTextMessage", data)
}

fn receipt(kind: &ReceiptKind, sent_at: u64) -> (&'static str, Map<String, Value>) {
    let (name, data) = match kind {
        ReceiptKind::Read { message, group } => {
            let mut data = json!({ "type": "read", "mid": message.to_string() });
            if let Some((count, words)) = group {
                data["groupReadCount"] = serde_json::from_str(count).unwrap_or_default();
                data["ackContent"] = words.clone().into();
            }
            ("onReadMessage", data)
        }
        ReceiptKind::Delivered { message } => {
            ("onDeliveredMessage", json!({ "type": "delivery", "mid": message.to_string() }))
        }
        ReceiptKind::Conversation { chat } => (
            "onChannelMessage",
            json!({ "type": "channel", "chatType": self::chat(*chat), "time": sent_at }),
        ),
        _ => ("Unrecognized", json!({})),
    };
    (name, data.as_object().cloned().unwrap_or_default())
}

fn attribute(value: &Attribute) -> Option<Value> {
    let float = |x: f64| match serde_json::Number::from_f64(x) {
        Some(number) => Value::Number(number),
        None => json!({ "$number": if x.is_nan() { "NaN".into() } else { x.to_string() } }),
    };
    Some(match value {
        Attribute::Bool(value) => (*value).into(),
        Attribute::Int(value) | Attribute::Long(value) => (*value).into(),
        Attribute::Uint(value) => (*value).into(),
        Attribute::Float(value) => float((*value).into()),
        Attribute::Double(value) => float(*value),
        Attribute::String(value) => value.to_string().into(),
        Attribute::Json(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.to_string().into())
        }
        _ => return None,
    })
}

fn peer(peer: &Peer) -> Value {
    match &peer.resource {
        Some(resource) => format!("{}/{resource}", peer.name).into(),
        None => peer.name.to_string().into(),
    }
}

fn chat(chat: Chat) -> &'static str {
    match chat {
        Chat::Single => "singleChat",
        Chat::Group => "groupChat",
        Chat::Room => "chatRoom",
    }
}

fn online_state(state: OnlineState) -> Value {
    Value::from(match state {
        OnlineState::Offline => 0,
        OnlineState::Online => 1,
        OnlineState::Other => 2,
        OnlineState::Unknown => 3,
    })
}

//! What the Web SDK's application would see of our events.

use easemob_core::error::OfflineCause;
use easemob_core::web::{self, Received, RoomResult, SendResult, WebError};
use easemob_core::{Event, LocalId, Outcome, Outgoing, UserId};
use serde::Serialize;
use serde_json::{Value, json};

use super::capture::Told;

/// The events of one frame. `sent` is what the frame may acknowledge.
pub(super) fn told(events: &[Event], sent: Option<&Outgoing>) -> Vec<Told> {
    let forms = web::forms_of_frame(events)
        .into_iter()
        .map(|form| Told { event: form.handler.into(), data: value(&form.data) });
    // How a send ends is compared by itself.
    let mut told: Vec<Told> = forms.filter(|told| told.event != "x-sendOutcome").collect();
    told.extend(events.iter().filter_map(|event| received(event, sent?)));
    told
}

fn received(event: &Event, sent: &Outgoing) -> Option<Told> {
    let Event::Settled { local, outcome: Outcome::Sent { server, .. } } = event else {
        return None;
    };
    let received = Received { local: *local, server: *server, to: sent.to() };
    Some(Told { event: "onReceivedMessage".into(), data: value(&received) })
}

/// How the send ended: the promise of the Web SDK.
pub(super) fn outcome(events: &[Event], sent: &Outgoing, from: &UserId) -> Value {
    let settled = events.iter().find_map(|event| match event {
        Event::Settled { local, outcome } => Some((*local, outcome)),
        _ => None,
    });
    match settled {
        None => json!({ "pending": true }),
        Some((local, Outcome::Sent { server, at, extra })) => {
            let result = SendResult {
                local,
                server: *server,
                at: *at,
                from,
                message: sent,
                extra: extra.as_ref(),
            };
            json!({ "ok": true, "data": value(&result) })
        }
        Some((local, outcome)) => {
            json!({ "ok": false, "error": value(&WebError::outcome(local, outcome)) })
        }
    }
}

/// How a question about a room ended: the promise of `joinChatRoom` and `leaveChatRoom`.
pub(super) fn room(events: &[Event], local: LocalId, user: &UserId) -> Value {
    let answered = events.iter().find_map(|event| match event {
        Event::RoomAnswered(answer) if answer.local == local => Some(answer),
        _ => None,
    });
    match answered.map(|answer| (answer, WebError::room(answer))) {
        None => json!({ "pending": true }),
        Some((_, Some(error))) => json!({ "ok": false, "error": value(&error) }),
        Some((answer, None)) => {
            json!({ "ok": true, "data": value(&RoomResult { answer, user }) })
        }
    }
}

/// How the login ended. Of a good one only the device was recorded in words of the wire.
pub(super) fn login(events: &[Event]) -> Value {
    let ended = events.iter().find_map(|event| match event {
        Event::Online(online) => Some(json!({ "ok": true, "resource": online.resource })),
        Event::Offline(cause) => Some(json!({ "ok": false, "error": error(cause) })),
        _ => None,
    });
    ended.unwrap_or(json!({ "pending": true }))
}

fn error(cause: &OfflineCause) -> Value {
    value(&WebError::from(cause))
}

fn value(form: &impl Serialize) -> Value {
    serde_json::to_value(form).expect("a form is JSON")
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

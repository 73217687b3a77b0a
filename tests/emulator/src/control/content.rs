//! Messages out of nowhere: one, many, or very many.

use easemob_core::wire::{Meta, Namespace};
use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use crate::agenda::Coding;
use crate::blast::Order;
use crate::queues::{Audience, QueueId};
use crate::schema::chat;
use crate::server::Server;
use crate::transcode::{self};

/// Most messages one operation makes.
const MOST: usize = 10_000_000;

impl Server {
    pub(super) fn op_inject(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let (user, from) = (args.name("user")?, args.name("from")?);
        let count = args.maybe_size("count")?.unwrap_or(1).min(MOST);
        let text = args.maybe_text("text")?.unwrap_or("text");
        let group = args.maybe_text("group")?;
        let queue = group.map_or_else(|| QueueId::of_user(from), QueueId::of_group);
        let mut ids = Vec::with_capacity(count);
        for index in 0..count {
            let text = if count > 1 { format!("text {index}") } else { text.into() };
            let payload = match args.maybe("body") {
                Some(body) => body_of(args, body, from, group.unwrap_or(user), group.is_some())?,
                None => text_body(from, group.unwrap_or(user), group.is_some(), &text),
            };
            let payload = transcode::from_json(&chat::MESSAGE_BODY, &payload)
                .map_err(|error| args.wrong("body", format!("valid: {error}")))?;
            let id = self.next_id();
            let meta = Meta {
                id: Some(id),
                from: Some(self.user_jid(from, None)),
                to: Some(match group {
                    Some(_) => queue.jid(&self.config.app_key),
                    None => self.user_jid(user, None),
                }),
                timestamp: Some(self.now),
                ns: Some(Namespace::Chat as i32),
                payload: Some(payload.into()),
                ..Meta::default()
            };
            self.store(user, &queue, meta, Audience::All);
            ids.push(id.to_string());
        }
        if count > 0 {
            self.notice(user, &queue, &Audience::All);
        }
        Ok(json!({ "ids": ids }))
    }

    pub(super) fn op_blast(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let chained = match args.maybe_text("mode")? {
            None | Some("push") => false,
            Some("pull") => true,
            Some(_) => return Err(args.wrong("mode", "push or pull")),
        };
        args.number("count")?;
        let order = Order {
            user: args.name("user")?,
            from: args.maybe_text("queue")?.unwrap_or("blaster"),
            count: args.maybe_size("count")?.unwrap_or_default().min(MOST),
            per_frame: args.maybe_size("perFrame")?.unwrap_or(1).max(1),
            size: args.maybe_size("size")?.unwrap_or(32),
            chained,
        };
        let frames = self.encode_blast(&order);
        let bytes: usize = frames.iter().map(|(frame, _)| frame.len()).sum();
        let answer = json!({ "frames": frames.len(), "bytes": bytes });
        if chained {
            self.chain_blast(&order, frames);
            self.notice(order.user, &QueueId::of_user(order.from), &Audience::All);
        } else {
            for peer in self.sessions.named(order.user) {
                for (frame, _) in &frames {
                    self.send_encoded(peer, "SYNC", frame.clone(), Coding::Session);
                }
            }
        }
        Ok(answer)
    }
}

/// A body as given, with what every body has where it says nothing.
fn body_of(
    args: &Args<'_>,
    body: &Value,
    from: &str,
    to: &str,
    group: bool,
) -> Result<Value, ControlError> {
    let given = body.as_object().ok_or_else(|| args.wrong("body", "an object"))?;
    let mut body = text_body(from, to, group, "");
    if let Some(members) = body.as_object_mut() {
        members.remove("contents");
        members.extend(given.clone());
    }
    Ok(body)
}

fn text_body(from: &str, to: &str, group: bool, text: &str) -> Value {
    json!({
        "type": if group { "GROUPCHAT" } else { "CHAT" },
        "from": { "name": from },
        "to": { "name": to },
        "contents": [{ "type": "TEXT", "text": text }],
    })
}

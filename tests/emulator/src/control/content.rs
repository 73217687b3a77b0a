//! Messages out of nowhere: one, many, or very many.

use bytes::Bytes;
use easemob_core::wire::{BodyType, Jid};
use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use crate::agenda::Coding;
use crate::blast::Order;
use crate::chat::Outline;
use crate::groups::Kind;
use crate::queues::{Audience, QueueId};
use crate::schema::chat;
use crate::server::Server;
use crate::transcode;

/// Most messages one operation makes.
const MOST: usize = 10_000_000;

impl Server {
    pub(super) fn op_inject(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let (user, from) = (args.name("user")?, args.name("from")?);
        let count = args.maybe_size("count")?.unwrap_or(1).min(MOST);
        let text = args.maybe_text("text")?.unwrap_or("text");
        let group = args.maybe_text("group")?;
        let queue = group.map_or_else(|| QueueId::of_user(from), QueueId::of_group);
        let kind = group.map_or(BodyType::Chat, |id| {
            self.groups.get(id).map_or(Kind::Group, |group| group.kind).chat()
        });
        let (sender, receiver) = (self.user_jid(from, None), self.user_jid(user, None));
        let to = group.map_or(receiver, |_| queue.jid(&self.config.app_key));
        let given = args.maybe("body").map(|body| body_of(args, body, kind, from, &to));
        let raw = args.maybe("payload").map(|_| args.hex("payload"));
        let given = raw.or(given).transpose()?;
        let mut ids = Vec::with_capacity(count);
        for index in 0..count {
            let id = self.next_id();
            let text = if count > 1 { format!("text {index}") } else { text.into() };
            let mut meta = self.text_meta(id, kind, &sender, &to, text);
            meta.payload = given.clone().or(meta.payload);
            let content = given.as_ref().map_or(Some(0), |body| Outline::read(body).content());
            self.messages.remember(id, from, self.now, content);
            self.keep_message(&meta, None);
            self.archive.list(user, &queue, id, user != from);
            let sent = group.map_or_else(|| QueueId::of_user(user), QueueId::of_group);
            self.archive.list(from, &sent, id, false);
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
    kind: BodyType,
    from: &str,
    to: &Jid,
) -> Result<Bytes, ControlError> {
    let given = body.as_object().ok_or_else(|| args.wrong("body", "an object"))?;
    let mut body = json!({
        "type": kind as i32,
        "from": { "name": from },
        "to": { "name": to.name },
    });
    if let Some(members) = body.as_object_mut() {
        members.extend(given.clone());
    }
    let encoded = transcode::from_json(&chat::MESSAGE_BODY, &body);
    encoded.map(Bytes::from).map_err(|error| args.wrong("body", format!("valid: {error}")))
}

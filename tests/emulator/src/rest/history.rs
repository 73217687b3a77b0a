//! History: what was said in a conversation, page by page, and what a user deletes of it.

use easemob_core::wire::{MessageBody, Meta, Namespace};
use prost::Message;
use serde_json::{Value, json};

use super::{Call, Response, reply};
use crate::chat::Outline;
use crate::edits::with_meta;
use crate::message_json::content_name;
use crate::muc::Actor;
use crate::queues::QueueId;
use crate::server::Server;

/// Messages of a page when nothing else is asked for.
const PAGE: u64 = 20;

/// Messages of a page the vendor gives at most.
const PAGE_MOST: u64 = 50;

/// Messages the vendor lets one call delete.
const DELETED: usize = 20;

/// What a page is to hold.
struct Wanted<'a> {
    kinds: Vec<&'a str>,
    from: Option<&'a str>,
    since: u64,
    until: u64,
}

impl Server {
    /// `/users/{user}/messageroaming` and `/sdk/message/roaming/…`.
    pub(super) fn serve_history(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        type Serve = fn(&mut Server, &Call<'_>, &Actor, &str) -> Response;
        let (user, kind, serve): (_, _, Serve) = match (method, path) {
            ("POST", ["users", user, "messageroaming"]) => (user, "", Self::history_page),
            ("DELETE", ["sdk", "message", "roaming", kind @ ("chat" | "group"), "user", user]) => {
                (user, kind, Self::delete_messages)
            }
            (
                "DELETE",
                ["sdk", "message", "roaming", kind @ ("chat" | "group"), "user", user, "time"],
            ) => (user, kind, Self::delete_until),
            ("POST", ["sdk", "message", "roaming", "user", user, "delete", "all"]) => {
                (user, "", Self::delete_everything)
            }
            _ => return None,
        };
        Some(match self.acting(call, user) {
            Err(refusal) => refusal,
            Ok(_) if self.config.closes("roaming") => {
                self.error(400, "illegal_argument", "this appKey not open message roaming")
            }
            Ok(actor) => serve(self, call, &actor, kind),
        })
    }

    fn history_page(&mut self, call: &Call<'_>, actor: &Actor, _: &str) -> Response {
        let Some((name, domain)) = call.text("queue").and_then(|queue| queue.rsplit_once('@'))
        else {
            return self.error(400, "illegal_argument", "queue must be like bob@easemob.com");
        };
        let queue = QueueId { name: name.into(), domain: domain.into() };
        let size = call.number("pull_number").unwrap_or(PAGE).clamp(1, PAGE_MOST) as usize;
        let start = call.number("start");
        let forward = call.body["is_positive"] == json!(true);
        let wanted = Wanted::read(call);
        let beyond = |id: u64| match start {
            Some(start) if forward => id > start,
            Some(start) => id < start,
            None => true,
        };
        let all = self.archive.history(&actor.user, &queue);
        let all: Box<dyn Iterator<Item = (u64, &Meta)>> =
            if forward { Box::new(all) } else { Box::new(all.rev()) };
        let mut matching = all.filter(|(id, meta)| beyond(*id) && wanted.includes(meta));
        let page: Vec<(u64, Meta)> =
            matching.by_ref().take(size).map(|(id, meta)| (id, meta.clone())).collect();
        let is_last = matching.next().is_none();
        drop(matching);
        let next = page.last().map(|(id, _)| id.to_string()).unwrap_or_default();
        let messages: Vec<Value> = page
            .into_iter()
            .map(|(_, meta)| {
                let meta = self.as_seen_by(meta, &actor.user);
                json!({ "msg": base64(&meta.encode_to_vec()) })
            })
            .collect();
        let data = json!({ "msgs": messages, "next_key": next, "is_last": is_last });
        self.envelope(call, json!({ "data": data }))
    }

    /// A message with the reactions it has got.
    pub(super) fn as_seen_by(&self, mut meta: Meta, viewer: &str) -> Meta {
        let reactions = self.reactions.shown(meta.id.unwrap_or_default(), viewer, false);
        if !reactions.is_empty() {
            let payload = meta.payload.take().unwrap_or_default();
            let outline = Outline::read(&payload);
            meta.payload = Some(with_meta(&payload, &outline, "reaction", json!(reactions)));
        }
        meta
    }

    fn delete_messages(&mut self, call: &Call<'_>, actor: &Actor, kind: &str) -> Response {
        let list = call.query("msgIdList").unwrap_or_default();
        let ids: Option<Vec<u64>> = list.split(',').map(|id| id.trim().parse().ok()).collect();
        let Some(ids) = ids else {
            return self.error(400, "illegal_argument", "msgIdList must be numbers with commas");
        };
        if ids.len() > DELETED {
            return self.too_many();
        }
        let gone = |meta: &Meta| ids.contains(&meta.id.unwrap_or_default());
        self.delete_history(call, actor, kind, gone)
    }

    fn delete_until(&mut self, call: &Call<'_>, actor: &Actor, kind: &str) -> Response {
        let Some(until) = call.query("delTime").and_then(|time| time.parse::<u64>().ok()) else {
            return self.error(400, "illegal_argument", "delTime must be a time in milliseconds");
        };
        let gone = |meta: &Meta| meta.timestamp.unwrap_or_default() <= until;
        self.delete_history(call, actor, kind, gone)
    }

    fn delete_history(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        kind: &str,
        gone: impl Fn(&Meta) -> bool,
    ) -> Response {
        let name = if kind == "chat" { "userId" } else { "groupId" };
        let Some(target) = call.query(name).filter(|target| !target.is_empty()) else {
            return self.error(400, "illegal_argument", &format!("{name} is missing"));
        };
        let queue = if kind == "chat" { QueueId::of_user } else { QueueId::of_group }(target);
        self.archive.forget(&actor.user, &queue, gone);
        let chat = if kind == "chat" { "chat" } else { "groupchat" };
        let data = json!({ "resource": actor.resource, "to": target, "chatType": chat });
        let notice = json!({ "type": "roaming_delete", "data": data });
        self.tell_others_of(actor, Namespace::Notify, notice.to_string().into_bytes());
        self.status_ok()
    }

    fn delete_everything(&mut self, _: &Call<'_>, actor: &Actor, _: &str) -> Response {
        self.archive.forget_all(&actor.user);
        self.status_ok()
    }

    /// Success as the services of messages and reactions say it.
    pub(super) fn status_ok(&self) -> Response {
        reply::json(200, &json!({ "requestStatusCode": "ok", "timestamp": self.now }))
    }
}

impl<'a> Wanted<'a> {
    fn read(call: &'a Call<'_>) -> Self {
        let kinds = call.text("msgType").unwrap_or_default().split(',');
        Self {
            kinds: kinds.map(str::trim).filter(|kind| !kind.is_empty()).collect(),
            from: call.text("userId").filter(|user| !user.is_empty()),
            since: call.number("startTime").unwrap_or_default(),
            until: call.number("endTime").unwrap_or(u64::MAX),
        }
    }

    fn includes(&self, meta: &Meta) -> bool {
        let from = meta.from.as_ref().and_then(|from| from.name.as_deref());
        let at = meta.timestamp.unwrap_or_default();
        let in_time = (self.since..=self.until).contains(&at);
        in_time && self.from.is_none_or(|wanted| from == Some(wanted)) && self.has_kind(meta)
    }

    fn has_kind(&self, meta: &Meta) -> bool {
        let body = || MessageBody::decode(meta.payload.clone()?).ok();
        let kind = || body().and_then(|body| body.contents.first().map(content_name));
        self.kinds.is_empty() || kind().is_some_and(|kind| self.kinds.contains(&kind))
    }
}

/// Standard base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        let word = word << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

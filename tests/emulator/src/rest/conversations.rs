//! Conversations: listed, pinned, marked, deleted; each user has their own.

use std::cmp::Reverse;

use easemob_core::wire::{BodyType, Namespace};
use serde_json::{Value, json};

use super::{Call, Response};
use crate::archive::Conversation;
use crate::groups::Kind;
use crate::message_json::listed_message;
use crate::muc::Actor;
use crate::queues::QueueId;
use crate::server::Server;

/// Conversations the vendor keeps and lists.
const KEPT: usize = 100;

/// Conversations the vendor lets a user pin.
const PINNED: usize = 50;

/// Marks there are: `mark_0` to `mark_19`.
const MARKS: u8 = 20;

/// Conversations of a page the vendor gives at most; of the old list, and how far that goes back.
const PAGE_MOST: usize = 50;
const OLD_PAGE_MOST: usize = 20;
const OLD_UNPAGED: usize = 10;
const OLD_MS: u64 = 7 * 86_400_000;

impl Server {
    /// `…/user_channel…` and `…/user_channels…`.
    pub(super) fn serve_conversations(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        type Serve = fn(&mut Server, &Call<'_>, &Actor) -> Response;
        let (user, serve): (_, Serve) = match (method, path) {
            ("GET", ["sdk", "user", user, "user_channels", "list"]) => {
                (user, Self::list_conversations)
            }
            ("GET", ["sdk", "user", user, "user_channels", "mark", "search"]) => {
                (user, Self::list_marked)
            }
            ("GET", ["users", user, "user_channels"]) => (user, Self::old_list),
            ("GET", ["users", user, "user_channels", "page"]) => (user, Self::old_page),
            ("DELETE", ["user", user, "user_channel"]) => (user, Self::delete_conversation),
            ("POST", ["sdk", "user", user, "user_channel", "top"]) => (user, Self::put_on_top),
            ("DELETE", ["sdk", "user", user, "user_channel", "top"]) => (user, Self::take_off_top),
            ("POST", ["sdk", "user", user, "user_channels", "mark"]) => (user, Self::add_mark),
            ("DELETE", ["sdk", "user", user, "user_channels", "mark"]) => (user, Self::remove_mark),
            _ => return None,
        };
        Some(match self.acting(call, user) {
            Err(refusal) => refusal,
            Ok(actor) => serve(self, call, &actor),
        })
    }

    fn list_conversations(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let pinned = call.query("is_top") == Some("true");
        self.conversations_page(
            call,
            actor,
            20,
            |it| if pinned { it.pinned } else { Some(it.active) },
        )
    }

    fn list_marked(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        match mark_of(call.query("mark")) {
            Ok(mark) => self.conversations_page(call, actor, 10, |it| {
                it.marks.contains(&mark).then_some(it.active)
            }),
            Err(words) => self.error(400, "illegal_argument", words),
        }
    }

    /// A page of those that have a place in the order, the latest first.
    fn conversations_page(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        size: usize,
        place: impl Fn(&Conversation) -> Option<u64>,
    ) -> Response {
        let asked = call.query("limit").and_then(|limit| limit.parse().ok());
        let size = asked.unwrap_or(size).clamp(1, PAGE_MOST);
        let with_empty = call.query("needEmptySession") == Some("true");
        let with_marks = call.query("need_mark") == Some("true");
        let mut all: Vec<(Reverse<u64>, &QueueId, Value)> = self
            .listed(&actor.user)
            .filter_map(|(id, conversation)| {
                let place = Reverse(place(conversation)?);
                let shown = self.shown_conversation(&actor.user, id, conversation, with_marks);
                let empty = shown["meta"] == json!({});
                (with_empty || !empty).then_some((place, id, shown))
            })
            .collect();
        all.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        all.truncate(KEPT);
        let after = call.query("cursor").and_then(Cursor::read);
        let mut left = all.into_iter().filter(|(place, id, _)| {
            after.as_ref().is_none_or(|it| (place, &id.name) > (&it.place, &it.name))
        });
        let page: Vec<_> = left.by_ref().take(size).collect();
        let more = left.next().is_some();
        drop(left);
        let last = page.last().filter(|_| more);
        let cursor = last.map(|(place, id, _)| format!("{}_{}", place.0, id.name));
        let infos: Vec<Value> = page.into_iter().map(|(_, _, shown)| shown).collect();
        let data = json!({ "channel_infos": infos, "cursor": cursor.unwrap_or_default() });
        self.envelope(call, json!({ "data": data }))
    }

    fn old_list(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let mut infos = self.old_infos(actor);
        infos.truncate(OLD_UNPAGED);
        self.envelope(call, json!({ "data": { "channel_infos": infos } }))
    }

    fn old_page(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let number = |name: &str| call.query(name).and_then(|number| number.parse::<usize>().ok());
        let page = number("pageNum").unwrap_or(1);
        let size = number("pageSize").unwrap_or(OLD_PAGE_MOST).clamp(1, OLD_PAGE_MOST);
        let skipped = page.saturating_sub(1).saturating_mul(size);
        let infos = self.old_infos(actor).into_iter().skip(skipped).take(size);
        let infos: Vec<Value> = infos.collect();
        self.envelope(call, json!({ "data": { "channel_infos": infos } }))
    }

    /// Every conversation in the form of the old list, the latest first.
    fn old_infos(&self, actor: &Actor) -> Vec<Value> {
        let since = self.now.saturating_sub(OLD_MS);
        let listed = self.listed(&actor.user);
        let mut all: Vec<_> = listed.filter(|(_, it)| it.active >= since).collect();
        all.sort_by_key(|(id, it)| (Reverse(it.active), *id));
        let infos = all.into_iter().map(|(id, conversation)| {
            let shown = self.shown_conversation(&actor.user, id, conversation, false);
            json!({
                "channel_id": format!("{}_{}@{}", self.config.app_key, id.name, id.domain),
                "unread_num": shown["unread_num"],
                "meta": shown["meta"],
            })
        });
        infos.collect()
    }

    /// Conversations on the list: threads are on none.
    fn listed<'a>(
        &'a self,
        user: &str,
    ) -> impl Iterator<Item = (&'a QueueId, &'a Conversation)> + use<'a> {
        let all = self.archive.conversations(user);
        all.filter(|(id, it)| !it.hidden && self.kind_of(id) != Some(Kind::Thread))
    }

    fn kind_of(&self, id: &QueueId) -> Option<Kind> {
        let group = id.is_group().then(|| self.groups.get(&id.name)).flatten();
        group.map(|group| group.kind)
    }

    fn shown_conversation(
        &self,
        user: &str,
        id: &QueueId,
        conversation: &Conversation,
        with_marks: bool,
    ) -> Value {
        let last = self.archive.history(user, id).next_back();
        let last = last.map(|(_, meta)| self.as_seen_by(meta.clone(), user));
        let mut shown = json!({
            "session_to": id.name,
            "session_type": self.type_of(id),
            "is_top": conversation.pinned.is_some(),
            "update_top_status_time": conversation.pinned.unwrap_or_default(),
            "unread_num": conversation.unread(),
            "meta": last.map_or_else(|| json!({}), |meta| listed_message(&meta)),
        });
        if with_marks && !conversation.marks.is_empty() {
            let marks = conversation.marks.iter().map(|mark| format!("mark_{mark}"));
            shown["marks"] = marks.collect();
        }
        shown
    }

    fn type_of(&self, id: &QueueId) -> &'static str {
        match self.kind_of(id).map(Kind::chat) {
            Some(BodyType::Chatroom) => "chatroom",
            _ if id.is_group() => "groupchat",
            _ => "chat",
        }
    }

    fn delete_conversation(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let target = target_of(call.text("channel"), call.text("type"));
        let Some(target) = target else { return self.no_conversation_named() };
        self.archive.hide(&actor.user, &target, call.body["delete_roam"] == json!(true));
        self.tell_of_conversation(actor, &target, "del", None);
        self.envelope(call, json!({ "data": { "result": "ok" } }))
    }

    fn put_on_top(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let target = target_of(call.text("to"), call.text("type"));
        let Some(target) = target else { return self.no_conversation_named() };
        let pinned = self.listed(&actor.user).filter(|(_, it)| it.pinned.is_some()).count();
        let known = self.archive.conversation(&actor.user, &target);
        let Some(known) = known.filter(|conversation| !conversation.hidden) else {
            return self.numbered_error(404, 91001, "conversation not exist");
        };
        if known.pinned.is_none() && pinned >= PINNED {
            let words = "the number of pinned conversations exceeds the limit";
            return self.numbered_error(403, 91002, words);
        }
        let now = self.now;
        self.archive.open(&actor.user, &target).pinned = Some(now);
        self.tell_of_conversation(actor, &target, "top", None);
        self.envelope(call, json!({ "data": { "is_top": true, "update_top_status_time": now } }))
    }

    fn take_off_top(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let target = target_of(call.query("to"), call.query("type"));
        let Some(target) = target else { return self.no_conversation_named() };
        self.archive.open(&actor.user, &target).pinned = None;
        self.tell_of_conversation(actor, &target, "not_top", None);
        self.envelope(call, json!({ "data": { "is_top": false } }))
    }

    fn add_mark(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        self.change_mark(call, actor, "mark", |conversation, mark| {
            conversation.marks.insert(mark);
        })
    }

    fn remove_mark(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        self.change_mark(call, actor, "mark_delete", |conversation, mark| {
            conversation.marks.remove(&mark);
        })
    }

    /// Changes a mark of each target there is; the others are named.
    fn change_mark(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        op: &str,
        change: impl Fn(&mut Conversation, u8),
    ) -> Response {
        let mark = match mark_of(call.text("mark")) {
            Ok(mark) => mark,
            Err(words) => return self.error(400, "illegal_argument", words),
        };
        let mut ignored = Vec::new();
        for given in call.body["targets"].as_array().into_iter().flatten() {
            let text = |name: &str| given.get(name).and_then(Value::as_str);
            let target = target_of(text("to"), text("type")).filter(|target| {
                let known = self.archive.conversation(&actor.user, target);
                known.is_some_and(|conversation| !conversation.hidden)
            });
            let Some(target) = target else {
                ignored.push(given.clone());
                continue;
            };
            change(self.archive.open(&actor.user, &target), mark);
            self.tell_of_conversation(actor, &target, op, Some(format!("mark_{mark}")));
        }
        self.envelope(call, json!({ "data": { "ignore": ignored } }))
    }

    fn no_conversation_named(&self) -> Response {
        self.error(400, "illegal_argument", "the conversation is not named, or its type is unknown")
    }

    /// Tells the actor's other devices what was done to a conversation.
    fn tell_of_conversation(&mut self, actor: &Actor, id: &QueueId, op: &str, ext: Option<String>) {
        let mut data = json!({
            "op": op,
            "id": id.name,
            "type": self.type_of(id),
            "from": actor.user,
            "res": actor.resource,
            "ts": self.now,
        });
        if let Some(ext) = ext {
            data["ext"] = json!(ext);
        }
        let notice = json!({ "type": "conv", "data": data });
        self.tell_others_of(actor, Namespace::Notify, notice.to_string().into_bytes());
    }
}

/// Where the page before ended.
struct Cursor {
    place: Reverse<u64>,
    name: String,
}

impl Cursor {
    fn read(text: &str) -> Option<Self> {
        let (place, name) = text.split_once('_')?;
        Some(Self { place: Reverse(place.parse().ok()?), name: name.into() })
    }
}

/// The conversation a name and a type stand for; types are spelled differently from call to call.
fn target_of(name: Option<&str>, kind: Option<&str>) -> Option<QueueId> {
    let name = name.filter(|name| !name.is_empty())?;
    match kind?.to_ascii_lowercase().as_str() {
        "chat" => Some(QueueId::of_user(name)),
        "groupchat" | "chatroom" => Some(QueueId::of_group(name)),
        _ => None,
    }
}

fn mark_of(text: Option<&str>) -> Result<u8, &'static str> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Err("param mark must be not empty, please check!");
    };
    let number = text.strip_prefix("mark_").and_then(|number| number.parse().ok());
    number.filter(|number| *number < MARKS).ok_or("param mark illegal, please check it!")
}

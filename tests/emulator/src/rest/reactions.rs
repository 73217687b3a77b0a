//! Reactions: added, removed, listed.

use serde_json::{Value, json};

use super::{Call, Response, reply};
use crate::muc::Actor;
use crate::server::Server;

/// Characters the vendor lets a reaction have.
const WORD_CHARS: usize = 128;

/// Messages the vendor lets one call ask about.
const ASKED: usize = 20;

/// Users of a page of one reaction, when nothing else is asked for and at most.
const PAGE: usize = 20;
const PAGE_MOST: usize = 100;

/// What the vendor says to somebody who has no part in the message, or nothing to undo.
const ILLEGAL: &str = "the user operation is illegal!";

impl Server {
    /// `/reaction/user/{user}…`.
    pub(super) fn serve_reactions(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["reaction", "user", user, rest @ ..] = path else { return None };
        let actor = match self.acting(call, user) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        if self.config.closes("reaction") {
            let words = "this appKey is not open reaction service!";
            return Some(self.error(400, "illegal_argument", words));
        }
        Some(match (method, rest) {
            ("POST", []) => self.add_reaction(call, &actor),
            ("DELETE", []) => self.delete_reaction(call, &actor),
            ("GET", []) => self.list_reactions(call, &actor),
            ("GET", ["detail"]) => self.reaction_detail(call, &actor),
            _ => return None,
        })
    }

    fn add_reaction(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let word = call.text("message").unwrap_or_default();
        let Some(message) = call.number("msgId") else { return self.illegal(ILLEGAL) };
        if word.is_empty() || !self.archive.shows(&actor.user, message) {
            return self.illegal(ILLEGAL);
        }
        if word.chars().count() > WORD_CHARS {
            return self.too_many();
        }
        let id = self.next_id();
        if !self.reactions.add(message, word, &actor.user, id) {
            return self.illegal("the user is already operation this message");
        }
        self.tell_of_reaction(actor, message, word, true);
        let party = self.archive.get(message).map(|meta| self.party_of(meta));
        let id = self.reactions.find(message, word).map_or(id, |reaction| reaction.id);
        let data = json!({
            "id": id.to_string(),
            "msgId": message.to_string(),
            "msgType": party.as_ref().map(|party| party.kind_name()),
            "groupId": party.and_then(|party| party.group),
            "reaction": word,
        });
        self.ok_with(data)
    }

    fn delete_reaction(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let word = call.query("message").unwrap_or_default();
        let message = call.query("msgId").and_then(|id| id.parse().ok()).unwrap_or_default();
        if !self.reactions.remove(message, word, &actor.user) {
            return self.illegal(ILLEGAL);
        }
        self.tell_of_reaction(actor, message, word, false);
        self.status_ok()
    }

    fn list_reactions(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let ids: Vec<&str> = call.query("msgIdList").unwrap_or_default().split(',').collect();
        if ids.len() > ASKED {
            return self.too_many();
        }
        if call.query("msgType") == Some("groupchat") {
            let given = |id: &&str| !matches!(*id, "" | "null" | "undefined");
            let Some(group) = call.query("groupId").filter(given) else {
                return self.illegal("groupId can not be null!");
            };
            if !self.groups.get(group).is_some_and(|group| group.has(&actor.user)) {
                return self.illegal("The user not in this group!");
            }
        }
        let lists: Vec<Value> = ids
            .iter()
            .map(|id| {
                let message = id.parse().unwrap_or_default();
                let seen = self.archive.shows(&actor.user, message);
                let shown = seen.then(|| self.reactions.shown(message, &actor.user, true));
                json!({ "msgId": id, "reactionList": shown.unwrap_or_default() })
            })
            .collect();
        self.ok_with(json!(lists))
    }

    fn reaction_detail(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        // Documents and clients do not agree on the names.
        let number = |names: [&str; 2]| {
            let mut found = names.iter().filter_map(|name| call.query(name)?.parse::<usize>().ok());
            found.next()
        };
        let size = number(["pageSize", "limit"]).unwrap_or(PAGE).clamp(1, PAGE_MOST);
        let start = number(["currentPage", "cursor"]).unwrap_or_default();
        let message = call.query("msgId").and_then(|id| id.parse().ok()).unwrap_or_default();
        let word = call.query("message").unwrap_or_default();
        let seen = self.archive.shows(&actor.user, message);
        let Some(reaction) = self.reactions.find(message, word).filter(|_| seen) else {
            return self.illegal(ILLEGAL);
        };
        let users: Vec<&String> = reaction.users.iter().skip(start).take(size).collect();
        let next = start.saturating_add(users.len());
        let more = next < reaction.users.len() && !users.is_empty();
        let data = json!({
            "reactionId": reaction.id.to_string(),
            "reaction": reaction.word,
            "count": reaction.users.len(),
            "state": reaction.is_of(&actor.user),
            "userList": users,
            "cursor": if more { next.to_string() } else { String::new() },
        });
        self.ok_with(data)
    }

    fn ok_with(&self, data: Value) -> Response {
        let body = json!({ "requestStatusCode": "ok", "timestamp": self.now, "data": data });
        reply::json(200, &body)
    }

    fn illegal(&self, words: &str) -> Response {
        self.error(400, "illegal_argument", words)
    }
}

//! Pinned messages: pinned, unpinned, listed.

use serde_json::{Value, json};

use super::{Call, Response};
use crate::message_json::listed_message;
use crate::muc::Actor;
use crate::notices::Party;
use crate::pins::Pin;
use crate::server::Server;

/// Messages the vendor lets be pinned in a conversation.
const PINNED: usize = 20;

/// Pins of a page, when nothing else is asked for and at most.
const PAGE: usize = 10;
const PAGE_MOST: usize = 50;

impl Server {
    /// `/sdk/user/{user}/user_channel/pin`.
    pub(super) fn serve_pins(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["sdk", "user", user, "user_channel", "pin"] = path else { return None };
        let actor = match self.acting(call, user) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        let (to, kind) = match method {
            "GET" => (call.query("to"), call.query("type")),
            _ => (call.text("to"), call.text("type")),
        };
        let party = match self.party_named(&actor, to.unwrap_or_default(), kind) {
            Ok(party) => party,
            Err(refusal) => return Some(refusal),
        };
        if method == "GET" {
            return Some(self.list_pins(call, &actor, &party));
        }
        let Some(message) = call.number("pin_msg_id") else {
            let words = "param pin_msg_id illegal, please check it!";
            return Some(self.error(400, "illegal_argument", words));
        };
        match method {
            "POST" => Some(self.pin_message(call, &actor, &party, message)),
            "DELETE" => Some(self.unpin_message(call, &actor, &party, message)),
            _ => None,
        }
    }

    /// The conversation a call is about, if the actor has a part in it.
    fn party_named(
        &self,
        actor: &Actor,
        name: &str,
        kind: Option<&str>,
    ) -> Result<Party, Response> {
        let party = match kind {
            Some("chat") if !name.is_empty() => Some(Party::of_two(&actor.user, name)),
            Some("groupchat" | "chatroom") => self.party_in(name),
            _ => None,
        };
        let inside = |party: &Party| self.members_of(party).contains(&actor.user);
        party.filter(inside).ok_or_else(|| {
            let words = "the user is not in this conversation";
            self.numbered_error(400, 91104, words)
        })
    }

    fn pin_message(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        party: &Party,
        message: u64,
    ) -> Response {
        let known = self.archive.get(message).map(|meta| self.party_of(meta));
        if known.as_ref() != Some(party) {
            return self.no_such_pin();
        }
        let others = self.pins.of(party).iter().filter(|pin| pin.message != message).count();
        if others >= PINNED {
            let words = "the number of pinned messages exceeds the limit";
            return self.numbered_error(403, 91101, words);
        }
        let pin = Pin { message, operator: actor.user.clone(), at: self.now };
        self.pins.add(party, pin);
        self.tell_of_pin(actor, party, message, true);
        self.envelope(call, json!({ "data": {} }))
    }

    fn unpin_message(
        &mut self,
        call: &Call<'_>,
        actor: &Actor,
        party: &Party,
        message: u64,
    ) -> Response {
        if !self.pins.remove(party, message) {
            return self.no_such_pin();
        }
        self.tell_of_pin(actor, party, message, false);
        self.envelope(call, json!({ "data": {} }))
    }

    fn list_pins(&mut self, call: &Call<'_>, actor: &Actor, party: &Party) -> Response {
        let asked = call.query("limit").and_then(|limit| limit.parse().ok());
        let size = asked.unwrap_or(PAGE).clamp(1, PAGE_MOST);
        let cursor: Option<u64> = call.query("cursor").and_then(|cursor| cursor.parse().ok());
        let pins = self.pins.of(party);
        let start = cursor.and_then(|last| pins.iter().position(|pin| pin.message == last));
        // A recalled message is pinned no longer.
        let mut left = pins[start.map_or(0, |last| last + 1)..]
            .iter()
            .filter_map(|pin| Some((pin, self.archive.get(pin.message)?.clone())));
        let page: Vec<_> = left.by_ref().take(size).collect();
        let more = left.next().is_some();
        let cursor = page.last().filter(|_| more).map(|(pin, _)| pin.message.to_string());
        let infos: Vec<Value> = page
            .into_iter()
            .map(|(pin, meta)| {
                json!({
                    "message": listed_message(&self.as_seen_by(meta, &actor.user)),
                    "pin_opt_at": pin.at,
                    "pin_operator": pin.operator,
                })
            })
            .collect();
        let data = json!({ "msg_infos": infos, "cursor": cursor.unwrap_or_default() });
        self.envelope(call, json!({ "data": data }))
    }

    fn no_such_pin(&self) -> Response {
        self.error(404, "resource_not_found", "user session pin message not exist")
    }
}

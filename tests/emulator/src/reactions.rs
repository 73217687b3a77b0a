//! Reactions: small words on messages, told to everybody who can see the message.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kept::{Kept, Table};
use crate::muc::Actor;
use crate::server::Server;

/// Users a list of reactions names.
const NAMED: usize = 3;

/// One reaction of a message and who gave it, in that order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) id: u64,
    pub(crate) word: String,
    pub(crate) users: Vec<String>,
}

/// Reactions by message, oldest first.
#[derive(Default)]
pub(crate) struct Reactions(Kept<u64, Vec<Reaction>>);

impl Reaction {
    pub(crate) fn is_of(&self, user: &str) -> bool {
        self.users.iter().any(|known| known == user)
    }

    /// As `viewer` sees it, without the id.
    fn shown(&self, viewer: &str) -> Value {
        json!({
            "reaction": self.word,
            "count": self.users.len(),
            "userList": self.users.iter().take(NAMED).collect::<Vec<_>>(),
            "state": self.is_of(viewer),
        })
    }
}

impl Reactions {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn of(&self, message: u64) -> &[Reaction] {
        self.0.get(&message).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn find(&self, message: u64, word: &str) -> Option<&Reaction> {
        self.of(message).iter().find(|reaction| reaction.word == word)
    }

    /// Adds a user to a reaction; whether that is new.
    pub(crate) fn add(&mut self, message: u64, word: &str, user: &str, id: u64) -> bool {
        let reactions = self.0.entry(message).or_default();
        let reaction = match reactions.iter_mut().position(|reaction| reaction.word == word) {
            Some(place) => &mut reactions[place],
            None => {
                reactions.push(Reaction { id, word: word.into(), users: Vec::new() });
                let last = reactions.len() - 1;
                &mut reactions[last]
            }
        };
        let new = !reaction.is_of(user);
        if new {
            reaction.users.push(user.into());
        }
        new
    }

    /// Takes a user off a reaction; whether there was one.
    pub(crate) fn remove(&mut self, message: u64, word: &str, user: &str) -> bool {
        let Some(reactions) = self.0.get_mut(&message) else { return false };
        let reaction = reactions.iter_mut().find(|reaction| reaction.word == word);
        let had = reaction.is_some_and(|reaction| {
            let before = reaction.users.len();
            reaction.users.retain(|known| known != user);
            reaction.users.len() < before
        });
        reactions.retain(|reaction| !reaction.users.is_empty());
        had
    }

    /// The reactions of a message as `viewer` sees them, for lists and for the message itself.
    pub(crate) fn shown(&self, message: u64, viewer: &str, with_ids: bool) -> Vec<Value> {
        let reactions = self.of(message).iter().map(|reaction| {
            let mut shown = reaction.shown(viewer);
            if with_ids {
                shown["reactionId"] = json!(reaction.id.to_string());
            }
            shown
        });
        reactions.collect()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Server {
    /// Tells everybody who can see the message that a reaction came or went.
    pub(crate) fn tell_of_reaction(&mut self, actor: &Actor, message: u64, word: &str, came: bool) {
        let Some(meta) = self.archive.get(message).cloned() else { return };
        let party = self.party_of(&meta);
        let op = json!([{
            "operator": actor.user,
            "reactionType": if came { "create" } else { "delete" },
        }]);
        let now = self.now;
        let notices: BTreeMap<String, Value> = self
            .members_of(&party)
            .into_iter()
            .map(|viewer| {
                let mut reactions = self.reactions.shown(message, &viewer, false);
                if self.reactions.find(message, word).is_none() {
                    let gone = Reaction { id: 0, word: word.into(), users: Vec::new() };
                    reactions.push(gone.shown(&viewer));
                }
                for reaction in reactions.iter_mut().filter(|it| it["reaction"] == word) {
                    reaction["op"] = op.clone();
                }
                let data = json!([{
                    "from": actor.user,
                    "to": party.name_for(&actor.user),
                    "channel_type": party.kind_name(),
                    "messageId": message.to_string(),
                    "reactions": reactions,
                    "ts": now,
                }]);
                (viewer, json!({ "type": "reaction", "data": data }))
            })
            .collect();
        self.tell_party(actor, &party, |viewer| notices.get(viewer).cloned().unwrap_or_default());
    }
}

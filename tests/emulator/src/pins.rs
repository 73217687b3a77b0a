//! Pinned messages: what everybody in a conversation finds at its top.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kept::{Kept, Table};
use crate::muc::Actor;
use crate::notices::Party;
use crate::server::Server;

/// One pin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pin {
    pub(crate) message: u64,
    pub(crate) operator: String,
    pub(crate) at: u64,
}

/// Pins by conversation, the newest first.
#[derive(Default)]
pub(crate) struct Pins(Kept<Party, Vec<Pin>>);

impl Pins {
    /// Itself, for a store.
    pub(crate) fn table(&mut self) -> &mut dyn Table {
        &mut self.0
    }

    pub(crate) fn of(&self, party: &Party) -> &[Pin] {
        self.0.get(party).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn add(&mut self, party: &Party, pin: Pin) {
        let pins = self.0.entry(party.clone()).or_default();
        pins.retain(|known| known.message != pin.message);
        pins.insert(0, pin);
    }

    /// Removes a pin; whether there was one.
    pub(crate) fn remove(&mut self, party: &Party, message: u64) -> bool {
        let Some(pins) = self.0.get_mut(party) else { return false };
        let before = pins.len();
        pins.retain(|pin| pin.message != message);
        pins.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Server {
    /// Tells everybody in a conversation that a message was pinned or unpinned.
    pub(crate) fn tell_of_pin(&mut self, actor: &Actor, party: &Party, message: u64, pinned: bool) {
        let data = json!({
            "op": if pinned { "pin" } else { "pin_delete" },
            "id": party.name_for(&actor.user),
            "type": party.kind_name(),
            "from": actor.user,
            "res": actor.resource,
            "ts": self.now,
            "ext": message.to_string(),
        });
        let notice = json!({ "type": "conv", "data": data });
        self.tell_party(actor, party, |_| notice.clone());
    }
}

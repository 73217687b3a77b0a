//! Nothing is acknowledged before the application has taken it: not to the server, not on the disk.
//! And what a process took into its hands and did not commit, a later one is handed again.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::store::Record;
use easemob_core::wire::{BodyType, MessageBody, Meta, Namespace};
use easemob_core::{Delivery, Event, Session};
use easemob_emulator::look::Waiting;
use prost::Message as _;

use crate::world::Who;

#[derive(Default)]
pub(super) struct Commits(BTreeMap<Who, Hands>);

/// What one application has been handed, over all its processes. Messages go by the server's id.
#[derive(Default)]
struct Hands {
    /// By this process, and not yet taken.
    open: BTreeMap<Delivery, u64>,
    /// By any.
    handed: BTreeSet<u64>,
    /// How often, repeats included.
    times: usize,
    taken: BTreeSet<u64>,
    /// What the server held when it was looked at last, and for which device.
    held: BTreeMap<u64, String>,
    device: String,
}

impl Commits {
    pub(super) fn event(&mut self, who: Who, event: &Event) {
        if let Event::Message(message) = event {
            let hands = self.0.entry(who).or_default();
            hands.open.insert(message.delivery, message.id.0);
            hands.handed.insert(message.id.0);
            hands.times += 1;
        }
    }

    /// The application has committed one.
    pub(super) fn committed(&mut self, who: Who, delivery: Delivery) {
        let hands = self.0.entry(who).or_default();
        hands.taken.extend(hands.open.remove(&delivery));
    }

    /// The application comes back for the next event, which commits the last.
    pub(super) fn came_back(&mut self, who: Who) {
        let hands = self.0.entry(who).or_default();
        hands.taken.extend(std::mem::take(&mut hands.open).into_values());
    }

    pub(super) fn crashed(&mut self, who: Who) {
        self.0.entry(who).or_default().open.clear();
    }

    /// How often this application was handed a message, and how many it took.
    pub(super) fn totals(&self, who: Who) -> (usize, usize) {
        self.0.get(&who).map_or((0, 0), |hands| (hands.times, hands.taken.len()))
    }

    /// What the server holds for a device now. What it holds no longer was taken.
    pub(super) fn server_holds(
        &mut self,
        who: Who,
        device: &str,
        waiting: &[Waiting],
    ) -> Result<(), String> {
        let hands = self.0.entry(who).or_default();
        if hands.device != device {
            // Another device begins where all of them had come to.
            hands.device = device.into();
            hands.held.clear();
        }
        let before = std::mem::take(&mut hands.held);
        for one in waiting {
            if before.contains_key(&one.key) || is_speech(one) {
                hands.held.insert(one.key, one.queue.clone());
            }
        }
        let mut gone = before.keys().filter(|id| !hands.held.contains_key(id));
        match gone.find(|id| !hands.taken.contains(id)) {
            Some(id) => Err(format!("{id} was acknowledged to the server, and not taken")),
            None => Ok(()),
        }
    }

    /// Nor is the disk ahead of the application.
    pub(super) fn record(&mut self, who: Who, record: &Record) -> Result<(), String> {
        match record {
            Record::All(session) => self.kept(who, session),
            Record::Cursor(cursor) => self.cursor(who, &cursor.name, cursor.key),
            Record::Taken { id, .. } => self.seen(who, *id),
            _ => Ok(()),
        }
    }

    /// The same for a session that is kept as a whole.
    pub(super) fn kept(&mut self, who: Who, session: &Session) -> Result<(), String> {
        let mut cursors = session.cursors.iter();
        cursors.try_for_each(|cursor| self.cursor(who, &cursor.name, cursor.key))?;
        // Most of what was seen is long gone: what is still held is little.
        let Some(hands) = self.0.get(&who) else { return Ok(()) };
        let mut open = hands.held.keys().filter(|id| !hands.taken.contains(id));
        match open.find(|id| session.seen.iter().rev().any(|(_, seen)| seen == *id)) {
            Some(id) => self.seen(who, *id),
            None => Ok(()),
        }
    }

    fn cursor(&self, who: Who, queue: &str, key: u64) -> Result<(), String> {
        let Some(hands) = self.0.get(&who) else { return Ok(()) };
        let mut passed = hands.held.range(..=key).filter(|(_, name)| *name == queue);
        match passed.find(|(id, _)| !hands.taken.contains(id)) {
            Some((id, _)) => Err(format!("{id} is behind the cursor that was kept, and not taken")),
            None => Ok(()),
        }
    }

    fn seen(&self, who: Who, id: u64) -> Result<(), String> {
        let Some(hands) = self.0.get(&who) else { return Ok(()) };
        let ahead = hands.held.contains_key(&id) && !hands.taken.contains(&id);
        if ahead { Err(format!("{id} was kept as taken, and was not")) } else { Ok(()) }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    /// A message that was in the hands of a process when it ended came again.
    pub(super) fn at_rest(&self) -> Vec<String> {
        let lost = self.0.values().flat_map(|hands| hands.handed.difference(&hands.taken));
        lost.map(|id| format!("{id} was handed over, not committed, and never came again"))
            .collect()
    }
}

/// Whether a meta is something somebody said: receipts and the like are not told as messages.
fn is_speech(waiting: &Waiting) -> bool {
    let Ok(meta) = Meta::decode(waiting.meta.clone()) else { return false };
    let body = MessageBody::decode(meta.payload.unwrap_or_default());
    let said = [BodyType::Chat, BodyType::Groupchat, BodyType::Chatroom].map(|kind| kind as i32);
    meta.ns == Some(Namespace::Chat as i32)
        && body.is_ok_and(|body| body.kind.is_some_and(|kind| said.contains(&kind)))
}

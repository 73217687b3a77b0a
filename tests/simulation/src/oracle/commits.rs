//! Nothing is acknowledged before the application has taken it: not to the server, not on the disk.
//! And what a process took into its hands and did not commit, a later one is handed again.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::store::Record;
use easemob_core::wire::{BodyType, MessageBody, Meta, Namespace};
use easemob_core::{Delivery, Event, Session};
use prost::Message as _;

use crate::world::Who;

/// Content that was seen and that the server may still hold: some pages. The rest is long gone.
const STILL_HELD: usize = 256;

/// What the server holds for one device.
pub(crate) trait Holds {
    /// Whether it has heard of this device.
    fn knows(&self) -> bool;
    /// Queue, key and meta of what lies beyond this key.
    fn after(&self, key: u64) -> Vec<(String, u64, Bytes)>;
    /// The first key of each queue that holds anything.
    fn fronts(&self) -> BTreeMap<String, u64>;
}

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
    /// By queue and key; `true` for what somebody said: receipts and the like are not told as
    /// messages.
    held: BTreeMap<String, BTreeMap<u64, bool>>,
    /// The last key of it.
    last: u64,
    device: String,
    /// Whether the server knows the device.
    known: bool,
}

impl Hands {
    /// What was in the hands of a device that is no more comes again only where the server holds it
    /// for the new one: it may have been taken, or was said, on a device before that.
    fn another_device(&mut self) {
        let held = |id: &u64| self.held.values().any(|held| held.contains_key(id));
        self.handed.retain(|id| self.taken.contains(id) || held(id));
    }
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

    /// The application has refused one: it has it no longer. Which one that was.
    pub(super) fn refused(&mut self, who: Who, delivery: Delivery) -> Option<u64> {
        self.0.entry(who).or_default().open.remove(&delivery)
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

    /// Looks at what the server holds for a device. What it holds no longer was taken.
    pub(super) fn server_holds(
        &mut self,
        who: Who,
        device: &str,
        server: &impl Holds,
    ) -> Result<(), String> {
        let hands = self.0.entry(who).or_default();
        if hands.device != device {
            // Another device begins where all of them had come to.
            (hands.device, hands.last, hands.known) = (device.into(), 0, false);
            hands.held.clear();
        }
        for (queue, key, meta) in server.after(hands.last) {
            hands.last = hands.last.max(key);
            hands.held.entry(queue).or_default().insert(key, is_speech(&meta));
        }
        if !hands.known && server.knows() {
            hands.known = true;
            hands.another_device();
        }
        let fronts = server.fronts();
        for (queue, held) in &mut hands.held {
            let front = fronts.get(queue).copied().unwrap_or(u64::MAX);
            let rest = held.split_off(&front);
            let gone = std::mem::replace(held, rest);
            let mut speech = gone.iter().filter(|(_, is_speech)| **is_speech);
            if let Some((id, _)) = speech.find(|(id, _)| !hands.taken.contains(id)) {
                return Err(format!("{id} was acknowledged to the server, and not taken"));
            }
        }
        Ok(())
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
        let mut seen = session.seen.iter().rev().take(STILL_HELD);
        seen.try_for_each(|(_, id)| self.seen(who, *id))
    }

    fn cursor(&self, who: Who, queue: &str, key: u64) -> Result<(), String> {
        let Some(hands) = self.0.get(&who) else { return Ok(()) };
        let passed = hands.held.get(queue).into_iter().flat_map(|held| held.range(..=key));
        let mut speech = passed.filter(|(_, is_speech)| **is_speech);
        match speech.find(|(id, _)| !hands.taken.contains(id)) {
            Some((id, _)) => Err(format!("{id} is behind the cursor that was kept, and not taken")),
            None => Ok(()),
        }
    }

    fn seen(&self, who: Who, id: u64) -> Result<(), String> {
        let Some(hands) = self.0.get(&who) else { return Ok(()) };
        let held = hands.held.values().any(|held| held.get(&id) == Some(&true));
        let ahead = held && !hands.taken.contains(&id);
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

fn is_speech(meta: &Bytes) -> bool {
    Meta::decode(meta.clone()).is_ok_and(says_something)
}

/// Whether this is told as a message.
pub(super) fn says_something(meta: Meta) -> bool {
    let body = MessageBody::decode(meta.payload.unwrap_or_default());
    let said = [BodyType::Chat, BodyType::Groupchat, BodyType::Chatroom].map(|kind| kind as i32);
    meta.ns == Some(Namespace::Chat as i32)
        && body.is_ok_and(|body| body.kind.is_some_and(|kind| said.contains(&kind)))
}

//! Everything that was said, from its acceptance to its outcome and its arrival, over all the
//! processes of those who say and hear it. A recall, an edit or a receipt is said to nobody: it has
//! an outcome, and what is told of it refers to something that was said.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{Address, Body, Chat, Event, LocalId, Message, Outcome, ServerId, Session};

use super::Totals;
use crate::disk::Keeps;
use crate::world::Who;

/// Something that a client accepted.
pub(crate) struct Said {
    /// What goes over the wire, or stands for it: unique.
    pub(crate) text: String,
    /// Where it was said.
    pub(crate) to: Address,
    /// Who hears it as a message.
    pub(crate) ears: Vec<Who>,
    /// They may miss it.
    pub(crate) is_fleeting: bool,
}

#[derive(Default)]
pub(super) struct Messages {
    /// By their text.
    all: BTreeMap<String, Entry>,
    by_local: BTreeMap<(Who, LocalId), String>,
    by_server: BTreeMap<ServerId, String>,
    /// Accepted so far: numbers them.
    last: u64,
    /// The number of the last one that a process, or what was kept for it, had of somebody on one of
    /// his devices in a conversation.
    heard: BTreeMap<(Who, Who, u32, String), u64>,
    /// Those of whom the server dropped some: these arrive as it took them, not as they were said.
    dropped: BTreeSet<Who>,
    /// The server's id of the last one it had from a queue.
    queues: BTreeMap<(Who, String), ServerId>,
    /// How often somebody came back on another device: such people hear what they said on the first.
    moved: BTreeMap<Who, u32>,
    /// Those whose store failed: a later process may not know what an earlier one was told.
    forgetful: BTreeSet<Who>,
}

struct Entry {
    from: Who,
    to: Address,
    is_fleeting: bool,
    /// Its writer's, counted.
    device: u32,
    number: u64,
    local: LocalId,
    debt: Debt,
    outcome: Option<Outcome>,
    /// Its id, once somebody knows it.
    server: Option<ServerId>,
    ears: BTreeMap<Who, Ear>,
}

/// What one of those who are to hear it has of it.
#[derive(Clone, Copy, Default)]
struct Ear {
    /// The process that lives now has got it.
    here: bool,
    /// It was taken, and that was kept.
    kept: bool,
    times: u32,
}

/// Whether its writer still has to be told what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Debt {
    Owed,
    Told,
    /// It was told, and that it was is kept.
    Paid,
    /// The process that had accepted it ended without keeping that.
    Forgotten {
        /// Before it could have been sent.
        unsent: bool,
    },
}

impl Entry {
    /// Which conversation it is part of, for those who say something in it.
    fn conversation(&self) -> String {
        match &self.to {
            Address::Group(group) => group.to_string(),
            Address::Room(room) => room.to_string(),
            _ => String::new(),
        }
    }

    /// Everybody has it who is to have it.
    fn has_arrived(&self) -> bool {
        self.is_fleeting || self.ears.values().all(|ear| ear.times > 0)
    }
}

impl Messages {
    pub(super) fn accepted(&mut self, from: Who, local: LocalId, said: Said) {
        self.last += 1;
        let entry = Entry {
            from,
            to: said.to,
            is_fleeting: said.is_fleeting,
            device: self.moved.get(&from).copied().unwrap_or_default(),
            number: self.last,
            local,
            debt: Debt::Owed,
            outcome: None,
            server: None,
            ears: said.ears.into_iter().map(|who| (who, Ear::default())).collect(),
        };
        self.by_local.insert((from, local), said.text.clone());
        let known = self.all.contains_key(&said.text);
        assert!(!known, "{:?} was said before: say something else", said.text);
        self.all.insert(said.text, entry);
    }

    pub(super) fn event(&mut self, who: Who, event: &Event) -> Result<(), String> {
        match event {
            Event::Message(message) => match &message.body {
                Body::Text(text) => self.delivered(who, message, text),
                _ => Ok(()),
            },
            Event::Settled { local, outcome } => self.settled(who, *local, outcome),
            Event::Recalled(recall) => self.refers(recall.message, event),
            Event::Edited(edit) => self.refers(edit.message.id, event),
            Event::Receipt(receipt) => match receipt.kind.message() {
                Some(message) => self.refers(message, event),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    pub(super) fn drops_those_of(&mut self, who: Who) {
        self.dropped.insert(who);
    }

    /// What is told of a message is told of one that was said.
    fn refers(&self, message: ServerId, event: &Event) -> Result<(), String> {
        let known = self.by_server.contains_key(&message);
        known.then_some(()).ok_or_else(|| format!("{event:?} is about nothing that was said"))
    }

    pub(super) fn store_failed(&mut self, who: Who) {
        self.forgetful.insert(who);
    }

    fn settled(&mut self, who: Who, local: LocalId, outcome: &Outcome) -> Result<(), String> {
        let text = self.by_local.get(&(who, local));
        let entry = text.and_then(|text| self.all.get_mut(text).map(|entry| (text, entry)));
        let Some((text, entry)) = entry.filter(|(_, entry)| entry.debt == Debt::Owed) else {
            return Err(format!("{local} ends twice, or was never accepted"));
        };
        entry.debt = Debt::Told;
        if let Outcome::Sent { server, .. } = outcome {
            entry.server = Some(*server);
            self.by_server.insert(*server, text.clone());
        }
        match (&entry.outcome, outcome) {
            // What an earlier process was told stays true; a later one may know less.
            (Some(Outcome::Sent { .. }), Outcome::Unconfirmed) => {}
            (Some(Outcome::Cancelled | Outcome::Expired), _) if self.forgetful.contains(&who) => {
                entry.outcome = Some(outcome.clone());
            }
            (
                Some(before @ (Outcome::Sent { .. } | Outcome::Cancelled | Outcome::Expired)),
                after,
            ) if before != after => {
                return Err(format!("{local} was {before:?} and now is {after:?}"));
            }
            _ => entry.outcome = Some(outcome.clone()),
        }
        Ok(())
    }

    fn delivered(&mut self, who: Who, message: &Message, text: &str) -> Result<(), String> {
        let Some(entry) = self.all.get_mut(text) else {
            return Err(format!("{text:?} was never sent"));
        };
        if entry.from == who && self.moved.contains_key(&who) {
            return Ok(());
        }
        let id = message.id;
        let same = *entry.server.get_or_insert(id) == id;
        self.by_server.insert(id, text.into());
        let conversation = entry.conversation();
        let queue = queue(entry, &conversation);
        let heard = self.heard.entry((who, entry.from, entry.device, conversation)).or_default();
        let before = self.queues.insert((who, queue), id);
        let as_said = entry.number > *heard || self.dropped.contains(&entry.from);
        let in_order = as_said && before.is_none_or(|before| before < id);
        *heard = (*heard).max(entry.number);
        let Some(ear) = entry.ears.get_mut(&who) else {
            return Err(format!("{text:?} comes to the wrong one"));
        };
        let again = std::mem::replace(&mut ear.here, true) || ear.kept;
        ear.times += 1;
        if !same || again || !in_order {
            return Err(format!("{text:?} comes twice, or too late"));
        }
        Ok(())
    }

    /// It has refused this: it does not have it, and may have it again. The queue it is in.
    pub(super) fn refused(&mut self, who: Who, id: ServerId) -> Option<String> {
        let entry = self.all.get_mut(self.by_server.get(&id)?)?;
        let ear = entry.ears.get_mut(&who)?;
        ear.here = false;
        ear.times -= 1;
        let conversation = entry.conversation();
        let queue = queue(entry, &conversation);
        let heard = (who, entry.from, entry.device, conversation);
        if let Some(last) = self.heard.get_mut(&heard) {
            *last = (*last).min(entry.number - 1);
        }
        if let Some(last) = self.queues.get_mut(&(who, queue.clone())) {
            *last = (*last).min(ServerId(id.0 - 1));
        }
        Some(queue)
    }

    /// Whether somebody has heard this, and has not given it back.
    pub(super) fn has(&self, who: Who, id: ServerId) -> bool {
        let entry = self.by_server.get(&id).and_then(|text| self.all.get(text));
        let ear = entry.and_then(|entry| entry.ears.get(&who));
        ear.is_some_and(|ear| ear.here || ear.kept)
    }

    /// The queue in which a message comes that is for somebody.
    pub(super) fn queue_of(&self, who: Who, id: ServerId) -> Option<String> {
        let entry = self.all.get(self.by_server.get(&id)?)?;
        entry.ears.contains_key(&who).then(|| queue(entry, &entry.conversation()))
    }

    // ---- what can be referred to ------------------------------------------------------------------

    /// What somebody said last of which he knows the server's id, and where.
    pub(super) fn last_sent(&self, who: Who) -> Option<(ServerId, Address, &str)> {
        let own = self.by_server.iter().rev().map(|(id, text)| (id, text, &self.all[text]));
        let mut said = own.filter(|(.., entry)| entry.from == who && !entry.ears.is_empty());
        let (id, text, entry) = said.find(|(.., entry)| entry.debt == Debt::Told)?;
        Some((*id, entry.to.clone(), text))
    }

    /// What this process of somebody heard last in a chat of two, and from whom.
    pub(super) fn last_heard(&self, who: Who) -> Option<(ServerId, Who)> {
        let all = self.by_server.iter().rev().map(|(id, text)| (id, &self.all[text]));
        let mut heard = all.filter(|(_, entry)| entry.to.chat() == Chat::Single);
        let (id, entry) = heard.find(|(_, entry)| entry.ears.get(&who).is_some_and(|e| e.here))?;
        Some((*id, entry.from))
    }

    // ---- a process ends ----------------------------------------------------------------------------

    /// Only what was kept is known to the next process.
    pub(super) fn restarted(&mut self, who: Who, keeps: Keeps, kept: Option<&Session>) {
        if kept.is_none() {
            *self.moved.entry(who).or_default() += 1;
        }
        let seen: BTreeSet<u64> = kept.iter().flat_map(|kept| &kept.seen).map(|s| s.1).collect();
        let outbox = kept.iter().flat_map(|kept| &kept.outbox);
        let owed: BTreeSet<LocalId> = outbox.map(|unsent| unsent.local).collect();
        self.heard.retain(|(listener, ..), _| *listener != who);
        self.queues.retain(|(listener, _), _| *listener != who);
        for entry in self.all.values_mut() {
            if let Some(ear) = entry.ears.get_mut(&who) {
                ear.here = false;
                // Another device starts with nothing.
                ear.kept &= kept.is_some();
                ear.kept |= entry.server.is_some_and(|id| seen.contains(&id.0));
                if ear.kept {
                    let conversation = entry.conversation();
                    let queue = queue(entry, &conversation);
                    let heard = (who, entry.from, entry.device, conversation);
                    let heard = self.heard.entry(heard).or_default();
                    *heard = (*heard).max(entry.number);
                    let last = self.queues.entry((who, queue)).or_insert(ServerId(0));
                    *last = entry.server.map_or(*last, |id| id.max(*last));
                }
            }
            if entry.from == who {
                entry.debt = match entry.debt {
                    _ if owed.contains(&entry.local) => Debt::Owed,
                    Debt::Owed => {
                        let unsent = keeps == Keeps::Store && kept.is_some();
                        Debt::Forgotten { unsent }
                    }
                    Debt::Told => Debt::Paid,
                    ended => ended,
                };
            }
        }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    pub(super) fn are_settled(&self) -> bool {
        self.all.values().all(|entry| {
            let is_sent = matches!(entry.outcome, Some(Outcome::Sent { .. }));
            entry.debt != Debt::Owed && (!is_sent || entry.has_arrived())
        })
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (text, entry) in &self.all {
            let came = entry.ears.values().map(|ear| ear.times).collect::<Vec<_>>();
            let never = came.iter().all(|times| *times == 0);
            let right = match (entry.debt, &entry.outcome) {
                (Debt::Owed, _) => false,
                (_, Some(Outcome::Sent { .. })) => entry.has_arrived(),
                (_, Some(Outcome::Unconfirmed)) | (Debt::Forgotten { unsent: false }, _) => true,
                (_, Some(_)) | (Debt::Forgotten { unsent: true }, None) => never,
                (Debt::Told | Debt::Paid, None) => false,
            };
            if !right {
                let (debt, outcome) = (entry.debt, &entry.outcome);
                broken.push(format!("{text:?}: {debt:?}, {outcome:?}, and came {came:?} times"));
            }
        }
        broken
    }

    /// Of what was said to somebody.
    pub(super) fn totals(&self) -> Totals {
        let said = || self.all.values().filter(|entry| !entry.ears.is_empty());
        let sent = |entry: &&Entry| matches!(entry.outcome, Some(Outcome::Sent { .. }));
        let arrived = |entry: &&Entry| entry.ears.values().all(|ear| ear.times > 0);
        Totals {
            accepted: said().count(),
            sent: said().filter(sent).count(),
            delivered: said().filter(arrived).count(),
        }
    }
}

/// In which of the listener's queues it comes.
fn queue(entry: &Entry, conversation: &str) -> String {
    match conversation {
        "" => format!("{:?}", entry.from),
        shared => shared.into(),
    }
}

//! Every message from its acceptance to its outcome and its arrival, over all the processes of
//! those who write and read it.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{Body, Event, LocalId, Outcome, ServerId, Session};

use super::Totals;
use crate::disk::Keeps;
use crate::world::Who;

#[derive(Default)]
pub(super) struct Messages {
    /// By their text, which is unique.
    all: BTreeMap<String, Message>,
    by_id: BTreeMap<(Who, LocalId), String>,
    /// Accepted so far: numbers them.
    last: u64,
    /// The number of the last message that a process, or what was kept for it, had of somebody.
    heard: BTreeMap<(Who, Who), u64>,
    /// Those who came back on another device: they hear what they said on the first.
    moved: BTreeSet<Who>,
}

struct Message {
    from: Who,
    to: Who,
    number: u64,
    local: LocalId,
    debt: Debt,
    outcome: Option<Outcome>,
    /// Its id, once somebody has got it.
    server: Option<ServerId>,
    /// The process that lives now has got it.
    here: bool,
    /// It was taken, and that was kept.
    kept: bool,
    delivered: u32,
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

impl Messages {
    pub(super) fn accepted(&mut self, from: Who, local: LocalId, to: Who, text: &str) {
        self.last += 1;
        let message = Message {
            from,
            to,
            number: self.last,
            local,
            debt: Debt::Owed,
            outcome: None,
            server: None,
            here: false,
            kept: false,
            delivered: 0,
        };
        self.all.insert(text.into(), message);
        self.by_id.insert((from, local), text.into());
    }

    pub(super) fn event(&mut self, who: Who, event: &Event) -> Result<(), String> {
        match event {
            Event::Message(message) => match &message.body {
                Body::Text(text) => self.delivered(who, message.id, text),
                _ => Ok(()),
            },
            Event::Settled { local, outcome } => self.settled(who, *local, outcome),
            _ => Ok(()),
        }
    }

    fn settled(&mut self, who: Who, local: LocalId, outcome: &Outcome) -> Result<(), String> {
        let text = self.by_id.get(&(who, local));
        let message = text.and_then(|text| self.all.get_mut(text));
        let Some(message) = message.filter(|message| message.debt == Debt::Owed) else {
            return Err(format!("{local} ends twice, or was never accepted"));
        };
        message.debt = Debt::Told;
        match (&message.outcome, outcome) {
            // What an earlier process was told stays true; a later one may know less.
            (Some(Outcome::Sent { .. }), Outcome::Unconfirmed) => {}
            (Some(before @ Outcome::Sent { .. }), after) if before != after => {
                return Err(format!("{local} was {before:?} and now is {after:?}"));
            }
            _ => message.outcome = Some(outcome.clone()),
        }
        Ok(())
    }

    fn delivered(&mut self, who: Who, id: ServerId, text: &str) -> Result<(), String> {
        let Some(message) = self.all.get_mut(text) else {
            return Err(format!("{text:?} was never sent"));
        };
        if message.from == who && self.moved.contains(&who) {
            return Ok(());
        }
        let same = *message.server.get_or_insert(id) == id;
        let heard = self.heard.entry((who, message.from)).or_default();
        let in_order = message.number > *heard;
        *heard = (*heard).max(message.number);
        let again = std::mem::replace(&mut message.here, true) || message.kept;
        message.delivered += 1;
        if message.to != who || !same || again || !in_order {
            return Err(format!("{text:?} comes twice, too late or to the wrong one"));
        }
        Ok(())
    }

    // ---- a process ends ----------------------------------------------------------------------------

    /// Only what was kept is known to the next process.
    pub(super) fn restarted(&mut self, who: Who, keeps: Keeps, kept: Option<&Session>) {
        if kept.is_none() {
            self.moved.insert(who);
        }
        let seen: BTreeSet<u64> = kept.iter().flat_map(|kept| &kept.seen).map(|s| s.1).collect();
        let outbox = kept.iter().flat_map(|kept| &kept.outbox);
        let owed: BTreeSet<LocalId> = outbox.map(|unsent| unsent.local).collect();
        self.heard.retain(|(listener, _), _| *listener != who);
        for message in self.all.values_mut() {
            if message.to == who {
                message.here = false;
                message.kept |= message.server.is_some_and(|id| seen.contains(&id.0));
                if message.kept {
                    let heard = self.heard.entry((who, message.from)).or_default();
                    *heard = (*heard).max(message.number);
                }
            }
            if message.from == who {
                message.debt = match message.debt {
                    _ if owed.contains(&message.local) => Debt::Owed,
                    Debt::Owed => Debt::Forgotten { unsent: keeps == Keeps::Store },
                    Debt::Told => Debt::Paid,
                    ended => ended,
                };
            }
        }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    pub(super) fn are_settled(&self) -> bool {
        self.all.values().all(|message| {
            let arrived = message.delivered > 0;
            message.debt != Debt::Owed
                && (arrived || !matches!(message.outcome, Some(Outcome::Sent { .. })))
        })
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (text, message) in &self.all {
            let times = message.delivered;
            let right = match (message.debt, &message.outcome) {
                (Debt::Owed, _) => false,
                (_, Some(Outcome::Sent { .. })) => times > 0,
                (_, Some(Outcome::Unconfirmed)) | (Debt::Forgotten { unsent: false }, _) => true,
                (_, Some(_)) | (Debt::Forgotten { unsent: true }, None) => times == 0,
                (Debt::Told | Debt::Paid, None) => false,
            };
            if !right {
                let (debt, outcome) = (message.debt, &message.outcome);
                broken.push(format!("{text:?}: {debt:?}, {outcome:?}, and came {times} times"));
            }
        }
        broken
    }

    pub(super) fn totals(&self) -> Totals {
        let sent = |message: &&Message| matches!(message.outcome, Some(Outcome::Sent { .. }));
        Totals {
            accepted: self.all.len(),
            sent: self.all.values().filter(sent).count(),
            delivered: self.all.values().filter(|message| message.delivered > 0).count(),
        }
    }
}

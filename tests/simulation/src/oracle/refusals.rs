//! What an application refuses comes again: after the pause, before anything else of its queue, and
//! as often as was agreed, by whichever process; then as a dead letter. Other queues do not wait.

use std::collections::BTreeMap;

use easemob_core::wire::{CommSyncDl, Meta};
use easemob_core::{Config, ServerId, Session};
use prost::Message as _;

use super::commits::says_something;
use crate::disk::Keeps;
use crate::world::Who;

#[derive(Default)]
pub(super) struct Refusals(BTreeMap<Who, Returned>);

/// What one application has given back.
#[derive(Default)]
struct Returned {
    /// How often a message may be refused and come again, and the pause before that.
    max: u32,
    pause: u64,
    counts: BTreeMap<ServerId, Count>,
    /// Refused in this process and not handed over again: by queue, and from when on it may be.
    waiting: BTreeMap<String, BTreeMap<ServerId, u64>>,
    /// What came over links that can be read along, each in the queue of its page, until the
    /// application has it.
    come: BTreeMap<ServerId, String>,
    /// Its store has failed: the next process knows what could be kept.
    forgetful: bool,
}

/// How often a message was refused.
#[derive(Clone, Copy, Default)]
struct Count {
    /// The next process knows of these, if there is a store.
    kept: u32,
    /// And perhaps of these.
    more: u32,
}

impl Count {
    fn all(self) -> u32 {
        self.kept + self.more
    }
}

impl Refusals {
    pub(super) fn refused(
        &mut self,
        now: u64,
        who: Who,
        (queue, id): (String, ServerId),
        config: &Config,
    ) {
        let returned = self.0.entry(who).or_default();
        (returned.max, returned.pause) = (config.refusals_max, config.refusal_pause_ms);
        let count = returned.counts.entry(id).or_default();
        count.more += 1;
        let is_dead = count.all() > returned.max;
        let from = if is_dead { now } else { now + returned.pause };
        returned.waiting.entry(queue).or_default().insert(id, from);
    }

    /// Everything that a process wanted to be kept is kept.
    pub(super) fn are_kept(&mut self, who: Who) {
        for count in self.0.get_mut(&who).into_iter().flat_map(|r| r.counts.values_mut()) {
            *count = Count { kept: count.all(), more: 0 };
        }
    }

    pub(super) fn store_failed(&mut self, who: Who) {
        self.0.entry(who).or_default().forgetful = true;
    }

    /// A message is handed over; as a dead letter if it says how often it was refused.
    pub(super) fn handed(
        &mut self,
        now: u64,
        who: Who,
        (queue, id): (&str, ServerId),
        letter: Option<u32>,
    ) -> Result<(), String> {
        let Some(returned) = self.0.get_mut(&who) else {
            return letter.map_or(Ok(()), |times| Err(dead_too_early(id, times, 0)));
        };
        let refused = returned.counts.get(&id).copied().unwrap_or_default().all();
        match letter {
            Some(times) if times != refused || refused <= returned.max => {
                return Err(dead_too_early(id, times, refused));
            }
            None if refused > returned.max => {
                return Err(format!("{id} comes again, refused {refused} times"));
            }
            _ => {}
        }
        let Some(waiting) = returned.waiting.get_mut(queue) else { return Ok(()) };
        let Some((first, from)) = waiting.pop_first() else { return Ok(()) };
        if first != id {
            return Err(format!("{id} comes before {first}, which was refused and waits"));
        }
        if now < from {
            return Err(format!("{id} was refused, and comes again {} ms too early", from - now));
        }
        if waiting.is_empty() {
            returned.waiting.remove(queue);
        }
        Ok(())
    }

    /// A page came to a process. What he says himself on other devices is not looked at.
    pub(super) fn came(&mut self, who: Who, name: &str, page: &CommSyncDl) {
        let queue = page.queue.as_ref().and_then(|queue| queue.name.as_deref()).unwrap_or_default();
        let metas = page.metas.iter().filter_map(|meta| Meta::decode(meta.clone()).ok());
        let others = metas.filter(|meta| {
            meta.from.as_ref().is_some_and(|from| from.name.as_deref() != Some(name))
        });
        let come = &mut self.0.entry(who).or_default().come;
        for meta in others {
            let id = ServerId(meta.id.unwrap_or_default());
            if says_something(meta) {
                come.insert(id, queue.into());
            }
        }
    }

    /// The application asks for more and there is nothing: it `has` everything that came, but for
    /// what it has refused, and what came after that in its queue.
    pub(super) fn has_heard_all(
        &mut self,
        who: Who,
        has: impl Fn(ServerId) -> bool,
    ) -> Result<(), String> {
        let Some(returned) = self.0.get_mut(&who) else { return Ok(()) };
        let come = &mut returned.come;
        come.retain(|id, _| !has(*id));
        let refused = returned.waiting.values().flat_map(BTreeMap::keys);
        let held: Option<Vec<_>> = refused.map(|id| come.get(id)).collect();
        // Of what came over another link nobody knows the queue.
        let Some(held) = held else { return Ok(()) };
        match come.iter().find(|(_, queue)| !held.contains(queue)) {
            Some((id, queue)) => {
                Err(format!("{id} came in queue {queue:?}, and is told to nobody"))
            }
            None => Ok(()),
        }
    }

    /// The next process is handed over what the server still has, and knows what was kept.
    pub(super) fn restarted(&mut self, who: Who, keeps: Keeps, kept: Option<&Session>) {
        let Some(returned) = self.0.get_mut(&who) else { return };
        returned.waiting.clear();
        returned.come.clear();
        let known = kept.into_iter().flat_map(|kept| &kept.refused);
        let known: BTreeMap<_, _> = known.map(|one| (ServerId(one.id), one.times)).collect();
        let promised = keeps == Keeps::Store && kept.is_some() && !returned.forgetful;
        for (id, count) in &mut returned.counts {
            let times = known.get(id).copied().unwrap_or_default();
            let times = if promised { times.clamp(count.kept, count.all()) } else { times };
            *count = Count { kept: times, more: 0 };
        }
    }

    // ---- at rest ------------------------------------------------------------------------------------

    fn all_waiting(&self) -> impl Iterator<Item = &ServerId> {
        let queues = self.0.values().flat_map(|returned| returned.waiting.values());
        queues.flat_map(BTreeMap::keys)
    }

    pub(super) fn are_settled(&self) -> bool {
        self.all_waiting().next().is_none()
    }

    pub(super) fn at_rest(&self) -> Vec<String> {
        self.all_waiting().map(|id| format!("{id} was refused, and never came again")).collect()
    }
}

fn dead_too_early(id: ServerId, said: u32, refused: u32) -> String {
    format!("{id} is a dead letter, refused {said} times as it says, and {refused} times in truth")
}

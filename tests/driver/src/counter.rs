//! The `count` command: waits for a number of events, over all connections, muted or not.

use easemob_core::Instant;
use serde::Serialize;

use crate::command::{Command, Id};
use crate::host::Usage;
use crate::problem::Problem;

const TIMEOUT_MS: u64 = 120_000;

/// One count at a time.
#[derive(Default)]
pub(crate) struct Counter {
    running: Option<Count>,
}

struct Count {
    id: Id,
    event: String,
    wanted: u64,
    seen: u64,
    begun: Instant,
    first: Option<Instant>,
    last: Instant,
    deadline: Instant,
    usage: Option<Usage>,
}

/// The answer to a count.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Counted {
    n: u64,
    ms: u64,
    ms_from_first: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_ms: Option<u64>,
}

impl Counter {
    pub(crate) fn begin(
        &mut self,
        command: &Command<'_>,
        now: Instant,
        usage: Option<Usage>,
    ) -> Result<(), Problem> {
        let wanted = command.number("n")?.filter(|n| *n > 0);
        let wanted = wanted.ok_or_else(|| Problem::BadField("n must be 1 or more".into()))?;
        let event = command.text("event")?.unwrap_or_else(|| "onTextMessage".into());
        let timeout = command.number("timeout_ms")?.unwrap_or(TIMEOUT_MS);
        if self.running.is_some() {
            return Err(Problem::Counting);
        }
        self.running = Some(Count {
            id: command.id.clone(),
            event,
            wanted,
            seen: 0,
            begun: now,
            first: None,
            last: now,
            deadline: now.plus(timeout),
            usage,
        });
        Ok(())
    }

    pub(crate) fn saw(&mut self, event: &str, now: Instant) {
        if let Some(count) = self.running.as_mut().filter(|count| count.event == event)
            && count.seen < count.wanted
        {
            count.seen += 1;
            count.first.get_or_insert(now);
            count.last = now;
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.running.as_ref().map(|count| count.deadline)
    }

    /// Whom a count is owed to that nothing will end any longer.
    pub(crate) fn abandon(&mut self) -> Option<Id> {
        self.running.take().map(|count| count.id)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The count that has come to its end, with its answer.
    pub(crate) fn ended(
        &mut self,
        now: Instant,
        usage: impl FnOnce() -> Option<Usage>,
    ) -> Option<(Id, Result<Counted, Problem>)> {
        let done = |count: &mut Count| count.seen == count.wanted;
        let count = self.running.take_if(|count| done(count) || count.deadline <= now)?;
        if count.seen < count.wanted {
            let Count { seen, wanted, event, .. } = &count;
            let what = format!("{seen} of {wanted} {event} came in time");
            return Some((count.id, Err(Problem::CountTimeout(what))));
        }
        let usage = count.usage.zip(usage());
        let counted = Counted {
            n: count.wanted,
            ms: count.last.since(count.begun),
            ms_from_first: count.first.map_or(0, |first| count.last.since(first)),
            cpu_ms: usage.map(|(before, after)| after.cpu_ms_since(before)),
        };
        Some((count.id, Ok(counted)))
    }
}

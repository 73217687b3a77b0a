//! What is known of one process: links, requests, dials, cursors.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use easemob_core::store::Record;
use easemob_core::{CallId, Effect, Event, Input, Link, OfflineCause, Session};

use super::secrets::Censor;

/// Dials of one client in any minute: more is a storm.
const DIALS_A_MINUTE: usize = 30;

#[derive(Default)]
pub(super) struct Ledger {
    /// The link it may use, once it is open.
    link: Option<Link>,
    open: bool,
    pub(super) censor: Censor,
    /// Links it gave up and whose end it has not been told.
    closing: BTreeSet<Link>,
    last_link: Option<Link>,
    calls: BTreeSet<CallId>,
    last_call: Option<CallId>,
    dials: VecDeque<u64>,
    online: bool,
    /// Why its session is over, until the application logs in again.
    over: Option<OfflineCause>,
    /// How far each queue was taken, as it was said to the disk.
    cursors: BTreeMap<String, u64>,
}

impl Ledger {
    /// Of a process that goes on from what was kept.
    pub(super) fn restarted(kept: Option<&Session>) -> Self {
        let cursors = kept.into_iter().flat_map(|kept| &kept.cursors);
        let cursors = cursors.map(|cursor| (cursor.name.clone(), cursor.key)).collect();
        Self { cursors, ..Self::default() }
    }

    /// Online, or gone for a reason after which nobody comes back by himself.
    pub(super) fn is_at_rest(&self) -> bool {
        let gone = matches!(self.over, Some(OfflineCause::LoggedOut | OfflineCause::Kicked(_)));
        self.online || gone
    }

    pub(super) fn logs_in(&mut self) {
        self.over = None;
    }

    pub(super) fn given(&mut self, input: &Input) -> Result<(), String> {
        let right = match input {
            Input::Closed(link, _) => {
                let lost = self.link.take_if(|live| live == link).is_some();
                lost || self.closing.remove(link)
            }
            Input::Answered(call, _) => self.calls.remove(call),
            Input::Opened(link) => {
                self.open |= self.link == Some(*link);
                true
            }
            _ => true,
        };
        right.then_some(()).ok_or_else(|| format!("{input:?} answers nothing"))
    }

    pub(super) fn effect(&mut self, now: u64, effect: &Effect) -> Result<(), String> {
        if let (Some(why), Effect::Open(..) | Effect::Send(..) | Effect::Call(..)) =
            (&self.over, effect)
        {
            return Err(format!("{effect:?} although the session is over: {why}"));
        }
        let lawful = match effect {
            Effect::Open(link, _) => {
                let fresh = self.link.is_none() && self.last_link < Some(*link);
                (self.link, self.last_link, self.open) = (Some(*link), Some(*link), false);
                self.dials.push_back(now);
                while self.dials.front().is_some_and(|at| at + 60_000 <= now) {
                    self.dials.pop_front();
                }
                fresh && self.dials.len() <= DIALS_A_MINUTE
            }
            Effect::Send(link, _) => self.link == Some(*link) && self.open,
            Effect::Close(link) => {
                let live = self.link.take_if(|live| live == link).is_some();
                self.closing.insert(*link);
                live
            }
            Effect::Call(call, _) => {
                let fresh = self.last_call < Some(*call);
                self.last_call = Some(*call);
                self.calls.insert(*call) && fresh
            }
            Effect::Cancel(call) => self.calls.remove(call),
            // It has a way of its own.
            Effect::Keep(_) => false,
        };
        let what = || format!("{effect:?} is for nothing that lives, or one too many");
        lawful.then_some(()).ok_or_else(what)
    }

    /// Cursors only go forward, as long as the session lasts.
    pub(super) fn record(&mut self, record: &Record) -> Result<(), String> {
        match record {
            Record::All(session) => self.cursors = Self::restarted(Some(session)).cursors,
            Record::Over => self.cursors.clear(),
            Record::Cursor(cursor) => {
                let before = self.cursors.insert(cursor.name.clone(), cursor.key);
                if before.is_some_and(|before| before > cursor.key) {
                    return Err(format!("{cursor:?} goes back from {before:?}"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn event(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Online(_) | Event::Reconnecting { .. } if self.over.is_some() => {
                return Err(format!("{event:?} after {:?}", self.over));
            }
            Event::Online(_) => self.online = true,
            Event::Reconnecting { .. } => self.online = false,
            Event::Offline(why) => (self.online, self.over) = (false, Some(why.clone())),
            _ => {}
        }
        Ok(())
    }
}

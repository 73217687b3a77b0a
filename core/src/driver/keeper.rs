//! Writes down what must outlive the process, before what depends on it is started.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use super::{Io, Runtime};
use crate::client::Client;
use crate::io::{Effect, Input};
use crate::store::{Record, Store};

/// The store of a client, if it has one.
#[derive(Default)]
pub(super) struct Keeper {
    store: Option<Box<dyn Store>>,
    waiting: Vec<Record>,
    /// What was kept is behind: the whole session must be kept before anything is sent.
    behind: bool,
}

impl Keeper {
    pub(super) fn new(store: Box<dyn Store>) -> Self {
        Self { store: Some(store), ..Self::default() }
    }

    /// Starts everything the client wants, in order. Records in a row are kept at once.
    pub(super) fn start_effects<R: Runtime>(&mut self, client: &mut Client, io: &mut Io<R>) {
        let mut failed = false;
        loop {
            while let Some(effect) = client.poll_effect() {
                match effect {
                    Effect::Keep(record) if self.store.is_some() => self.waiting.push(*record),
                    effect => {
                        let sends = matches!(effect, Effect::Send(..));
                        failed = failed || !self.keep(client, io, sends);
                        // The link of a message that must not go out is being given up.
                        if !(failed && sends) {
                            io.start(effect);
                        }
                    }
                }
            }
            if failed || self.keep(client, io, false) {
                return;
            }
            // The client gives up its link now: that is to be started too.
            failed = true;
        }
    }

    /// Keeps what waits. `false` when the store fails, which the client is told.
    fn keep<R: Runtime>(&mut self, client: &mut Client, io: &Io<R>, sends: bool) -> bool {
        let Some(store) = &mut self.store else { return true };
        if self.waiting.is_empty() && !(self.behind && sends) {
            return true;
        }
        let records = mem::take(&mut self.waiting);
        let kept = if self.behind || store.is_long() {
            store.replace(&client.session())
        } else {
            store.append(&records)
        };
        self.behind = kept.is_err();
        match kept {
            Ok(()) => true,
            Err(failed) => {
                client.handle(io.now(), Input::NotKept(failed));
                false
            }
        }
    }
}

//! Uploads and downloads beside a loop by hand.

use core::task::{Context, Poll};

use crate::client::Client;
use crate::driver::desk::{Desk, desk};
use crate::driver::{Events, Handle, Io, Runtime};
use crate::time::Instant;

/// What lets uploads and downloads run beside a loop by hand: its [`Handle`] asks, and the loop
/// answers for its client.
pub struct Clerk {
    desk: Desk,
    handle: Handle,
    _unasked: Events,
}

impl Clerk {
    /// A clerk for the client of this loop.
    #[must_use]
    pub fn new<R: Runtime>(io: &Io<R>) -> Self {
        let (desk, handle, events) = desk(io.runtime());
        Self { desk, handle, _unasked: events }
    }

    /// For who uploads and downloads.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Ready when the client was asked for something: it may have effects then. Poll again.
    pub fn poll(&mut self, cx: &mut Context<'_>, now: Instant, client: &mut Client) -> Poll<()> {
        self.desk.poll(cx, now, client)
    }

    /// Nobody uploads or downloads any longer: what was asked for is withdrawn. The client may have
    /// effects then.
    pub fn give_up(&mut self, now: Instant, client: &mut Client) {
        self.desk.give_up(now, client);
    }

    /// Takes the answers to what was asked: after each input, before the events.
    pub fn route(&mut self, client: &mut Client) {
        self.desk.route(client);
    }
}

impl core::fmt::Debug for Clerk {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Clerk").finish_non_exhaustive()
    }
}

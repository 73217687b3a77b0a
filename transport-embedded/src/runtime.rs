//! What embassy lends to a client.

use alloc::rc::Rc;
use alloc::string::String;
use core::fmt;
use core::task::{Context, Poll};

use easemob_core::driver::{Limits, Runtime};
use easemob_core::{Instant, Request, UnixMillis};

use crate::chance::Chance;
use crate::clock::{self, Alarm};
use crate::dial::Dial;
use crate::exchange::Exchange;
use crate::line::Turns;
use crate::socket::{Dialing, WebSocket};

/// What embassy lends to a client: clock and alarm of embassy-time, WebSocket and HTTP over the
/// streams of a [`Dial`].
pub struct Embassy<D> {
    dialer: Rc<D>,
    wall: UnixMillis,
    chance: Chance,
    alarm: Alarm,
    exchanges: Turns,
}

impl<D: Dial> Embassy<D> {
    /// `seed` is all the randomness there will be: 32 bytes nobody can guess, of the chip's
    /// generator, and never the same again. `wall` is the time of day now, as good as it is known:
    /// the server corrects it.
    #[must_use]
    pub fn new(dialer: D, seed: [u8; 32], wall: UnixMillis) -> Self {
        Self {
            dialer: Rc::new(dialer),
            wall,
            chance: Chance::new(seed),
            alarm: Alarm::default(),
            exchanges: Turns::new(embassy_sync::mutex::Mutex::new(())),
        }
    }

    /// What opens the streams.
    #[must_use]
    pub fn dialer(&self) -> &D {
        &self.dialer
    }
}

impl<D: Dial> Runtime for Embassy<D> {
    type Socket = WebSocket;
    type Dialing = Dialing;
    type Exchange = Exchange;

    fn seed(&self) -> [u8; 32] {
        self.chance.draw()
    }

    fn wall(&self) -> UnixMillis {
        self.wall
    }

    fn now(&self) -> Instant {
        clock::now()
    }

    fn poll_alarm(&mut self, cx: &mut Context<'_>, at: Instant) -> Poll<()> {
        self.alarm.poll(cx, at)
    }

    fn dial(&self, url: String, limits: Limits) -> Dialing {
        let (nonce, masks) = (self.chance.draw(), self.chance.masks());
        Dialing::new(self.dialer.clone(), url, limits, nonce, masks)
    }

    fn exchange(&self, request: Request) -> Exchange {
        Exchange::new(self.dialer.clone(), request, self.exchanges.clone())
    }
}

impl<D> fmt::Debug for Embassy<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embassy").field("wall", &self.wall).finish_non_exhaustive()
    }
}

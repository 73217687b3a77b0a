//! A session that is online: sending, proving the link alive, reading.

use super::heartbeat::Beat;
use super::phase::Phase;
use super::{Change, SessionMachine, steps};
use crate::calls::Calls;
use crate::context::Context;
use crate::error::Malformed;
use crate::io::{Lost, LostKind};
use crate::time::Timer;
use crate::wire::up;

impl SessionMachine {
    /// Sends a frame of the session; `false` when there is none.
    pub(crate) fn send(&mut self, cx: &mut Context, body: up::Body) -> bool {
        match &mut self.phase {
            Phase::Online { pipe, .. } => {
                pipe.send(cx, body);
                true
            }
            _ => false,
        }
    }

    /// Asks what waits, which any living server answers (SYNC-1, HB-4), and pings once (O-18).
    pub(crate) fn probe(&mut self, cx: &mut Context, within: u64) {
        if let Phase::Online { pipe, heartbeat } = &mut self.phase {
            heartbeat.probed(cx, within);
            pipe.send(cx, up::Body::Unread);
            cx.unreads = cx.unreads.saturating_add(1);
            if cx.config.statistic_pings {
                let ping = steps::statistic_ping(cx.wall());
                pipe.send(cx, ping);
            }
        }
    }

    /// Something was not answered: asks whether the link lives, unless that is asked already.
    pub(crate) fn doubt(&mut self, cx: &mut Context) {
        if cx.timers.get(Timer::HeartbeatReply).is_none() {
            self.probe(cx, cx.config.heartbeat_reply_ms);
        }
    }

    /// The link answered something.
    pub(crate) fn proven(&mut self, cx: &mut Context) {
        if let Phase::Online { heartbeat, .. } = &mut self.phase {
            heartbeat.proven(cx);
        }
    }

    pub(crate) fn on_heartbeat(&mut self, cx: &mut Context) {
        let Phase::Online { heartbeat, .. } = &mut self.phase else { return };
        if let Beat::Probe = heartbeat.on_timer(cx) {
            self.probe(cx, cx.config.heartbeat_reply_ms);
        }
    }

    pub(crate) fn on_silence(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        reading: bool,
        late: u64,
    ) -> Option<Change> {
        let Phase::Online { heartbeat, .. } = &mut self.phase else { return None };
        match heartbeat.on_silence(cx, reading, late) {
            Beat::Nothing => None,
            Beat::Probe => {
                self.probe(cx, cx.config.probe_reply_ms);
                None
            }
            Beat::Dead => {
                let lost = Lost::new(LostKind::Timeout, "no answer to a heartbeat");
                self.lost(cx, calls, lost)
            }
        }
    }

    /// A frame could not be read. Several in a row, and the link is replaced (O-20).
    pub(crate) fn on_malformed(&mut self, cx: &mut Context, calls: &mut Calls) -> Option<Change> {
        self.malformed += 1;
        if self.malformed < cx.config.malformed_max {
            return None;
        }
        self.malformed = 0;
        self.lost(cx, calls, Lost::new(LostKind::Protocol, "too many malformed frames"))
    }

    pub(crate) fn on_readable(&mut self) {
        self.malformed = 0;
    }

    /// Restores a frame of the session; a failure ends the link, and compression is not offered
    /// again until the next login (COMP-9).
    pub(crate) fn restore(&mut self, bytes: bytes::Bytes) -> Result<bytes::Bytes, Malformed> {
        match &mut self.phase {
            Phase::Online { pipe, .. } | Phase::LoggingOut { pipe, .. } => {
                pipe.receive(bytes).inspect_err(|_| self.offer_lz4 = false)
            }
            _ => Ok(bytes),
        }
    }
}

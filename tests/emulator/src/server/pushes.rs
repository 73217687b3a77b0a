//! What goes down a connection: frames, now or later, and its end.

use bytes::Bytes;
use easemob_core::wire::down::Frame;

use super::{Close, Peer, Push, Server};
use crate::agenda::{Coding, Job};
use crate::record::What;
use crate::transcode::{self, Way};

impl Server {
    /// Sends a frame, through the faults.
    pub(crate) fn send(&mut self, peer: Peer, frame: &Frame) {
        let coding = match frame {
            Frame::Provision(_) => Coding::Login,
            _ => Coding::Session,
        };
        self.send_encoded(peer, transcode::down_command(frame), frame.encode(), coding);
    }

    /// Sends an encoded frame, through the faults.
    pub(crate) fn send_encoded(&mut self, peer: Peer, command: &str, frame: Bytes, coding: Coding) {
        if !self.is_open(peer) {
            return;
        }
        let user = self.user_of(peer);
        let passage = self.faults.on_down(user.as_deref(), command, peer, frame, &mut self.random);
        if let Some(fault) = passage.fault {
            self.mark(peer, What::Fault(fault, Way::Down, command.into()));
        }
        for way in passage.ways {
            self.send_after(way.delay, peer, way.frame, coding);
        }
    }

    /// Sends a frame now or later, but never before one that was to be sent earlier: one
    /// connection is one stream.
    pub(crate) fn send_after(
        &mut self,
        delay: Option<u64>,
        peer: Peer,
        frame: Bytes,
        coding: Coding,
    ) {
        let Some(session) = self.sessions.get_mut(peer) else { return };
        if delay.is_none() && session.delayed == 0 {
            return self.emit(peer, frame, coding);
        }
        session.delayed += 1;
        session.delayed_until =
            session.delayed_until.max(self.now.saturating_add(delay.unwrap_or_default()));
        self.agenda.enter(session.delayed_until, Job::Send(peer, frame, coding));
    }

    pub(super) fn release(&mut self, peer: Peer, frame: Bytes, coding: Coding) {
        if let Some(session) = self.sessions.get_mut(peer) {
            session.delayed = session.delayed.saturating_sub(1);
            self.emit(peer, frame, coding);
        }
    }

    /// Puts a frame on the wire: past the faults, into the log, compressed if that was agreed.
    pub(crate) fn emit(&mut self, peer: Peer, frame: Bytes, coding: Coding) {
        if !self.is_open(peer) {
            return;
        }
        self.note(Way::Down, peer, frame.clone(), None);
        let Some(session) = self.sessions.get_mut(peer) else { return };
        let message = match coding {
            Coding::Session => session.write(&frame),
            Coding::Login | Coding::Wire => frame,
        };
        if coding == Coding::Login {
            session.start_compression();
        }
        self.record.count("framesDown", 1);
        self.record.count("bytesDown", message.len() as u64);
        self.outbox.push_back((peer, Push::Binary(message)));
    }

    /// Ends a connection now.
    pub(crate) fn close(&mut self, peer: Peer, how: Close) {
        let why = || match &how {
            Close::Abrupt => "cut by the server".into(),
            Close::Polite { code, reason } => format!("{code} {reason}"),
        };
        if self.end_session(peer, why) {
            self.outbox.push_back((peer, Push::Close(how)));
        }
    }

    /// Ends a connection soon; until then it is neither read nor pushed to.
    pub(crate) fn close_soon(&mut self, peer: Peer, reason: &str) {
        if let Some(session) = self.sessions.get_mut(peer) {
            session.closing = true;
            let how = Close::Polite { code: 1000, reason: reason.into() };
            let at = self.now.saturating_add(self.config.close_after_ms);
            self.agenda.enter(at, Job::Close(peer, how));
        }
    }

    /// Ends a connection whose client does not keep to the protocol.
    pub(crate) fn protocol_error(&mut self, peer: Peer, reason: &str) {
        self.record.count("protocolErrors", 1);
        self.close(peer, Close::Polite { code: 1002, reason: reason.into() });
    }
}

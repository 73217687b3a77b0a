//! The world in: each input goes to the machine it concerns, and what follows is done at once.

use alloc::boxed::Box;
use alloc::string::ToString;

use bytes::Bytes;

use super::{Client, deliver};
use crate::acknowledgement::outcome;
use crate::calls::Purpose;
use crate::error::{CallFailed, Layer, Malformed};
use crate::event::{Event, Unrecognized, What};
use crate::ids::{Delivery, Link, LocalId, ServerId, UserId};
use crate::io::{Input, Lost, LostKind, Response};
use crate::log::{Entered, info, limited};
use crate::message::Peer;
use crate::registration;
use crate::rooms::RoomInfo;
use crate::seeded::SeededBug;
use crate::session::{Change, PhaseName};
use crate::store::Record;
use crate::time::{Instant, Timer, UnixMillis};
use crate::wire::{CommSyncDl, down, up, view};

impl Client {
    /// Takes in what happened. Cannot fail: what a peer does wrong becomes an event. When it
    /// returns, all effects and events are there and no deadline is due.
    pub fn handle(&mut self, now: Instant, input: Input) {
        let _inside = self.enter(now);
        match input {
            Input::Tick => {}
            Input::Opened(link) if self.is_current(link) => self.session.on_opened(&mut self.cx),
            Input::Closed(link, lost) if self.is_current(link) => {
                let change = self.session.on_closed(&mut self.cx, &mut self.calls, lost);
                self.apply(change);
            }
            Input::Received(link, bytes) if self.is_current(link) => self.receive(bytes),
            Input::Stray(link, bytes) if self.is_current(link) => {
                let what = Malformed::new(Layer::Text, "a text message", bytes);
                self.malformed(what);
            }
            Input::Opened(_) | Input::Closed(..) | Input::Received(..) | Input::Stray(..) => {
                limited!(self.cx, OldLink, debug, "input of an older link ignored");
            }
            Input::Answered(id, answer) => {
                if let Some((purpose, answer)) = self.calls.answered(&mut self.cx, id, answer) {
                    self.answered(purpose, answer);
                }
            }
            Input::NotKept(failed) => {
                let lost = Lost::new(LostKind::NotKept, failed.to_string());
                self.cx.tell(Event::StoreFailed(failed));
                if self.cx.config.has_bug(SeededBug::StoreFailureIgnored) {
                    return self.settle();
                }
                let change = self.session.lost(&mut self.cx, &mut self.calls, lost);
                self.apply(change);
            }
            Input::Network(network) => {
                let change = self.session.network(&mut self.cx, &mut self.calls, network);
                self.apply(change);
            }
        }
        self.settle();
    }

    fn is_current(&self, link: Link) -> bool {
        self.session.link() == Some(link) || self.cx.config.has_bug(SeededBug::StaleLinkAccepted)
    }

    fn receive(&mut self, bytes: Bytes) {
        let bytes = match self.session.restore(bytes) {
            Ok(bytes) => bytes,
            Err(malformed) => {
                let lost = Lost::new(LostKind::Protocol, "compression");
                self.cx.tell(Event::Malformed(malformed));
                let change = self.session.lost(&mut self.cx, &mut self.calls, lost);
                return self.apply(change);
            }
        };
        if let Some(page) = view::Page::of(&bytes) {
            self.session.on_readable();
            match self.session.phase() {
                PhaseName::Online => self.page(&page),
                phase => {
                    limited!(self.cx, PageIgnored, debug, "page ignored while {phase}");
                }
            }
            return;
        }
        match down::Frame::decode(bytes) {
            Ok(frame) => {
                self.session.on_readable();
                self.route(frame);
            }
            Err(malformed) => self.malformed(malformed),
        }
    }

    fn malformed(&mut self, malformed: Malformed) {
        self.cx.tell(Event::Malformed(malformed));
        let change = self.session.on_malformed(&mut self.cx, &mut self.calls);
        self.apply(change);
    }

    fn route(&mut self, frame: down::Frame) {
        let phase = self.session.phase();
        match (phase, frame) {
            (PhaseName::Provisioning, down::Frame::Provision(reply)) => {
                let change = self.session.on_provision(&mut self.cx, &mut self.calls, &reply);
                self.apply(change);
            }
            (PhaseName::LoggingOut, down::Frame::Logout(_)) => {
                let change = self.session.logout_done(&mut self.cx, &mut self.calls);
                self.apply(change);
            }
            (PhaseName::Online, down::Frame::Unread(reply)) => {
                self.session.proven(&mut self.cx);
                if let Some(time) = reply.timestamp.filter(|time| *time != 0) {
                    self.session.learn_time(&mut self.cx, UnixMillis(time));
                }
                if self.inbox.unread(&mut self.cx, reply) {
                    let lost = Lost::new(LostKind::Timeout, "no answer to a pull");
                    let change = self.session.lost(&mut self.cx, &mut self.calls, lost);
                    self.apply(change);
                }
            }
            (PhaseName::Online, down::Frame::Notice(notice)) => {
                self.inbox.notice(&mut self.cx, notice);
            }
            // The last words before a logout are acknowledged after it.
            (PhaseName::Online | PhaseName::LoggingOut, down::Frame::Sync(ack)) => {
                self.acknowledged(&ack);
            }
            (_, down::Frame::Other { command, payload }) => {
                let what = What::Command(command);
                let id = ServerId(0);
                let unrecognized = Unrecognized { queue: None, what, id, payload };
                self.cx.tell(Event::Unrecognized(Box::new(unrecognized)));
            }
            (phase, _) => {
                limited!(self.cx, FrameIgnored, debug, "frame ignored while {phase}");
            }
        }
    }

    fn acknowledged(&mut self, ack: &CommSyncDl) {
        let Some(id) = ack.meta_id.filter(|id| *id != 0) else { return };
        self.session.proven(&mut self.cx);
        let user = self.session.user().map_or("", UserId::as_str);
        let info = || RoomInfo::read(ack, user);
        let outcome = outcome(ack, self.session.reader(&self.cx));
        let known = self.outbox.acknowledged(&mut self.cx, LocalId(id), outcome, info);
        if !known {
            limited!(self.cx, StrayAck, debug, "acknowledgement of something nobody waits for");
        }
    }

    fn page(&mut self, frame: &view::Page<'_>) {
        let reader = self.session.reader(&self.cx);
        let result = self.inbox.page(&mut self.cx, frame, reader);
        result.left.iter().for_each(|room| self.outbox.room_ended(room));
        if result.proof {
            self.session.proven(&mut self.cx);
        }
        if result.doubt {
            let within = self.cx.config.heartbeat_reply_ms;
            self.session.probe(&mut self.cx, within);
        }
        if let Some(kick) = result.kick {
            let change = self.session.kicked(&mut self.cx, &mut self.calls, kick);
            self.apply(change);
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Result<Response, CallFailed>) {
        let (cx, calls) = (&mut self.cx, &mut self.calls);
        let change = match purpose {
            Purpose::Discovery(seed) => self.session.on_hosts(cx, calls, seed, answer),
            Purpose::Token => self.session.on_token(cx, calls, answer),
            Purpose::Expiry(secret) => {
                self.session.on_expiry(cx, secret, answer);
                None
            }
            Purpose::Register(registration) => {
                registration::answered(cx, calls, registration, answer);
                None
            }
            Purpose::Errand(errand) => {
                self.errands.answered(cx, &mut self.session, errand, answer);
                None
            }
            Purpose::Hosts(seed) => {
                self.errands.on_hosts(cx, calls, &self.session, seed, answer);
                None
            }
        };
        self.apply(change);
    }

    // ---- what follows from an input -------------------------------------------------------------

    /// Goes on to this moment. What is said until the guard is dropped belongs to the connection.
    pub(super) fn enter(&mut self, now: Instant) -> Entered {
        self.cx.now = self.cx.now.max(now.min(Instant::LAST));
        let inside = self.cx.connection.enter();
        self.cx.lines.catch_up(&self.cx.config, self.cx.now);
        inside
    }

    pub(super) fn apply(&mut self, change: Option<Change>) {
        match change {
            None => {}
            Some(Change::Up) => {
                self.inbox.online();
                let within = self.cx.config.heartbeat_reply_ms;
                self.session.probe(&mut self.cx, within);
                self.rejoin_rooms();
                self.flush();
                for (peer, message) in core::mem::take(&mut self.receipts_owed) {
                    self.send_receipt(peer, message);
                }
                self.cx.tell(Event::SessionChanged);
            }
            Some(Change::LinkLost) => {
                self.inbox.link_lost(&mut self.cx);
                self.outbox.link_lost(&mut self.cx);
            }
            Some(Change::Over(why)) => {
                // By its number: the words may be a server's, which repeats what it was sent.
                info!("offline: {:?}", why.code());
                self.kept_token = self.session.take_last_token();
                if why.is_final() && !self.cx.config.has_bug(SeededBug::TokenOutlivesEnd) {
                    self.kept_token = None;
                    self.cx.keep(Record::Over);
                }
                self.receipts_owed.clear();
                self.inbox.session_over(&mut self.cx);
                self.outbox.session_over(&mut self.cx);
                self.errands.session_over(&mut self.cx, &mut self.calls);
                self.cx.tell(Event::Offline(why));
                self.cx.lines.close();
                self.cx.connection.end();
            }
        }
    }

    pub(super) fn flush(&mut self) {
        if self.session.phase() == PhaseName::Online {
            let session = &mut self.session;
            self.outbox.flush(&mut self.cx, |cx, meta| deliver(session, cx, meta));
        }
    }

    /// Runs what is due and asks for what may be asked for: the law of progress.
    pub(super) fn settle(&mut self) {
        while let Some(deadline) = self.cx.timers.next() {
            let Some(timer) = self.cx.timers.take_due(self.cx.now) else { break };
            self.on_timer(timer, self.cx.now.since(deadline.at));
        }
        self.errands.pump(&mut self.cx, &mut self.calls, &mut self.session);
        self.pull();
    }

    pub(super) fn pull(&mut self) {
        if self.session.phase() == PhaseName::Online {
            while let Some(pull) = self.inbox.next_pull(&mut self.cx) {
                self.session.send(&mut self.cx, up::Body::Sync(pull));
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, late: u64) {
        let reading = self.wants_input();
        let (cx, calls) = (&mut self.cx, &mut self.calls);
        let change = match timer {
            Timer::Dial | Timer::Provision | Timer::Login => {
                self.session.on_step_timeout(cx, calls, timer)
            }
            Timer::Retry => {
                self.session.retry(cx, calls);
                None
            }
            Timer::Heartbeat => {
                self.session.on_heartbeat(cx);
                None
            }
            Timer::HeartbeatReply => self.session.on_silence(cx, calls, reading, late),
            Timer::Pull => {
                if self.inbox.on_pull_due(cx, reading) {
                    self.session.doubt(cx);
                }
                None
            }
            Timer::Refusal => {
                self.inbox.release(cx);
                None
            }
            Timer::SendAck => {
                if self.outbox.on_alarm(cx, reading) {
                    self.session.doubt(cx);
                }
                self.flush();
                None
            }
            Timer::Call => {
                if let Some((purpose, answer)) = self.calls.timed_out(cx) {
                    self.answered(purpose, answer);
                }
                None
            }
            // What is due is done when the timers have run.
            Timer::CallQueue => None,
            Timer::TokenWarning => {
                self.session.on_token_warning(cx);
                None
            }
            Timer::TokenExpiry => self.session.on_token_expiry(cx, calls),
            Timer::TokenWanted => self.session.token_unavailable(cx, calls),
            Timer::Logout => self.session.logout_done(cx, calls),
        };
        self.apply(change);
    }

    pub(super) fn take(&mut self, delivery: Delivery) {
        if let Some((peer, message)) = self.inbox.commit(&mut self.cx, delivery) {
            self.send_receipt(peer, message);
        }
    }

    /// A delivery receipt: fire-and-forget, so that an unanswered one disturbs nothing (O-3).
    /// Between links it waits for the next one.
    fn send_receipt(&mut self, peer: Peer, message: ServerId) {
        if self.session.phase() != PhaseName::Online {
            if self.receipts_owed.len() < self.cx.config.outbox_max {
                self.receipts_owed.push((peer, message));
            }
            return;
        }
        let Some(user) = self.session.user() else { return };
        let id = self.cx.local_id();
        if let Some(meta) =
            crate::message::receipt(&peer, message, id, &self.cx.config.app_key, user)
        {
            deliver(&mut self.session, &mut self.cx, meta);
        }
    }
}

//! The machine: told what happened and when, it queues what to push and knows its next deadline.
//!
//! No clock, no socket, no chance but the seed. A listener puts it behind a port, a simulator
//! drives it with a clock of its own; both see the same server.

mod pushes;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use bytes::Bytes;
use easemob_core::wire::up;

use crate::accounts::Accounts;
use crate::agenda::{Agenda, Job};
use crate::archive::Archive;
use crate::blast::Blasts;
use crate::config::Config;
use crate::edits::Messages;
use crate::faults::Faults;
use crate::files::Files;
use crate::groups::Groups;
use crate::kept::Kept;
use crate::mailboxes::Mailboxes;
use crate::pins::Pins;
use crate::presence::Presences;
use crate::random::Random;
use crate::reactions::Reactions;
use crate::record::{Frame, Mark, Record, What};
use crate::rest::Rates;
use crate::sessions::Sessions;
use crate::silent::SilentModes;
use crate::tokens::Tokens;
use crate::transcode::{self, Way};
use crate::triggers::Triggers;
use crate::uploads::Uploads;

/// First id the server gives: far above anything a client gives, as the service's are.
const FIRST_ID: u64 = 1_420_000_000_000_000_001;

/// A connection, named by whoever drives the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer(pub u64);

/// Something for a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Push {
    /// A binary message.
    Binary(Bytes),
    /// A text message.
    Text(String),
    /// The end; nothing follows.
    Close(Close),
}

/// How a connection ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    /// The TCP connection is gone, without a word.
    Abrupt,
    /// With a WebSocket close frame.
    Polite {
        /// Its code.
        code: u16,
        /// Its text.
        reason: String,
    },
}

/// A server for one app. See the [module](self).
pub struct Server {
    pub(crate) config: Config,
    pub(crate) start_config: Config,
    pub(crate) now: u64,
    pub(crate) random: Random,
    pub(crate) accounts: Accounts,
    pub(crate) tokens: Tokens,
    pub(crate) sessions: Sessions,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) groups: Groups,
    pub(crate) presences: Presences,
    /// Who went away, and when that is too long for chat rooms.
    pub(crate) away: BTreeMap<String, u64>,
    pub(crate) messages: Messages,
    /// Group messages read while their authors were away, and by how many.
    pub(crate) missed_reads: Kept<String, BTreeMap<u64, usize>>,
    pub(crate) archive: Archive,
    pub(crate) reactions: Reactions,
    pub(crate) pins: Pins,
    pub(crate) silent: SilentModes,
    /// Who goes by a number in audio and video, in the order of the numbers.
    pub(crate) rtc_uids: Kept<u64, String>,
    pub(crate) rates: Rates,
    pub(crate) files: Files,
    pub(crate) uploads: Uploads,
    pub(crate) blasts: Blasts,
    pub(crate) faults: Faults,
    pub(crate) triggers: Triggers,
    pub(crate) record: Record,
    /// REST and WebSocket hosts that discovery names; itself where there are none.
    pub(crate) hosts: Option<(Vec<String>, Vec<String>)>,
    pub(crate) agenda: Agenda,
    pub(crate) outbox: VecDeque<(Peer, Push)>,
    /// The next id, in a table of its own.
    pub(crate) next_id: Kept<(), u64>,
}

impl Server {
    /// A server without accounts. Everything it draws comes from `seed`; `now` is the Unix time in
    /// milliseconds, as everywhere.
    #[must_use]
    pub fn new(config: Config, seed: u64, now: u64) -> Self {
        Self {
            start_config: config.clone(),
            config,
            now,
            random: Random::new(seed),
            accounts: Accounts::default(),
            tokens: Tokens::default(),
            sessions: Sessions::default(),
            mailboxes: Mailboxes::default(),
            groups: Groups::default(),
            presences: Presences::default(),
            away: BTreeMap::new(),
            messages: Messages::default(),
            missed_reads: Kept::default(),
            archive: Archive::default(),
            reactions: Reactions::default(),
            pins: Pins::default(),
            silent: SilentModes::default(),
            rtc_uids: Kept::default(),
            rates: Rates::default(),
            files: Files::default(),
            uploads: Uploads::default(),
            blasts: Blasts::default(),
            faults: Faults::default(),
            triggers: Triggers::default(),
            record: Record::default(),
            hosts: None,
            agenda: Agenda::default(),
            outbox: VecDeque::new(),
            next_id: Kept::default(),
        }
    }

    /// A connection was made.
    pub fn connected(&mut self, now: u64, peer: Peer) {
        self.tick(now);
        self.sessions.open(peer);
        self.record.count("connections", 1);
        self.mark(peer, What::Opened);
    }

    /// A connection ended; not needed after a [`Push::Close`], and harmless then.
    pub fn disconnected(&mut self, now: u64, peer: Peer) {
        self.tick(now);
        self.end_session(peer, || "by the client".into());
        self.tick(now);
    }

    /// A binary message arrived.
    pub fn handle(&mut self, now: u64, peer: Peer, message: Bytes) {
        self.tick(now);
        let Some(session) = self.sessions.get_mut(peer).filter(|session| !session.closing) else {
            return;
        };
        self.record.count("framesUp", 1);
        self.record.count("bytesUp", message.len() as u64);
        match session.read(message.clone()) {
            Ok(raw) => self.receive(peer, raw),
            Err(error) => {
                self.note(Way::Up, peer, message, Some(error.to_string()));
                self.protocol_error(peer, "compressed frame cannot be read");
            }
        }
        self.tick(now);
    }

    /// A text message arrived. The service speaks binary; a text is noted and answered by nothing.
    pub fn text(&mut self, now: u64, peer: Peer, text: &str) {
        self.tick(now);
        if self.sessions.get(peer).is_some() {
            let bytes = Bytes::copy_from_slice(text.as_bytes());
            self.note(Way::Up, peer, bytes, Some("a text message".into()));
        }
    }

    /// The next thing to push, in order; the driver asks after every other call until `None`.
    pub fn poll(&mut self) -> Option<(Peer, Push)> {
        self.outbox.pop_front()
    }

    /// When [`Server::tick`] wants to be called next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<u64> {
        self.agenda.next()
    }

    /// Does what is due. A clock that goes back is taken to stand still.
    pub fn tick(&mut self, now: u64) {
        self.now = self.now.max(now);
        while let Some(job) = self.agenda.take_due(self.now) {
            match job {
                Job::Send(peer, frame, coding) => self.release(peer, frame, coding),
                Job::Close(peer, how) => self.close(peer, how),
                Job::LeaveRooms(user) => self.leave_rooms_of_the_absent(&user),
                Job::Operate(operations) => self.operate_later(operations),
            }
        }
    }

    /// The settings in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        let next = self.next_id.entry(()).or_insert(FIRST_ID);
        *next += 1;
        *next - 1
    }

    /// Keeps a frame in the log.
    pub(crate) fn note(&mut self, way: Way, peer: Peer, bytes: Bytes, error: Option<String>) {
        if !self.config.record {
            return;
        }
        let (user, device) = self.names_of(peer);
        let frame = Frame { at: self.now, link: peer, way, user, device, error, bytes };
        self.record.frame(frame, self.config.record_limits());
    }

    /// Keeps what happened to a connection.
    pub(crate) fn mark(&mut self, peer: Peer, what: What) {
        if !self.config.record {
            return;
        }
        let (user, device) = self.names_of(peer);
        let mark = Mark { at: self.now, link: peer, user, device, what };
        self.record.mark(mark, self.config.record_limits());
    }

    /// The names a connection goes by: of the user, and once logged in of the device.
    fn names_of(&self, peer: Peer) -> (Option<String>, Option<String>) {
        let Some(session) = self.sessions.get(peer) else { return (None, None) };
        let device = session.login.as_ref().map(|login| login.resource.clone());
        (session.claimed.clone(), device)
    }

    /// Whether a connection is there and not about to be closed.
    pub(crate) fn is_open(&self, peer: Peer) -> bool {
        self.sessions.get(peer).is_some_and(|session| !session.closing)
    }

    /// The name a connection goes by.
    pub(crate) fn user_of(&self, peer: Peer) -> Option<String> {
        self.sessions.get(peer)?.claimed.clone()
    }

    fn end_session(&mut self, peer: Peer, why: impl FnOnce() -> String) -> bool {
        if self.sessions.get(peer).is_some() {
            self.mark(peer, What::Closed(why()));
        }
        let login = self.sessions.login(peer).cloned();
        let Some(session) = self.sessions.close(peer) else { return false };
        self.faults.forget(peer);
        if let Some(login) = login {
            self.presence_changed(&login.user);
            self.watch_rooms_of(&login.user);
        }
        if let Some(user) = session.claimed {
            self.fire("disconnect", &user);
        }
        true
    }

    fn receive(&mut self, peer: Peer, raw: Bytes) {
        let frame = match up::Frame::decode(raw.clone()) {
            Ok(frame) => frame,
            Err(error) => {
                self.note(Way::Up, peer, raw, Some(error.to_string()));
                return self.protocol_error(peer, "frame cannot be read");
            }
        };
        let command = transcode::up_command(&frame);
        self.claim(peer, &frame);
        self.note(Way::Up, peer, raw, None);
        let user = self.user_of(peer);
        if self.faults.on_up(user.as_deref(), &command) {
            self.mark(peer, What::Fault("ignore", Way::Up, command.clone()));
        } else {
            self.obey(peer, frame);
        }
        if let Some(user) = user {
            self.fire(&command.to_ascii_lowercase(), &user);
        }
    }

    fn claim(&mut self, peer: Peer, frame: &up::Frame) {
        let name = frame.speaker.as_ref().and_then(|speaker| speaker.guid.name.clone());
        if let (Some(name), Some(session)) = (name, self.sessions.get_mut(peer))
            && session.login.is_none()
        {
            session.claimed = Some(name);
        }
    }

    fn obey(&mut self, peer: Peer, frame: up::Frame) {
        match frame.body {
            up::Body::Provision(body) => self.provision(peer, frame.speaker, &body),
            _ if self.sessions.login(peer).is_none() => {
                self.protocol_error(peer, "the first frame must be PROVISION");
            }
            up::Body::Logout(body) => self.logout(peer, &body),
            up::Body::Unread => self.unread(peer),
            up::Body::Sync(body) => self.sync(peer, body),
            up::Body::Other { .. } => self.record.count("unknownCommands", 1),
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("now", &self.now).finish_non_exhaustive()
    }
}

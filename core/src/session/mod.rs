//! Logging in, staying in, coming back, leaving.
//!
//! ```text
//! login ─► hosts ─► token ─► link ─► PROVISION ─► online
//!            └────────┴────────┴─────────┴── fails ─► pause ─► again, a bounded number of times
//! ```
//! Once online, an ended link leads to a pause and back, for ever or as often as configured. An
//! explicit refusal and a kick end the session; nothing is retried after them.

mod credentials;
mod device;
mod discovery;
mod endings;
mod expiry;
mod heartbeat;
mod online;
mod phase;
mod pipe;
mod provision;
mod record;
mod steps;
mod verdict;

use alloc::string::String;
use alloc::vec::Vec;

pub use credentials::{Credentials, Proof};
pub use device::Device;
pub use phase::{Cause, PhaseName, TABLE, Transition};
pub use record::{Cursor, Refused, Session};

pub(crate) use discovery::{Hosts, hosts as read_hosts, request as discovery_request};
pub(crate) use expiry::AccessToken;
use phase::Phase;

use crate::backoff::Place;
use crate::calls::Calls;
use crate::context::Context;
use crate::error::{LoginRefused, OfflineCause};
use crate::ids::{Link, UserId};
use crate::io::{Lost, LostKind, Network};
use crate::log::error;
use crate::message::Reader;
use crate::secret::Secret;
use crate::seeded::SeededBug;
use crate::time::{Instant, Timer};

/// What follows from a session's change for the other machines.
#[derive(Debug)]
pub(crate) enum Change {
    /// Logged in: send what waits, fetch what waits.
    Up,
    /// The link of a session that was online is gone.
    LinkLost,
    /// The session is over: settle everything, then say so.
    Over(OfflineCause),
}

/// Whether an application waits for a first login, or a session is being restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Login,
    Reconnect,
}

pub(crate) struct SessionMachine {
    phase: Phase,
    mode: Mode,
    user: Option<UserId>,
    password: Option<Secret>,
    token: Option<AccessToken>,
    /// The token of the session that ended last.
    last_token: Option<Secret>,
    token_wanted: bool,
    /// The server is being asked about a new token.
    token_checked: bool,
    device: Device,
    /// The resource the server gave us (DEV-11).
    assigned: Option<String>,
    session_id: String,
    hosts: Option<Hosts>,
    /// Where the server sent us, and where it had sent us before in this attempt.
    redirect: Option<String>,
    visited: Vec<String>,
    last_link: u32,
    /// The link that was closed last, by whichever side: it is not closed again.
    gone: Option<Link>,
    /// How often the phase has changed, and how last.
    changes: (u64, Option<Transition>),
    /// Failures in a row of the step at hand.
    tries: u32,
    /// Tokens in a row that the server called expired.
    stale_tokens: u32,
    /// Links in a row that did not live long.
    flaps: u32,
    /// Where this client comes back between the others of its fleet.
    place: Place,
    online_since: Instant,
    offer_lz4: bool,
    malformed: u32,
    network_down: bool,
    last_lost: Option<Lost>,
    /// Server clock minus ours, in milliseconds.
    clock_error: i64,
}

impl SessionMachine {
    pub(crate) fn new(cx: &mut Context, device: Option<Device>) -> Self {
        let wall = cx.wall();
        // An explicit device id wins over a stored device (O-21).
        let device = device
            .filter(|_| cx.config.device_id.is_none())
            .unwrap_or_else(|| Device::new(&cx.config, &mut cx.random, wall));
        Self {
            phase: Phase::Offline,
            mode: Mode::Login,
            user: None,
            password: None,
            token: None,
            last_token: None,
            token_wanted: false,
            token_checked: false,
            device,
            assigned: None,
            session_id: String::new(),
            hosts: Hosts::fixed(&cx.config),
            redirect: None,
            visited: Vec::new(),
            last_link: 0,
            gone: None,
            changes: (0, None),
            tries: 0,
            stale_tokens: 0,
            flaps: 0,
            place: Place::draw(&mut cx.random),
            online_since: cx.now,
            offer_lz4: cx.config.offer_lz4,
            malformed: 0,
            network_down: false,
            last_lost: None,
            clock_error: 0,
        }
    }

    // ---- commands -------------------------------------------------------------------------

    /// Begins a login (OPEN rows).
    pub(crate) fn login(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        credentials: Credentials,
    ) -> Result<(), LoginRefused> {
        match (self.phase.name(), self.mode) {
            (PhaseName::Offline, _) => {}
            (PhaseName::Online | PhaseName::LoggingOut, _) | (_, Mode::Reconnect) => {
                return Err(LoginRefused::AlreadyLoggedIn);
            }
            (_, Mode::Login) => return Err(LoginRefused::InProgress),
        }
        let (Proof::Password(secret) | Proof::Token(secret)) = &credentials.proof;
        if secret.expose().is_empty() {
            return Err(LoginRefused::NoProof);
        }
        cx.connection.begin(&credentials.user, &self.device.resource);
        let _inside = cx.connection.enter();
        if self.user.as_ref() != Some(&credentials.user) {
            // It named the device of somebody else.
            self.assigned = None;
        }
        self.user = Some(credentials.user);
        let (Proof::Password(secret) | Proof::Token(secret)) = &credentials.proof;
        cx.guard(secret);
        (self.password, self.token) = match credentials.proof {
            Proof::Password(password) => (Some(password), None),
            Proof::Token(token) => (None, Some(AccessToken::new(token, None))),
        };
        self.mode = Mode::Login;
        self.offer_lz4 = cx.config.offer_lz4;
        self.hosts = Hosts::fixed(&cx.config);
        (self.tries, self.stale_tokens, self.flaps, self.malformed) = (0, 0, 0, 0);
        self.place = Place::draw(&mut cx.random);
        self.last_lost = None;
        cx.timers.arm(Timer::Login, cx.after(cx.config.login_ms));
        self.proceed(cx, calls, Cause::LoginAsked);
        Ok(())
    }

    /// Ends the session (LO rows). Nothing is dialled and nothing is sent after LOGOUT (O-1).
    pub(crate) fn logout(&mut self, cx: &mut Context, calls: &mut Calls) -> Option<Change> {
        match self.phase {
            Phase::Offline | Phase::LoggingOut { .. } => None,
            Phase::Online { .. } => {
                self.say_goodbye(cx, calls, Cause::LogoutAsked, OfflineCause::LoggedOut);
                None
            }
            _ => Some(self.over(cx, calls, Cause::LogoutAsked, OfflineCause::LoggedOut)),
        }
    }

    /// LOGOUT, and a short wait for its answer.
    fn say_goodbye(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        cause: Cause,
        why: OfflineCause,
    ) {
        let trace_id = cx.trace_id();
        let reason =
            if why == OfflineCause::TokenExpired { "inner:token expired" } else { "inner:logout" };
        let frame = self.identify(cx).map(|login| login.logout(reason, trace_id));
        let Phase::Online { mut pipe, .. } = core::mem::replace(&mut self.phase, Phase::Offline)
        else {
            error!("goodbye outside a session");
            return;
        };
        if let Some(frame) = frame {
            pipe.send_frame(cx, &frame);
        }
        calls.cancel_session(cx);
        self.clear_timers(cx);
        cx.timers.arm(Timer::Logout, cx.after(cx.config.logout_ms));
        self.note(PhaseName::Online, cause, PhaseName::LoggingOut);
        self.phase = Phase::LoggingOut { pipe, cause: why };
    }

    /// LOGOUT was answered, or its time is up.
    pub(crate) fn logout_done(&mut self, cx: &mut Context, calls: &mut Calls) -> Option<Change> {
        let Phase::LoggingOut { cause, .. } = &self.phase else { return None };
        let why = cause.clone();
        Some(self.over(cx, calls, Cause::LogoutDone, why))
    }

    /// The server ended the session: final (KICK rows, O-3).
    pub(crate) fn kicked(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        kick: crate::error::Kick,
    ) -> Option<Change> {
        if cx.config.has_bug(SeededBug::KickRetried) {
            return self.lost(cx, calls, Lost::new(LostKind::Closed, "kicked"));
        }
        matches!(self.phase, Phase::Online { .. })
            .then(|| self.over(cx, calls, Cause::Kicked, OfflineCause::Kicked(kick)))
    }

    /// A hint about the network (NET rows, HB-7).
    pub(crate) fn network(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        network: Network,
    ) -> Option<Change> {
        self.network_down = network == Network::Down;
        match (&self.phase, network) {
            (
                Phase::Dialing { .. } | Phase::Provisioning { .. } | Phase::Online { .. },
                Network::Down,
            ) => {
                let lost = Lost::new(LostKind::NetworkDown, "reported by the system");
                self.lost(cx, calls, lost)
            }
            (Phase::BackingOff { .. }, Network::Down) => {
                cx.timers.arm(Timer::Retry, cx.after(cx.config.network_down_retry_ms));
                None
            }
            (Phase::BackingOff { .. }, Network::Up | Network::Resumed) => {
                cx.timers.arm(Timer::Retry, cx.now);
                None
            }
            (Phase::Online { .. }, Network::Up | Network::Resumed) => {
                self.probe(cx, cx.config.probe_reply_ms);
                None
            }
            _ => None,
        }
    }

    // ---- looks --------------------------------------------------------------------------------

    pub(crate) fn phase(&self) -> PhaseName {
        self.phase.name()
    }

    pub(crate) fn changes(&self) -> (u64, Option<Transition>) {
        self.changes
    }

    pub(crate) fn link(&self) -> Option<Link> {
        self.phase.link()
    }

    pub(crate) fn user(&self) -> Option<&UserId> {
        self.user.as_ref()
    }

    pub(crate) fn device(&self) -> &Device {
        &self.device
    }

    pub(crate) fn access_token(&self) -> Option<&Secret> {
        self.token.as_ref().map(|token| &token.secret)
    }

    /// The token of a session that has just ended, once.
    pub(crate) fn take_last_token(&mut self) -> Option<Secret> {
        self.last_token.take()
    }

    pub(crate) fn resource(&self) -> &str {
        self.assigned.as_deref().unwrap_or(&self.device.resource)
    }

    pub(crate) fn reader<'a>(&'a self, cx: &Context) -> Reader<'a> {
        Reader {
            user: self.user.as_ref().map_or("", UserId::as_str),
            resource: self.resource(),
            rest: self.hosts.as_ref().map_or("", Hosts::rest),
            own_upload: cx.config.own_upload,
            replaced_contents: cx.config.replaced_contents,
        }
    }

    pub(crate) fn hosts(&self) -> Option<&Hosts> {
        self.hosts.as_ref()
    }

    /// Redirects followed in the attempt at hand.
    pub(crate) fn redirects(&self) -> usize {
        self.visited.len().saturating_sub(1)
    }

    /// Whether there is no session, or only its last words.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Offline | Phase::LoggingOut { .. })
    }

    /// A host did not serve a call: the next one is asked from now on, unless that is so already.
    pub(crate) fn leave_rest_host(&mut self, base: &str) {
        if let Some(hosts) = self.hosts.as_mut().filter(|hosts| hosts.rest() == base) {
            hosts.next_rest();
        }
    }
}

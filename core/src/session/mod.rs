//! Logging in, staying in, coming back, leaving.
//!
//! ```text
//! login ─► hosts ─► token ─► link ─► PROVISION ─► online
//!            └────────┴────────┴─────────┴── fails ─► pause ─► again, a bounded number of times
//! ```
//! Once online, an ended link leads to a pause and back, for ever or as often as configured. An
//! explicit refusal and a kick end the session; nothing is retried after them.

mod device;
mod discovery;
mod expiry;
mod heartbeat;
mod phase;
mod pipe;
mod provision;
mod record;
mod steps;
mod verdict;

use alloc::string::String;
use alloc::vec::Vec;

pub use device::Device;
pub use phase::{Cause, PhaseName, TABLE, Transition};
pub use record::{Cursor, Session};

pub(crate) use discovery::{Hosts, hosts as read_hosts, request as discovery_request};
pub(crate) use expiry::AccessToken;
use phase::{Phase, Step};

use crate::calls::Calls;
use crate::context::Context;
use crate::error::{LoginRefused, OfflineCause};
use crate::event::Event;
use crate::ids::{Link, UserId};
use crate::io::{Effect, Lost, LostKind, Network};
use crate::log::{debug, error};
use crate::message::Reader;
use crate::secret::Secret;
use crate::time::{Instant, Timer};
use crate::wire::up;
use heartbeat::Beat;

/// Who logs in, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: UserId,
    /// A password or a token.
    pub proof: Proof,
}

/// What proves a user's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Traded for a token at login and then forgotten (TOK-3).
    #[doc(alias = "pwd")]
    Password(Secret),
    /// Used as it is (TOK-1, TOK-2).
    #[doc(alias = "accessToken")]
    #[doc(alias = "agoraToken")]
    Token(Secret),
}

impl Credentials {
    /// Login by password.
    #[must_use]
    pub fn password(user: UserId, password: impl Into<Secret>) -> Self {
        Self { user, proof: Proof::Password(password.into()) }
    }

    /// Login by token.
    #[must_use]
    pub fn token(user: UserId, token: impl Into<Secret>) -> Self {
        Self { user, proof: Proof::Token(token.into()) }
    }
}

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
    token_wanted: bool,
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
            token_wanted: false,
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
        self.user = Some(credentials.user);
        (self.password, self.token) = match credentials.proof {
            Proof::Password(password) => (Some(password), None),
            Proof::Token(token) => (None, Some(AccessToken::new(token, None))),
        };
        self.mode = Mode::Login;
        self.offer_lz4 = cx.config.offer_lz4;
        self.hosts = Hosts::fixed(&cx.config);
        (self.tries, self.stale_tokens, self.flaps, self.malformed) = (0, 0, 0, 0);
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

    // ---- a session that is online -----------------------------------------------------------

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
    pub(crate) fn restore(
        &mut self,
        bytes: bytes::Bytes,
    ) -> Result<bytes::Bytes, crate::error::Malformed> {
        match &mut self.phase {
            Phase::Online { pipe, .. } | Phase::LoggingOut { pipe, .. } => {
                pipe.receive(bytes).inspect_err(|_| self.offer_lz4 = false)
            }
            _ => Ok(bytes),
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

    pub(crate) fn resource(&self) -> &str {
        self.assigned.as_deref().unwrap_or(&self.device.resource)
    }

    pub(crate) fn reader<'a>(&'a self, cx: &Context) -> Reader<'a> {
        Reader {
            user: self.user.as_ref().map_or("", UserId::as_str),
            resource: self.resource(),
            replaced_contents: cx.config.replaced_contents,
        }
    }

    pub(crate) fn hosts(&self) -> Option<&Hosts> {
        self.hosts.as_ref()
    }

    // ---- endings ------------------------------------------------------------------------------

    /// The driver reports the end of the link.
    pub(crate) fn on_closed(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        lost: Lost,
    ) -> Option<Change> {
        self.gone = self.phase.link();
        self.lost(cx, calls, lost)
    }

    /// A link ended, or did not come about. Pauses before the next attempt, or gives up.
    pub(crate) fn lost(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        lost: Lost,
    ) -> Option<Change> {
        let was_online = match self.phase {
            Phase::Online { .. } => true,
            Phase::Dialing { .. } | Phase::Provisioning { .. } => false,
            Phase::LoggingOut { .. } => return self.logout_done(cx, calls),
            _ => return None,
        };
        debug!("link lost: {lost}");
        self.close_link(cx);
        for timer in [Timer::Dial, Timer::Provision, Timer::Heartbeat, Timer::HeartbeatReply] {
            cx.timers.clear(timer);
        }
        (self.redirect, self.last_lost) = (None, Some(lost.clone()));
        self.visited.clear();
        let mut then = Step::Dial;
        if was_online {
            self.tries = 0;
            self.count_flap(cx);
        } else if lost.kind != LostKind::NetworkDown {
            // What the network broke off says nothing about the host (O-25).
            self.tries += 1;
            let used_up = self.hosts.as_mut().is_none_or(Hosts::next_websocket);
            if used_up && self.mode == Mode::Reconnect && Hosts::fixed(&cx.config).is_none() {
                then = Step::Discover;
            }
        }
        let gave_up = match self.mode {
            Mode::Login if self.tries >= cx.config.login_attempts => {
                Some(OfflineCause::LoginFailed(lost.clone()))
            }
            Mode::Reconnect if cx.config.reconnect_max.is_some_and(|max| self.tries >= max) => {
                Some(OfflineCause::GaveUp { attempts: self.tries, last: lost.clone() })
            }
            Mode::Login | Mode::Reconnect => None,
        };
        if let Some(why) = gave_up {
            return Some(self.over(cx, calls, Cause::GaveUp, why));
        }
        let at = self.pause(cx, Cause::LinkLost, then);
        if self.mode == Mode::Reconnect {
            cx.tell(Event::Reconnecting { attempt: self.tries + 1, at, cause: lost });
        }
        was_online.then_some(Change::LinkLost)
    }

    fn count_flap(&mut self, cx: &Context) {
        let lived = cx.now.since(self.online_since);
        self.flaps = if lived < cx.config.stable_ms { self.flaps + 1 } else { 0 };
    }

    /// Waits before the next attempt: longer with each failure, and with links that die young.
    fn pause(&mut self, cx: &mut Context, cause: Cause, then: Step) -> Instant {
        let failures = match self.mode {
            Mode::Login => self.tries.saturating_sub(1),
            Mode::Reconnect => self.tries + self.flaps.saturating_sub(2),
        };
        let delay = if self.network_down {
            cx.config.network_down_retry_ms
        } else {
            crate::backoff::delay(&cx.config, &mut cx.random, failures)
        };
        let at = cx.after(delay);
        cx.timers.arm(Timer::Retry, at);
        self.go(cause, Phase::BackingOff { then });
        at
    }

    /// The session ends for good: every timer, request and link of it goes with it (O-1, O-12).
    fn over(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        cause: Cause,
        why: OfflineCause,
    ) -> Change {
        self.close_link(cx);
        calls.cancel_session(cx);
        self.clear_timers(cx);
        (self.password, self.token) = (None, None);
        (self.token_wanted, self.redirect) = (false, None);
        self.visited.clear();
        self.go(cause, Phase::Offline);
        Change::Over(why)
    }

    fn close_link(&mut self, cx: &mut Context) {
        if let Some(link) = self.phase.link().filter(|link| self.gone != Some(*link)) {
            self.gone = Some(link);
            cx.start(Effect::Close(link));
        }
    }

    fn clear_timers(&mut self, cx: &mut Context) {
        for timer in [
            Timer::Dial,
            Timer::Provision,
            Timer::Login,
            Timer::Heartbeat,
            Timer::HeartbeatReply,
            Timer::Retry,
            Timer::TokenWarning,
            Timer::TokenExpiry,
            Timer::TokenWanted,
            Timer::Logout,
        ] {
            cx.timers.clear(timer);
        }
    }

    /// The only place where the phase changes.
    fn go(&mut self, cause: Cause, to: Phase) {
        self.note(self.phase.name(), cause, to.name());
        self.phase = to;
    }

    fn note(&mut self, from: PhaseName, cause: Cause, to: PhaseName) {
        self.changes = (self.changes.0 + 1, Some((from, cause, to)));
        debug!("{from} → {to} ({cause:?})");
        if !TABLE.contains(&(from, cause, to)) {
            error!("no such transition: {from} → {to} ({cause:?})");
            debug_assert!(false, "no such transition: {from} → {to} ({cause:?})");
        }
    }
}

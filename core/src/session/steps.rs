//! The steps of a login, in their order: hosts, token, link, PROVISION.

use alloc::format;
use alloc::string::{String, ToString};

use bytes::Bytes;

use super::heartbeat::Heartbeat;
use super::phase::{Phase, Step};
use super::pipe::Pipe;
use super::provision::{Login, expiry};
use super::verdict::{Verdict, verdict};
use super::{AccessToken, Cause, Change, Mode, SessionMachine, discovery};
use crate::calls::{Calls, Purpose};
use crate::config::Renewal;
use crate::context::Context;
use crate::error::{CallFailed, Layer, Malformed, OfflineCause};
use crate::event::{Event, Online};
use crate::ids::Link;
use crate::io::{Effect, Endpoint, Lost, LostKind, Response};
use crate::log::{debug, info, warn};
use crate::rest;
use crate::seeded::SeededBug;
use crate::store::Record;
use crate::time::{Timer, UnixMillis};
use crate::wire::{CommSyncUl, Meta, Namespace, Provision, StatisticsBody, up};

impl SessionMachine {
    /// The first step that has not been done yet.
    pub(super) fn proceed(&mut self, cx: &mut Context, calls: &mut Calls, cause: Cause) {
        if self.hosts.is_none() {
            self.discover(cx, calls, cause, 0);
        } else if self.token.is_none() {
            self.authenticate(cx, calls, cause);
        } else {
            self.dial(cx, cause);
        }
    }

    /// The pause is over.
    pub(crate) fn retry(&mut self, cx: &mut Context, calls: &mut Calls) {
        let Phase::BackingOff { then } = self.phase else { return };
        match then {
            Step::Discover => self.discover(cx, calls, Cause::RetryDue, 0),
            Step::Authenticate => self.authenticate(cx, calls, Cause::RetryDue),
            Step::Dial => self.dial(cx, Cause::RetryDue),
        }
    }

    // ---- hosts --------------------------------------------------------------------------------

    fn discover(&mut self, cx: &mut Context, calls: &mut Calls, cause: Cause, seed: usize) {
        if let Some(request) = discovery::request(&cx.config, seed, cx.wall()) {
            calls.start(cx, Purpose::Discovery(seed), request);
            self.go(cause, Phase::Discovering);
        }
    }

    pub(crate) fn on_hosts(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        seed: usize,
        answer: Result<Response, CallFailed>,
    ) -> Option<Change> {
        let Phase::Discovering = self.phase else { return None };
        let failed = match discovery::hosts(&mut cx.config, answer) {
            Ok(hosts) => {
                self.hosts = Some(hosts);
                if self.mode == Mode::Login {
                    self.tries = 0;
                }
                self.proceed(cx, calls, Cause::HostsKnown);
                return None;
            }
            Err(failed) => failed,
        };
        warn!("discovery failed: {failed}");
        if discovery::request(&cx.config, seed + 1, cx.wall()).is_some() {
            self.discover(cx, calls, Cause::RequestFailed, seed + 1);
            return None;
        }
        if self.hosts.is_some() {
            // A refresh: the old hosts are better than none (O-9).
            self.dial(cx, Cause::RequestFailed);
            return None;
        }
        self.tries += 1;
        let again = failed.is_retryable() || failed.is_in_the_way();
        if again && self.tries < cx.config.login_attempts {
            self.pause(cx, Cause::RequestFailed, Step::Discover);
            return None;
        }
        Some(self.over(cx, calls, Cause::GaveUp, OfflineCause::DiscoveryFailed(failed)))
    }

    // ---- token --------------------------------------------------------------------------------

    fn authenticate(&mut self, cx: &mut Context, calls: &mut Calls, cause: Cause) {
        let (Some(user), Some(password), Some(hosts)) = (&self.user, &self.password, &self.hosts)
        else {
            return;
        };
        let request = rest::token_request(&cx.config, hosts.rest(), user, password, cx.wall());
        calls.start(cx, Purpose::Token, request);
        self.go(cause, Phase::Authenticating);
    }

    pub(crate) fn on_token(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        answer: Result<Response, CallFailed>,
    ) -> Option<Change> {
        let Phase::Authenticating = self.phase else { return None };
        match rest::token(answer) {
            Ok(token) => {
                let life = token.expires_in.map(|seconds| seconds.saturating_mul(1_000));
                let ends = life.map(|life| UnixMillis(cx.wall().0.saturating_add(life)));
                cx.guard(&token.secret);
                self.token = Some(AccessToken::new(token.secret, ends));
                self.password = None;
                self.tries = 0;
                self.dial(cx, Cause::TokenHeld);
                None
            }
            Err(failed) if failed.is_retryable() || failed.is_in_the_way() => {
                self.tries += 1;
                if self.tries >= cx.config.login_attempts {
                    let why = OfflineCause::TokenRefused(failed);
                    return Some(self.over(cx, calls, Cause::GaveUp, why));
                }
                if let Some(hosts) = &mut self.hosts {
                    hosts.next_rest();
                }
                self.pause(cx, Cause::RequestFailed, Step::Authenticate);
                None
            }
            Err(refused) => {
                let why = OfflineCause::TokenRefused(refused);
                Some(self.over(cx, calls, Cause::Refused, why))
            }
        }
    }

    // ---- link ---------------------------------------------------------------------------------

    pub(super) fn dial(&mut self, cx: &mut Context, cause: Cause) {
        let Some(hosts) = &self.hosts else { return };
        let url = self.redirect.clone().unwrap_or_else(|| hosts.websocket().to_string());
        self.visited.push(url.clone());
        self.last_link = self.last_link.wrapping_add(1);
        let link = Link(self.last_link);
        cx.start(Effect::Open(link, Endpoint { url }));
        cx.timers.arm(Timer::Dial, cx.after(cx.config.dial_ms));
        self.go(cause, Phase::Dialing { link });
    }

    pub(crate) fn on_opened(&mut self, cx: &mut Context) {
        let Phase::Dialing { link } = self.phase else { return };
        cx.timers.clear(Timer::Dial);
        self.session_id = format!("{}:", cx.wall());
        if let (Some(token), true) = (&self.token, cx.config.has_bug(SeededBug::TokenLogged)) {
            debug!("logging in with $t${}", token.secret.expose());
        }
        let trace_id = cx.trace_id();
        if let Some(frame) = self.identify(cx).map(|login| login.provision(trace_id)) {
            cx.start(Effect::Send(link, frame.encode()));
        }
        cx.timers.arm(Timer::Provision, cx.after(cx.config.provision_ms));
        self.go(Cause::LinkOpened, Phase::Provisioning { link });
    }

    pub(super) fn identify<'a>(&'a self, cx: &'a Context) -> Option<Login<'a>> {
        Some(Login {
            config: &cx.config,
            user: self.user.as_ref()?,
            device: &self.device,
            resource: self.resource(),
            token: self.access_token()?,
            session_id: &self.session_id,
            offer_lz4: self.offer_lz4,
        })
    }

    // ---- PROVISION ----------------------------------------------------------------------------

    pub(crate) fn on_provision(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        reply: &Provision,
    ) -> Option<Change> {
        let Phase::Provisioning { link } = self.phase else { return None };
        match verdict(reply) {
            Verdict::Accepted => {
                self.accepted(cx, link, reply);
                Some(Change::Up)
            }
            Verdict::Renew(refusal) => {
                // A server that calls every new token expired must not keep us asking.
                self.stale_tokens += 1;
                let often = self.stale_tokens >= cx.config.login_attempts;
                if cx.config.renewal == Renewal::None || often {
                    let why = OfflineCause::Refused(refusal);
                    return Some(self.over(cx, calls, Cause::Refused, why));
                }
                self.await_token(cx);
                None
            }
            Verdict::Redirect(hosts) => self.redirected(cx, calls, &hosts),
            Verdict::Stop(refusal) => {
                let why = OfflineCause::Refused(refusal);
                Some(self.over(cx, calls, Cause::Refused, why))
            }
            Verdict::Broken => {
                let detail = "a PROVISION reply without a status";
                cx.tell(Event::Malformed(Malformed::new(Layer::Provision, detail, Bytes::new())));
                self.lost(cx, calls, Lost::new(LostKind::Protocol, detail))
            }
        }
    }

    fn accepted(&mut self, cx: &mut Context, link: Link, reply: &Provision) {
        cx.timers.clear(Timer::Provision);
        if !cx.config.has_bug(SeededBug::LoginTimerLeft) {
            cx.timers.clear(Timer::Login);
        }
        if let Some(resource) = reply.resource.as_deref().filter(|resource| !resource.is_empty()) {
            self.assigned = Some(resource.to_string());
        }
        let again = self.mode == Mode::Reconnect;
        self.mode = Mode::Reconnect;
        (self.tries, self.stale_tokens, self.malformed) = (0, 0, 0);
        (self.online_since, self.redirect, self.last_lost) = (cx.now, None, None);
        self.visited.clear();
        let mut pipe = Pipe::new(link, &cx.config, reply);
        if again && cx.config.has_bug(SeededBug::CompressionCarriedOver) {
            pipe.send(cx, up::Body::Unread);
            cx.effects.pop_back();
        }
        let heartbeat = Heartbeat::new(cx);
        self.go(Cause::Accepted, Phase::Online { pipe, heartbeat });
        // Without our token in it, should the server repeat that.
        let repeats = cx.holds_secret(self.resource().as_bytes());
        let resource = if repeats { &*self.device.resource } else { self.resource() }.to_string();
        if let (false, Some(user), Some(token)) = (again, &self.user, self.access_token()) {
            let (user, token) = (user.as_str().to_string(), token.clone());
            cx.keep(Record::LoggedIn { user, device: self.device.clone(), token });
        }
        if let Some(user) = self.user.clone() {
            // By our name: the server's may be of any length, and repeat what it was sent.
            info!("{user} is online as {}", self.device.resource);
            cx.tell(Event::Online(Online { user, resource, again }));
        }
        match expiry(reply.auth_token.as_deref().unwrap_or_default(), cx.wall()) {
            Ok(ends) => self.learn_expiry(cx, ends),
            Err(detail) => {
                cx.tell(Event::Malformed(Malformed::new(Layer::Provision, detail, Bytes::new())));
            }
        }
    }

    /// Follows a redirect: the same path and scheme on another host, a bounded number of times,
    /// never twice to the same one.
    fn redirected(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        hosts: &[String],
    ) -> Option<Change> {
        let here = self.visited.last().cloned().unwrap_or_default();
        let (scheme, rest) = here.split_once("://").unwrap_or_default();
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
        let hops = u32::try_from(self.visited.len()).unwrap_or(u32::MAX);
        let urls = hosts.iter().map(|host| format!("{scheme}://{host}{path}"));
        let for_ever = cx.config.has_bug(SeededBug::RedirectForEver);
        let next = urls.into_iter().find(|url| !self.visited.contains(url) || for_ever);
        match next {
            Some(url) if hops <= cx.config.redirects_max || for_ever => {
                info!("redirected to {url}");
                self.close_link(cx);
                cx.timers.clear(Timer::Provision);
                self.redirect =
                    Some(url).filter(|_| !cx.config.has_bug(SeededBug::RedirectNotFollowed));
                self.dial(cx, Cause::Redirected);
                None
            }
            _ => Some(self.over(cx, calls, Cause::Refused, OfflineCause::RedirectLoop)),
        }
    }

    /// A step took too long.
    pub(crate) fn on_step_timeout(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        timer: Timer,
    ) -> Option<Change> {
        let what = match (timer, &self.phase) {
            (Timer::Dial, Phase::Dialing { .. }) => "the link did not open in time",
            (Timer::Provision, Phase::Provisioning { .. }) => "PROVISION was not answered in time",
            (Timer::Login, Phase::Offline | Phase::Online { .. } | Phase::LoggingOut { .. }) => {
                return None;
            }
            (Timer::Login, _) => {
                let timeout = || Lost::new(LostKind::Timeout, "the login took too long");
                let last = self.last_lost.take().unwrap_or_else(timeout);
                return Some(self.over(cx, calls, Cause::GaveUp, OfflineCause::LoginFailed(last)));
            }
            _ => return None,
        };
        self.lost(cx, calls, Lost::new(LostKind::Timeout, what))
    }
}

/// The vendor's ping: its use is unknown, its answer is ignored (SYNC-5, Q-4).
pub(super) fn statistic_ping(wall: UnixMillis) -> up::Body {
    use prost::Message as _;
    let body = StatisticsBody { operation: Some(0), ..StatisticsBody::default() };
    let meta = Meta {
        id: Some(wall.0),
        ns: Some(Namespace::Statistic as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    up::Body::Sync(CommSyncUl { meta: Some(meta), queue: None, ..CommSyncUl::default() })
}

//! The life of a token: the warning at 80 %, the end, and the new one in between (EXP rows).

use super::phase::{Phase, Step};
use super::{Cause, Change, PhaseName, SessionMachine};
use crate::calls::{Calls, Purpose};
use crate::config::Renewal;
use crate::context::Context;
use crate::error::{CallFailed, OfflineCause};
use crate::event::Event;
use crate::io::Response;
use crate::rest;
use crate::secret::Secret;
use crate::seeded::SeededBug;
use crate::store::Record;
use crate::time::{Instant, Timer, UnixMillis};

/// A token and when it ends.
pub(crate) struct AccessToken {
    pub(crate) secret: Secret,
    ends: Option<UnixMillis>,
    /// Its life when its end became known: what the 80 % are of.
    life: u64,
    warned: bool,
}

impl AccessToken {
    pub(crate) fn new(secret: Secret, ends: Option<UnixMillis>) -> Self {
        Self { secret, ends, life: 0, warned: false }
    }
}

impl SessionMachine {
    /// The server said when the token ends. Nothing said leaves what the token call said.
    pub(super) fn learn_expiry(&mut self, cx: &mut Context, ends: Option<UnixMillis>) {
        let now = self.server_time(cx);
        if let Some(token) = &mut self.token {
            if ends.is_some() && ends != token.ends {
                (token.ends, token.warned, token.life) = (ends, false, 0);
            }
            if let Some(ends) = token.ends
                && token.life == 0
            {
                token.life = ends.0.saturating_sub(now.0);
            }
        }
        self.arm_expiry(cx);
    }

    /// The server told its time: the end of the token is judged by it (EXP-5).
    pub(crate) fn learn_time(&mut self, cx: &mut Context, server: UnixMillis) {
        self.clock_error = server.0.cast_signed().saturating_sub(cx.wall().0.cast_signed());
        self.arm_expiry(cx);
    }

    fn server_time(&self, cx: &Context) -> UnixMillis {
        UnixMillis(cx.wall().0.saturating_add_signed(self.clock_error))
    }

    fn arm_expiry(&mut self, cx: &mut Context) {
        let now = self.server_time(cx);
        let Some(AccessToken { ends: Some(ends), life, warned, .. }) = &self.token else {
            cx.timers.clear(Timer::TokenWarning);
            cx.timers.clear(Timer::TokenExpiry);
            return;
        };
        let left = ends.0.saturating_sub(now.0);
        let at = |millis: u64| -> Option<Instant> { Some(cx.now.plus(millis)) };
        let warning = at(left.saturating_sub(life / 5)).filter(|_| !warned);
        let expiry = at(left);
        cx.timers.set(Timer::TokenWarning, warning);
        cx.timers.set(Timer::TokenExpiry, expiry);
    }

    pub(crate) fn on_token_warning(&mut self, cx: &mut Context) {
        if let Some(token) = &mut self.token
            && let Some(at) = token.ends
        {
            token.warned = true;
            cx.tell(Event::TokenWillExpire { at });
            self.want_token(cx);
        }
    }

    pub(crate) fn on_token_expiry(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
    ) -> Option<Change> {
        if matches!(self.phase, Phase::Offline | Phase::LoggingOut { .. } | Phase::AwaitingToken) {
            return None;
        }
        cx.tell(Event::TokenExpired);
        let online = matches!(self.phase, Phase::Online { .. });
        match cx.config.renewal {
            Renewal::Application { .. } => {
                if online {
                    self.count_flap(cx);
                }
                self.await_token(cx);
                online.then_some(Change::LinkLost)
            }
            Renewal::None if online => {
                self.say_goodbye(cx, calls, Cause::TokenEnded, OfflineCause::TokenExpired);
                None
            }
            Renewal::None => {
                Some(self.over(cx, calls, Cause::TokenEnded, OfflineCause::TokenExpired))
            }
        }
    }

    /// Gives up the link and waits for the application's token.
    pub(super) fn await_token(&mut self, cx: &mut Context) {
        self.close_link(cx);
        for timer in [
            Timer::Dial,
            Timer::Provision,
            Timer::Heartbeat,
            Timer::HeartbeatReply,
            Timer::Retry,
            Timer::TokenWarning,
            Timer::TokenExpiry,
        ] {
            cx.timers.clear(timer);
        }
        self.visited.clear();
        self.go(Cause::TokenEnded, Phase::AwaitingToken);
        self.want_token(cx);
    }

    fn want_token(&mut self, cx: &mut Context) {
        if let Renewal::Application { answer_ms } = cx.config.renewal
            && (!self.token_wanted || cx.config.has_bug(SeededBug::TokenWantedTwice))
        {
            self.token_wanted = true;
            cx.tell(Event::TokenWanted);
            cx.timers.arm(Timer::TokenWanted, cx.after(answer_ms));
        }
    }

    /// A call found the token to be expired: asks the application for another. `false` when there
    /// is nobody to ask.
    pub(crate) fn renew(&mut self, cx: &mut Context) -> bool {
        if self.is_over() {
            return false;
        }
        self.want_token(cx);
        self.token_is_coming()
    }

    /// Whether another token may come without the session ending before.
    pub(crate) fn token_is_coming(&self) -> bool {
        self.token_wanted || self.token_checked
    }

    /// The application has no token, or did not answer in time.
    pub(crate) fn token_unavailable(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
    ) -> Option<Change> {
        self.token_wanted = false;
        cx.timers.clear(Timer::TokenWanted);
        matches!(self.phase, Phase::AwaitingToken)
            .then(|| self.over(cx, calls, Cause::GaveUp, OfflineCause::TokenExpired))
    }

    /// The application's new token. While online the server is asked when it ends, and the old one
    /// stays until it answers; in between links it is used at once. Either way what is still being
    /// asked about an earlier one is withdrawn. `false` when nobody is logged in.
    pub(crate) fn renew_token(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        secret: Secret,
    ) -> bool {
        cx.guard(&secret);
        let phase = self.phase.name();
        if matches!(phase, PhaseName::Offline | PhaseName::LoggingOut) {
            return false;
        }
        self.token_wanted = false;
        cx.timers.clear(Timer::TokenWanted);
        if calls.withdraw(cx, |purpose| matches!(purpose, Purpose::Expiry(_))) > 0 {
            self.token_checked = false;
            cx.tell(Event::TokenRenewed(Err(CallFailed::Cancelled)));
        }
        if let (PhaseName::Online, Some(user), Some(hosts)) = (phase, &self.user, &self.hosts) {
            let request = rest::expiry_request(&cx.config, hosts.rest(), user, &secret);
            calls.start(cx, Purpose::Expiry(secret), request);
            self.token_checked = true;
            return true;
        }
        cx.keep(Record::Token(secret.clone()));
        self.token = Some(AccessToken::new(secret, None));
        self.arm_expiry(cx);
        self.go_on_with_token(cx);
        true
    }

    /// There is a token again. Sessions that end at once, token after token, come back at a slower
    /// pace. If it is one that was given before the application was asked last, that question stays
    /// open: it is still being answered.
    fn go_on_with_token(&mut self, cx: &mut Context) {
        if !matches!(self.phase, Phase::AwaitingToken) {
            return;
        }
        if self.flaps == 0 {
            self.dial(cx, Cause::TokenHeld);
        } else {
            self.pause(cx, Cause::TokenHeld, Step::Dial);
        }
    }

    /// The server said when the new token ends. It may say so after the old one has ended.
    pub(crate) fn on_expiry(
        &mut self,
        cx: &mut Context,
        secret: Secret,
        answer: Result<Response, CallFailed>,
    ) {
        self.token_checked = false;
        let result = rest::expiry(answer);
        if let Ok(ends) = &result {
            cx.keep(Record::Token(secret.clone()));
            self.token = Some(AccessToken::new(secret, None));
            self.learn_expiry(cx, Some(*ends));
            self.go_on_with_token(cx);
        }
        cx.tell(Event::TokenRenewed(result));
    }
}

//! How a link, an attempt and a session end.

use super::discovery::Hosts;
use super::phase::{Cause, Phase, PhaseName, Step, TABLE};
use super::{Change, Mode, SessionMachine};
use crate::backoff::{self, Place};
use crate::calls::Calls;
use crate::context::Context;
use crate::error::OfflineCause;
use crate::event::Event;
use crate::io::{Effect, Lost, LostKind};
use crate::log::{debug, error};
use crate::time::{Instant, Timer};

impl SessionMachine {
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
        // Not in its words: they may be a server's, which repeats what it was sent.
        debug!("link lost: {}", lost.kind);
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

    /// A session that was online is not any longer: an outage begins.
    pub(super) fn count_flap(&mut self, cx: &mut Context) {
        self.place = Place::draw(&mut cx.random);
        let lived = cx.now.since(self.online_since);
        self.flaps = if lived < cx.config.stable_ms { self.flaps + 1 } else { 0 };
    }

    /// Waits before the next attempt: longer with each failure, and with links that die young.
    pub(super) fn pause(&mut self, cx: &mut Context, cause: Cause, then: Step) -> Instant {
        let failures = match self.mode {
            Mode::Login => self.tries.saturating_sub(1),
            Mode::Reconnect => self.tries + self.flaps.saturating_sub(2),
        };
        let delay = if self.network_down {
            cx.config.network_down_retry_ms
        } else {
            backoff::pause(&cx.config, self.place, failures)
        };
        let at = cx.after(delay);
        cx.timers.arm(Timer::Retry, at);
        self.go(cause, Phase::BackingOff { then });
        at
    }

    /// The session ends for good: every timer, request and link of it goes with it (O-1, O-12).
    pub(super) fn over(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        cause: Cause,
        why: OfflineCause,
    ) -> Change {
        self.close_link(cx);
        calls.cancel_session(cx);
        self.clear_timers(cx);
        self.last_token = self.token.take().map(|token| token.secret);
        self.password = None;
        (self.token_wanted, self.token_checked, self.redirect) = (false, false, None);
        self.visited.clear();
        self.go(cause, Phase::Offline);
        Change::Over(why)
    }

    pub(super) fn close_link(&mut self, cx: &mut Context) {
        if let Some(link) = self.phase.link().filter(|link| self.gone != Some(*link)) {
            self.gone = Some(link);
            cx.start(Effect::Close(link));
        }
    }

    pub(super) fn clear_timers(&mut self, cx: &mut Context) {
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
    pub(super) fn go(&mut self, cause: Cause, to: Phase) {
        self.note(self.phase.name(), cause, to.name());
        self.phase = to;
    }

    pub(super) fn note(&mut self, from: PhaseName, cause: Cause, to: PhaseName) {
        self.changes = (self.changes.0 + 1, Some((from, cause, to)));
        debug!("{from} → {to} ({cause:?})");
        if !TABLE.contains(&(from, cause, to)) {
            error!("no such transition: {from} → {to} ({cause:?})");
            debug_assert!(false, "no such transition: {from} → {to} ({cause:?})");
        }
    }
}

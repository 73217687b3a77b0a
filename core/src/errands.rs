//! Calls of the application: each is asked until it is answered, its time is up, or asking again
//! could do harm.
//!
//! ```text
//! call ─► waits for a turn, a session, a token or a pause ─► exchange ─► answer
//!              ▲                                                 │
//!              └──── 401: one new token · silence, 5xx: next host┘
//! ```

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::calls::{Calls, Purpose};
use crate::context::{Context, redact_answer};
use crate::error::{CallFailed, ErrorCode};
use crate::event::Event;
use crate::ids::CallId;
use crate::io::{LostKind, Response};
use crate::log::debug;
use crate::message::Reader;
use crate::rest::{Answer, Asker, Prepared, Retry};
use crate::secret::Secret;
use crate::seeded::SeededBug;
use crate::session::{Hosts, SessionMachine, discovery_request, read_hosts};
use crate::time::{Instant, Timer};

/// A call under way.
pub(crate) struct Errand {
    ticket: CallId,
    call: Prepared,
    until: Instant,
    tries: u32,
    wait: Wait,
    /// A new token was asked for already.
    renewed: bool,
    /// Where and with what it is being asked.
    base: String,
    token: Option<Secret>,
}

/// What a call waits for.
enum Wait {
    Turn,
    Pause(Instant),
    /// Another token than this one.
    Token(Secret),
}

#[derive(Default)]
pub(crate) struct Errands {
    waiting: VecDeque<Errand>,
    /// Exchanges under way.
    running: usize,
    /// Hosts for calls that need no login, found when there was none.
    hosts: Option<Hosts>,
    discovering: bool,
}

impl Errands {
    /// Calls whose answer was not taken yet, registrations too.
    pub(crate) fn accepted(&self, cx: &Context) -> usize {
        self.waiting.len() + self.running + cx.registering + cx.answers
    }

    /// Accepts a call. [`Event::Answered`] with the returned id follows, exactly once.
    pub(crate) fn accept(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        session: &SessionMachine,
        call: Prepared,
    ) -> Result<CallId, CallFailed> {
        if call.needs_session() && session.is_over() {
            return Err(CallFailed::NotLoggedIn);
        }
        if self.accepted(cx) >= cx.config.calls_max {
            return Err(CallFailed::Busy);
        }
        if let Some(token) = call.own_token() {
            cx.guard(token);
            // Again, so that calls with many tokens do not make it forgotten.
            session.access_token().into_iter().for_each(|token| cx.guard(token));
        }
        let ticket = calls.fresh_id();
        let until = cx.after(cx.config.call_ttl_ms);
        self.waiting.push_back(Errand {
            ticket,
            call,
            until,
            tries: 0,
            wait: Wait::Turn,
            renewed: false,
            base: String::new(),
            token: None,
        });
        Ok(ticket)
    }

    /// Withdraws a call; its answer is [`CallFailed::Cancelled`]. `false` when it has ended.
    pub(crate) fn cancel(&mut self, cx: &mut Context, calls: &mut Calls, ticket: CallId) -> bool {
        let waiting = self.waiting.iter().position(|errand| errand.ticket == ticket);
        let found = match waiting.and_then(|at| self.waiting.remove(at)) {
            Some(_) => true,
            None => self.recall(cx, calls, |errand| errand.ticket == ticket) > 0,
        };
        if found {
            tell(cx, ticket, Err(CallFailed::Cancelled));
        }
        self.arm(cx);
        found
    }

    /// The session is over: so is everything asked in its name.
    pub(crate) fn session_over(&mut self, cx: &mut Context, calls: &mut Calls) {
        let (over, rest): (VecDeque<_>, VecDeque<_>) =
            self.waiting.drain(..).partition(|errand| errand.call.needs_session());
        self.waiting = rest;
        for errand in over {
            tell(cx, errand.ticket, Err(CallFailed::Cancelled));
        }
        let mut tickets = Vec::new();
        self.recall(cx, calls, |errand| {
            let over = errand.call.needs_session();
            if over {
                tickets.push(errand.ticket);
            }
            over
        });
        for ticket in tickets {
            tell(cx, ticket, Err(CallFailed::Cancelled));
        }
        self.arm(cx);
    }

    fn recall(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        mut which: impl FnMut(&Errand) -> bool,
    ) -> usize {
        let recalled = calls.withdraw(cx, |purpose| match purpose {
            Purpose::Errand(errand) => which(errand),
            _ => false,
        });
        self.running -= recalled.min(self.running);
        recalled
    }

    /// Starts what can be started, and ends what has waited too long.
    pub(crate) fn pump(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        session: &mut SessionMachine,
    ) {
        let mut waiting = core::mem::take(&mut self.waiting);
        for _ in 0..waiting.len() {
            let Some(mut errand) = waiting.pop_front() else { break };
            if errand.until <= cx.now {
                let lost = crate::io::Lost::new(LostKind::Timeout, "the call waited too long");
                tell(cx, errand.ticket, Err(CallFailed::Lost(lost)));
                continue;
            }
            match errand.wait {
                Wait::Pause(at) if at > cx.now => {}
                Wait::Token(ref refused)
                    if session.access_token() == Some(refused) && session.token_is_coming() => {}
                Wait::Token(ref refused) if session.access_token() == Some(refused) => {
                    tell(cx, errand.ticket, Err(expired()));
                    continue;
                }
                _ => errand.wait = Wait::Turn,
            }
            match errand.wait {
                Wait::Turn => {
                    if let Some(errand) = self.start(cx, calls, session, errand) {
                        self.waiting.push_back(errand);
                    }
                }
                _ => self.waiting.push_back(errand),
            }
        }
        self.arm(cx);
    }

    /// Asks, or gives the call back when it cannot be asked yet.
    fn start(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        session: &SessionMachine,
        mut errand: Errand,
    ) -> Option<Errand> {
        if self.running >= cx.config.calls_at_once {
            return Some(errand);
        }
        let token = session.access_token();
        if errand.call.needs_session() && (token.is_none() || session.is_over()) {
            return Some(errand);
        }
        let Some(hosts) = session.hosts().or(self.hosts.as_ref()) else {
            if !errand.call.needs_session() && session.is_over() {
                self.discover(cx, calls, 0);
            }
            return Some(errand);
        };
        errand.base = hosts.rest().to_string();
        errand.token = token.filter(|_| errand.call.needs_session()).cloned();
        errand.tries += 1;
        let request = errand.call.request(&cx.config, &errand.base, token);
        let deadline = errand.until.min(cx.after(cx.config.call_ms));
        calls.start_until(cx, Purpose::Errand(errand), request, deadline);
        self.running += 1;
        None
    }

    /// An exchange ended.
    pub(crate) fn answered(
        &mut self,
        cx: &mut Context,
        session: &mut SessionMachine,
        mut errand: Errand,
        answer: Result<Response, CallFailed>,
    ) {
        self.running -= 1;
        let reader = Reader { rest: &errand.base, ..session.reader(cx) };
        let asker = Asker::new(reader, &cx.config.app_key);
        let room = errand.call.is_about_a_room();
        let mut answer = answer.and_then(|response| Answer::new(response, asker, room));
        redact_answer(&errand.call.secrets, answer.as_mut());
        // JSON spells a character in several ways: no search finds them all.
        if let (Ok(answer), false) = (&mut answer, errand.call.secrets.is_empty()) {
            answer.hush();
        }
        let failed = match answer {
            Ok(answer) => return tell(cx, errand.ticket, Ok(Box::new(answer))),
            Err(failed) => failed,
        };
        // Not in its words: a server may repeat the token.
        debug!("{}: {}", errand.call.name, failed.code().name());
        if let Some(refused) =
            errand.token.take().filter(|_| failed.code() == ErrorCode::TokenExpired)
            && !errand.renewed
        {
            // Another call may have had it renewed meanwhile.
            if session.access_token() != Some(&refused) || session.renew(cx) {
                errand.renewed = true;
                errand.wait = Wait::Token(refused);
                return self.waiting.push_back(errand);
            }
        }
        let unsafe_too = cx.config.has_bug(SeededBug::UnsafeCallRepeated);
        let retry = if unsafe_too { Retry::Safe } else { errand.call.retry };
        if !may_ask_again(&failed, retry) || errand.tries >= cx.config.call_attempts {
            return tell(cx, errand.ticket, Err(failed));
        }
        if cx.config.has_bug(SeededBug::CallAnsweredTwice) {
            tell(cx, errand.ticket, Err(failed.clone()));
        }
        session.leave_rest_host(&errand.base);
        if let Some(hosts) = self.hosts.as_mut().filter(|hosts| hosts.rest() == errand.base)
            && hosts.next_rest()
        {
            // None of them serves: there may be others by now.
            self.hosts = None;
        }
        let pause = crate::backoff::delay(&cx.config, &mut cx.random, errand.tries - 1);
        let asked = match &failed {
            CallFailed::Refused(refused) => refused.retry_after_ms.unwrap_or_default(),
            _ => 0,
        };
        let at = cx.after(pause.max(asked));
        if at >= errand.until {
            return tell(cx, errand.ticket, Err(failed));
        }
        errand.wait = Wait::Pause(at);
        self.waiting.push_back(errand);
    }

    /// Exchanges under way.
    pub(crate) fn running(&self) -> usize {
        self.running
    }

    // ---- hosts without a login ------------------------------------------------------------------

    fn discover(&mut self, cx: &mut Context, calls: &mut Calls, seed: usize) {
        if self.discovering {
            return;
        }
        if let Some(request) = discovery_request(&cx.config, seed, cx.wall()) {
            self.discovering = true;
            calls.start(cx, Purpose::Hosts(seed), request);
        }
    }

    /// A seed answered. When none knows the hosts, everything that waits for them ends; unless a
    /// login has found them meanwhile.
    pub(crate) fn on_hosts(
        &mut self,
        cx: &mut Context,
        calls: &mut Calls,
        session: &SessionMachine,
        seed: usize,
        answer: Result<Response, CallFailed>,
    ) {
        self.discovering = false;
        match read_hosts(&mut cx.config, answer) {
            Ok(hosts) => self.hosts = Some(hosts),
            Err(_) if session.hosts().is_some() => {}
            Err(failed) => {
                self.discover(cx, calls, seed + 1);
                if !self.discovering {
                    self.waiting.retain(|errand| {
                        let stays = errand.call.needs_session();
                        if !stays {
                            tell(cx, errand.ticket, Err(failed.clone()));
                        }
                        stays
                    });
                }
            }
        }
    }

    fn arm(&self, cx: &mut Context) {
        let due = |errand: &Errand| match errand.wait {
            Wait::Pause(at) if at > cx.now => at.min(errand.until),
            _ => errand.until,
        };
        cx.timers.set(Timer::CallQueue, self.waiting.iter().map(due).min());
    }
}

/// Whether asking again does no harm and may help.
pub(crate) fn may_ask_again(failed: &CallFailed, retry: Retry) -> bool {
    match (failed, retry) {
        (CallFailed::Lost(lost), Retry::Never) => lost.kind == LostKind::Unreachable,
        (CallFailed::Lost(lost), Retry::Safe) => lost.kind != LostKind::TooLarge,
        (CallFailed::Refused(refused), Retry::Never) => {
            refused.status == 429 && refused.code == ErrorCode::ServerBusy
        }
        (CallFailed::Refused(refused), Retry::Safe) => {
            matches!(refused.status, 429 | 502 | 503 | 504) && refused.code != ErrorCode::MaxLimit
        }
        _ => false,
    }
}

fn expired() -> CallFailed {
    CallFailed::Refused(crate::error::Refused {
        status: 401,
        code: ErrorCode::TokenExpired,
        message: "the token has expired, and there is no new one".into(),
        error: None,
        error_code: None,
        retry_after_ms: None,
        web_page: false,
    })
}

fn tell(cx: &mut Context, ticket: CallId, result: Result<Box<Answer>, CallFailed>) {
    cx.tell(Event::Answered { call: ticket, result });
}

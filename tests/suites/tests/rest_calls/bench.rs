//! Calls that can be told apart, and a client that makes them.

use easemob_core::rest::{Answer, Draft, Endpoint, Retry};
use easemob_core::{CallFailed, CallId, Config, Event, Method, Request, Response, Secret};
use easemob_tests::peer::{Peer, discovering, say};

/// A call that answers the status it was answered with.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    number: u32,
    retry: Retry,
    who: Who,
}

#[derive(Clone, Debug)]
enum Who {
    Me,
    Holder(Secret),
    Nobody,
}

/// A call that may be repeated.
pub(crate) fn safe(number: u32) -> Probe {
    Probe { number, retry: Retry::Safe, who: Who::Me }
}

/// A call that may be done once only.
pub(crate) fn once(number: u32) -> Probe {
    Probe { retry: Retry::Never, ..safe(number) }
}

impl Probe {
    /// The same, asked by nobody.
    pub(crate) fn anonymous(self) -> Self {
        Self { who: Who::Nobody, ..self }
    }

    /// The same, asked by who holds this token.
    pub(crate) fn held(self, token: &str) -> Self {
        Self { who: Who::Holder(token.into()), ..self }
    }
}

impl Endpoint for Probe {
    type Reply = u16;

    fn name(&self) -> &'static str {
        "probe"
    }

    fn method(&self) -> Method {
        match self.retry {
            Retry::Safe => Method::Get,
            Retry::Never => Method::Post,
        }
    }

    fn retry(&self) -> Retry {
        self.retry
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.path(["probe"]).query("n", self.number);
        match &self.who {
            Who::Me => to,
            Who::Holder(token) => to.bearer(token),
            Who::Nobody => to.anonymous(),
        };
    }

    fn read(&self, answer: &Answer) -> Result<u16, CallFailed> {
        Ok(answer.status())
    }
}

/// A client that is online, with two REST hosts.
pub(crate) fn online() -> Peer {
    online_with(discovering())
}

/// The same with another configuration.
pub(crate) fn online_with(config: Config) -> Peer {
    let mut peer = Peer::new(config);
    peer.login();
    if peer.requests() > 0 {
        peer.answer(200, say::SERVERS);
    }
    peer.accept();
    peer.settle_in();
    peer
}

/// Makes a call.
pub(crate) fn ask(peer: &mut Peer, probe: Probe) -> CallId {
    try_ask(peer, probe).expect("the call is accepted")
}

/// The same where it may be refused.
pub(crate) fn try_ask(peer: &mut Peer, probe: Probe) -> Result<CallId, CallFailed> {
    peer.call(|client, now| client.call(now, probe)).map(|ticket| ticket.id())
}

/// The answers among the events so far, which are forgotten.
pub(crate) fn answers(peer: &mut Peer) -> Vec<(CallId, Result<u16, CallFailed>)> {
    let answered = peer.take_events().into_iter().filter_map(|event| match event {
        Event::Answered { call, result } => Some((call, result.map(|answer| answer.status()))),
        _ => None,
    });
    answered.collect()
}

/// The one answer there is, to this call.
pub(crate) fn answer(peer: &mut Peer, call: CallId) -> Result<u16, CallFailed> {
    let answers = answers(peer);
    let [(answered, result)] = &answers[..] else { panic!("not one answer: {answers:?}") };
    assert_eq!(*answered, call);
    result.clone()
}

/// `rest1.test` of a request, and the number of its probe.
pub(crate) fn asked(request: &Request) -> (&str, u32) {
    let (host, target) = request.url.split_once("/org/app/probe?n=").expect("a probe");
    (host.trim_start_matches("https://"), target.parse().expect("a number"))
}

/// Where the one exchange under way goes.
pub(crate) fn host(peer: &Peer) -> String {
    asked(&peer.request().1).0.to_string()
}

/// The numbers of the probes under way.
pub(crate) fn under_way(peer: &Peer) -> Vec<u32> {
    peer.exchanges().iter().map(|(_, request)| asked(request).1).collect()
}

/// The token of a request.
pub(crate) fn bearer(request: &Request) -> Option<&str> {
    let header = request.headers.iter().find(|(name, _)| *name == "authorization");
    header.and_then(|(_, value)| value.strip_prefix("Bearer "))
}

/// Lets time pass until the next exchange, at most until the call is over.
pub(crate) fn pass_to_exchange(peer: &mut Peer) {
    let until = peer.now() + peer.client.config().call_ttl_ms;
    while peer.requests() == 0 {
        assert!(peer.now() < until, "no further exchange");
        pass_one(peer);
    }
}

/// Lets time pass until the next deadline, beside a server that is alive.
pub(crate) fn pass_one(peer: &mut Peer) {
    let next = peer.client.next_deadline().expect("a deadline").at.as_millis();
    let now = peer.now();
    peer.pass_alive(next - now);
}

/// An answer that asks to be left alone.
pub(crate) fn later(status: u16, seconds: u64) -> Response {
    Response { retry_after_ms: Some(seconds * 1_000), ..Response::new(status, "{}") }
}

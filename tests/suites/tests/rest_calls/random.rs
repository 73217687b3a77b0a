//! Calls under random weather: each is answered once and in its time, whatever happens.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{CallId, Config, Event, Lost, LostKind, PhaseName, Renewal, Request, Response};
use easemob_tests::peer::{EPOCH, Peer, discovering, say};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::bench::{Probe, asked, later, once, safe, try_ask};

const TTL: u64 = 60_000;
const AT_ONCE: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Ask {
        repeatable: bool,
        session: bool,
    },
    /// An exchange under way ends.
    End(Index, Ending),
    Cancel(Index),
    Wait(u64),
    Sleep(u64),
    Socket,
    Login,
    Logout,
    Token(bool),
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    Good,
    Expired,
    Busy(u64),
    Refused,
    Failed(u16),
    Lost(LostKind),
}

impl Ending {
    /// Whether the server surely did not begin.
    fn is_harmless(self) -> bool {
        matches!(self, Self::Expired | Self::Busy(_) | Self::Lost(LostKind::Unreachable))
    }

    fn answer(self, request: &Request) -> Result<Response, Lost> {
        let good = match request.url.split('?').next().unwrap_or_default() {
            url if url.ends_with("server.json") => say::SERVERS.to_string(),
            url if url.ends_with("/expires") => {
                format!(r#"{{"expire_timestamp":{}}}"#, EPOCH + 1_000_000_000)
            }
            _ => "{}".to_string(),
        };
        match self {
            Self::Good => Ok(Response::new(200, good)),
            Self::Expired => Ok(Response::new(401, r#"{"error":"auth_bad_access_token"}"#)),
            Self::Busy(seconds) => Ok(later(429, seconds)),
            Self::Refused => Ok(Response::new(400, "{}")),
            Self::Failed(status) => Ok(Response::new(status, "<html>")),
            Self::Lost(kind) => Err(Lost::new(kind, "scripted")),
        }
    }
}

#[derive(Default)]
struct World {
    asked: u32,
    /// Until when each call has to be answered, and whether it needs a session.
    waiting: BTreeMap<CallId, (u64, bool)>,
    /// Probes under way, and how those ended that have ended.
    open: BTreeMap<CallId, u32>,
    ended: BTreeMap<CallId, Ending>,
    /// Those that may have been done.
    begun: BTreeSet<u32>,
    once: BTreeSet<u32>,
}

impl World {
    fn step(&mut self, peer: &mut Peer, step: Step) {
        match step {
            Step::Ask { repeatable, session } => self.ask(peer, repeatable, session),
            Step::End(which, ending) if peer.requests() > 0 => {
                let (exchange, request) = which.get(&peer.exchanges()).clone();
                self.ended.insert(exchange, ending);
                peer.answer_to(exchange, ending.answer(&request));
            }
            Step::Cancel(which) if !self.waiting.is_empty() => {
                let calls: Vec<CallId> = self.waiting.keys().copied().collect();
                let call = *which.get(&calls);
                assert!(peer.call(|client, now| client.cancel_call(now, call)));
            }
            Step::Wait(millis) => peer.pass_alive(millis),
            Step::Sleep(millis) => peer.leap(millis),
            Step::Socket if peer.phase() == PhaseName::Dialing => peer.accept(),
            Step::Socket if peer.has_link() => peer.lose(LostKind::Broken),
            Step::Login if peer.phase() == PhaseName::Offline => peer.login(),
            Step::Logout => peer.logout(),
            Step::Token(true) => drop(peer.renew("FRESH-never-to-be-seen")),
            Step::Token(false) => peer.call(|client, now| client.token_unavailable(now)),
            Step::End(..) | Step::Cancel(_) | Step::Socket | Step::Login => {}
        }
        self.look(peer);
    }

    fn ask(&mut self, peer: &mut Peer, repeatable: bool, session: bool) {
        self.asked += 1;
        let probe: Probe = if repeatable { safe(self.asked) } else { once(self.asked) };
        let probe = if session { probe } else { probe.anonymous() };
        if !repeatable {
            self.once.insert(self.asked);
        }
        if let Ok(call) = try_ask(peer, probe) {
            self.waiting.insert(call, (peer.now() + TTL, session));
        }
    }

    fn look(&mut self, peer: &mut Peer) {
        if peer.phase() != PhaseName::Online {
            // Nobody answers what was said on a link that is gone.
            peer.take_said();
        }
        for event in peer.take_events() {
            if let Event::Answered { call, .. } = event {
                assert!(self.waiting.remove(&call).is_some(), "{call} is answered twice");
            }
        }
        let now = peer.now();
        assert!(self.waiting.values().all(|(due, _)| *due > now), "a call outlives its time");
        if peer.phase() == PhaseName::Offline {
            assert!(!self.waiting.values().any(|(_, session)| *session), "asked by nobody");
        }
        let exchanges = peer.exchanges();
        let probes = exchanges.iter().filter(|(_, request)| request.url.contains("/probe?"));
        let probes: BTreeMap<CallId, u32> =
            probes.map(|(exchange, request)| (*exchange, asked(request).1)).collect();
        assert!(probes.len() <= AT_ONCE, "{probes:?}");
        for (exchange, number) in std::mem::take(&mut self.open) {
            let harmless = self.ended.get(&exchange).is_some_and(|ending| ending.is_harmless());
            if !probes.contains_key(&exchange) && !harmless {
                self.begun.insert(number);
            }
        }
        let numbers: BTreeSet<u32> = probes.values().copied().collect();
        assert_eq!(numbers.len(), probes.len(), "a call is asked twice at once");
        let repeated = numbers.iter().find(|n| self.once.contains(n) && self.begun.contains(n));
        assert_eq!(repeated, None, "it may have been done");
        self.open = probes;
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![
        Just(LostKind::Unreachable),
        Just(LostKind::Broken),
        Just(LostKind::Protocol),
        Just(LostKind::TooLarge),
    ];
    let ending = prop_oneof![
        6 => Just(Ending::Good),
        2 => Just(Ending::Expired),
        2 => (0..100_u64).prop_map(Ending::Busy),
        1 => Just(Ending::Refused),
        2 => prop_oneof![Just(500), Just(502), Just(503)].prop_map(Ending::Failed),
        3 => kind.prop_map(Ending::Lost),
    ];
    let step = prop_oneof![
        8 => any::<(bool, bool)>().prop_map(|(repeatable, session)| {
            Step::Ask { repeatable, session }
        }),
        10 => (any::<Index>(), ending).prop_map(|(which, ending)| Step::End(which, ending)),
        1 => any::<Index>().prop_map(Step::Cancel),
        5 => (1..20_000_u64).prop_map(Step::Wait),
        1 => (1..200_000_u64).prop_map(Step::Sleep),
        3 => Just(Step::Socket),
        3 => Just(Step::Login),
        1 => Just(Step::Logout),
        2 => any::<bool>().prop_map(Step::Token),
    ];
    proptest::collection::vec(step, 1..150)
}

fn settings(renews: bool, discovers: bool) -> Config {
    let mut config = if discovers { discovering() } else { easemob_tests::peer::config() };
    (config.calls_at_once, config.calls_max, config.call_ttl_ms) = (AT_ONCE, 10, TTL);
    if renews {
        config.renewal = Renewal::Application { answer_ms: 10_000 };
    }
    config
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]
    #[test]
    fn every_call_is_answered_once_and_in_time(
        steps in steps(), renews: bool, discovers: bool,
    ) {
        let mut peer = Peer::new(settings(renews, discovers));
        let mut world = World::default();
        steps.into_iter().for_each(|step| world.step(&mut peer, step));
        // Nobody says anything any more.
        world.step(&mut peer, Step::Wait(TTL));
        prop_assert!(world.waiting.is_empty(), "{:?}", world.waiting);
        prop_assert!(world.open.is_empty(), "{:?}", world.open);
    }
}

//! Cuts at random moments: every accepted message settles once, and what is told of it is true.

use std::collections::{BTreeMap, BTreeSet};

use easemob_core::{Input, LocalId, LostKind, Network, Outcome, PhaseName};
use easemob_tests::peer::{Peer, config, outcomes, say};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Send,
    /// The server takes the oldest frame in flight, and its answer arrives or does not.
    Take(bool),
    Cancel,
    Cut,
    Wait,
    Heartbeat,
    Network(bool),
}

#[derive(Default)]
struct World {
    accepted: Vec<LocalId>,
    /// What the server has stored, by the id of the message.
    stored: BTreeMap<LocalId, u64>,
    in_flight: Vec<LocalId>,
    settled: BTreeMap<LocalId, Outcome>,
}

impl World {
    fn step(&mut self, peer: &mut Peer, step: Step) {
        let online = peer.phase() == PhaseName::Online;
        match step {
            Step::Send => self.accepted.push(peer.send("hello")),
            Step::Take(answered) if online && !self.in_flight.is_empty() => {
                let local = self.in_flight.remove(0);
                let next = self.stored.len() as u64 + 1;
                let server = *self.stored.entry(local).or_insert(next);
                if answered {
                    peer.hear(&say::ack(local, server));
                }
            }
            Step::Cancel => {
                if let Some(local) = self.accepted.last().copied() {
                    peer.call(|client, now| client.cancel(now, local));
                }
            }
            Step::Cut if peer.has_link() => {
                peer.lose(LostKind::Broken);
                self.in_flight.clear();
            }
            Step::Wait if peer.phase() == PhaseName::Dialing => peer.accept(),
            Step::Wait if !online => drop(peer.pass_deadline()),
            Step::Wait => peer.pass(1_000),
            Step::Heartbeat if online => peer.hear(&say::unread(&[])),
            Step::Network(up) => {
                peer.handle(Input::Network(if up { Network::Up } else { Network::Down }));
            }
            Step::Take(_) | Step::Cut | Step::Heartbeat => {}
        }
        self.look(peer);
    }

    fn look(&mut self, peer: &mut Peer) {
        if !peer.has_link() {
            self.in_flight.clear();
        }
        self.in_flight.extend(peer.take_sent());
        for (local, outcome) in outcomes(&peer.take_events()) {
            assert_eq!(self.settled.insert(local, outcome), None, "{local} settles twice");
        }
    }

    /// Lets the weather clear: everything that arrives is answered.
    fn calm_down(&mut self, peer: &mut Peer) {
        self.step(peer, Step::Network(true));
        for _ in 0..2_000 {
            while peer.phase() == PhaseName::Online && !self.in_flight.is_empty() {
                self.step(peer, Step::Take(true));
            }
            self.step(peer, Step::Wait);
            self.step(peer, Step::Heartbeat);
            if peer.client.unsettled() == 0 {
                break;
            }
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => Just(Step::Send),
        5 => any::<bool>().prop_map(Step::Take),
        1 => Just(Step::Cancel),
        2 => Just(Step::Cut),
        6 => Just(Step::Wait),
        3 => Just(Step::Heartbeat),
        1 => any::<bool>().prop_map(Step::Network),
    ];
    proptest::collection::vec(step, 1..150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]
    #[test]
    fn every_message_settles_once_and_truly(steps in steps(), resend: bool) {
        let mut settings = config();
        settings.resend = resend;
        let mut peer = Peer::online(settings);
        let mut world = World::default();
        steps.into_iter().for_each(|step| world.step(&mut peer, step));
        world.calm_down(&mut peer);
        let accepted: BTreeSet<_> = world.accepted.iter().copied().collect();
        prop_assert_eq!(accepted.len(), world.accepted.len());
        prop_assert_eq!(world.settled.keys().copied().collect::<BTreeSet<_>>(), accepted);
        for (local, outcome) in &world.settled {
            let stored = world.stored.get(local);
            match outcome {
                Outcome::Sent { server, .. } => prop_assert_eq!(stored, Some(&server.0)),
                Outcome::Expired | Outcome::Cancelled => prop_assert_eq!(stored, None),
                Outcome::Unconfirmed => {}
                Outcome::Rejected { .. } => prop_assert!(false, "nobody refused {}", local),
            }
        }
    }
}

/// A hundred cuts in a row, one in the middle of each exchange: every message is stored once.
#[test]
fn a_hundred_cuts_lose_and_repeat_nothing() {
    let mut settings = config();
    settings.send_ttl_ms = 0;
    let mut peer = Peer::online(settings);
    let mut world = World::default();
    for number in 0..100 {
        world.step(&mut peer, Step::Send);
        // The server has it, and its answer is lost; or it is lost itself.
        if number % 2 == 0 {
            world.step(&mut peer, Step::Take(false));
        }
        world.step(&mut peer, Step::Cut);
        while peer.phase() != PhaseName::Online {
            world.step(&mut peer, Step::Wait);
        }
    }
    world.calm_down(&mut peer);
    assert_eq!(world.stored.keys().copied().collect::<Vec<_>>(), world.accepted);
    let sent = |outcome: &Outcome| matches!(outcome, Outcome::Sent { .. });
    assert!(world.settled.len() == 100 && world.settled.values().all(sent));
}

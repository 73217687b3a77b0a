//! The walk: from every state reached so far, everything that can happen, until nothing new comes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use easemob_core::session::{Cause, Transition};
use easemob_core::{Config, PhaseName, Renewal, Timer};
use easemob_tests::peer::{self, Peer};

use crate::stimulus::{self, Stimulus};

/// What the walk has seen.
#[derive(Default)]
pub(crate) struct Walk {
    /// Every transition.
    pub(crate) seen: BTreeSet<Transition>,
    /// What was tried in each phase.
    pub(crate) tried: BTreeMap<PhaseName, BTreeSet<Stimulus>>,
    /// The shortest way to every state.
    pub(crate) paths: Vec<Path>,
}

/// A way to a state: the configuration, then what happened.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    config: usize,
    steps: Vec<Stimulus>,
}

/// How states are told apart: finer than phases, coarser than clients.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    config: usize,
    phase: PhaseName,
    /// Whether a session is being restored, how many failures in a row, by password or token.
    again: bool,
    failures: usize,
    has_token: bool,
    /// Whether the token ends soon.
    ending: bool,
    next: Option<Timer>,
}

/// Failures in a row that are told apart.
const FAILURES: usize = 5;

impl Path {
    /// No step yet.
    pub(crate) fn begin(config: usize) -> Self {
        Self { config, steps: Vec::new() }
    }

    /// A client in that state.
    pub(crate) fn replay(&self) -> Peer {
        let mut peer = Peer::new(config(self.config));
        self.steps.iter().for_each(|step| step.happen(&mut peer));
        peer.events.clear();
        peer
    }

    fn then(&self, step: Stimulus) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { config: self.config, steps }
    }
}

impl Walk {
    /// Walks until nothing new comes.
    pub(crate) fn run() -> Self {
        let mut walk = Self::default();
        let mut known = BTreeSet::new();
        let mut ahead: VecDeque<(Path, usize, bool)> =
            (0..CONFIGS).map(|config| (Path::begin(config), 0, false)).collect();
        while let Some((path, failures, again)) = ahead.pop_front() {
            for step in stimulus::ALL {
                let next = path.then(*step);
                let Some((peer, transition)) = walk.step(&path, *step) else { continue };
                let (failures, again) = count(transition, failures, again);
                // A registration goes its own way: it is begun everywhere and followed nowhere.
                let followed = *step != Stimulus::Register;
                if followed && known.insert(State::of(&next, &peer, failures, again)) {
                    ahead.push_back((next, failures, again));
                }
            }
            walk.paths.push(path);
        }
        walk
    }

    /// One step from a state; `None` where it cannot happen.
    fn step(&mut self, path: &Path, step: Stimulus) -> Option<(Peer, Option<Transition>)> {
        let mut peer = path.replay();
        if !step.is_possible(&peer) {
            return None;
        }
        let (before, phase) = (peer.client.changes().0, peer.phase());
        self.tried.entry(phase).or_default().insert(step);
        step.happen(&mut peer);
        let (after, last) = peer.client.changes();
        let transition = last.filter(|_| after != before);
        if let Some((from, ..)) = transition
            && after == before + 1
        {
            assert_eq!(from, phase, "{step:?} after {path:?}");
            self.seen.extend(transition);
        }
        Some((peer, transition))
    }
}

fn count(transition: Option<Transition>, failures: usize, again: bool) -> (usize, bool) {
    match transition {
        Some((_, _, PhaseName::Offline)) => (0, false),
        Some((_, Cause::Accepted, _)) => (0, true),
        Some((_, Cause::LinkLost | Cause::RequestFailed, _)) => {
            ((failures + 1).min(FAILURES), again)
        }
        _ => (failures, again),
    }
}

impl State {
    fn of(path: &Path, peer: &Peer, failures: usize, again: bool) -> Self {
        let mut accepted = path.steps.iter().rev().filter(|step| step.accepts());
        Self {
            config: path.config,
            ending: peer.phase() != PhaseName::Offline
                && accepted.next() == Some(&Stimulus::AcceptedForAMoment),
            phase: peer.phase(),
            again,
            failures,
            has_token: peer.client.access_token().is_some(),
            next: peer.client.next_deadline().map(|deadline| deadline.why),
        }
    }
}

/// How many configurations there are.
pub(crate) const CONFIGS: usize = 4;

/// With and without discovery, with and without a source of new tokens, patient and not.
fn config(number: usize) -> Config {
    let discovery = Config::new(peer::config().app_key);
    let mut config = if number & 1 == 0 { peer::config() } else { discovery };
    config.offer_lz4 = false;
    if number & 2 != 0 {
        config.renewal = Renewal::Application { answer_ms: 20_000 };
        config.reconnect_max = Some(3);
    }
    config.malformed_max = 2;
    // Short pauses, so that a token that ends soon can end in every phase.
    config.backoff_base_ms = 200;
    config
}

//! The automaton, walked without a runtime: every phase, every input, every deadline
//! (connection §22). `docs/states.md` is printed from the table that the walk has proved.

mod document;
mod stimulus;
mod walk;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use easemob_core::PhaseName;
use easemob_core::session::TABLE;
use proptest::prelude::*;

use walk::Walk;

/// One walk for all tests of this file.
static WALK: LazyLock<Walk> = LazyLock::new(Walk::run);

/// Connection §22.2: every phase is walked through, and every stimulus was tried in every phase
/// that can take it.
#[test]
fn every_phase_is_reached_and_takes_every_input() {
    let reached: BTreeSet<PhaseName> = WALK.tried.keys().copied().collect();
    assert_eq!(reached, PhaseName::ALL.into_iter().collect());
    for (phase, tried) in &WALK.tried {
        let untried: Vec<_> =
            stimulus::ALL.iter().filter(|s| s.fits(*phase) && !tried.contains(s)).collect();
        assert_eq!(untried, Vec::<&_>::new(), "never tried while {phase}");
    }
}

/// Nothing happens that the table does not hold.
#[test]
fn no_transition_is_outside_the_table() {
    let table: BTreeSet<_> = TABLE.iter().copied().collect();
    let foreign: Vec<_> = WALK.seen.difference(&table).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// The table holds nothing that cannot happen.
#[test]
fn no_row_of_the_table_is_dead() {
    let dead: Vec<_> = TABLE.iter().filter(|row| !WALK.seen.contains(row)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    assert_eq!(TABLE.len(), TABLE.iter().collect::<BTreeSet<_>>().len(), "a row stands twice");
}

/// Wherever the client is, a helpful world brings it online.
#[test]
fn every_state_leads_to_online() {
    for path in &WALK.paths {
        let mut peer = path.replay();
        for _ in 0..40 {
            if peer.phase() == PhaseName::Online {
                break;
            }
            stimulus::help(&mut peer);
        }
        assert_eq!(peer.phase(), PhaseName::Online, "after {path:?}");
    }
}

/// Wherever the client is, a logout ends it, whatever the server does.
#[test]
fn every_state_leads_to_offline() {
    for path in &WALK.paths {
        let mut peer = path.replay();
        peer.logout();
        peer.pass(peer.client.config().logout_ms);
        assert_eq!(peer.phase(), PhaseName::Offline, "after {path:?}");
    }
}

/// Left alone by driver, server and user, a client never hangs: it gives up, or it is waiting for
/// a deadline that will make it try again.
#[test]
fn no_state_is_a_dead_end_in_silence() {
    for path in &WALK.paths {
        let mut peer = path.replay();
        let start = peer.now();
        for _ in 0..60 {
            if peer.client.next_deadline().is_none() {
                break;
            }
            peer.pass_deadline();
        }
        match peer.client.next_deadline() {
            None => assert_eq!(peer.phase(), PhaseName::Offline, "after {path:?}"),
            Some(_) => assert!(peer.now() > start + 60_000, "after {path:?} it hardly moves"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]
    /// The walk tells states apart coarsely; random walks are long and know no states. What must
    /// hold after every call is checked by the peer.
    #[test]
    fn random_walks_keep_the_law(
        config in 0..walk::CONFIGS,
        picks in proptest::collection::vec(0..stimulus::ALL.len(), 1..200),
    ) {
        let mut peer = walk::Path::begin(config).replay();
        for pick in picks {
            let step = stimulus::ALL[pick];
            if step.is_possible(&peer) {
                step.happen(&mut peer);
            }
        }
        peer.logout();
        peer.pass(peer.client.config().logout_ms);
        prop_assert_eq!(peer.phase(), PhaseName::Offline);
        prop_assert_eq!(peer.client.unsettled(), 0);
    }
}

/// `docs/states.md` says what the code does. `UPDATE=1` rewrites it.
#[test]
fn the_document_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/states.md");
    let fresh = document::render();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &fresh).expect("docs/states.md can be written");
    }
    let committed = std::fs::read_to_string(path).expect("docs/states.md can be read");
    assert_eq!(committed, fresh, "docs/states.md is out of date: run with UPDATE=1");
}

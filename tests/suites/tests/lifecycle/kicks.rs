//! The server ends the session (KICK rows).

use easemob_core::error::Kick;
use easemob_core::wire::{CommSyncDl, down};
use easemob_core::{Event, OfflineCause, Outcome, PhaseName};
use easemob_tests::peer::{Peer, USER, config, outcomes, say};

const DAY: u64 = 86_400_000;

/// KICK-1 to KICK-4, KICK-7: final, with the vendor's number, and the link is closed.
#[test]
fn every_kick_is_final() {
    let kicks = [
        (1, 207, Kick::UserRemoved),
        (2, 206, Kick::LoggedInElsewhere { ext: None }),
        (3, 216, Kick::PasswordChanged),
        (4, 217, Kick::KickedByOtherDevice),
    ];
    for (operation, code, kick) in kicks {
        let mut peer = Peer::online(config());
        let local = peer.send("in doubt");
        peer.hear(&say::kick(operation));
        assert_eq!(outcomes(&peer.events), [(local, Outcome::Unconfirmed)]);
        let cause = peer.offline_cause().expect("the end");
        assert_eq!(cause.code().map(|c| c.code()), Some(code));
        assert_eq!(cause, OfflineCause::Kicked(kick));
        assert!(!peer.has_link());
        peer.said.clear();
        peer.pass(DAY);
        assert_eq!((peer.dialled.len(), peer.said.len()), (1, 0));
    }
}

/// KICK-2: the other device's words reach the one it displaces.
#[test]
fn the_other_devices_words_are_passed_on() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page(USER, &[say::statistic(9, 2, "from the kitchen")], 0, true));
    let ext = Some("from the kitchen".to_string());
    let kick = OfflineCause::Kicked(Kick::LoggedInElsewhere { ext });
    assert_eq!(peer.offline_cause(), Some(kick));
}

/// A kick counts wherever it stands in a page, and what stands around it is delivered.
#[test]
fn a_kick_among_messages_loses_none_of_them() {
    let mut peer = Peer::online(config());
    let metas = [say::text(1, "one"), say::statistic(2, 4, ""), say::text(3, "two")];
    peer.hear(&say::page("bob", &metas, 5, false));
    let events = peer.take_events();
    assert_eq!(easemob_tests::peer::texts(&events), ["one", "two"]);
    assert!(events.iter().any(|event| matches!(event, Event::Offline(OfflineCause::Kicked(_)))));
}

/// A kick needs no queue.
#[test]
fn a_kick_without_a_queue_counts() {
    let mut peer = Peer::online(config());
    let metas = vec![say::statistic(0, 3, "")];
    peer.hear(&down::Frame::Sync(CommSyncDl { metas, ..CommSyncDl::default() }));
    assert_eq!(peer.offline_cause(), Some(OfflineCause::Kicked(Kick::PasswordChanged)));
}

/// KICK-5, KICK-6, KICK-10: what is not a kick ends nothing.
#[test]
fn notices_and_unknown_operations_end_nothing() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page(USER, &[say::statistic(1, 0, "maintenance")], 0, true));
    assert!(matches!(&peer.take_events()[..], [Event::Statistic(_)]));
    peer.hear(&say::page(USER, &[say::statistic(2, 99, "")], 0, true));
    assert!(matches!(&peer.take_events()[..], [Event::Unrecognized(_)]));
    peer.hear(&say::goodbye());
    assert_eq!((peer.phase(), peer.events.len()), (PhaseName::Online, 0));
}

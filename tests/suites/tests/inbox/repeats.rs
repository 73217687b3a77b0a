//! What comes twice is told once.

use easemob_core::wire::Namespace;
use easemob_core::{Event, Session};
use easemob_tests::peer::{Peer, config, say, texts, user};

/// RX-10, O-32: over links, pages and queues.
#[test]
fn repeats_are_told_once() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one"), say::text(1, "one")], 10, false));
    peer.hear(&say::page("bob", &[say::text(1, "one"), say::text(2, "two")], 20, false));
    peer.hear(&say::page("alice", &[say::text(2, "two")], 20, false));
    peer.cut_and_come_back();
    peer.hear(&say::page("bob", &[say::text(2, "two"), say::text(3, "three")], 30, false));
    assert_eq!(texts(&peer.events), ["one", "two", "three"]);
}

/// Ids belong to a namespace, and all 64 bits of them count.
#[test]
fn ids_are_told_apart() {
    let mut peer = Peer::online(config());
    let huge = 1 << 53;
    let metas = [say::text(huge, "even"), say::text(huge + 1, "odd"), say::text(u64::MAX, "most")];
    peer.hear(&say::page("bob", &metas, 0, true));
    peer.hear(&say::page("bob", &metas, 0, true));
    assert_eq!(texts(&peer.events), ["even", "odd", "most"]);
    let other = say::meta(huge, Namespace::Notify as i32, "bob", vec![]);
    peer.events.clear();
    peer.hear(&say::page("bob", &[other], 0, true));
    assert!(matches!(&peer.events[..], [Event::Malformed(_)]));
}

/// Content without an id cannot be recognised: it is told each time rather than lost.
#[test]
fn content_without_an_id_is_never_lost() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page("bob", &[say::text(0, "one"), say::text(0, "two")], 0, true));
    assert_eq!(texts(&peer.events), ["one", "two"]);
}

/// The memory is bounded: the oldest are forgotten first.
#[test]
fn the_memory_is_a_window() {
    let mut settings = config();
    settings.seen_max = 10;
    let mut peer = Peer::online(settings);
    for id in 1..=20 {
        peer.hear(&say::page("bob", &[say::text(id, "x")], 0, true));
    }
    assert_eq!(peer.client.session().seen.len(), 10);
    peer.events.clear();
    peer.hear(&say::page(
        "bob",
        &[say::text(11, "remembered"), say::text(10, "forgotten")],
        0,
        true,
    ));
    assert_eq!(texts(&peer.events), ["forgotten"]);
}

/// Statistics notices are content too.
#[test]
fn a_repeated_notice_is_told_once() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page("alice", &[say::statistic(5, 0, "maintenance")], 0, true));
    peer.hear(&say::page("alice", &[say::statistic(5, 0, "maintenance")], 0, true));
    assert_eq!(peer.count(|event| matches!(event, Event::Statistic(_))), 1);
}

/// What one user has seen, another has not.
#[test]
fn memories_are_not_shared_between_users() {
    let mut peer = Peer::online(config());
    peer.hear(&say::page("carl", &[say::text_from("carl", 1, "hi")], 9, false));
    let kept = peer.client.session();
    assert_eq!((kept.seen.len(), kept.cursors.len()), (1, 1));
    for session in [Some(kept), None::<Session>] {
        let mut peer =
            session.map_or(peer_after_logout(), |kept| Peer::restored(config(), Some(kept)));
        peer.login_as(easemob_core::Credentials::token(user("bob"), "another token"));
        peer.accept();
        peer.hear(&say::unread(&["carl"]));
        assert_eq!(peer.take_pulls(), [easemob_tests::peer::Said::pull("carl")]);
        peer.events.clear();
        peer.hear(&say::page("carl", &[say::text_from("carl", 1, "hi")], 9, false));
        assert_eq!(texts(&peer.events), ["hi"]);
    }
}

fn peer_after_logout() -> Peer {
    let mut peer = Peer::online(config());
    peer.hear(&say::page("carl", &[say::text_from("carl", 1, "hi")], 9, false));
    peer.logout();
    peer.hear(&say::goodbye());
    peer.take_said();
    peer
}

//! Many queues, few places (`queues_max`).

use easemob_core::session::Cursor;
use easemob_tests::peer::{Peer, Said, config, say, texts};

fn crowded(places: usize) -> Peer {
    let mut settings = config();
    settings.queues_max = places;
    Peer::online(settings)
}

/// A queue that finds no place is fetched when the server names it again.
#[test]
fn a_queue_without_a_place_waits_for_the_next_unread() {
    let mut peer = crowded(2);
    peer.hear(&say::notice("a"));
    peer.hear(&say::notice("b"));
    peer.hear(&say::notice("c"));
    assert_eq!(peer.take_said(), [Said::pull("a"), Said::pull("b")]);
    peer.hear(&say::end("a"));
    peer.hear(&say::unread(&["c"]));
    assert_eq!(peer.take_said(), [Said::pull("c")]);
}

/// A thousand conversations pass through two places.
#[test]
fn idle_queues_make_room() {
    let mut peer = crowded(2);
    for number in 1..=1_000 {
        let name = format!("user{number}");
        peer.hear(&say::notice(&name));
        peer.hear(&say::page(&name, &[say::text_from(&name, number, "x")], number, false));
        peer.hear(&say::end(&name));
    }
    assert_eq!(texts(&peer.events).len(), 1_000);
    assert!(peer.client.session().cursors.len() <= 2);
}

/// The same after a cut, when the server need not have our word about the cursors.
#[test]
fn queues_of_an_older_link_make_room() {
    let mut peer = crowded(1);
    peer.hear(&say::notice("a"));
    peer.hear(&say::page("a", &[say::text_from("a", 1, "x")], 10, false));
    peer.hear(&say::end("a"));
    peer.cut_and_come_back();
    peer.hear(&say::unread(&[]));
    peer.take_said();
    peer.hear(&say::notice("b"));
    assert_eq!(peer.take_said(), [Said::pull("b")]);
}

/// The same after a restart with as many cursors as there are places.
#[test]
fn queues_of_an_older_process_make_room() {
    let mut settings = config();
    settings.queues_max = 2;
    let mut session = Peer::new(config()).client.session();
    session.user = Some("alice".to_string());
    let cursor = |name: &str| Cursor {
        app_key: "org#app".into(),
        name: name.into(),
        domain: "easemob.com".into(),
        key: 7,
    };
    session.cursors = vec![cursor("a"), cursor("b")];
    let mut peer = Peer::restored(settings, Some(session));
    peer.login();
    peer.accept();
    peer.hear(&say::unread(&["c", "b"]));
    let mut pulls = peer.take_pulls();
    pulls.sort_by_key(|said| format!("{said:?}"));
    assert_eq!(pulls, [Said::pull_after("b", 7), Said::pull("c")]);
}

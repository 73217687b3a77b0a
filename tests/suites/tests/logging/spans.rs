//! Spans last exactly as long as what they name.

use easemob_core::{LostKind, Outcome};
use easemob_tests::peer::{PASSWORD, Peer, TOKEN, config, outcomes, say};
use tracing::Level;

use crate::recorder::Recorder;

/// What begins and ends, without what is said meanwhile.
fn spans(level: Level, run: impl FnOnce()) -> Vec<String> {
    let ((), mut notes) = Recorder::listen(level, run);
    for secret in [TOKEN, PASSWORD] {
        assert!(notes.iter().all(|note| !note.contains(secret)), "{notes:#?}");
    }
    notes.retain(|note| !note.contains("> "));
    notes
}

/// A client of a name that does not change.
fn peer() -> Peer {
    let mut config = config();
    config.device_id = Some("phone".into());
    Peer::new(config)
}

fn online(peer: &mut Peer) {
    peer.login();
    peer.accept();
    peer.settle_in();
}

const LOGIN: &str = "/connection user=alice device=\"rs_phone\"";

#[test]
fn a_connection_lasts_from_login_to_offline_over_all_its_links() {
    let notes = spans(Level::INFO, || {
        let mut peer = peer();
        online(&mut peer);
        peer.cut_and_come_back();
        peer.cut_and_come_back();
        peer.logout();
        peer.hear(&say::goodbye());
        peer.login_by_password();
        peer.logout();
    });
    assert_eq!(notes, [LOGIN, "connection ended", LOGIN, "connection ended"]);
}

#[test]
fn everything_is_said_inside_it() {
    let ((), notes) = Recorder::listen(Level::TRACE, || {
        let mut peer = peer();
        peer.login_by_password();
        peer.fail(LostKind::Broken);
        peer.logout();
        online(&mut peer);
        peer.hear(&say::kick(2));
        assert!(peer.offline_cause().is_some());
    });
    let said: Vec<_> = notes.iter().filter(|note| note.contains("> ")).collect();
    assert!(said.len() > 8, "{notes:#?}");
    assert!(said.iter().all(|note| note.starts_with("connection> ")), "{notes:#?}");
    assert_eq!(notes.last().map(String::as_str), Some("connection ended"));
}

#[test]
fn a_send_lasts_until_its_outcome_also_over_a_cut() {
    let (mut sent, mut bytes) = (Vec::new(), 0);
    let notes = spans(Level::DEBUG, || {
        let mut peer = peer();
        online(&mut peer);
        sent.push(peer.send("BODY"));
        bytes = peer.client.stats().outbox_bytes.fill;
        peer.cut_and_come_back();
        peer.hear(&say::ack(sent[0], 1));
        sent.push(peer.send("BODY"));
        peer.hear(&say::nack(sent[1], 1, "no"));
        sent.push(peer.send("BODY"));
        peer.logout();
        peer.hear(&say::goodbye());
        assert_eq!(outcomes(&peer.events)[2].1, Outcome::Unconfirmed);
    });
    let begun = |at: usize| format!("connection/send local={} bytes={bytes}", sent[at]);
    assert_eq!(
        notes,
        [
            LOGIN,
            &begun(0),
            "send: outcome=\"sent\"",
            "send ended",
            &begun(1),
            "send: outcome=\"rejected\"",
            "send ended",
            &begun(2),
            "send: outcome=\"unconfirmed\"",
            "send ended",
            "connection ended"
        ]
    );
}

#[test]
fn a_sync_lasts_until_everything_is_fetched_or_the_link_is_lost() {
    let notes = spans(Level::DEBUG, || {
        let mut peer = peer();
        peer.login();
        peer.accept();
        peer.hear(&say::unread(&["bob", "carol"]));
        peer.hear(&say::end("bob"));
        peer.hear(&say::end("carol"));
        peer.cut_and_come_back();
        peer.hear(&say::unread(&["bob"]));
        peer.lose(LostKind::Broken);
        tracing::debug_span!(target: "easemob", "marker");
        peer.logout();
    });
    assert_eq!(
        notes,
        [
            LOGIN,
            "connection/sync queues=2",
            "sync ended",
            "connection/sync queues=1",
            "sync ended",
            "/marker",
            "marker ended",
            "connection ended"
        ]
    );
}

/// A client that is dropped leaves nothing open; a level leaves out what is below it.
#[test]
fn what_is_dropped_has_ended() {
    let chat = || {
        let mut peer = peer();
        peer.login();
        peer.accept();
        peer.hear(&say::unread(&["bob"]));
        peer.send("BODY");
    };
    let notes = spans(Level::TRACE, chat);
    let begun = |note: &&String| note.contains('/');
    let ended = |note: &&String| note.ends_with(" ended");
    let count = |fits: fn(&&String) -> bool| notes.iter().filter(fits).count();
    assert_eq!((count(begun), count(ended)), (3, 3), "{notes:#?}");
    assert_eq!(spans(Level::INFO, chat), [LOGIN, "connection ended"]);
    assert_eq!(spans(Level::WARN, chat), [""; 0]);
}

/// Whoever begins to listen in the middle hears of what begins then.
#[test]
fn a_subscriber_may_come_late() {
    let mut peer = peer();
    online(&mut peer);
    let notes = spans(Level::TRACE, || {
        let local = peer.send("BODY");
        peer.hear(&say::ack(local, 1));
        peer.logout();
        peer.hear(&say::goodbye());
        peer.login();
    });
    let names: Vec<_> = notes.iter().map(|note| note.split(' ').next()).collect();
    assert_eq!(names, ["/send", "send:", "send", "/connection"].map(Some));
}

//! Receiving.

use bytes::Bytes;
use easemob_core::wire::{CommNotice, GROUP_DOMAIN, Jid, down};
use easemob_core::{Event, LostKind, PhaseName};
use easemob_tests::peer::{Peer, Said, config, say, texts};

/// O-4: a bad meta hides none of its neighbours, is reported, and moves no cursor by itself.
#[test]
fn o_04_a_bad_meta_hides_nothing() {
    let mut peer = Peer::online(config());
    peer.eager = false;
    peer.hear(&say::notice("bob"));
    peer.said.clear();
    let bad_payload = say::meta(3, 1, "bob", b"\xff".to_vec());
    let metas = [say::text(1, "one"), Bytes::from_static(b"\xff\xff"), bad_payload];
    let metas = [&metas[..], &[say::text(4, "two")]].concat();
    peer.hear(&say::page("bob", &metas, 40, false));
    let mut events = Vec::new();
    while let Some(event) = peer.next_event() {
        events.push(event);
        // While the application has the page in its hands, it is not acknowledged.
        assert_eq!(peer.take_pulls(), []);
        if events.len() == 4 {
            break;
        }
    }
    assert_eq!(texts(&events), ["one", "two"]);
    assert!(matches!(&events[1..3], [Event::Malformed(_), Event::Malformed(_)]), "{events:?}");
    peer.next_event();
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 40)]);
}

/// O-17: a queue that says "last" with content is done with.
#[test]
fn o_17_last_with_content_ends_the_queue() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 0, true));
    assert_eq!(peer.take_pulls(), [Said::pull("bob")], "nothing to acknowledge, nothing to ask");
    // With a key there is something to acknowledge: one more pull, then silence.
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(2, "two")], 20, true));
    assert_eq!(peer.take_pulls(), [Said::pull("bob"), Said::pull_after("bob", 20)]);
    peer.hear(&say::end("bob"));
    peer.pass_alive(600_000);
    assert_eq!(peer.take_pulls(), []);
    assert_eq!(texts(&peer.events), ["one", "two"]);
}

/// O-18: the end of the catching-up is told after its last message, and once.
#[test]
fn o_18_sync_finishes_after_the_last_message() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.accept();
    peer.events.clear();
    peer.hear(&say::unread(&["bob", "carl"]));
    peer.hear(&say::page("bob", &[say::text(1, "one")], 0, true));
    peer.hear(&say::page("carl", &[say::text_from("carl", 2, "two")], 20, false));
    peer.hear(&say::page("carl", &[say::text_from("carl", 3, "three")], 0, true));
    let told: Vec<_> = peer
        .take_events()
        .into_iter()
        .filter(|event| *event != Event::SessionChanged)
        .map(|event| match event {
            Event::Message(message) => format!("{}", message.id),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(told, ["SyncStarted", "1", "2", "3", "SyncFinished"]);
    peer.hear(&say::unread(&["bob"]));
    peer.hear(&say::page("bob", &[say::text(4, "four")], 0, true));
    assert_eq!(peer.count(|e| matches!(e, Event::SyncStarted | Event::SyncFinished)), 0);
}

/// O-18: one ping with each heartbeat.
#[test]
fn o_18_one_ping_with_each_heartbeat() {
    let mut settings = config();
    settings.statistic_pings = true;
    let mut peer = Peer::online(settings);
    peer.pass(30_000);
    assert_eq!(peer.take_said(), [Said::Unread, Said::Ping]);
    peer.hear(&say::unread(&[]));
    assert_eq!(peer.take_said(), []);
}

/// O-30: queues are told apart by their whole address.
#[test]
fn o_30_a_group_and_a_user_of_one_name_are_two_queues() {
    let mut peer = Peer::online(config());
    let group = Jid { domain: Some(GROUP_DOMAIN.to_string()), ..say::queue("bob") };
    peer.hear(&say::notice("bob"));
    peer.hear(&down::Frame::Notice(CommNotice { queue: Some(group) }));
    assert_eq!(peer.take_pulls(), [Said::pull("bob"), Said::pull("bob")]);
}

/// O-30: keys that run in circles, or on without content, do not keep the client asking.
#[test]
fn o_30_keys_without_content_do_not_keep_us_asking() {
    for circle in [1, 2, u64::MAX] {
        let mut peer = Peer::online(config());
        let (mut pulls, mut key) = (0, 0);
        peer.hear(&say::notice("bob"));
        peer.hear(&say::notice("carl"));
        while let Some(Said::Pull(queue, _)) = peer.take_pulls().pop() {
            pulls += 1;
            assert!(pulls < 1_000, "it would ask for ever");
            key += 1;
            peer.hear(&say::page(&queue, &[], 1 + key % circle, false));
            let other = if queue == "bob" { "carl" } else { "bob" };
            peer.hear(&say::page(other, &[], 1 + key % circle, false));
        }
        assert_eq!(peer.phase(), PhaseName::Online);
    }
}

/// O-32: far more than a hundred repetitions are recognised, also after a cut and a restart.
#[test]
fn o_32_a_thousand_repetitions_are_recognised() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    let metas: Vec<Bytes> = (1..=1_000).map(|id| say::text(id, "hi")).collect();
    peer.hear(&say::page("bob", &metas, 7, false));
    assert_eq!(texts(&peer.take_events()).len(), 1_000);
    peer.lose(LostKind::Broken);
    peer.come_back();
    peer.hear(&say::unread(&["bob"]));
    peer.hear(&say::page("bob", &metas, 7, true));
    assert_eq!(texts(&peer.take_events()), Vec::<String>::new());
    let mut again = Peer::restored(config(), Some(peer.client.session()));
    again.login();
    again.accept();
    again.hear(&say::unread(&["bob"]));
    again.hear(&say::page("bob", &metas, 7, true));
    assert_eq!(texts(&again.events), Vec::<String>::new());
}

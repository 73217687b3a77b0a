//! What cannot be read is told with its bytes, and acknowledged like the rest: its queue goes on.

use bytes::Bytes;
use easemob_core::wire::{BodyType, MessageBody, Namespace};
use easemob_core::{Commit, Event};
use easemob_tests::peer::{Peer, Said, config, say, texts};
use prost::Message as _;

/// Content nobody can read, and what of it must be told.
fn poisons() -> Vec<(Bytes, Vec<u8>)> {
    let chat = Namespace::Chat as i32;
    let payload = |namespace: i32, payload: &[u8]| {
        (say::meta(2, namespace, "bob", payload.to_vec()), payload.to_vec())
    };
    let kind = Some(BodyType::Chat as i32);
    let without_content = MessageBody { kind, ..MessageBody::default() }.encode_to_vec();
    vec![
        (Bytes::from_static(b"\xff"), b"\xff".to_vec()),
        payload(chat, b"\xff\xff"),
        payload(chat, &without_content),
        payload(Namespace::Muc as i32, b"\xff"),
        payload(Namespace::Roster as i32, b"\xff"),
        payload(Namespace::Notify as i32, b"no JSON"),
        payload(99, b"of the future"),
    ]
}

#[test]
fn a_queue_goes_on_behind_what_cannot_be_read() {
    for (poison, bytes) in poisons() {
        for commit in [Commit::Auto, Commit::Manual] {
            let mut settings = config();
            settings.commit = commit;
            let mut peer = Peer::online(settings);
            peer.hear(&say::notice("bob"));
            peer.take_said();
            peer.eager = false;
            let metas = [say::text(1, "one"), poison.clone(), say::text(3, "three")];
            peer.hear(&say::page("bob", &metas, 30, false));
            let events: Vec<Event> = std::iter::from_fn(|| peer.next_event()).collect();
            let told = events.iter().find_map(|event| match event {
                Event::Malformed(malformed) => Some(malformed.bytes.to_vec()),
                Event::Unrecognized(unrecognized) => Some(unrecognized.payload.to_vec()),
                _ => None,
            });
            assert_eq!(told, Some(bytes.clone()), "{events:?}");
            assert_eq!(texts(&events), ["one", "three"]);
            for delivery in events.iter().filter_map(Event::delivery) {
                peer.commit(delivery);
            }
            assert_eq!(peer.take_said(), [Said::pull_after("bob", 30)], "{bytes:?}");
        }
    }
}

//! Whatever comes: nothing panics, nothing is reordered.

use bytes::Bytes;
use easemob_core::wire::{Content, MessageBody, Namespace};
use easemob_core::{Event, web};
use easemob_tests::peer::{Peer, config, say};
use proptest::prelude::*;
use prost::Message as _;

use crate::bodies::{body, meta, text};

/// A chat body that is nearly one: real fields with arbitrary values.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let content =
        (0..12_i32, proptest::option::of(-1..12_i32), "[a-z/:?#.%&=]{0,24}", any::<i32>());
    let contents = proptest::collection::vec(content, 0..3);
    let meta = prop_oneof![
        Just(String::new()),
        "[\\[\\]{}:\",a-z0-9]{0,40}",
        Just(r#"{"thread":{"a":1},"reaction":[1,{}],"edit_msg":{"count":"x"}}"#.into()),
        Just(r#"{"thread_overview":{"last_message":{"payload":{"bodies":[{}]}}}}"#.into()),
    ];
    (0..10_i32, contents, meta, any::<u64>(), any::<bool>()).prop_map(
        |(kind, contents, meta, number, streamed)| {
            let contents = contents.into_iter().map(|(kind, sub_type, text, number)| Content {
                kind: Some(kind),
                sub_type,
                text: Some(text.clone()),
                remote_path: Some(text.clone()),
                thumbnail_remote_path: Some(text),
                file_length: Some(number),
                duration: Some(number),
                ..Content::default()
            });
            let stream = streamed.then(|| easemob_core::wire::Stream {
                stream_seq: Some(number),
                stream_status: Some((number % 6) as i32),
                ..Default::default()
            });
            let body = MessageBody {
                kind: Some(kind),
                contents: contents.collect(),
                meta: Some(meta),
                ack_message_id: Some(number),
                stream,
                ..MessageBody::default()
            };
            body.encode_to_vec()
        },
    )
}

fn payloads() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..200), bodies()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_in_their_order(payloads in proptest::collection::vec(payloads(), 1..8)) {
        let mut peer = Peer::online(config());
        // Between two texts each, so that what is told can be told apart.
        let mut metas: Vec<Bytes> = Vec::new();
        for (n, payload) in (0_u64..).zip(payloads.clone()) {
            metas.push(meta(1_000 + n, &body(vec![text(&n.to_string())])));
            metas.push(say::meta(1 + n, Namespace::Chat as i32, "bob", payload));
        }
        peer.hear(&say::page("bob", &metas, 0, true));
        let marks = peer.events.iter().filter_map(|event| match event {
            Event::Message(message) if message.id.0 >= 1_000 => Some(message.id.0 - 1_000),
            _ => None,
        });
        let all: Vec<u64> = (0..payloads.len() as u64).collect();
        prop_assert_eq!(marks.collect::<Vec<_>>(), all);
        let ids = peer.events.iter().filter_map(|event| match event {
            Event::Message(message) => Some(message.id.0 % 1_000 * 2 - u64::from(message.id.0 < 1_000)),
            Event::Receipt(receipt) => Some(receipt.id.0 * 2 - 1),
            Event::Recalled(recall) => Some(recall.id.0 * 2 - 1),
            Event::Edited(edit) => Some(edit.id.0 * 2 - 1),
            _ => None,
        });
        prop_assert!(ids.is_sorted());
        for form in web::forms_of_frame(&peer.events) {
            serde_json::to_string(&form.data).expect("JSON");
        }
    }
}

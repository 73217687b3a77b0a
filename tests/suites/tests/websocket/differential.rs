//! The same bytes for tungstenite and for us.

use easemob_core::websocket::Violation;
use easemob_tests::fuzzing;
use easemob_tests::websocket::{
    BINARY, CLOSE, FIN, MORE, PING, PONG, TEXT, forbidden, frame, protocol_violation,
    read_by_tungstenite, valid,
};
use proptest::prelude::*;
use tungstenite::error::ProtocolError;
use tungstenite::protocol::Role;
use tungstenite::{Error, Message};

#[test]
fn tungstenite_reads_the_same_where_no_rule_is_broken() {
    for row in valid() {
        assert_eq!(read_by_tungstenite(&row.stream, Role::Client).0, row.says, "{}", row.name);
        fuzzing::websocket(&[&[1], &*row.stream].concat());
    }
}

/// The places where tungstenite is laxer, and no others.
#[test]
fn tungstenite_refuses_the_same_but_for_two_rules() {
    for row in forbidden() {
        let (theirs, end) = read_by_tungstenite(&row.stream, Role::Client);
        let what = format!("§{} {}: {theirs:?}, {end}", row.section, row.name);
        let before = [Message::binary(&b"hi"[..])];
        match row.violation {
            // §5.2: it reads any length.
            Violation::LengthNotMinimal => {
                assert_eq!((row.section, theirs.len()), ("5.2", 2), "{what}")
            }
            // §7.4.1, §7.4.2: it gives 1002 in its place.
            Violation::CloseCode(_) => {
                assert!(row.section.starts_with("7.4"), "{what}");
                assert_eq!(theirs, [before[0].clone(), protocol_violation()], "{what}");
            }
            _ => {
                assert_eq!(theirs, before, "{what}");
                let at_the_end = Error::Protocol(ProtocolError::ResetWithoutClosingHandshake);
                assert_ne!(end.to_string(), at_the_end.to_string(), "{what}");
            }
        }
        fuzzing::websocket(&[&[1], &*row.stream].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Streams of frames that are mostly whole, and often wrong.
    #[test]
    fn both_read_any_frames_the_same(
        piece in any::<u8>(),
        frames in proptest::collection::vec(any_frame(), 0..10),
    ) {
        fuzzing::websocket(&[vec![piece], frames.concat()].concat());
    }
}

fn any_frame() -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![
        20 => proptest::sample::select(vec![
            TEXT, BINARY, MORE, FIN | TEXT, FIN | BINARY, FIN | MORE, PING, PONG,
        ]),
        1 => Just(CLOSE),
        1 => any::<u8>(),
    ];
    let payload = prop_oneof![
        4 => ".{0,20}".prop_map(String::into_bytes),
        2 => proptest::collection::vec(any::<u8>(), 0..140),
        1 => (0_usize..1100).prop_map(|length| vec![b'x'; length]),
        1 => (any::<u16>(), ".{0,5}").prop_map(|(code, reason)| {
            [&code.to_be_bytes(), reason.as_bytes()].concat()
        }),
    ];
    prop_oneof![
        30 => (first, payload).prop_map(|(first, payload)| frame(first, &payload)),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ]
}

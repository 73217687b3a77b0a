//! How a stream is cut makes no difference.

use easemob_tests::websocket::{
    BINARY, FIN, MORE, PING, PONG, TEXT, forbidden, frame, read, read_pieces, valid,
};
use proptest::prelude::*;
use proptest::sample::Index;

#[test]
fn every_stream_reads_the_same_byte_by_byte_and_cut_anywhere() {
    let good = valid().into_iter().map(|it| (it.name, it.stream));
    let bad = forbidden().into_iter().map(|it| (it.name, it.stream));
    for (name, stream) in good.chain(bad) {
        let whole = read(&stream, stream.len());
        assert_eq!(read(&stream, 1), whole, "{name}: byte by byte");
        for cut in 0..stream.len() {
            let (one, other) = stream.split_at(cut);
            assert_eq!(read_pieces([one, other]), whole, "{name}: cut at {cut}");
        }
    }
}

proptest! {
    #[test]
    fn any_valid_stream_reads_the_same_in_any_pieces(
        frames in proptest::collection::vec(frames(), 0..12),
        cuts in proptest::collection::vec(any::<Index>(), 0..20),
    ) {
        let stream = frames.concat();
        let whole = read(&stream, stream.len());
        prop_assert_eq!(whole.violation, None);
        prop_assert!(whole.items.len() >= frames.len());
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &stream[cut[0]..cut[1]]);
        prop_assert_eq!(read_pieces(pieces), whole);
    }
}

/// A message in fragments, pings and pongs among them, or a ping alone.
fn frames() -> impl Strategy<Value = Vec<u8>> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..300);
    let text = ".{0,100}".prop_map(|text| (TEXT, text.into_bytes()));
    let message = prop_oneof![text, bytes().prop_map(|bytes| (BINARY, bytes))];
    let control =
        (prop_oneof![Just(PING), Just(PONG)], proptest::collection::vec(any::<u8>(), 0..=125))
            .prop_map(|(kind, body)| frame(kind, &body));
    let between =
        proptest::collection::vec((any::<Index>(), proptest::option::of(control.clone())), 0..4);
    prop_oneof![
        control,
        (message, between)
            .prop_map(|((kind, payload), between)| fragmented(kind, &payload, between)),
    ]
}

fn fragmented(kind: u8, payload: &[u8], between: Vec<(Index, Option<Vec<u8>>)>) -> Vec<u8> {
    let (mut stream, mut rest, mut first) = (Vec::new(), payload, kind);
    for (cut, control) in between {
        let (fragment, after) = rest.split_at(cut.index(rest.len() + 1));
        stream.extend(frame(first, fragment));
        stream.extend(control.unwrap_or_default());
        (rest, first) = (after, MORE);
    }
    stream.extend(frame(FIN | first, rest));
    stream
}

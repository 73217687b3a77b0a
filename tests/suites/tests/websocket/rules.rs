//! Reading, by the numbered rules.

use bytes::BytesMut;
use easemob_core::websocket::{Item, NotWritten, Violation};
use easemob_tests::websocket::{
    BINARY, BOUND, CLOSE, FIN, PING, TEXT, codec, forbidden, frame, read, valid,
};

#[test]
fn what_keeps_every_rule_is_read() {
    for valid in valid() {
        let ours = read(&valid.stream, valid.stream.len());
        assert_eq!(ours.messages(), valid.says, "{}", valid.name);
        assert_eq!(ours.violation, None, "{}", valid.name);
    }
}

#[test]
fn each_broken_rule_has_its_violation_and_code() {
    for row in forbidden() {
        let what = format!("§{} {}", row.section, row.name);
        let ours = read(&row.stream, row.stream.len());
        assert_eq!(ours.items, [Item::Binary("hi".into())], "{what}: the message before it");
        assert_eq!(ours.violation, Some(row.violation), "{what}");
        let code = match row.section {
            "8.1" => 1007,
            "10.4" => 1009,
            _ if row.violation == Violation::ReasonNotUtf8 => 1007,
            _ => 1002,
        };
        assert_eq!(row.violation.close_code(), code, "{what}");
    }
}

/// §7.1.7: after a broken rule nothing is read or written but the close frame, once.
#[test]
fn a_broken_rule_ends_the_connection() {
    for row in forbidden() {
        let (mut codec, mut out) = (codec(), BytesMut::new());
        let mut input = BytesMut::from(&*row.stream);
        assert!(matches!(codec.feed(&mut input), Ok(Some(Item::Binary(_)))));
        for _ in 0..2 {
            assert_eq!(codec.feed(&mut input), Err(row.violation), "{}", row.name);
            input.extend_from_slice(&frame(FIN | BINARY, b"more"));
        }
        assert_eq!(codec.binary(b"x", &mut out), Err(NotWritten::Closing));
        assert!(out.is_empty() && !codec.is_over());
        codec.answer(&mut out);
        assert_eq!(out.len(), 2 + 4 + 2, "a close frame with a code");
        assert!(codec.is_over());
        codec.answer(&mut out);
        assert_eq!(out.len(), 8, "one close frame");
    }
}

/// §10.4: a length beyond the bound is refused by its header alone.
#[test]
fn too_big_is_known_before_the_payload() {
    let whole = frame(FIN | BINARY, &[7; BOUND + 1]);
    let too_big = Some(Violation::TooBig { bound: BOUND });
    assert_eq!(read(&whole[..4], 4).violation, too_big);
    assert_eq!(read(&whole[..3], 3).violation, None);
}

/// §8.1: what no further byte can mend is refused before the end of the message.
#[test]
fn wrong_text_is_known_at_its_first_wrong_byte() {
    let stream = [&[TEXT, 100][..], b"abc\xe7\x8e\xff"].concat();
    assert_eq!(read(&stream, 1).violation, Some(Violation::TextNotUtf8));
    assert_eq!(read(&stream[..stream.len() - 1], 1).violation, None);
}

/// §7.4: every code, as the registry has it.
#[test]
fn close_codes_are_those_of_the_registry() {
    for code in 0..=u16::MAX {
        let known = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
        let ours = read(&frame(CLOSE, &code.to_be_bytes()), 4);
        let expected = if known { None } else { Some(Violation::CloseCode(code)) };
        assert_eq!(ours.violation, expected, "{code}");
        let written = codec().close(code, "", &mut BytesMut::new());
        let expected = if known { Ok(()) } else { Err(NotWritten::CloseCode(code)) };
        assert_eq!(written, expected, "{code}");
    }
}

/// §1.4, §5.5.1: what follows a close frame is discarded, and nothing more is written.
#[test]
fn nothing_is_read_after_a_close_frame() {
    let (mut codec, mut out) = (codec(), BytesMut::new());
    let stream = [frame(CLOSE, b"\x03\xe9"), frame(FIN | BINARY, b"late"), vec![0xFF]].concat();
    let mut input = BytesMut::from(&*stream);
    let Ok(Some(Item::Close(farewell))) = codec.feed(&mut input) else { panic!("no close") };
    assert_eq!((farewell.code, &*farewell.reason), (Some(1001), ""));
    assert_eq!(codec.feed(&mut input), Ok(None));
    assert!(input.is_empty());
    assert_eq!(codec.ping(b"", &mut out), Err(NotWritten::Closing));
    assert!(!codec.is_over());
    codec.answer(&mut out);
    assert!(codec.is_over());
}

/// §5.5.1: what the server has sent before its own close frame is still read; §5.5.2: but pings
/// are not answered, and its close frame is not answered again.
#[test]
fn after_our_close_frame_the_server_may_finish() {
    let (mut codec, mut out) = (codec(), BytesMut::new());
    codec.close(1000, "enough", &mut out).expect("open");
    assert_eq!(codec.close(1000, "enough", &mut out), Err(NotWritten::Closing));
    out.clear();
    let stream = [frame(FIN | BINARY, b"on its way"), frame(PING, b"?"), frame(CLOSE, b"\x03\xe8")];
    let mut input = BytesMut::from(&*stream.concat());
    let mut items = Vec::new();
    while let Some(item) = codec.feed(&mut input).expect("valid") {
        items.push(item);
        codec.answer(&mut out);
    }
    assert_eq!(items[0], Item::Binary("on its way".into()));
    assert_eq!(items.len(), 3);
    assert!(out.is_empty() && codec.is_over());
}

/// §5.5.3: of pings that have piled up the last is answered, so a flood takes no memory.
#[test]
fn a_flood_of_pings_is_answered_once() {
    let (mut codec, mut out) = (codec(), BytesMut::new());
    let flood: Vec<u8> = (0..=255).flat_map(|n| frame(PING, &[n])).collect();
    let mut input = BytesMut::from(&*flood);
    while codec.feed(&mut input).expect("valid").is_some() {}
    codec.answer(&mut out);
    assert_eq!(out.len(), 2 + 4 + 1);
    assert_eq!(out[6] ^ out[2], 255, "the last, under its mask");
}

/// No message of a server shows in the `Debug` form: a token may be in it.
#[test]
fn items_do_not_show_messages() {
    let stream = [frame(FIN | BINARY, b"SECRET"), frame(FIN | TEXT, b"SECRET")].concat();
    let shown = format!("{:?}", read(&stream, stream.len()).items);
    assert_eq!(shown, "[Binary(6 bytes), Text(6 bytes)]");
}

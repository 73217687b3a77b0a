//! Frames no honest peer sends: cut, flipped, stretched, nested. Each is refused as malformed or
//! read as something that can be written again; none panics.

use bytes::Bytes;
use easemob_core::error::{Layer, Malformed};
use easemob_core::wire::{MSync, Meta, decode, down, up};
use easemob_tests::fuzzing;
use easemob_tests::vectors;
use prost::Message;

/// Cutting a frame leaves a message only where a top-level field ends. Anywhere else the envelope
/// is malformed, and the finding keeps the bytes.
#[test]
fn a_cut_frame_is_malformed_unless_a_field_ends_there() {
    for (name, frame) in frames() {
        let ends = field_ends(&frame);
        for length in (1..frame.len()).filter(|length| !ends.contains(length)) {
            let cut = frame.slice(..length);
            for refusal in refusals(&cut) {
                let refusal = refusal.unwrap_or_else(|| panic!("{name} cut at {length} was read"));
                assert_eq!((refusal.layer, refusal.bytes), (Layer::Envelope, cut.clone()));
            }
        }
        ends.into_iter().for_each(|length| stays_what_it_is(&frame[..length]));
    }
}

/// Elements of two bytes cost hundreds when decoded: there is a bound to their number, and to the
/// size of a payload whose elements are not counted.
#[test]
fn a_frame_of_very_many_elements_is_refused() {
    use easemob_core::wire::{CommSyncDl, FIELDS_MAX, MessageBody, PAYLOAD_MAX};
    let page = |metas: usize| {
        let metas = vec![Bytes::new(); metas];
        down::Frame::Sync(CommSyncDl { metas, ..CommSyncDl::default() }).encode()
    };
    assert!(down::Frame::decode(page(FIELDS_MAX)).is_ok());
    let refusal = down::Frame::decode(page(FIELDS_MAX + 1)).unwrap_err();
    assert_eq!(refusal.layer, Layer::Sync);
    let contents = Bytes::from([0x22, 0].repeat(FIELDS_MAX + 1));
    assert!(decode::<MessageBody>(Layer::Payload, &contents).is_err());
    let one_content = Bytes::from([&[0x22, 0x80, 0x80, 0x40][..], &vec![0; PAYLOAD_MAX]].concat());
    assert!(decode::<MessageBody>(Layer::Payload, &one_content).is_err());
}

/// The same one layer deeper: what is cut is the command's body, in an envelope that is whole.
#[test]
fn a_cut_body_is_malformed_unless_a_field_ends_there() {
    for (name, frame) in frames() {
        let envelope = MSync::decode(frame).unwrap();
        let Some(body) = envelope.payload.clone() else { continue };
        let ends = field_ends(&body);
        for length in (1..body.len()).filter(|length| !ends.contains(length)) {
            let cut = MSync { payload: Some(body.slice(..length)), ..envelope.clone() };
            let cut = Bytes::from(cut.encode_to_vec());
            for refusal in refusals(&cut) {
                // An uplink UNREAD has no body and an uplink NOTICE is not known: neither is read.
                let unread = envelope.command == Some(1) || envelope.command == Some(2);
                let Some(refusal) = refusal else {
                    assert!(unread, "{name}, body cut at {length} was read");
                    continue;
                };
                assert_ne!(refusal.layer, Layer::Envelope, "{name}: the envelope is whole");
                assert_eq!(refusal.bytes, body.slice(..length), "{name}");
            }
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    for (_, frame) in frames() {
        let mut flipped = frame.to_vec();
        for at in 0..frame.len() {
            for mask in [0x01, 0x04, 0x08, 0x80, 0xff] {
                flipped[at] ^= mask;
                stays_what_it_is(&flipped);
                flipped[at] ^= mask;
            }
        }
    }
}

/// A whole unknown field is skipped; half a field, the number 0 and the end of a group that never
/// began are not.
#[test]
fn trailing_bytes_are_skipped_only_when_they_are_fields() {
    for (name, frame) in frames() {
        let with = |tail: &[u8]| Bytes::from([&frame, tail].concat());
        let same = with(b"\xc0\x3e\x01");
        assert_eq!(down_bytes(&same), down_bytes(&frame), "{name}");
        assert_eq!(up_bytes(&same), up_bytes(&frame), "{name}");
        for tail in
            [&b"\x00"[..], b"\x00\x00", b"\xff", b"\xc0\x3e", b"\xc2\x3e\x05abcd", b"\xc4\x3e"]
        {
            for refusal in refusals(&with(tail)) {
                let refusal = refusal.unwrap_or_else(|| panic!("{name} with {tail:x?} was read"));
                assert_eq!(refusal.layer, Layer::Envelope);
            }
        }
    }
}

/// A length that the frame does not hold is refused before anything of that size is reserved.
#[test]
fn oversized_lengths_are_malformed() {
    // Envelope.payload, Envelope.auth, an unknown field.
    for field in [&b"\x4a"[..], b"\x1a", b"\xc2\x3e"] {
        for length in [1, 127, 1 << 20, 1 << 31, u64::from(u32::MAX), 1 << 62, u64::MAX] {
            let mut frame = b"\x08\x00\x40\x00".to_vec();
            frame.extend_from_slice(field);
            prost::encoding::encode_varint(length, &mut frame);
            for refusal in refusals(&frame.into()) {
                assert_eq!(refusal.expect("a lie about a length").layer, Layer::Envelope);
            }
        }
    }
}

#[test]
fn a_varint_without_an_end_is_malformed() {
    for refusal in refusals(&[&[0x08][..], &[0x80; 64]].concat().into()) {
        assert_eq!(refusal.expect("no number").layer, Layer::Envelope);
    }
}

/// Groups are the only thing that can nest without bound, since no message contains itself.
#[test]
fn deep_nesting_is_malformed_and_spares_the_stack() {
    let nested = |depth: usize| [b"\xc3\x3e".repeat(depth), b"\xc4\x3e".repeat(depth)].concat();
    let shallow = [&b"\x08\x00\x40\x01"[..], &nested(10)].concat();
    assert!(up::Frame::decode(shallow.into()).is_ok(), "ten levels are skipped");
    for depth in [1_000, 1_000_000] {
        for refusal in refusals(&nested(depth).into()) {
            assert_eq!(refusal.expect("too deep").layer, Layer::Envelope);
        }
    }
    let meta = decode::<Meta>(Layer::Meta, &nested(100_000).into()).unwrap_err();
    assert_eq!(meta.layer, Layer::Meta);
}

#[test]
fn text_that_is_no_unicode_is_malformed() {
    for refusal in refusals(&Bytes::from_static(b"\x08\x00\x1a\x03a\xffb\x40\x01")) {
        assert_eq!(refusal.expect("auth is text").layer, Layer::Envelope);
    }
}

#[test]
fn a_field_in_another_wire_type_is_malformed() {
    // command as 64 bits, payload as a number
    for frame in [&b"\x41\x00\x00\x00\x00\x00\x00\x00\x00"[..], b"\x48\x01"] {
        for refusal in refusals(&Bytes::from_static(frame)) {
            assert_eq!(refusal.expect("wrong wire type").layer, Layer::Envelope);
        }
    }
}

/// One broken meta does not take its page along.
#[test]
fn a_broken_meta_leaves_its_neighbours_readable() {
    let page = vectors::downlink().into_iter().find(|v| v.name == "sync/broken-chat-payload");
    let down::Frame::Sync(mut page) = down::Frame::decode(page.unwrap().raw()).unwrap() else {
        panic!("not a SYNC")
    };
    assert_eq!(page.metas.len(), 2);
    page.metas.insert(1, Bytes::from_static(b"\xff"));
    let again = down::Frame::decode(down::Frame::Sync(page).encode()).unwrap();
    let down::Frame::Sync(page) = again else { panic!("not a SYNC") };
    let read = page.metas.iter().map(|meta| decode::<Meta>(Layer::Meta, meta).is_ok());
    assert_eq!(read.collect::<Vec<_>>(), [true, false, true]);
}

/// Every captured frame that is one, without those whose size adds time and no new shape.
fn frames() -> Vec<(String, Bytes)> {
    let all = vectors::uplink().into_iter().chain(vectors::downlink());
    let whole = all.filter(|v| v.raw().len() <= 1024 && MSync::decode(v.raw()).is_ok());
    let frames: Vec<_> = whole.map(|vector| (vector.name.clone(), vector.raw())).collect();
    assert!(frames.len() > 300, "only {} frames", frames.len());
    frames
}

/// What the client's reader and the server's reader have against these bytes.
fn refusals(bytes: &Bytes) -> [Option<Malformed>; 2] {
    [down::Frame::decode(bytes.clone()).err(), up::Frame::decode(bytes.clone()).err()]
}

fn stays_what_it_is(bytes: &[u8]) {
    fuzzing::wire_down(bytes);
    fuzzing::wire_up(bytes);
}

fn down_bytes(frame: &Bytes) -> Option<Bytes> {
    down::Frame::decode(frame.clone()).ok().map(|frame| frame.encode())
}

fn up_bytes(frame: &Bytes) -> Option<Bytes> {
    up::Frame::decode(frame.clone()).ok().map(|frame| frame.encode())
}

/// Where a top-level field ends; the last one is the end of the message. Knows the two wire types
/// that the captured frames use at their top level.
fn field_ends(message: &[u8]) -> Vec<usize> {
    let mut rest = message;
    let mut ends = Vec::new();
    while !rest.is_empty() {
        let key = varint(&mut rest);
        let length = varint(&mut rest);
        match key & 7 {
            0 => {}
            2 => rest = &rest[usize::try_from(length).unwrap()..],
            other => panic!("wire type {other} in a captured frame"),
        }
        ends.push(message.len() - rest.len());
    }
    ends
}

fn varint(bytes: &mut &[u8]) -> u64 {
    prost::encoding::decode_varint(bytes).expect("a captured frame is sound")
}

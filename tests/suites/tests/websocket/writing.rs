//! Writing: one masked frame a call, as a server reads it.

use bytes::BytesMut;
use easemob_core::websocket::{Codec, NotWritten};
use easemob_tests::websocket::{codec, read_by_tungstenite};
use proptest::prelude::*;
use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256StarStar;
use tungstenite::Message;
use tungstenite::protocol::Role;

/// §5.7: the sample of a masked text.
#[test]
fn the_sample_of_the_rfc_is_written() {
    let masks = Fixed(u32::from_le_bytes([0x37, 0xfa, 0x21, 0x3d]));
    let mut out = BytesMut::from(&b"before"[..]);
    Codec::new(64, masks).text("Hello", &mut out).expect("open");
    let sample = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
    assert_eq!(&out[..], [b"before", &sample[..]].concat());
}

/// §5.2: lengths are written in the fewest bytes.
#[test]
fn lengths_are_minimal() {
    let rows = [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)];
    for (length, header) in rows {
        let mut out = BytesMut::new();
        codec().binary(&vec![7; length], &mut out).expect("open");
        assert_eq!(out.len(), header + 4 + length, "{length}");
        let named = match header {
            2 => u64::from(out[1] & 0x7F),
            4 => u16::from_be_bytes([out[2], out[3]]).into(),
            _ => u64::from_be_bytes(out[2..10].try_into().expect("eight bytes")),
        };
        assert_eq!(named, length as u64);
    }
}

/// §5.3: each frame has the next mask of the generator.
#[test]
fn each_frame_has_a_mask_of_its_own() {
    let (mut codec, mut out) = (codec(), BytesMut::new());
    let mut generator = Xoshiro256StarStar::from_seed([7; 32]);
    for _ in 0..3 {
        out.clear();
        codec.binary(&[0; 4], &mut out).expect("open");
        let mask = generator.next_u32().to_le_bytes();
        assert_eq!((&out[2..6], &out[6..]), (&mask[..], &mask[..]));
    }
}

/// §5.5: a control frame has 125 bytes at most, and nothing is written of a longer one.
#[test]
fn long_control_frames_are_not_written() {
    let (mut codec, mut out) = (codec(), BytesMut::new());
    assert_eq!(codec.ping(&[7; 126], &mut out), Err(NotWritten::TooLong));
    assert_eq!(codec.close(1000, &"r".repeat(124), &mut out), Err(NotWritten::TooLong));
    assert!(out.is_empty());
    codec.ping(&[7; 125], &mut out).expect("fits");
    codec.close(1000, &"r".repeat(123), &mut out).expect("fits, and nothing was closed");
}

proptest! {
    /// Whatever is written, a server reads.
    #[test]
    fn a_server_reads_what_is_written(messages in proptest::collection::vec(message(), 0..8)) {
        let (mut codec, mut out) = (codec(), BytesMut::new());
        for message in &messages {
            match message {
                Message::Text(text) => codec.text(text, &mut out),
                Message::Binary(bytes) => codec.binary(bytes, &mut out),
                Message::Ping(body) => codec.ping(body, &mut out),
                other => panic!("not written here: {other:?}"),
            }.expect("open");
        }
        prop_assert_eq!(read_by_tungstenite(&out, Role::Server).0, messages);
    }
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        ".{0,300}".prop_map(Message::text),
        proptest::collection::vec(any::<u8>(), 0..1024).prop_map(Message::binary),
        proptest::collection::vec(any::<u8>(), 0..=125).prop_map(|body| Message::Ping(body.into())),
    ]
}

/// A generator with one number.
struct Fixed(u32);

impl rand_core::TryRng for Fixed {
    type Error = rand_core::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.into())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(self.0 as u8);
        Ok(())
    }
}

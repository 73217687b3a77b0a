//! Compressed frames no honest peer sends: cut, forged, bombs. Each is refused with the reason, and
//! the length is believed only up to the limit.

use bytes::Bytes;
use easemob_core::wire::{CompressError, Compressor, Decompressor, MAX_RAW_FRAME};
use easemob_tests::vectors::{self, Vector};

const LIMIT: usize = 64 * 1024;

#[test]
fn every_cut_frame_is_refused() {
    for Vector { name, frame, plain, .. } in first_frames() {
        for length in 0..frame.len() {
            let error = decompress(&frame[..length]).expect_err(&name);
            let header = header_length(plain.as_ref().unwrap().len());
            let expected = if length < header { CompressError::Truncated } else { error };
            assert_eq!(error, expected, "{name} cut at {length}");
            assert!(!matches!(error, CompressError::Length(_)), "{name} cut at {length}");
        }
    }
}

/// Length, checksum and block bear each other out. Half a byte of the block means nothing: how far
/// the last sequence would copy, which ends in literals.
#[test]
fn every_flipped_bit_is_refused_or_changes_nothing() {
    for Vector { name, frame, plain, .. } in first_frames() {
        let mut harmless = 0;
        for bit in 0..frame.len() * 8 {
            let mut flipped = frame.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let raw = decompress(&flipped).ok();
            assert!(raw.is_none() || raw == plain, "{name} with bit {bit} flipped is {raw:?}");
            harmless += usize::from(raw.is_some());
        }
        assert!(harmless <= 4, "{name}: {harmless} bits do not matter");
    }
}

#[test]
fn trailing_bytes_are_refused() {
    for Vector { name, frame, .. } in first_frames() {
        for tail in [&b"\x00"[..], b"\x10a", b"\xff\xff"] {
            let raw = decompress(&[&frame, tail].concat());
            assert!(raw.is_err(), "{name} with {tail:x?} is {raw:?}");
        }
    }
}

#[test]
fn an_empty_frame_and_a_bare_header_are_refused() {
    assert_eq!(decompress(b""), Err(CompressError::Truncated));
    assert_eq!(decompress(b"\x05"), Err(CompressError::Truncated));
    assert_eq!(decompress(b"\x05\0\0\0"), Err(CompressError::Truncated));
    assert_eq!(decompress(b"\x05\0\0\0\0"), Err(CompressError::Block));
    assert_eq!(decompress(&[0x80; 64]), Err(CompressError::Truncated));
}

#[test]
fn a_length_of_zero_or_above_the_limit_is_refused_whatever_follows() {
    assert_eq!(decompress(&forged(0, b"")), Err(CompressError::Length(0)));
    for length in [LIMIT as u64 + 1, MAX_RAW_FRAME as u64, u64::from(u32::MAX), u64::MAX] {
        let stated = usize::try_from(length).unwrap();
        assert_eq!(decompress(&forged(length, &bomb())), Err(CompressError::Length(stated)));
    }
}

#[test]
fn no_limit_can_be_set_above_that_of_the_protocol() {
    let above = MAX_RAW_FRAME as u64 + 1;
    let error = Decompressor::new(usize::MAX).decompress(&forged(above, b"")).unwrap_err();
    assert_eq!(error, CompressError::Length(MAX_RAW_FRAME + 1));
}

/// A block that unfolds to more than its frame states stops at what was stated.
#[test]
fn a_block_longer_or_shorter_than_stated_is_refused() {
    for stated in [1, 100, LIMIT as u64] {
        assert_eq!(decompress(&forged(stated, &bomb())), Err(CompressError::Block));
    }
    assert_eq!(decompress(&forged(10, b"\x10a")), Err(CompressError::Block));
}

#[test]
fn a_wrong_checksum_is_refused() {
    assert_eq!(decompress(&forged(1, b"\x10a")), Err(CompressError::Checksum));
}

/// A match that reaches before the first byte of the connection has nothing to copy.
#[test]
fn a_reference_before_the_history_is_refused() {
    assert_eq!(decompress(&forged(5, b"\x10a\x02\x00")), Err(CompressError::Block));
    assert_eq!(decompress(&forged(5, b"\x10a\x00\x00")), Err(CompressError::Block));
}

/// Frames refer to their predecessors: one that is lost, doubled or swapped is noticed.
#[test]
fn a_lost_a_doubled_and_a_swapped_frame_are_noticed() {
    let mut sender = Compressor::new();
    let raws = [&b"1: abcdefghijkl"[..], b"2: abcdefghijkl mnopqrstuvwx", b"3: mnopqrstuvwx"];
    let [first, second, third] = raws.map(|raw| sender.compress(raw).unwrap());
    let last = |order: &[&Bytes]| {
        let mut receiver = Decompressor::new(LIMIT);
        order.iter().map(|frame| receiver.decompress(frame)).last().unwrap()
    };
    assert_eq!(last(&[&first, &second, &third]).as_deref(), Ok(raws[2]));
    assert!(last(&[&first, &third]).is_err(), "lost");
    assert!(last(&[&first, &second, &second]).is_err(), "doubled");
    assert!(last(&[&second]).is_err(), "swapped");
}

/// Whatever the sizes of the frames between, the last 64 KiB are remembered and no byte before them
/// is referred to.
#[test]
fn a_receiver_remembers_all_a_sender_may_refer_to() {
    let mut noise = Noise(7);
    for window in [0, 1, 100, 8 * 1024, 64 * 1024, usize::MAX] {
        let (mut sender, mut receiver) =
            (Compressor::with_window(window), Decompressor::new(LIMIT * 2));
        for round in 0..300 {
            let length =
                [1, 30, 400, 5_000, 33_000, 66_000, 100_000][noise.below(7)] + noise.below(60);
            let raw: Vec<u8> = (0..length).map(|_| noise.below(3) as u8).collect();
            let sent = sender.compress(&raw).unwrap();
            let read = receiver.decompress(&sent);
            assert!(read.as_deref() == Ok(&raw[..]), "round {round} of window {window}");
        }
    }
}

#[test]
fn what_lies_further_back_than_the_window_is_not_referred_to() {
    let mut noise = Noise(8);
    let mut random =
        |length: usize| (0..length).map(|_| noise.below(256) as u8).collect::<Vec<u8>>();
    let (page, between) = (random(1_000), random(60));
    let repeated_after = |window: usize, frames: usize| {
        let mut sender = Compressor::with_window(window);
        sender.compress(&page).unwrap();
        for _ in 0..frames {
            sender.compress(&between).unwrap();
        }
        sender.compress(&page).unwrap().len()
    };
    assert!(repeated_after(8 * 1024, 100) < 50);
    assert!(repeated_after(8 * 1024, 150) > 1_000);
    assert!(repeated_after(usize::MAX, 1_000) < 50);
    assert!(repeated_after(usize::MAX, 1_100) > 1_000);
}

#[test]
fn only_frames_within_the_bounds_are_compressed_and_a_refusal_changes_nothing() {
    let mut sender = Compressor::new();
    assert_eq!(sender.compress(b""), Err(CompressError::Length(0)));
    let above = vec![0; MAX_RAW_FRAME + 1];
    assert_eq!(sender.compress(&above), Err(CompressError::Length(MAX_RAW_FRAME + 1)));
    assert_eq!(sender.compress(b"next"), Compressor::new().compress(b"next"));
    let largest = sender.compress(&above[1..]).unwrap();
    let mut receiver = Decompressor::new(MAX_RAW_FRAME);
    receiver.decompress(&Compressor::new().compress(b"next").unwrap()).unwrap();
    assert_eq!(receiver.decompress(&largest).unwrap(), &above[1..]);
}

fn decompress(frame: &[u8]) -> Result<Bytes, CompressError> {
    Decompressor::new(LIMIT).decompress(frame)
}

/// The first compressed frame of each captured connection: it needs no history.
fn first_frames() -> Vec<Vector> {
    let all = vectors::uplink().into_iter().chain(vectors::downlink());
    let mut seen = Vec::new();
    let first = all.filter(|vector| vector.plain.is_some()).filter(|vector| {
        let raw = decompress(&vector.frame).ok();
        let alone = raw == vector.plain;
        let new = !seen.contains(&vector.frame);
        seen.push(vector.frame.clone());
        alone && new
    });
    let first: Vec<_> = first.collect();
    assert!(first.len() >= 3, "each connection begins with one");
    first
}

/// A frame that states this length, with a checksum of zeros.
fn forged(length: u64, block: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    prost::encoding::encode_varint(length, &mut frame);
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(block);
    frame
}

/// Two literals, then one match over many times the limit: 255 bytes of length make 65 thousand.
fn bomb() -> Vec<u8> {
    let mut block = vec![0x2f, b'a', b'a', 0x01, 0x00];
    block.extend_from_slice(&[0xff; 4096]);
    block.extend_from_slice(&[0x00, 0x50]);
    block.extend_from_slice(b"aaaaa");
    block
}

fn header_length(raw: usize) -> usize {
    prost::encoding::encoded_len_varint(raw as u64) + 4
}

/// Bytes that look random and are the same in every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

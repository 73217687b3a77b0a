//! The bodies of the fuzz targets. libFuzzer drives them on nightly (`fuzz/`); the suite
//! `fuzz_seeds` replays the committed seeds through the same functions on stable.

use bytes::Bytes;
use easemob_core::wire::{
    CompressError, Compressor, ConferenceBody, Decompressor, MessageBody, Meta, MucBody, Namespace,
    RosterBody, StatisticsBody, down, up,
};
use prost::Message;

/// A fuzz target: it panics when a promise is broken and otherwise says nothing.
pub type Target = fn(&[u8]);

/// Every target by the name of its file and of its seed folder.
pub const TARGETS: &[(&str, Target)] =
    &[("wire_down", wire_down), ("wire_up", wire_up), ("lz4", lz4)];

/// The raw frame limit under which [`lz4`] reads.
pub const LZ4_LIMIT: usize = 256 * 1024;

/// Any bytes from a server are a frame or malformed, and what was read is written so that it reads
/// the same again.
pub fn wire_down(data: &[u8]) {
    let Ok(frame) = down::Frame::decode(Bytes::copy_from_slice(data)) else { return };
    let written = frame.encode();
    let again = down::Frame::decode(written.clone()).expect("our own frame must decode");
    assert_eq!(again.encode(), written, "a second trip changes the frame");
    if let down::Frame::Sync(page) = frame {
        page.metas.iter().for_each(|meta| meta_and_payload(meta));
    }
}

/// The same from a client.
pub fn wire_up(data: &[u8]) {
    let Ok(frame) = up::Frame::decode(Bytes::copy_from_slice(data)) else { return };
    let written = frame.encode();
    let again = up::Frame::decode(written.clone()).expect("our own frame must decode");
    assert_eq!(again.encode(), written, "a second trip changes the frame");
    if let up::Body::Sync(sync) = frame.body
        && let Some(meta) = sync.meta
    {
        meta_and_payload(&meta.encode_to_vec());
    }
}

/// Frames, each behind a big-endian `u16` length: read as compressed ones by one connection, and
/// compressed as raw ones by another.
pub fn lz4(data: &[u8]) {
    let frames = split(data);
    let mut receiver = Decompressor::new(LZ4_LIMIT);
    for frame in &frames {
        match receiver.decompress(frame) {
            Ok(raw) => assert!((1..=LZ4_LIMIT).contains(&raw.len())),
            Err(_) => break,
        }
    }
    let (mut sender, mut receiver) = (Compressor::new(), Decompressor::new(LZ4_LIMIT));
    for raw in frames {
        match sender.compress(raw) {
            Ok(frame) => assert_eq!(receiver.decompress(&frame).as_deref(), Ok(raw)),
            Err(error) => assert_eq!((error, raw.len()), (CompressError::Length(0), 0)),
        }
    }
}

/// The input of [`lz4`] that holds these frames. Frames above 64 KiB do not fit and are cut.
#[must_use]
pub fn join<'a>(frames: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    frames.into_iter().fold(Vec::new(), |mut all, frame| {
        let length = u16::try_from(frame.len()).unwrap_or(u16::MAX);
        all.extend_from_slice(&length.to_be_bytes());
        all.extend_from_slice(&frame[..usize::from(length)]);
        all
    })
}

fn split(mut data: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while let Some((length, rest)) = data.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (frame, rest) = rest.split_at(length);
        frames.push(frame);
        data = rest;
    }
    frames
}

/// Reads a meta and then its payload as the namespace says.
fn meta_and_payload(bytes: &[u8]) {
    let Some(meta) = stable::<Meta>(bytes) else { return };
    let payload = meta.payload.unwrap_or_default();
    match Namespace::try_from(meta.ns.unwrap_or_default()) {
        Ok(Namespace::Statistic) => drop(stable::<StatisticsBody>(&payload)),
        Ok(Namespace::Chat) => drop(stable::<MessageBody>(&payload)),
        Ok(Namespace::Muc) => drop(stable::<MucBody>(&payload)),
        Ok(Namespace::Roster) => drop(stable::<RosterBody>(&payload)),
        Ok(Namespace::Conference) => drop(stable::<ConferenceBody>(&payload)),
        Ok(Namespace::Notify | Namespace::Query) | Err(_) => {}
    }
}

/// Decodes an `M` and checks that writing and reading it again loses nothing. Bytes are compared,
/// not values: a NaN is not equal to itself.
fn stable<M: Message + Default>(bytes: &[u8]) -> Option<M> {
    let value = M::decode(bytes).ok()?;
    let written = value.encode_to_vec();
    let again = M::decode(&*written).expect("our own message must decode");
    assert_eq!(again.encode_to_vec(), written, "a second trip changes the message");
    Some(value)
}

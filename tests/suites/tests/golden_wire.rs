//! The bytes the official client sends and understands, read and written again without a
//! difference.

use std::collections::BTreeSet;

use bytes::Bytes;
use easemob_core::error::Layer;
use easemob_core::wire::{
    CompressError, Compressor, ConferenceBody, Decompressor, MAX_RAW_FRAME, MessageBody, Meta,
    MucBody, Namespace, RosterBody, StatisticsBody, down, up,
};
use easemob_tests::vectors::{self, Vector};
use prost::Message;

/// What becomes of a frame that the official client would not send or that is no frame at all.
enum Odd {
    /// It is refused, and this layer is to blame.
    Malformed(Layer),
    /// It is read, but is not written again as it came.
    Rewritten,
}

/// Every downlink vector that does not come back byte for byte, and why.
const ODD_DOWNLINK: &[(&str, Odd, &str)] = &[
    ("msync/empty-frame", Odd::Malformed(Layer::Envelope), "nothing is not an empty SYNC"),
    ("msync/garbage", Odd::Malformed(Layer::Envelope), "wire type 7 does not exist"),
    ("msync/truncated", Odd::Malformed(Layer::Envelope), "the payload is longer than the frame"),
    ("msync/sync-without-payload", Odd::Malformed(Layer::Envelope), "a SYNC says something"),
    ("msync/version-7", Odd::Rewritten, "we write version 0 whatever came"),
    ("sync/unknown-fields-everywhere", Odd::Rewritten, "unknown fields are dropped"),
];

#[test]
fn every_uplink_frame_comes_back_byte_for_byte() {
    let vectors = vectors::uplink();
    assert!(vectors.len() >= 127, "only {} vectors", vectors.len());
    for vector in vectors {
        assert_eq!(rewritten_up(&vector.raw()), vector.raw(), "{}", vector.name);
    }
}

#[test]
fn every_downlink_frame_comes_back_byte_for_byte_or_stands_in_the_table() {
    let vectors = vectors::downlink();
    assert!(vectors.len() >= 233, "only {} vectors", vectors.len());
    for vector in &vectors {
        let (name, raw) = (&vector.name, vector.raw());
        let odd = ODD_DOWNLINK.iter().find(|(odd, ..)| odd == name);
        match (down::Frame::decode(raw.clone()), odd) {
            (Ok(frame), None) => assert_eq!(frame.encode(), raw, "{name}"),
            (Ok(frame), Some((_, Odd::Rewritten, why))) => {
                assert_ne!(frame.encode(), raw, "{name} is not odd any more: {why}");
                assert_eq!(down::Frame::decode(frame.encode()), Ok(frame), "{name}");
            }
            (Err(error), Some((_, Odd::Malformed(layer), why))) => {
                assert_eq!((error.layer, &error.bytes), (*layer, &raw), "{name}: {why}");
            }
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn every_odd_frame_is_still_captured() {
    let names: Vec<_> = vectors::downlink().into_iter().map(|vector| vector.name).collect();
    for (name, ..) in ODD_DOWNLINK {
        assert!(names.iter().any(|n| n == name), "{name} is not in the vectors");
    }
}

/// Payloads that are not read as their namespace says, and why.
const ODD_PAYLOADS: &[(&str, &str)] = &[
    ("text/lone-surrogate", "the official client writes half a character, which is no UTF-8"),
    ("sync/broken-chat-payload", "the payload ends within a field"),
    ("sync/unknown-fields-everywhere", "unknown fields are dropped"),
];

/// One layer deeper: the metas, and what their namespaces make of their payloads.
#[test]
fn every_meta_and_payload_comes_back_byte_for_byte_or_stands_in_the_table() {
    let mut odd = BTreeSet::new();
    for (name, bytes) in captured_metas() {
        let changed = |meta: &Meta| {
            let payload = meta.payload.clone().unwrap_or_default();
            rewritten_payload(meta).is_some_and(|rewritten| rewritten != payload)
        };
        let meta = Meta::decode(bytes.clone()).expect(&name);
        if meta.encode_to_vec() != bytes || changed(&meta) {
            odd.insert(name);
        }
    }
    let expected: BTreeSet<_> = ODD_PAYLOADS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(odd, expected);
}

/// The examples of the protocol description: logins, pings, pulls, pages, a receipt, a kick.
#[test]
fn every_described_frame_comes_back_byte_for_byte() {
    for Vector { name, frame, .. } in vectors::described_uplink() {
        assert_eq!(rewritten_up(&frame), frame, "{name}");
    }
    for Vector { name, frame, .. } in vectors::described_downlink() {
        assert_eq!(down::Frame::decode(frame.clone()).unwrap().encode(), frame, "{name}");
    }
}

#[test]
fn the_described_login_says_what_its_annotation_says() {
    let frame =
        up::Frame::decode(described(vectors::described_uplink(), "login with a token")).unwrap();
    let speaker = frame.speaker.unwrap();
    assert_eq!(speaker.auth, "$t$TOK");
    assert_eq!(speaker.guid.client_resource.as_deref(), Some("webim_web_1700000000060"));
    assert_eq!((speaker.device_id, frame.trace_id), (0, Some(7_130_316_800_251_662_336)));
    let up::Body::Provision(login) = frame.body else { panic!("not a PROVISION") };
    assert_eq!(login.os_type, Some(16));
    assert_eq!((login.compress_type, login.protocol_compress_type), (vec![0], vec![2]));
    assert_eq!(login.auth_token.as_deref(), Some(r#"{"token":"$t$TOK"}"#));
}

#[test]
fn the_described_page_keeps_ids_beyond_doubles() {
    let page = down::Frame::decode(described(vectors::described_downlink(), "page with one text"))
        .unwrap();
    let down::Frame::Sync(page) = page else { panic!("not a SYNC") };
    assert_eq!(page.next_key, Some(1_234_567_890_123_456_789));
    assert_eq!((page.metas.len(), page.is_last), (1, None));
}

/// A connection's frames decompress in the order of capture, to what the official client read.
#[test]
fn captured_lz4_frames_decompress_with_a_linked_history() {
    for (direction, frames) in lz4_connections() {
        let mut connection = Reader::new();
        for vector in &frames {
            if vector.name == "lz4/100kB" {
                connection.catch_up(&vectors::lost_downlink());
            }
            let raw = connection.read(&vector.frame);
            assert!(raw == Ok(vector.raw()), "{} {direction}: {:?}", vector.name, raw.err());
        }
    }
}

/// Our compressor need not choose the same blocks, but a receiver must get the same frames, and the
/// history must make repetition cheap.
#[test]
fn our_lz4_frames_decompress_to_the_captured_ones() {
    for (direction, frames) in lz4_connections() {
        let (mut sender, mut receiver) = (Compressor::new(), Decompressor::new(MAX_RAW_FRAME));
        for vector in &frames {
            let sent = sender.compress(&vector.raw()).unwrap();
            let name = &vector.name;
            assert_eq!(receiver.decompress(&sent), Ok(vector.raw()), "{name} {direction}");
            let theirs = vector.frame.len();
            assert!(sent.len() <= theirs + theirs / 4 + 8, "{name}: {} > {theirs}", sent.len());
        }
    }
}

fn described(examples: Vec<Vector>, name: &str) -> Bytes {
    let found = examples.into_iter().find(|vector| vector.name == name);
    found.expect("the description has that example").frame
}

/// The metas of both directions, each with the name of its vector.
fn captured_metas() -> Vec<(String, Bytes)> {
    let up = vectors::uplink().into_iter().filter_map(|vector| {
        let up::Body::Sync(sync) = up::Frame::decode(vector.raw()).ok()?.body else { return None };
        Some((vector.name, sync.meta?.encode_to_vec().into()))
    });
    let down = vectors::downlink().into_iter().flat_map(|vector| {
        let metas = match down::Frame::decode(vector.raw()) {
            Ok(down::Frame::Sync(page)) => page.metas,
            _ => Vec::new(),
        };
        metas.into_iter().map(move |meta| (vector.name.clone(), meta))
    });
    let metas: Vec<_> = up.chain(down).collect();
    assert!(metas.len() > 200, "only {} metas", metas.len());
    metas
}

/// The payload read as its namespace says and written again: empty when it cannot be read, nothing
/// when the namespace has no message.
fn rewritten_payload(meta: &Meta) -> Option<Bytes> {
    fn rewritten<M: Message + Default>(payload: Bytes) -> Option<Bytes> {
        Some(M::decode(payload).map(|body| body.encode_to_vec().into()).unwrap_or_default())
    }
    let payload = meta.payload.clone()?;
    match Namespace::try_from(meta.ns?).ok()? {
        Namespace::Statistic => rewritten::<StatisticsBody>(payload),
        Namespace::Chat => rewritten::<MessageBody>(payload),
        Namespace::Muc => rewritten::<MucBody>(payload),
        Namespace::Roster => rewritten::<RosterBody>(payload),
        Namespace::Conference => rewritten::<ConferenceBody>(payload),
        Namespace::Notify | Namespace::Query => None,
    }
}

/// A decompressor whose history can also be filled with frames that were not captured.
struct Reader {
    receiver: Decompressor,
    /// Has seen the same raw frames as the receiver.
    sender: Compressor,
}

impl Reader {
    fn new() -> Self {
        Self { receiver: Decompressor::new(MAX_RAW_FRAME), sender: Compressor::new() }
    }

    fn read(&mut self, frame: &[u8]) -> Result<Bytes, CompressError> {
        let raw = self.receiver.decompress(frame)?;
        self.sender.compress(&raw)?;
        Ok(raw)
    }

    fn catch_up(&mut self, raw: &[u8]) {
        let frame = self.sender.compress(raw).unwrap();
        assert_eq!(self.receiver.decompress(&frame).unwrap(), raw);
    }
}

fn rewritten_up(frame: &Bytes) -> Bytes {
    up::Frame::decode(frame.clone()).expect("a captured frame decodes").encode()
}

/// The compressed frames, connection by connection. Each login starts a new one, also where the
/// compression is one-sided; the scenario is the part of the name before `#`, and the downlink
/// was captured on a single connection.
fn lz4_connections() -> Vec<(&'static str, Vec<Vector>)> {
    let compressed = |all: Vec<Vector>| all.into_iter().filter(|v| v.plain.is_some());
    let scenario = |v: &Vector| v.name.split('#').next().unwrap_or_default().to_owned();
    let uplink: Vec<Vector> = compressed(vectors::uplink()).collect();
    let mut connections: Vec<_> = uplink
        .chunk_by(|a, b| scenario(a) == scenario(b))
        .map(|frames| ("up", frames.to_vec()))
        .collect();
    assert_eq!(connections.len(), 2, "two scenarios compress their uplink");
    connections.push(("down", compressed(vectors::downlink()).collect()));
    connections.push(("up, as described", vectors::described_lz4()));
    connections
}

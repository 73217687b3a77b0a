//! Frames captured from the official client, as the files under `vectors/` hold them.

use bytes::Bytes;
use easemob_core::wire::{MessageBody, Meta, down};
use prost::Message;
use serde::Deserialize;
use serde_json::Value;

/// One captured frame.
#[derive(Clone, Debug)]
pub struct Vector {
    /// `group/case`, and `#n` where one action caused several frames.
    pub name: String,
    /// What crossed the socket.
    pub frame: Bytes,
    /// The same before compression, where the connection compressed.
    pub plain: Option<Bytes>,
    /// How the official client read it.
    pub decoded: Value,
}

impl Vector {
    /// The frame without compression.
    #[must_use]
    pub fn raw(&self) -> Bytes {
        self.plain.clone().unwrap_or_else(|| self.frame.clone())
    }
}

/// What the official client sent, in the order of capture.
#[must_use]
pub fn uplink() -> Vec<Vector> {
    parse(include_str!("../vectors/client-to-server.json"))
}

/// What the official client received, in the order of capture.
#[must_use]
pub fn downlink() -> Vec<Vector> {
    parse(include_str!("../vectors/server-to-client.json"))
}

/// The uplink examples of the protocol description. How the official client reads these and the
/// next two is not recorded.
#[must_use]
pub fn described_uplink() -> Vec<Vector> {
    parse(include_str!("../vectors/described-uplink.json"))
}

/// The downlink examples of the protocol description.
#[must_use]
pub fn described_downlink() -> Vec<Vector> {
    parse(include_str!("../vectors/described-downlink.json"))
}

/// The first compressed frames of one connection's uplink, from the protocol description.
#[must_use]
pub fn described_lz4() -> Vec<Vector> {
    parse(include_str!("../vectors/described-lz4.json"))
}

/// One page of the compressed downlink was not captured, just before `lz4/100kB`. The ids around it
/// and the distances in the next block tell what it was: 192 bytes, a page like its predecessor,
/// with a text of 16 bytes. Nothing refers to that text, so any will do.
///
/// # Panics
/// When the vectors around it are gone.
#[must_use]
pub fn lost_downlink() -> Bytes {
    let vectors = downlink();
    let before = vectors.iter().find(|vector| vector.name == "lz4/text-again");
    let before = before.expect("the page before").raw();
    let Ok(down::Frame::Sync(mut page)) = down::Frame::decode(before) else { panic!("not a SYNC") };
    let mut meta = Meta::decode(page.metas[0].clone()).expect("a meta");
    let mut body = MessageBody::decode(meta.payload.unwrap_or_default()).expect("a message");
    body.contents[0].text = Some("0".repeat(16));
    meta.id = meta.id.map(|id| id + 1);
    meta.payload = Some(body.encode_to_vec().into());
    page.metas = vec![meta.encode_to_vec().into()];
    let frame = down::Frame::Sync(page).encode();
    assert_eq!(frame.len(), 192);
    frame
}

/// The bytes that `text` spells in hexadecimal; blanks are ignored.
///
/// # Panics
/// When `text` is not hexadecimal: it is test data.
#[must_use]
pub fn hex(text: &str) -> Bytes {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).unwrap_or_else(|| panic!("{c:?} in {text:?} is no hex digit")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "odd number of digits in {text:?}");
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

/// One entry of a vector file; the action that caused it is left aside (one of them holds half a
/// character, which is no Rust text).
#[derive(Deserialize)]
struct Entry {
    name: String,
    frame_hex: Option<String>,
    plain_hex: Option<String>,
    #[serde(default)]
    decoded: Value,
}

impl Entry {
    /// Nothing where the client refused to send.
    fn vector(self) -> Option<Vector> {
        let frame = hex(&self.frame_hex?);
        let plain = self.plain_hex.as_deref().map(hex);
        Some(Vector { name: self.name, frame, plain, decoded: self.decoded })
    }
}

fn parse(file: &str) -> Vec<Vector> {
    let entries: Vec<Entry> = serde_json::from_str(file).expect("a vector file is a JSON list");
    entries.into_iter().filter_map(Entry::vector).collect()
}

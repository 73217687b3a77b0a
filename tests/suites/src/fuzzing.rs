//! The bodies of the fuzz targets. libFuzzer drives them on nightly (`fuzz/`); the suite
//! `fuzz_seeds` replays the committed seeds through the same functions on stable.

mod client;
mod dns;
mod fields;
mod http;
mod rest;
mod store;
mod upgrade;
mod websocket;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::error::{Layer, Malformed};
use easemob_core::message::{Reader, bundle};
use easemob_core::wire::{
    BodyType, CompressError, Compressor, ConferenceBody, Content, Decompressor, KeyValue,
    MessageBody, Meta, MucBody, Namespace, PAYLOAD_MAX, RosterBody, StatisticsBody, down, up,
};
use easemob_core::{
    Address, AppKey, Attribute, Attributes, Event, LocalId, Outgoing, ServerId, UnixMillis, UserId,
    web,
};
use prost::Message;
use serde_json::value::RawValue;

use crate::views;
pub use client::client;
pub use dns::dns;
pub use fields::fields;
pub use http::http;
pub use rest::{CALLS, rest};
pub use store::store;
pub use upgrade::upgrade;
pub use websocket::websocket;
pub use world::world;

/// A fuzz target: it panics when a promise is broken and otherwise says nothing.
pub type Target = fn(&[u8]);

/// Every target by the name of its file and of its seed folder.
pub const TARGETS: &[(&str, Target)] = &[
    ("wire_down", wire_down),
    ("wire_up", wire_up),
    ("lz4", lz4),
    ("chat", chat),
    ("muc", muc),
    ("roster", roster),
    ("statistic", statistic),
    ("notify", notify),
    ("attributes", attributes),
    ("message_json", message_json),
    ("bundle", bundle),
    ("websocket", websocket),
    ("upgrade", upgrade),
    ("http", http),
    ("fields", fields),
    ("rest", rest),
    ("dns", dns),
    ("store", store),
    ("client", client),
    ("world", world),
];

/// Who reads in the targets below.
pub const READER: Reader<'_> = Reader::new("alice", "https://rest.test");

/// The raw frame limit under which [`lz4`] reads.
pub const LZ4_LIMIT: usize = 256 * 1024;

/// Any bytes from a server are a frame or malformed, and what was read is written so that it reads
/// the same again. Views of it, of its metas and of their payloads say what prost says.
pub fn wire_down(data: &[u8]) {
    views::agree(data);
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

/// Any payload of namespace CHAT, as a client reads it: a message, a receipt, a recall, an edit, part
/// of a stream, something unknown, or malformed. Its view says what prost says.
pub fn chat(data: &[u8]) {
    views::agree(data);
    incoming(Namespace::Chat, data);
}

/// Any payload of namespace MUC: groups, chat rooms and threads.
pub fn muc(data: &[u8]) {
    incoming(Namespace::Muc, data);
}

/// Any payload of namespace ROSTER: contacts.
pub fn roster(data: &[u8]) {
    incoming(Namespace::Roster, data);
}

/// Any payload of namespace STATISTIC.
pub fn statistic(data: &[u8]) {
    incoming(Namespace::Statistic, data);
}

/// Any payload of namespace NOTIFY: JSON of many kinds.
pub fn notify(data: &[u8]) {
    incoming(Namespace::Notify, data);
}

/// Any attributes, read from a `MessageBody` that holds nothing else: every key is told once, the
/// last value counts, and in a message of our own they come back as they were read.
pub fn attributes(data: &[u8]) {
    let Ok(MessageBody { ext, .. }) = MessageBody::decode(data) else { return };
    let keys: BTreeSet<String> = ext.iter().map(|pair| pair.key().to_owned()).collect();
    let read = ext_of(ext);
    let told: Vec<&str> = read.iter().map(|(key, _)| key).collect();
    assert_eq!(told.len(), keys.len(), "a key is told twice, or not at all");
    assert!(told.iter().all(|key| keys.contains(*key)));
    let form = web_ext(&read);
    // Types without a name have no value to send.
    let known = read.iter().filter(|(_, value)| !matches!(value, Attribute::Unknown(_)));
    let mut sent = Attributes::new();
    known.for_each(|(key, value)| sent.set(key, value.clone()));
    let alice = UserId::new("alice").expect("a user id");
    let bob = Address::from(UserId::new("bob").expect("a user id"));
    let result = web::SendResult {
        local: LocalId(1),
        server: ServerId(1),
        at: UnixMillis(1),
        from: &alice,
        message: &Outgoing::text(bob, "").with_ext(sent),
        extra: None,
    };
    let result = serde_json::to_string(&result).expect("a form is JSON");
    assert_eq!(member(member(&result, "message"), "ext"), form, "attributes change on the way");
}

/// A member of an object as it is written: a JSON value holds no number beyond doubles.
fn member<'a>(json: &'a str, name: &str) -> &'a str {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).expect("an object");
    members[name].get()
}

fn ext_of(ext: Vec<KeyValue>) -> Attributes {
    let contents = vec![Content::default()];
    let kind = Some(BodyType::Chat as i32);
    let body = MessageBody { kind, contents, ext, ..MessageBody::default() };
    let event = READER.meta(&meta(Namespace::Chat, &body.encode_to_vec()));
    match event.expect("a message with attributes is a message") {
        Some(Event::Message(message)) => message.ext,
        other => panic!("not a message: {other:?}"),
    }
}

fn web_ext(ext: &Attributes) -> String {
    let mut event = READER
        .json(r#"{"payload":{"bodies":[{"type":"txt"}]}}"#)
        .expect("JSON")
        .expect("a message");
    event.ext = ext.clone();
    let form = serde_json::to_string(&web::MessageForm(&event)).expect("a form is JSON");
    member(&form, "ext").to_owned()
}

/// Any text as a message in JSON: a message that is told on one line, none, or malformed.
pub fn message_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(Some(message)) = READER.json(text) {
        on_one_line(&Event::Message(message));
    }
}

/// Any bytes as what is in a bundle: messages or no bundle, and what was read is written so that it
/// is written the same again.
pub fn bundle(data: &[u8]) {
    let file = bundle_of(data);
    let Ok(messages) = bundle::read(&file, READER) else { return };
    let app_key = AppKey::parse("org#app").expect("an app key");
    let Ok(written) = bundle::write(&messages, &app_key) else { return };
    let again = bundle::read(&written.bytes, READER).expect("our own bundle must be one");
    assert_eq!(again.len(), messages.len());
    let twice = bundle::write(&again, &app_key).expect("it was written before");
    assert_eq!(twice, written, "a second trip changes the bundle");
}

/// The file around the messages of a bundle.
#[must_use]
pub fn bundle_of(entries: &[u8]) -> Bytes {
    let mut file = [b"cm", entries].concat();
    let checked = file.iter().enumerate().filter(|(at, _)| *at >= 3 && at % 2 == 1);
    file.push(checked.fold(0, |check, (_, byte)| check ^ byte));
    file.into()
}

/// A payload as a client reads it: it is told on one line, or malformed with its bytes, and a
/// second look sees the same. The meta around it is whole: it is refused for its length alone, and
/// kept whole then.
fn incoming(namespace: Namespace, payload: &[u8]) {
    let meta = meta(namespace, payload);
    match READER.meta(&meta) {
        Ok(Some(event)) => on_one_line(&event),
        Ok(None) => {}
        Err(Malformed { layer: Layer::Payload, bytes, .. }) => {
            assert!(bytes == payload, "the bytes of the payload are kept");
        }
        Err(Malformed { layer: Layer::Meta, bytes, .. }) => {
            assert!(meta.len() > PAYLOAD_MAX, "a whole meta is refused for its length alone");
            assert!(bytes == meta, "the bytes of the meta are kept");
        }
        Err(other) => panic!("only a meta and its payload are read here: {other:?}"),
    }
    let looks = [(); 2].map(|()| format!("{:?}", READER.meta(&meta)));
    assert_eq!(looks[0], looks[1]);
}

/// Whether these bytes hold a secret.
fn tells(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// The meta around a payload.
#[must_use]
pub fn meta(namespace: Namespace, payload: &[u8]) -> Bytes {
    let payload = Some(Bytes::copy_from_slice(payload));
    let meta = Meta { id: Some(1), ns: Some(namespace as i32), payload, ..Meta::default() };
    meta.encode_to_vec().into()
}

fn on_one_line(event: &Event) {
    for form in web::forms(event) {
        let json = serde_json::to_string(&form.data).expect("a form is JSON");
        assert!(!json.contains(['\n', '\r']), "{}: {json}", form.handler);
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
    views::agree(bytes);
    let Some(meta) = stable::<Meta>(bytes) else { return };
    let payload = meta.payload.unwrap_or_default();
    views::agree(&payload);
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

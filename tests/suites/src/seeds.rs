//! Where a fuzzer starts: the captured frames, thinned out.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::wire::{MessageBody, Meta, Namespace, down, up};
use easemob_core::{Chat, Event, web};
use prost::Message as _;
use serde_json::json;

use crate::fuzzing;
use crate::vectors::{self, Vector};
use crate::websocket;

/// Where the seeds are committed, one folder a target.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds");

/// Larger frames hold nothing but more of the same.
const LONGEST: usize = 2048;

/// The seeds of one target: file name and content.
pub type Seeds = BTreeMap<String, Bytes>;

/// The seeds of every target.
#[must_use]
pub fn from_vectors() -> Vec<(&'static str, Seeds)> {
    let uplink = [vectors::uplink(), vectors::described_uplink()].concat();
    let downlink = [vectors::downlink(), vectors::described_downlink()].concat();
    let compressed_links = [
        compressed("up", vectors::uplink()),
        compressed("down", vectors::downlink()),
        compressed("described", vectors::described_lz4()),
    ];
    let metas: Vec<(String, Meta)> = downlink.iter().chain(&uplink).flat_map(metas).collect();
    let payloads = |namespace: Namespace| {
        let metas = metas.iter().filter(|(_, meta)| meta.ns == Some(namespace as i32));
        let payloads = metas.filter_map(|(name, meta)| Some((name, meta.payload.clone()?)));
        thinned_out(payloads.map(|(name, payload)| (name.clone(), payload)))
    };
    vec![
        ("chat", payloads(Namespace::Chat)),
        ("muc", payloads(Namespace::Muc)),
        ("roster", payloads(Namespace::Roster)),
        ("statistic", payloads(Namespace::Statistic)),
        ("notify", payloads(Namespace::Notify)),
        ("attributes", thinned_out(metas.iter().filter_map(attributes))),
        ("message_json", thinned_out(metas.iter().filter_map(message_json))),
        ("bundle", thinned_out(metas.iter().filter_map(bundle))),
        ("wire_down", one_of_each_length(downlink)),
        ("wire_up", one_of_each_length(uplink)),
        ("lz4", compressed_links.into_iter().flatten().collect()),
        ("websocket", streams()),
    ]
}

/// Streams of a server: the pieces a fuzzer cuts them into, and the bytes.
fn streams() -> Seeds {
    let good = websocket::valid().into_iter().map(|it| (it.name, it.stream));
    let bad = websocket::forbidden().into_iter().map(|it| (it.name, it.stream));
    let upgrade = ("upgrade", websocket::ACCEPTANCE.as_bytes().to_vec());
    let all = good.chain(bad).chain([upgrade]);
    all.map(|(name, stream)| (file_name(name), [vec![1], stream].concat().into())).collect()
}

/// The metas of a frame, each with its name.
fn metas(vector: &Vector) -> Vec<(String, Meta)> {
    let metas = match down::Frame::decode(vector.raw()) {
        Ok(down::Frame::Sync(page)) => page.metas,
        _ => match up::Frame::decode(vector.raw()) {
            Ok(up::Frame { body: up::Body::Sync(sync), .. }) => {
                sync.meta.iter().map(|meta| meta.encode_to_vec().into()).collect()
            }
            _ => Vec::new(),
        },
    };
    let read = |(n, meta): (usize, Bytes)| {
        Some((format!("{}-{n}", vector.name), Meta::decode(meta).ok()?))
    };
    metas.into_iter().enumerate().filter_map(read).collect()
}

/// The attributes of a message alone, if it has any.
fn attributes((name, meta): &(String, Meta)) -> Option<(String, Bytes)> {
    let body = body_of(meta)?;
    let ext = [body.ext, body.contents.first()?.custom_exts.clone()].concat();
    let alone = MessageBody { ext, ..MessageBody::default() };
    (!alone.ext.is_empty()).then(|| (name.clone(), alone.encode_to_vec().into()))
}

/// A message as lists of conversations tell it: its Web SDK form has the same members in its body.
fn message_json((name, meta): &(String, Meta)) -> Option<(String, Bytes)> {
    body_of(meta)?;
    let event = fuzzing::READER.meta(&meta.encode_to_vec().into()).ok()??;
    let Event::Message(message) = event else { return None };
    let mut form = serde_json::to_value(web::MessageForm(&message)).ok()?;
    let chat = match message.chat {
        Chat::Single => "chat",
        Chat::Group => "groupchat",
        Chat::Room => "chatroom",
    };
    let (from, to, ext) = (form["from"].take(), form["to"].take(), form["ext"].take());
    let (id, time) = (form["id"].take(), form["time"].take());
    form.as_object_mut()?.retain(|_, member| !member.is_null());
    let payload = json!({"type": chat, "from": from, "to": to, "ext": ext, "bodies": [form],
        "meta": {"thread": {"msg_parent_id": "1", "muc_parent_id": "2", "thread_name": "T"},
            "reaction": [{"reaction": "+1", "count": 1, "userList": ["bob"], "state": true}]}});
    let json = json!({"id": id, "from": from, "to": to, "timestamp": time, "payload": payload});
    Some((name.clone(), json.to_string().into()))
}

/// A message among those of a bundle.
fn bundle((name, meta): &(String, Meta)) -> Option<(String, Bytes)> {
    let meta = meta.encode_to_vec();
    let length = u32::try_from(meta.len()).ok()?;
    let entry = [&length.to_be_bytes()[..], &meta].concat();
    let is_one = easemob_core::message::bundle::read(&fuzzing::bundle_of(&entry), fuzzing::READER);
    is_one.is_ok().then(|| (name.clone(), entry.into()))
}

fn body_of(meta: &Meta) -> Option<MessageBody> {
    let chat = meta.ns == Some(Namespace::Chat as i32);
    MessageBody::decode(meta.payload.clone().filter(|_| chat)?).ok()
}

/// One of each length, as with frames.
fn thinned_out(inputs: impl Iterator<Item = (String, Bytes)>) -> Seeds {
    let short = inputs.filter(|(_, input)| input.len() <= LONGEST);
    let by_length: BTreeMap<usize, (String, Bytes)> =
        short.map(|(name, input)| (input.len(), (name, input))).collect();
    by_length.into_values().map(|(name, input)| (file_name(&name), input)).collect()
}

/// Frames of one length mostly differ in ids and clocks only.
fn one_of_each_length(vectors: Vec<Vector>) -> Seeds {
    thinned_out(vectors.into_iter().map(|vector| (vector.name.clone(), vector.raw())))
}

/// A direction's compressed frames: the first one, the first two, and so on, as one input each.
fn compressed(direction: &str, vectors: Vec<Vector>) -> Seeds {
    let frames: Vec<Vector> = vectors.into_iter().filter(|v| v.plain.is_some()).collect();
    (1..=frames.len())
        .map(|count| {
            let name = format!("{direction}-first-{count}");
            (name, fuzzing::join(frames[..count].iter().map(|v| &*v.frame)).into())
        })
        .filter(|(_, input): &(String, Bytes)| input.len() <= LONGEST)
        .collect()
}

fn file_name(vector: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    vector.chars().map(plain).collect()
}

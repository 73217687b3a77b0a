//! Where a fuzzer starts: the captured frames, thinned out.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::store::Record;
use easemob_core::wire::{MessageBody, Meta, Namespace, down, up};
use easemob_core::{Chat, Event, web};
use prost::Message as _;
use serde::Deserialize;
use serde_json::json;

use crate::fuzzing;
use crate::peer::{self, Peer, say};
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
        ("upgrade", upgrades()),
        ("http", http_answers()),
        ("rest", answers()),
        ("dns", documents()),
        ("store", files()),
    ]
}

/// Streams of a server: the pieces a fuzzer cuts them into, and the bytes.
fn streams() -> Seeds {
    let good = websocket::valid().into_iter().map(|it| (it.name, it.stream));
    let bad = websocket::forbidden().into_iter().map(|it| (it.name, it.stream));
    let all = good.chain(bad);
    all.map(|(name, stream)| (file_name(name), [vec![1], stream].concat().into())).collect()
}

/// Answers to an upgrade: a good one, and good and bad ones of other servers.
fn upgrades() -> Seeds {
    let good = websocket::ACCEPTANCE;
    let all = [
        ("accepted", good.to_string()),
        ("accepted-and-a-frame", format!("{good}\u{2}\u{0}")),
        ("tokens", good.replace("Connection: Upgrade", "Connection: keep-alive , upgrade")),
        ("extension", good.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n")),
        ("protocol", good.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: x\r\n\r\n")),
        ("folded", good.replace("Upgrade: websocket", "Upgrade:\r\n websocket")),
        ("moved", "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.test/\r\n\r\n".into()),
        ("refused", "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n".into()),
    ];
    let input = |text: String| [&[7], text.as_bytes()].concat().into();
    all.into_iter().map(|(name, text)| (file_name(name), input(text))).collect()
}

/// Answers over HTTP with bodies of every kind: how they are cut, how long they may be, and the bytes.
fn http_answers() -> Seeds {
    let ok = "HTTP/1.1 200 OK\r\n";
    let chunks = "4;note=1\r\nwiki\r\n0B\r\npedia in \r\n\r\n0\r\nTrailer: 1\r\n\r\n";
    let all = [
        ("sized", format!("{ok}Content-Length: 5\r\n\r\nhello")),
        ("followed", format!("{ok}Content-Length: 5\r\n\r\nhello and more")),
        ("empty", "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n".into()),
        ("to-the-end", format!("{ok}\r\nto the end")),
        ("chunked", format!("{ok}Transfer-Encoding: chunked\r\n\r\n{chunks}")),
        ("both", format!("{ok}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n{chunks}")),
        ("continued", format!("HTTP/1.1 100 Continue\r\n\r\n{ok}Content-Length: 1\r\n\r\nx")),
        ("busy", "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n".into()),
        ("no-content", "HTTP/1.1 204 No Content\r\n\r\n".into()),
        ("unchanged", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n".into()),
        ("repeated", format!("{ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok")),
        ("too-long", format!("{ok}Content-Length: 4096\r\n\r\n")),
        ("coded", format!("{ok}Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")),
    ];
    let input = |text: String| [&[7, 4], text.as_bytes()].concat().into();
    all.into_iter().map(|(name, text)| (file_name(name), input(text))).collect()
}

/// What the vendor's servers answered to calls: the number of the call, a status, no `Retry-After`,
/// and the body.
fn answers() -> Seeds {
    #[derive(Deserialize)]
    struct Vector {
        name: String,
        js_method: String,
        response: Option<Response>,
    }
    #[derive(Deserialize)]
    struct Response {
        status: u16,
        body: serde_json::Value,
    }
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../vectors/rest.json")).expect("vectors");
    let seed = |vector: Vector| {
        let number = fuzzing::CALLS.iter().position(|(name, _)| *name == vector.js_method)?;
        let Response { status, body } = vector.response?;
        let head = [&[u8::try_from(number).ok()?][..], &status.to_be_bytes(), &[0]].concat();
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_string);
        Some((vector.name, [head, body.into_bytes()].concat().into()))
    };
    thinned_out(vectors.into_iter().filter_map(seed))
}

/// Discovery documents, for clients that take nothing but TLS and for others.
fn documents() -> Seeds {
    let of = |protocol: &str| say::SERVERS.replace("https", protocol);
    let with_key =
        say::SERVERS.replacen('{', r#"{"app_key":"o#a","uploadinparts_enable":"false","#, 1);
    let all = [
        ("tls", 0, of("https")),
        ("plain", 1, of("http")),
        ("both", 1, of("https").replacen("https", "http", 1)),
        ("by-id", 2, with_key),
        ("busy", 4, "{}".into()),
        ("address", 0, say::SERVERS.replace(r#""domain": "im1.test""#, r#""ip": "10.0.0.1""#)),
    ];
    let input = |mode: u8, text: String| [&[mode], text.as_bytes()].concat().into();
    all.into_iter().map(|(name, mode, text)| (file_name(name), input(mode, text))).collect()
}

/// What a client keeps on a day of its life, a line each; whole, torn, and with a bit flipped.
fn files() -> Seeds {
    let mut config = peer::config();
    config.keep = true;
    let mut peer = Peer::online(config);
    peer.hear(&say::page("bob", &[say::text(7, "hello")], 7, true));
    let local = peer.send("hello");
    peer.send("still waiting");
    peer.hear(&say::ack(local, 8));
    peer.renew("another token");
    let line = |record: &Record| serde_json::to_string(&[record]).expect("a record is JSON");
    let log = peer.kept.iter().map(line).collect::<Vec<_>>().join("\n");
    let whole = Record::All(Box::new(peer.client.session()));
    let all = [
        ("log", [1, 0, 0, 0], log.clone()),
        ("torn", [3, 2, 0, 0], log.clone()),
        ("flipped", [5, 1, 7, 3], log),
        ("whole", [7, 0, 200, 6], line(&whole)),
        ("new", [0; 4], "easemob-store 1\n".into()),
    ];
    let input = |head: [u8; 4], text: String| [&head, text.as_bytes()].concat().into();
    all.into_iter().map(|(name, head, text)| (file_name(name), input(head, text))).collect()
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

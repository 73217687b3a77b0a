//! A client of the machine in one screen, for the tests beside it.
#![allow(dead_code, unreachable_pub)]

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::wire::{
    self, CommSyncDl, CommSyncUl, Compressor, Decompressor, Jid, MAX_RAW_FRAME, Meta, Namespace,
    Provision, down, up,
};
use easemob_emulator::{Answer, Close, Config, Peer, Push, Request, Response, Server};
use prost::Message;
use serde_json::{Value, json};

pub const APP_KEY: &str = "oracle#test";
pub const START: u64 = 1_700_000_000_000;

/// A server, a clock, and what it pushed to each connection.
pub struct World {
    pub server: Server,
    pub now: u64,
    pub down: BTreeMap<Peer, Vec<Push>>,
    pub links: BTreeMap<Peer, (Option<Compressor>, Option<Decompressor>)>,
    peers: u64,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self {
            server: Server::new(Config::default(), 7, START),
            now: START,
            down: BTreeMap::new(),
            links: BTreeMap::new(),
            peers: 0,
        };
        world.ctl(json!({ "op": "users", "users": ["alice", "bob", "carol"], "password": "pw" }));
        world
    }

    /// Does an operation that has to succeed.
    pub fn ctl(&mut self, operation: Value) -> Value {
        let answer = self.server.operate(self.now, &operation);
        self.drain();
        answer.unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    pub fn config(&mut self, set: Value) {
        self.ctl(json!({ "op": "config", "set": set }));
    }

    /// The words of an operation that has to fail.
    pub fn ctl_error(&mut self, operation: Value) -> String {
        let (status, body) = self.server.control(self.now, operation.to_string().as_bytes());
        assert_eq!(status, 400, "{operation}");
        let body: Value = serde_json::from_slice(&body).unwrap();
        body["error_description"].as_str().unwrap().to_owned()
    }

    pub fn advance(&mut self, ms: u64) {
        self.now += ms;
        self.server.tick(self.now);
        self.drain();
    }

    pub fn connect(&mut self) -> Peer {
        self.peers += 1;
        let peer = Peer(self.peers);
        self.links.insert(peer, (None, None));
        self.server.connected(self.now, peer);
        self.drain();
        peer
    }

    /// Logs in with a fresh token and forgets the answer.
    pub fn login(&mut self, user: &str, resource: &str) -> Peer {
        let peer = self.connect();
        let answer = self.provision(peer, user, resource);
        assert_eq!(answer.status.unwrap().error_code, Some(0));
        peer
    }

    pub fn token(&mut self, user: &str) -> String {
        let answer = self.ctl(json!({ "op": "token", "user": user }));
        answer["token"].as_str().unwrap().to_owned()
    }

    pub fn provision(&mut self, peer: Peer, user: &str, resource: &str) -> Provision {
        let token = self.token(user);
        self.provision_with(peer, user, resource, &token)
    }

    pub fn provision_with(
        &mut self,
        peer: Peer,
        user: &str,
        resource: &str,
        token: &str,
    ) -> Provision {
        let frame = provision_frame(user, resource, token);
        self.up(peer, frame);
        let answer = self.frames(peer).into_iter().find_map(|frame| match frame {
            down::Frame::Provision(answer) => Some(answer),
            _ => None,
        });
        answer.expect("an answer to PROVISION")
    }

    pub fn up(&mut self, peer: Peer, frame: up::Frame) {
        let mut bytes = frame.encode();
        if let Some((Some(compressor), _)) = self.links.get_mut(&peer) {
            bytes = compressor.compress(&bytes).unwrap();
        }
        self.raw(peer, bytes);
    }

    pub fn raw(&mut self, peer: Peer, bytes: Bytes) {
        self.server.handle(self.now, peer, bytes);
        self.drain();
    }

    pub fn sync(&mut self, peer: Peer, sync: CommSyncUl) {
        self.up(peer, up::Frame::new(up::Body::Sync(sync), 1));
    }

    pub fn pull(&mut self, peer: Peer, queue: &str, key: Option<u64>) -> CommSyncDl {
        self.pull_jid(peer, user_jid(queue), key)
    }

    pub fn pull_jid(&mut self, peer: Peer, queue: Jid, key: Option<u64>) -> CommSyncDl {
        self.frames(peer);
        self.sync(peer, CommSyncUl { queue: Some(queue), key, ..CommSyncUl::default() });
        self.syncs(peer).pop().expect("a page")
    }

    /// Sends a text and gives the acknowledgement.
    pub fn say(&mut self, peer: Peer, to: Jid, id: u64, text: &str) -> CommSyncDl {
        self.deliver(peer, text_meta(to, id, text))
    }

    pub fn deliver(&mut self, peer: Peer, meta: Meta) -> CommSyncDl {
        let id = meta.id;
        self.sync(peer, CommSyncUl { meta: Some(meta), ..CommSyncUl::default() });
        let acks = self.syncs(peer).into_iter().filter(|sync| sync.meta_id == id);
        acks.last().expect("an acknowledgement")
    }

    pub fn unread(&mut self, peer: Peer) -> Vec<(String, u32)> {
        self.frames(peer);
        self.up(peer, up::Frame::new(up::Body::Unread, 1));
        match self.frames(peer).pop() {
            Some(down::Frame::Unread(answer)) => {
                let lines = answer.unread.into_iter();
                lines.map(|line| (line.queue.unwrap().name.unwrap(), line.n.unwrap())).collect()
            }
            other => panic!("no answer to UNREAD but {other:?}"),
        }
    }

    /// A REST call with a token of `user`.
    pub fn call(&mut self, user: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token(user));
        let target = format!("/oracle/test{path}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("authorization", bearer.as_str())];
        let response = self.request(method, &target, &headers, body.as_bytes());
        (response.status, serde_json::from_slice(&response.body).unwrap())
    }

    /// A request as it is.
    pub fn request(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let request = Request {
            method: method.into(),
            target: target.into(),
            headers: headers.collect(),
            body: Bytes::copy_from_slice(body),
        };
        let answer = self.server.answer(self.now, &request);
        self.drain();
        let Answer::Now(response) = answer else { panic!("{method} {target}: {answer:?}") };
        response
    }

    /// A REST call that has to succeed.
    pub fn rest(&mut self, user: &str, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(user, method, path, body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    /// What waits in a queue, taken: everything is acknowledged.
    pub fn take(&mut self, peer: Peer, queue: Jid) -> Vec<Meta> {
        let (mut taken, mut key) = (Vec::new(), None);
        loop {
            let page = self.pull_jid(peer, queue.clone(), key);
            if page.metas.is_empty() {
                return taken;
            }
            taken.extend(metas(&page));
            key = page.next_key;
        }
    }

    /// The group events that wait for a device, taken: operation, from, first of to.
    pub fn events(&mut self, peer: Peer, group: &str) -> Vec<(i32, String, String)> {
        let metas = self.take(peer, group_jid(group)).into_iter();
        let bodies = metas.filter(|meta| meta.ns == Some(Namespace::Muc as i32));
        let bodies = bodies.map(|meta| wire::MucBody::decode(meta.payload.unwrap()).unwrap());
        let name = |jid: Option<&Jid>| jid.and_then(|jid| jid.name.clone()).unwrap_or_default();
        bodies.map(|b| (b.operation.unwrap(), name(b.from.as_ref()), name(b.to.first()))).collect()
    }

    /// The notices of a type that wait for a device, taken.
    pub fn told(&mut self, peer: Peer, queue: Jid, kind: &str) -> Vec<Value> {
        let metas = self.take(peer, queue).into_iter();
        let notices = metas.filter(|meta| meta.ns == Some(Namespace::Notify as i32));
        let notices = notices.map(|meta| serde_json::from_slice(&meta.payload.unwrap()).unwrap());
        notices.filter(|notice: &Value| notice["type"] == kind).collect()
    }

    /// The frames pushed since the last look, decoded.
    pub fn frames(&mut self, peer: Peer) -> Vec<down::Frame> {
        let messages = self.messages(peer).into_iter();
        messages.map(|bytes| down::Frame::decode(bytes).unwrap()).collect()
    }

    pub fn syncs(&mut self, peer: Peer) -> Vec<CommSyncDl> {
        let frames = self.frames(peer).into_iter();
        let syncs = frames.filter_map(|frame| match frame {
            down::Frame::Sync(sync) => Some(sync),
            _ => None,
        });
        syncs.collect()
    }

    pub fn notices(&mut self, peer: Peer) -> Vec<String> {
        let frames = self.frames(peer).into_iter();
        let notices = frames.filter_map(|frame| match frame {
            down::Frame::Notice(notice) => notice.queue?.name,
            _ => None,
        });
        notices.collect()
    }

    /// The raw frames pushed since the last look, decompressed.
    pub fn messages(&mut self, peer: Peer) -> Vec<Bytes> {
        let pushes = self.pushes(peer);
        let (_, decompressor) = self.links.get_mut(&peer).unwrap();
        let binary = pushes.into_iter().filter_map(|push| match push {
            Push::Binary(bytes) => Some(bytes),
            _ => None,
        });
        binary
            .map(|bytes| match decompressor {
                Some(decompressor) => decompressor.decompress(&bytes).unwrap(),
                None => bytes,
            })
            .collect()
    }

    pub fn pushes(&mut self, peer: Peer) -> Vec<Push> {
        self.down.remove(&peer).unwrap_or_default()
    }

    /// How the connection was closed since the last look.
    pub fn closed(&mut self, peer: Peer) -> Option<Close> {
        self.pushes(peer).into_iter().find_map(|push| match push {
            Push::Close(how) => Some(how),
            _ => None,
        })
    }

    /// Both sides compress from now on.
    pub fn start_compression(&mut self, peer: Peer, up: bool, down: bool) {
        let compressor = up.then(Compressor::new);
        let decompressor = down.then(|| Decompressor::new(MAX_RAW_FRAME));
        self.links.insert(peer, (compressor, decompressor));
    }

    fn drain(&mut self) {
        while let Some((peer, push)) = self.server.poll() {
            self.down.entry(peer).or_default().push(push);
        }
    }
}

pub fn provision_frame(user: &str, resource: &str, token: &str) -> up::Frame {
    let guid = Jid { client_resource: Some(resource.into()), ..user_jid(user) };
    let provision = Provision {
        os_type: Some(16),
        version: Some("4.21.1".into()),
        resource: Some(resource.into()),
        auth_token: Some(format!("{{\"token\":\"$t${token}\"}}")),
        session_id: Some("1700000000000:".into()),
        protocol_compress_type: vec![wire::CompressType::Lz4 as i32],
        ..Provision::default()
    };
    up::Frame {
        speaker: Some(up::Speaker { guid, auth: format!("$t${token}"), device_id: 0 }),
        trace_id: Some(1),
        body: up::Body::Provision(provision),
    }
}

pub fn user_jid(name: &str) -> Jid {
    Jid {
        app_key: Some(APP_KEY.into()),
        name: Some(name.into()),
        domain: Some(wire::USER_DOMAIN.into()),
        client_resource: None,
    }
}

pub fn group_jid(name: &str) -> Jid {
    Jid { domain: Some(wire::GROUP_DOMAIN.into()), ..user_jid(name) }
}

pub fn text_meta(to: Jid, id: u64, text: &str) -> Meta {
    let content = wire::Content { kind: Some(0), text: Some(text.into()), ..Default::default() };
    let body = wire::MessageBody {
        kind: Some(wire::BodyType::Chat as i32),
        contents: vec![content],
        ..Default::default()
    };
    Meta {
        id: Some(id),
        to: Some(to),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        routetype: Some(0),
        ..Meta::default()
    }
}

pub fn metas(page: &CommSyncDl) -> Vec<Meta> {
    page.metas.iter().map(|meta| Meta::decode(meta.clone()).unwrap()).collect()
}

pub fn texts(page: &CommSyncDl) -> Vec<String> {
    let bodies = metas(page).into_iter();
    let bodies = bodies.map(|meta| wire::MessageBody::decode(meta.payload.unwrap()).unwrap());
    bodies.map(|body| body.contents[0].text.clone().unwrap()).collect()
}

pub fn code(answer: &CommSyncDl) -> (i32, String) {
    let status = answer.status.clone().unwrap();
    (status.error_code.unwrap(), status.reason.unwrap_or_default())
}

//! Our codec against the emulator's listener, over a real socket: the bytes of a client that logs
//! in and talks.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use easemob_core::websocket::{Codec, Item, NotUpgraded, Target, Upgrade};
use easemob_core::{
    AppKey, Body, Client, Config, Credentials, Effect, Event, Input, Link, Outcome, Outgoing,
    UnixMillis, UserId,
};
use easemob_emulator::listener::{Options, Running, spawn};
use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256StarStar;
use serde_json::json;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes read at once: few, so that frames come in pieces.
const PIECE: usize = 11;

#[test]
fn clients_log_in_and_talk_both_ways() {
    let emulator = emulator();
    let (mut alice, mut bob) = (Talker::new(&emulator, "alice"), Talker::new(&emulator, "bob"));
    alice.until(|event| matches!(event, Event::Online(_)));
    bob.until(|event| matches!(event, Event::Online(_)));

    // Lengths of seven and of sixteen bits, both ways.
    for text in ["hello", &"long ".repeat(100)] {
        alice.say("bob", text);
        bob.until(|event| is_text(event, text));
        bob.say("alice", text);
        alice.until(|event| is_text(event, text));
    }
}

#[test]
fn the_server_answers_a_ping() {
    let emulator = emulator();
    let mut socket = Socket::open(&emulator.ws).expect("an upgrade");
    socket.codec.ping(b"still there?", &mut socket.out).expect("open");
    let Some(Item::Pong(body)) = socket.next(PATIENCE) else { panic!("no pong") };
    assert_eq!(&body[..], b"still there?");
}

/// The emulator waits for our close frame, and drops the connection when it has it.
#[test]
fn the_servers_close_frame_is_answered() {
    let emulator = emulator();
    let mut alice = Talker::new(&emulator, "alice");
    alice.until(|event| matches!(event, Event::Online(_)));
    let drop =
        json!({ "op": "drop", "user": "alice", "how": "close", "code": 4001, "reason": "go" });
    emulator.control(drop).expect("she is online");
    let socket = &mut alice.socket.as_mut().expect("she is online").1;
    let farewell = loop {
        match socket.next(PATIENCE) {
            Some(Item::Close(farewell)) => break farewell,
            Some(_) => {}
            None => panic!("no close frame"),
        }
    };
    assert_eq!((farewell.code, &*farewell.reason), (Some(4001), "go"));
    let began = Instant::now();
    assert_eq!(socket.next(PATIENCE), None);
    assert!(socket.codec.is_over() && socket.ended);
    assert!(began.elapsed() < Duration::from_millis(700), "it would wait a second for our answer");
}

#[test]
fn our_close_frame_ends_the_session() {
    let emulator = emulator();
    let mut alice = Talker::new(&emulator, "alice");
    alice.until(|event| matches!(event, Event::Online(_)));
    let socket = &mut alice.socket.as_mut().expect("she is online").1;
    socket.codec.close(1000, "bye", &mut socket.out).expect("open");
    while socket.next(PATIENCE).is_some() {}
    assert!(socket.ended);
    // The socket is gone a moment before the session is.
    let began = Instant::now();
    let looks = json!([{ "op": "sleep", "ms": 5 }, { "op": "state" }]);
    while emulator.control(looks.clone()).expect("a state")[1]["connections"] != 0 {
        assert!(began.elapsed() < PATIENCE, "the session outlives its connection");
    }
}

#[test]
fn another_resource_is_no_websocket() {
    let emulator = emulator();
    let elsewhere = emulator.ws.replace("/websocket", "/elsewhere");
    assert_eq!(Socket::open(&elsewhere).err(), Some(NotUpgraded::Status(404)));
}

fn emulator() -> Running {
    let emulator = spawn(Options::default()).expect("a port");
    let users = json!({ "op": "users", "users": ["alice", "bob"], "password": "pw" });
    emulator.control(users).expect("users");
    emulator
}

fn is_text(event: &Event, expected: &str) -> bool {
    matches!(event, Event::Message(message)
        if matches!(&message.body, Body::Text(text) if text == expected))
}

/// An upgraded connection.
struct Socket {
    stream: TcpStream,
    codec: Codec<Xoshiro256StarStar>,
    input: BytesMut,
    out: BytesMut,
    ended: bool,
}

impl Socket {
    fn open(url: &str) -> Result<Self, NotUpgraded> {
        let target = Target::parse(url).expect("a URL");
        let mut stream = TcpStream::connect((target.host(), target.port())).expect("a server");
        stream.set_read_timeout(Some(Duration::from_millis(5))).expect("a time-out");
        stream.set_nodelay(true).expect("an option");
        let (mut input, mut out) = (BytesMut::new(), BytesMut::new());
        let mut upgrade = Upgrade::new(&target, [42; 16], &mut out);
        stream.write_all(&out).expect("written");
        out.clear();
        let began = Instant::now();
        while !upgrade.feed(&mut input)? {
            assert!(began.elapsed() < PATIENCE, "no answer");
            read(&mut stream, &mut input);
        }
        let codec = Codec::new(64 * 1024, Xoshiro256StarStar::from_seed([1; 32]));
        Ok(Self { stream, codec, input, out, ended: false })
    }

    /// Sends what waits, and reads until an item; `None` when there is none in time, or ever.
    fn next(&mut self, patience: Duration) -> Option<Item> {
        let began = Instant::now();
        loop {
            let fed = self.codec.feed(&mut self.input).expect("a server that keeps the rules");
            self.codec.answer(&mut self.out);
            self.flush();
            if fed.is_some() || self.ended || began.elapsed() > patience {
                return fed;
            }
            self.ended = read(&mut self.stream, &mut self.input) == Some(0);
        }
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            self.stream.write_all(&self.out).expect("written");
            self.out.clear();
        }
    }
}

/// Reads a few bytes: how many, or `None` when there are none yet.
fn read(stream: &mut TcpStream, input: &mut BytesMut) -> Option<usize> {
    let mut piece = [0; PIECE];
    match stream.read(&mut piece) {
        Ok(length) => {
            input.extend_from_slice(&piece[..length]);
            Some(length)
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
        Err(_) => Some(0),
    }
}

/// A client, and the loop around it.
struct Talker {
    client: Client,
    socket: Option<(Link, Socket)>,
    began: Instant,
}

impl Talker {
    fn new(emulator: &Running, user: &str) -> Self {
        let app_key = AppKey::parse("oracle#test").expect("an app key");
        let config = Config::private(app_key, emulator.ws.clone(), emulator.rest.clone());
        let token = emulator.control(json!({ "op": "token", "user": user })).expect("a token");
        let token = token["token"].as_str().expect("a text").to_owned();
        let (began, wall) = (Instant::now(), UnixMillis(1_700_000_000_000));
        let seed = [user.as_bytes()[0]; 32];
        let client = Client::new(config, None, seed, at(began), wall);
        let mut client = client.expect("a configuration");
        let user = UserId::new(user).expect("a user");
        client.login(at(began), Credentials::token(user, token)).expect("offline");
        Self { client, socket: None, began }
    }

    fn say(&mut self, to: &str, text: &str) {
        let to = UserId::new(to).expect("a user");
        let now = at(self.began);
        let sent = self.client.send(now, Outgoing::text(to, text)).expect("room");
        self.until(|event| {
            matches!(event, Event::Settled { local, outcome: Outcome::Sent { .. } } if *local == sent)
        });
    }

    /// Runs the client until an event, and takes it.
    fn until(&mut self, wanted: impl Fn(&Event) -> bool) {
        let began = Instant::now();
        loop {
            while let Some(event) = self.client.poll_event() {
                if wanted(&event) {
                    return;
                }
            }
            while let Some(effect) = self.client.poll_effect() {
                self.start(effect);
            }
            assert!(began.elapsed() < PATIENCE, "the event does not come");
            let item = self
                .socket
                .as_mut()
                .and_then(|(link, socket)| Some((*link, socket.next(Duration::from_millis(10))?)));
            let input = match item {
                Some((link, Item::Binary(bytes))) => Input::Received(link, bytes),
                Some((_, other)) => panic!("unexpected: {other:?}"),
                None => Input::Tick,
            };
            self.client.handle(at(self.began), input);
        }
    }

    fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.socket = Some((link, Socket::open(&endpoint.url).expect("an upgrade")));
                self.client.handle(at(self.began), Input::Opened(link));
            }
            Effect::Send(link, bytes) => self.send(link, &bytes),
            other => panic!("unexpected: {other:?}"),
        }
    }

    fn send(&mut self, link: Link, bytes: &Bytes) {
        let (open, socket) = self.socket.as_mut().expect("a socket");
        assert_eq!(*open, link);
        socket.codec.binary(bytes, &mut socket.out).expect("open");
        socket.flush();
    }
}

fn at(began: Instant) -> easemob_core::Instant {
    easemob_core::Instant::from_millis(began.elapsed().as_millis() as u64)
}

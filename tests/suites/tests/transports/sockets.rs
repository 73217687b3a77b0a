//! The sockets themselves, against a peer that does what it is told.

use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use easemob_core::driver::Io;
use easemob_core::{Config, Effect, Endpoint, Input, Link, LostKind};
use tungstenite::{Message, WebSocket};

use crate::ground::{Ground, maybe_within};
use crate::stage::config;

const PIECE: usize = 1 << 20;
/// More than the system buffers of both ends hold together.
const PIECES: usize = 32;

/// A server on a thread that does `what` with its only connection.
fn serve<T: Send + 'static>(
    what: impl FnOnce(WebSocket<TcpStream>) -> T + Send + 'static,
) -> (Endpoint, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        what(tungstenite::accept(stream).expect("a handshake"))
    });
    (Endpoint { url }, server)
}

/// Everything binary until the end, and whether a close frame came.
fn read_all(socket: &mut WebSocket<TcpStream>) -> (Vec<Bytes>, bool) {
    let (mut messages, mut closed) = (Vec::new(), false);
    while let Ok(message) = socket.read() {
        match message {
            Message::Binary(bytes) => messages.push(bytes),
            Message::Close(_) => closed = true,
            _ => {}
        }
    }
    (messages, closed)
}

fn options() -> Config {
    config("ws://127.0.0.1:1/", "http://127.0.0.1:1")
}

fn io<G: Ground>(config: &Config) -> Io<G::Runtime> {
    Io::with_runtime(config, G::runtime())
}

/// A piece that begins with its number.
fn piece(number: usize) -> Bytes {
    let mut piece = vec![0; PIECE];
    piece[..8].copy_from_slice(&(number as u64).to_le_bytes());
    piece.into()
}

pub(crate) async fn writing_does_not_stop_reading<G: Ground>() {
    let (go, gone) = mpsc::channel();
    let (endpoint, server) = serve(move |mut socket| {
        socket.send(Message::binary("can you hear me?")).expect("sent");
        gone.recv().expect("the client heard");
        read_all(&mut socket).0
    });
    let mut config = options();
    config.outbox_bytes_max = PIECES * PIECE;
    let mut io = io::<G>(&config);
    io.start(Effect::Open(Link(1), endpoint));
    assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
    (0..PIECES).for_each(|number| io.start(Effect::Send(Link(1), piece(number))));
    // The server reads nothing, so the writing is stuck.
    let heard = io.input(true, None).await;
    assert_eq!(heard, Input::Received(Link(1), Bytes::from_static(b"can you hear me?")));
    go.send(()).expect("the server waits");
    io.start(Effect::Close(Link(1)));
    assert!(matches!(io.input(true, None).await, Input::Closed(Link(1), _)));
    io.settled().await;
    let arrived = server.join().expect("no panic");
    assert_eq!(arrived, (0..PIECES).map(piece).collect::<Vec<_>>());
}

pub(crate) async fn writing_is_bounded<G: Ground>() {
    let (go, gone) = mpsc::channel::<()>();
    let (endpoint, _server) = serve(move |_deaf| gone.recv().is_err());
    let mut config = options();
    config.outbox_bytes_max = 1_024;
    let mut io = io::<G>(&config);
    io.start(Effect::Open(Link(1), endpoint));
    assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
    (0..PIECES).for_each(|number| io.start(Effect::Send(Link(1), piece(number))));
    let Input::Closed(Link(1), lost) = io.input(true, None).await else { panic!("it goes on") };
    assert_eq!(lost.kind, LostKind::Broken, "{lost}");
    drop(go);
}

pub(crate) async fn one_end_for_each_link<G: Ground>() {
    let mut io = io::<G>(&options());
    let wait = |mut socket: WebSocket<TcpStream>| read_all(&mut socket).1;
    let (first, _never) = serve(wait);
    let (second, second_server) = serve(wait);
    let (third, third_server) = serve(drop);

    // Given up while dialing.
    io.start(Effect::Open(Link(1), first));
    io.start(Effect::Close(Link(1)));
    assert!(matches!(io.input(true, None).await, Input::Closed(Link(1), _)));
    // Replaced by the next one, which the server then drops.
    io.start(Effect::Open(Link(2), second));
    assert_eq!(io.input(true, None).await, Input::Opened(Link(2)));
    io.start(Effect::Open(Link(3), third));
    assert!(matches!(io.input(true, None).await, Input::Closed(Link(2), _)));
    assert_eq!(io.input(true, None).await, Input::Opened(Link(3)));
    third_server.join().expect("no panic");
    let Input::Closed(Link(3), lost) = io.input(true, None).await else { panic!("still open") };
    assert_eq!(lost.kind, LostKind::Broken, "{lost}");
    // What comes late is ignored, and nothing is told twice.
    for link in 1..=3 {
        io.start(Effect::Send(Link(link), Bytes::new()));
        io.start(Effect::Close(Link(link)));
    }
    assert_eq!(maybe_within::<G, _>(100, io.input(true, None)).await, None);
    assert!(second_server.join().expect("no panic"), "a close frame");
}

pub(crate) async fn goodbye_is_said<G: Ground>() {
    let (endpoint, server) = serve(|mut socket| read_all(&mut socket));
    let mut io = io::<G>(&options());
    io.start(Effect::Open(Link(1), endpoint));
    assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
    for word in ["one", "two", "three"] {
        io.start(Effect::Send(Link(1), Bytes::from_static(word.as_bytes())));
    }
    io.start(Effect::Close(Link(1)));
    io.settled().await;
    let (words, closed) = server.join().expect("no panic");
    assert_eq!(words, ["one", "two", "three"]);
    assert!(closed, "a close frame");
}

//! The sockets themselves, against a peer that does what it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use easemob_core::driver::Io;
use easemob_core::{Config, Effect, Endpoint, Input, Link, LostKind};
use tungstenite::handshake::derive_accept_key;
use tungstenite::protocol::Role;
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
    serve_tcp(|stream| what(tungstenite::accept(stream).expect("a handshake")))
}

/// The same before anything is read.
fn serve_tcp<T: Send + 'static>(
    what: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (Endpoint, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        what(stream)
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

/// Reads a request for an upgrade; gives the head of the answer that agrees.
fn agreement(stream: &TcpStream) -> String {
    let mut head = BufReader::new(stream).lines().map_while(Result::ok);
    let key = head.find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ").map(str::to_owned));
    let accept = derive_accept_key(key.expect("a key").as_bytes());
    head.find(String::is_empty).expect("the end of the request");
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n\
         sec-websocket-accept: {accept}\r\n\r\n"
    )
}

pub(crate) async fn what_comes_behind_the_upgrade_is_read<G: Ground>() {
    for cut in [1, 7, 1_024] {
        let (endpoint, server) = serve_tcp(move |mut stream| {
            stream.set_nodelay(true).expect("an option");
            let answer = [agreement(&stream).as_bytes(), b"\x82\x02hi"].concat();
            answer.chunks(cut).for_each(|piece| stream.write_all(piece).expect("written"));
            read_all(&mut WebSocket::from_raw_socket(stream, Role::Server, None)).0
        });
        let mut io = io::<G>(&options());
        io.start(Effect::Open(Link(1), endpoint));
        assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
        assert_eq!(io.input(true, None).await, Input::Received(Link(1), "hi".into()));
        io.start(Effect::Send(Link(1), "hello".into()));
        io.start(Effect::Close(Link(1)));
        io.settled().await;
        assert_eq!(server.join().expect("no panic"), ["hello"]);
    }
}

pub(crate) async fn an_upgrade_that_is_not_agreed_to_says_why<G: Ground>() {
    let endless = format!("HTTP/1.1 101 Fine\r\nX: {}", "x".repeat(9_000));
    let stolen = "HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                  Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    for (answer, kind, words) in [
        ("HTTP/1.1 503 Later\r\n\r\n", LostKind::Protocol, "503"),
        ("<html>Log in to this network\r\n", LostKind::Protocol, "not HTTP"),
        (stolen, LostKind::Protocol, "Sec-WebSocket-Accept"),
        (&endless, LostKind::Protocol, "8192 bytes"),
        ("HTTP/1.1 101 Fine\r\nUpgr", LostKind::Broken, "ended"),
        ("", LostKind::Broken, "ended"),
    ] {
        let answer = answer.to_owned();
        let (endpoint, server) = serve_tcp(move |mut stream| {
            agreement(&stream);
            stream.write_all(answer.as_bytes()).expect("written");
        });
        let mut io = io::<G>(&options());
        io.start(Effect::Open(Link(1), endpoint));
        let Input::Closed(Link(1), lost) = io.input(true, None).await else { panic!("it is open") };
        assert_eq!(lost.kind, kind, "{lost}");
        assert!(lost.to_string().contains(words), "{lost}");
        server.join().expect("no panic");
    }
}

//! Servers that break rules, and a transport that refuses in good order.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use allocation_counter::measure;
use easemob_core::{AppKey, Config, Effect, Endpoint, Input, Link, LostKind};
use easemob_embedded::Io;

use super::{Wire, embassy, run};

/// A server that upgrades its only connection, says `bytes`, and gives back what it hears then.
fn serve(bytes: &'static [u8]) -> (Endpoint, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut stream: TcpStream = tungstenite::accept(stream).expect("a handshake").into_inner();
        stream.write_all(bytes).expect("sent");
        let mut heard = Vec::new();
        let _cut = stream.read_to_end(&mut heard);
        heard
    });
    (Endpoint { url }, server)
}

/// What the client makes of these bytes, the code it closes with, and the most memory it used.
fn refusal(bytes: &'static [u8]) -> (LostKind, Option<u16>, u64) {
    let (endpoint, server) = serve(bytes);
    let config = Config::new(AppKey::parse("org#app").expect("an app key")).small();
    let mut lost = None;
    let memory = measure(|| {
        let mut io: Io<Wire> = Io::with_runtime(&config, embassy(Wire::new(100)));
        run(async {
            io.start(Effect::Open(Link(1), endpoint));
            assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
            let Input::Closed(Link(1), why) = io.input(true, None).await else {
                panic!("it goes on")
            };
            lost = Some(why.kind);
            io.settled().await;
        });
    });
    (lost.expect("it ended"), close_code(&server.join().expect("no panic")), memory.bytes_max)
}

/// The code of a masked close frame, the only thing that was said.
fn close_code(frame: &[u8]) -> Option<u16> {
    let [0x88, 0x82, m0, m1, _, _, a, b] = frame else { return None };
    Some(u16::from_be_bytes([a ^ m0, b ^ m1]))
}

#[test]
fn four_mebibytes_are_refused_before_memory_is_taken() {
    let (lost, code, memory) = refusal(b"\x82\x7f\0\0\0\0\0\x40\0\0and so on");
    assert_eq!((lost, code), (LostKind::TooLarge, Some(1009)));
    assert!(memory < 16 * 1024, "{memory} bytes");
}

#[test]
fn garbage_is_refused() {
    for garbage in
        [&b"\xff\xff\xff\xff"[..], b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x82\x85mask12345"]
    {
        let (lost, code, _) = refusal(garbage);
        assert_eq!((lost, code), (LostKind::Protocol, Some(1002)), "{garbage:?}");
    }
    let (lost, code, _) = refusal(b"\x81\x02\xff\xff");
    assert_eq!((lost, code), (LostKind::Protocol, Some(1007)));
}

#[test]
fn half_a_frame_is_no_message() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut socket = tungstenite::accept(stream).expect("a handshake");
        socket.get_mut().write_all(b"\x82\x05hel").expect("sent");
    });
    let config = Config::new(AppKey::parse("org#app").expect("an app key")).small();
    let mut io: Io<Wire> = Io::with_runtime(&config, embassy(Wire::new(100)));
    run(async {
        io.start(Effect::Open(Link(1), Endpoint { url }));
        assert_eq!(io.input(true, None).await, Input::Opened(Link(1)));
        let Input::Closed(Link(1), lost) = io.input(true, None).await else { panic!("a message") };
        assert_eq!(lost.kind, LostKind::Broken);
    });
    server.join().expect("no panic");
}

//! The answer to an upgrade against tungstenite's reading of it.

use std::io::{self, Cursor, Read, Write};

use bytes::BytesMut;
use easemob_core::websocket::{NotUpgraded, Target, Upgrade};
use tungstenite::Error;
use tungstenite::client::client_with_config;
use tungstenite::error::{CapacityError, ProtocolError};
use tungstenite::handshake::HandshakeError;
use tungstenite::handshake::client::Request;

use crate::websocket::NONCE;

const URL: &str = "ws://server.test/chat";

/// The answer to an upgrade, and before it how it is cut into pieces: the pieces make no difference,
/// and tungstenite agrees where we do. It is laxer in much: what it takes and we refuse is no
/// finding.
pub fn upgrade(data: &[u8]) {
    let Some((&piece, answer)) = data.split_first() else { return };
    let ours = read(answer, answer.len());
    assert_eq!(read(answer, piece.into()), ours, "pieces of {piece} bytes make a difference");
    if let (Ok(Some(_)), Err(refused)) = (ours, read_by_tungstenite(answer)) {
        // It reads no list in `Connection`, and so many headers.
        let is_known = matches!(
            refused,
            Error::Protocol(ProtocolError::MissingConnectionUpgradeHeader)
                | Error::Capacity(CapacityError::TooManyHeaders)
        );
        assert!(is_known, "we agree alone: {refused}");
    }
}

/// What an upgrade makes of an answer, and what it leaves.
fn read(answer: &[u8], piece: usize) -> Result<Option<Vec<u8>>, NotUpgraded> {
    let target = Target::parse(URL).expect("a URL");
    let mut upgrade = Upgrade::new(&target, NONCE, &mut BytesMut::new());
    let (mut input, mut done) = (BytesMut::new(), false);
    for piece in answer.chunks(piece.max(1)) {
        input.extend_from_slice(piece);
        done = done || upgrade.feed(&mut input)?;
    }
    Ok(done.then(|| input.to_vec()))
}

/// Whether tungstenite takes an answer for an upgrade.
fn read_by_tungstenite(answer: &[u8]) -> Result<(), Error> {
    let request = Request::builder()
        .uri(URL)
        .header("Host", "server.test")
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .body(())
        .expect("a request");
    let pipe = Pipe(Cursor::new(answer.to_vec()));
    match client_with_config(request, pipe, None) {
        Ok(_) => Ok(()),
        Err(HandshakeError::Failure(error)) => Err(error),
        Err(HandshakeError::Interrupted(_)) => unreachable!("the answer is there"),
    }
}

/// Reads an answer, and forgets what is written.
struct Pipe(Cursor<Vec<u8>>);

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

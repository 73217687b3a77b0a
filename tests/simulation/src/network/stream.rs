//! A link as the bytes of a WebSocket: the core's codec at the client's end, tungstenite at the
//! server's. Either is told bytes as they come, cut anywhere.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use bytes::{Bytes, BytesMut};
use easemob_core::websocket::{Codec, Item, Target, Upgrade};
use rand_xoshiro::Xoshiro256StarStar;
use tungstenite::handshake::server::{NoCallback, ServerHandshake};
use tungstenite::handshake::{HandshakeError, MidHandshake};
use tungstenite::protocol::frame::CloseFrame;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::{Message, WebSocket};

use crate::random::Random;

/// More than any frame of a world.
const MESSAGE_MAX: usize = 1 << 20;

/// What an end makes of the bytes that came.
#[derive(Debug)]
pub(crate) enum Heard {
    /// The upgrade is done.
    Opened,
    Frame(Bytes),
    Text(Bytes),
    /// The other end says goodbye.
    Closed,
    /// The other end breaks a rule.
    Broken(String),
}

pub(crate) struct Stream {
    client: ClientEnd,
    server: ServerEnd,
}

impl Stream {
    /// A connection that was just made, and the client's first bytes.
    pub(crate) fn new(url: &str, random: &mut Random) -> (Self, Bytes) {
        let target = Target::parse(url).expect("a URL that can be dialled");
        let mut out = BytesMut::new();
        let [nonce, _] = *random.bytes().as_chunks::<16>().0 else { unreachable!("32 bytes") };
        let upgrade = Upgrade::new(&target, nonce, &mut out);
        let codec = Codec::new(MESSAGE_MAX, random.fork().into_inner());
        let client = ClientEnd { upgrade: Some(upgrade), codec, input: BytesMut::new() };
        let hello = ServerHandshake::start(Pipe::default(), NoCallback, None);
        (Self { client, server: ServerEnd::Upgrading(Some(hello)) }, out.freeze())
    }

    // ---- the client's end -----------------------------------------------------------------------

    /// A frame as bytes; none when the connection is closing.
    pub(crate) fn client_says(&mut self, frame: &[u8]) -> Bytes {
        let mut out = BytesMut::new();
        let _ = self.client.codec.binary(frame, &mut out);
        out.freeze()
    }

    /// Nothing is said before the upgrade is done.
    pub(crate) fn client_leaves(&mut self) -> Bytes {
        let mut out = BytesMut::new();
        if self.client.upgrade.is_none() {
            let _ = self.client.codec.close(1000, "", &mut out);
        }
        out.freeze()
    }

    /// What reached the client, and what it answers to that.
    pub(crate) fn client_hears(&mut self, bytes: &[u8]) -> (Vec<Heard>, Bytes) {
        let mut heard = Vec::new();
        let client = &mut self.client;
        client.input.extend_from_slice(bytes);
        if let Some(upgrade) = &mut client.upgrade {
            match upgrade.feed(&mut client.input) {
                Ok(true) => heard.push(Heard::Opened),
                Ok(false) => return (heard, Bytes::new()),
                Err(why) => return (vec![Heard::Broken(why.to_string())], Bytes::new()),
            }
            client.upgrade = None;
        }
        let mut out = BytesMut::new();
        loop {
            let item = client.codec.feed(&mut client.input);
            client.codec.answer(&mut out);
            match item {
                Ok(None) => break,
                Ok(Some(Item::Binary(frame))) => heard.push(Heard::Frame(frame)),
                Ok(Some(Item::Text(text))) => heard.push(Heard::Text(text.into_bytes())),
                Ok(Some(Item::Ping(_) | Item::Pong(_))) => {}
                Ok(Some(Item::Close(_))) => heard.push(Heard::Closed),
                Err(violation) => {
                    heard.push(Heard::Broken(violation.to_string()));
                    break;
                }
            }
        }
        (heard, out.freeze())
    }

    // ---- the server's end -----------------------------------------------------------------------

    pub(crate) fn server_says(&mut self, frame: Bytes) -> Bytes {
        self.server.says(Message::Binary(frame))
    }

    pub(crate) fn server_texts(&mut self, text: &str) -> Bytes {
        self.server.says(Message::text(text))
    }

    pub(crate) fn server_leaves(&mut self, code: u16, reason: &str) -> Bytes {
        let farewell = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
        self.server.says(Message::Close(Some(farewell)))
    }

    /// What reached the server, and what it answers to that.
    pub(crate) fn server_hears(&mut self, bytes: &[u8]) -> (Vec<Heard>, Bytes) {
        self.server.hears(bytes)
    }
}

struct ClientEnd {
    /// Until it is done.
    upgrade: Option<Upgrade>,
    codec: Codec<Xoshiro256StarStar>,
    input: BytesMut,
}

enum ServerEnd {
    Upgrading(Option<MidHandshake<ServerHandshake<Pipe, NoCallback>>>),
    Open(WebSocket<Pipe>),
}

impl ServerEnd {
    fn pipe(&mut self) -> Option<&mut Pipe> {
        match self {
            Self::Upgrading(hello) => Some(hello.as_mut()?.get_mut().get_mut()),
            Self::Open(socket) => Some(socket.get_mut()),
        }
    }

    fn says(&mut self, message: Message) -> Bytes {
        if let Self::Open(socket) = self {
            // One that is closing says nothing more.
            let _ = socket.send(message);
        }
        self.taken()
    }

    fn hears(&mut self, bytes: &[u8]) -> (Vec<Heard>, Bytes) {
        let mut heard = Vec::new();
        if let Some(pipe) = self.pipe() {
            pipe.input.extend(bytes);
        }
        if let Self::Upgrading(hello) = self {
            let Some(going) = hello.take() else { return (heard, Bytes::new()) };
            match going.handshake() {
                Ok(socket) => {
                    *self = Self::Open(socket);
                    heard.push(Heard::Opened);
                }
                Err(HandshakeError::Interrupted(going)) => *hello = Some(going),
                Err(HandshakeError::Failure(why)) => heard.push(Heard::Broken(why.to_string())),
            }
        }
        if let Self::Open(socket) = self {
            loop {
                match socket.read() {
                    Ok(Message::Binary(frame)) => heard.push(Heard::Frame(frame)),
                    Ok(Message::Text(text)) => heard.push(Heard::Text(text.into())),
                    Ok(Message::Close(_)) => heard.push(Heard::Closed),
                    Ok(_) => {}
                    Err(tungstenite::Error::Io(_)) => break,
                    Err(
                        tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed,
                    ) => {
                        break;
                    }
                    Err(why) => {
                        heard.push(Heard::Broken(why.to_string()));
                        break;
                    }
                }
            }
            let _ = socket.flush();
        }
        (heard, self.taken())
    }

    /// What it has written.
    fn taken(&mut self) -> Bytes {
        self.pipe().map(|pipe| std::mem::take(&mut pipe.output).into()).unwrap_or_default()
    }
}

/// What tungstenite takes for a socket.
#[derive(Default)]
struct Pipe {
    input: VecDeque<u8>,
    output: Vec<u8>,
}

impl Read for Pipe {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.input.read(into)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that either end says, byte by byte.
    #[test]
    fn frames_cross_whatever_the_cuts() {
        let mut random = Random::new(1);
        let (mut stream, hello) = Stream::new("ws://server.test/websocket", &mut random);
        let mut answer = BytesMut::new();
        for byte in hello.chunks(16) {
            let (heard, out) = stream.server_hears(byte);
            answer.extend_from_slice(&out);
            assert_eq!(heard.len(), usize::from(!out.is_empty()), "{heard:?}");
        }
        answer.extend_from_slice(&stream.server_says(Bytes::from_static(b"down")));
        answer.extend_from_slice(&stream.server_texts("text"));
        answer.extend_from_slice(&stream.server_leaves(1001, "bye"));
        let mut heard = Vec::new();
        for byte in answer.chunks(1) {
            heard.extend(stream.client_hears(byte).0);
        }
        let [Heard::Opened, Heard::Frame(frame), Heard::Text(text), Heard::Closed] = &heard[..]
        else {
            panic!("{heard:?}");
        };
        assert_eq!((&frame[..], &text[..]), (&b"down"[..], &b"text"[..]));

        let (mut stream, hello) = Stream::new("ws://server.test/websocket", &mut random);
        assert!(stream.client_leaves().is_empty(), "nothing is said before the upgrade");
        let (_, answer) = stream.server_hears(&hello);
        stream.client_hears(&answer);
        let up = [stream.client_says(b"up"), stream.client_leaves()].concat();
        let mut heard = Vec::new();
        for byte in up.chunks(1) {
            heard.extend(stream.server_hears(byte).0);
        }
        let [Heard::Frame(frame), Heard::Closed] = &heard[..] else { panic!("{heard:?}") };
        assert_eq!(&frame[..], b"up");
    }
}

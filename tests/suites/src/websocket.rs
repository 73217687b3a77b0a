//! Streams of a WebSocket server by the rules of RFC 6455, and two readers to compare: ours and
//! tungstenite.

use std::io::{self, Cursor, Read, Write};

use bytes::BytesMut;
use easemob_core::websocket::{Codec, Item, Violation};
use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256StarStar;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tungstenite::{Error, Message, WebSocket};

/// Largest message for both readers.
pub const BOUND: usize = 1024;

/// What a server answers to the nonce [`NONCE`]: the sample of §1.3.
pub const ACCEPTANCE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
     Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// The nonce of §1.3.
pub const NONCE: [u8; 16] = *b"the sample nonce";

/// The first byte of a frame: [`FIN`] and an opcode.
pub const FIN: u8 = 0x80;
/// Continues a message.
pub const MORE: u8 = 0;
/// A text.
pub const TEXT: u8 = 1;
/// A binary message.
pub const BINARY: u8 = 2;
/// The end.
pub const CLOSE: u8 = FIN | 8;
/// A ping.
pub const PING: u8 = FIN | 9;
/// A pong.
pub const PONG: u8 = FIN | 10;

/// A frame of a server.
#[must_use]
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = payload.len();
    let length = match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..=125), _) => vec![short],
        (_, Ok(medium)) => [&[126][..], &medium.to_be_bytes()].concat(),
        _ => [&[127][..], &(length as u64).to_be_bytes()].concat(),
    };
    [&[first], &*length, payload].concat()
}

/// A stream that is to be read to its end.
pub struct Valid {
    /// Also names its seed.
    pub name: &'static str,
    /// The bytes.
    pub stream: Vec<u8>,
    /// What is in it.
    pub says: Vec<Message>,
}

/// Streams that keep every rule.
#[must_use]
pub fn valid() -> Vec<Valid> {
    let text = "grüß 环信 🦀".as_bytes();
    let binary = |length: usize| Message::binary(vec![7; length]);
    let close = |code: u16, reason: &str| {
        Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))
    };
    let row = |name, frames: &[Vec<u8>], says| Valid { name, stream: frames.concat(), says };
    let lengths = [0, 1, 125, 126, 127, 1024];
    let in_bytes: Vec<Vec<u8>> = text
        .iter()
        .enumerate()
        .map(|(n, byte)| frame(if n == 0 { TEXT } else { MORE }, &[*byte]))
        .chain([frame(FIN | MORE, b"")])
        .collect();
    vec![
        row(
            "binary of many lengths",
            &lengths.map(|length| frame(FIN | BINARY, &vec![7; length])),
            lengths.map(binary).to_vec(),
        ),
        row("text", &[frame(FIN | TEXT, text)], vec![Message::text("grüß 环信 🦀")]),
        row("text in bytes", &in_bytes, vec![Message::text("grüß 环信 🦀")]),
        row(
            "ping between fragments",
            &[frame(BINARY, &[7]), frame(PING, b"still there?"), frame(FIN | MORE, &[7, 7])],
            vec![Message::Ping("still there?".into()), binary(3)],
        ),
        row(
            "fragments up to the bound",
            &[frame(BINARY, &[7; 1000]), frame(MORE, &[7; 24]), frame(FIN | MORE, &[])],
            vec![binary(1024)],
        ),
        row(
            "long ping and pong nobody asked for",
            &[frame(PING, &[1; 125]), frame(PONG, &[2; 125]), frame(PING, &[])],
            vec![
                Message::Ping(vec![1; 125].into()),
                Message::Pong(vec![2; 125].into()),
                Message::Ping(vec![].into()),
            ],
        ),
        row("close without a code", &[frame(CLOSE, b"")], vec![Message::Close(None)]),
        row("close", &[frame(CLOSE, b"\x03\xe8bye")], vec![close(1000, "bye")]),
        row(
            "close between fragments",
            &[frame(TEXT, b"never"), frame(CLOSE, b"\x0f\xa1")],
            vec![close(4001, "")],
        ),
        row(
            "close with the longest reason",
            &[frame(CLOSE, &[b"\x0b\xb8", &[b'r'; 123][..]].concat())],
            vec![close(3000, &"r".repeat(123))],
        ),
    ]
}

/// A stream that ends with a broken rule, after one good message.
pub struct Forbidden {
    /// The section of RFC 6455.
    pub section: &'static str,
    /// Also names its seed.
    pub name: &'static str,
    /// The bytes.
    pub stream: Vec<u8>,
    /// What our codec says.
    pub violation: Violation,
}

/// Every rule, broken.
#[must_use]
pub fn forbidden() -> Vec<Forbidden> {
    use Violation as V;
    let row = |section, name, bytes: &[u8], violation| {
        let stream = [&frame(FIN | BINARY, b"hi"), bytes].concat();
        Forbidden { section, name, stream, violation }
    };
    let two = |one: Vec<u8>, other: Vec<u8>| [one, other].concat();
    let too_big = V::TooBig { bound: BOUND };
    let huge = |length: u64| [&[FIN | BINARY, 127][..], &length.to_be_bytes()].concat();
    vec![
        row("5.1", "masked", &[FIN | BINARY, 0x81, 1, 2, 3, 4, 5], V::Masked),
        row("5.1", "masked and empty", &[FIN | BINARY, 0x80, 0, 0, 0, 0], V::Masked),
        row("5.2", "reserved bit 1", &frame(0xC2, b"x"), V::ReservedBits),
        row("5.2", "reserved bit 2", &frame(0xA2, b"x"), V::ReservedBits),
        row("5.2", "reserved bit 3", &frame(0x92, b"x"), V::ReservedBits),
        row("5.2", "reserved opcode of data", &frame(FIN | 3, b"x"), V::ReservedOpcode(3)),
        row("5.2", "reserved opcode of control", &frame(FIN | 15, b"x"), V::ReservedOpcode(15)),
        row("5.2", "length in 16 bits", &[FIN | BINARY, 126, 0, 1, 7], V::LengthNotMinimal),
        row("5.2", "ping length in 16 bits", &[PING, 126, 0, 1, 7], V::LengthNotMinimal),
        row("5.2", "length in 64 bits", &two(huge(200), vec![7; 200]), V::LengthNotMinimal),
        row("5.2", "length beyond 63 bits", &huge(1 << 63), V::LengthBeyond63Bits),
        row("5.4", "nothing to continue", &frame(FIN | MORE, b"x"), V::NothingToContinue),
        row(
            "5.4",
            "text before the end of a message",
            &two(frame(TEXT, b"x"), frame(FIN | TEXT, b"y")),
            V::MessageUnfinished,
        ),
        row("5.5", "fragmented ping", &frame(9, b"x"), V::ControlFragmented),
        row("5.5", "fragmented close", &frame(8, b"\x03\xe8"), V::ControlFragmented),
        row("5.5", "long ping", &frame(PING, &[7; 126]), V::ControlTooLong),
        row("5.5", "long close", &frame(CLOSE, &[3; 126]), V::ControlTooLong),
        row("5.5.1", "half a close code", &frame(CLOSE, &[3]), V::HalfCloseCode),
        row("5.5.1", "reason of Latin-1", &frame(CLOSE, b"\x03\xe8\xff"), V::ReasonNotUtf8),
        row("5.5.1", "reason cut", &frame(CLOSE, b"\x03\xe8\xe7\x8e"), V::ReasonNotUtf8),
        row("7.4.1", "close code 1005", &frame(CLOSE, &1005_u16.to_be_bytes()), V::CloseCode(1005)),
        row("7.4.2", "close code 0", &frame(CLOSE, &[0, 0]), V::CloseCode(0)),
        row("7.4.2", "close code 2999", &frame(CLOSE, &2999_u16.to_be_bytes()), V::CloseCode(2999)),
        row("7.4.2", "close code 5000", &frame(CLOSE, &5000_u16.to_be_bytes()), V::CloseCode(5000)),
        row("8.1", "text of Latin-1", &frame(FIN | TEXT, b"x\xc0\xafy"), V::TextNotUtf8),
        row("8.1", "surrogate", &frame(FIN | TEXT, b"\xed\xa0\x80"), V::TextNotUtf8),
        row("8.1", "text cut", &frame(FIN | TEXT, b"x\xe7\x8e"), V::TextNotUtf8),
        row(
            "8.1",
            "character cut by a fragment",
            &two(frame(TEXT, b"\xf4"), frame(MORE, b"\x90")),
            V::TextNotUtf8,
        ),
        row("10.4", "too big", &frame(FIN | BINARY, &[7; BOUND + 1]), too_big),
        row("10.4", "too big by far", &huge(1 << 62), too_big),
        row(
            "10.4",
            "too big in fragments",
            &two(frame(BINARY, &[7; BOUND]), frame(FIN | MORE, &[7])),
            too_big,
        ),
    ]
}

/// What our codec made of a stream.
#[derive(Debug, PartialEq)]
pub struct Ours {
    /// The items, up to a close or a violation.
    pub items: Vec<Item>,
    /// The broken rule.
    pub violation: Option<Violation>,
    /// What it answered.
    pub answers: BytesMut,
}

/// A codec whose masks repeat.
#[must_use]
pub fn codec() -> Codec<Xoshiro256StarStar> {
    Codec::new(BOUND, Xoshiro256StarStar::from_seed([7; 32]))
}

/// Reads a stream in pieces of so many bytes.
#[must_use]
pub fn read(stream: &[u8], piece: usize) -> Ours {
    read_pieces(stream.chunks(piece.max(1)))
}

/// Reads the pieces of a stream.
pub fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Ours {
    let mut ours = Ours { items: Vec::new(), violation: None, answers: BytesMut::new() };
    let (mut codec, mut input) = (codec(), BytesMut::new());
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            let fed = codec.feed(&mut input);
            codec.answer(&mut ours.answers);
            match fed {
                Ok(Some(item)) => ours.items.push(item),
                Ok(None) => break,
                Err(violation) => {
                    ours.violation = Some(violation);
                    return ours;
                }
            }
        }
        assert!(input.is_empty(), "bytes were left where no item is");
    }
    ours
}

impl Ours {
    /// The items as tungstenite's reader gives them.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let message = |item: &Item| match item {
            Item::Text(text) => Message::text(&**text),
            Item::Binary(bytes) => Message::Binary(bytes.clone()),
            Item::Ping(body) => Message::Ping(body.to_vec().into()),
            Item::Pong(body) => Message::Pong(body.to_vec().into()),
            Item::Close(farewell) => close(farewell.code, &farewell.reason),
        };
        self.items.iter().map(message).collect()
    }

    /// The answers that are due, as tungstenite's server gives them.
    #[must_use]
    pub fn answers_due(&self) -> Vec<Message> {
        let answer = |item: &Item| match item {
            Item::Ping(body) => Some(Message::Pong(body.to_vec().into())),
            Item::Close(farewell) => Some(close(farewell.code, "")),
            Item::Text(_) | Item::Binary(_) | Item::Pong(_) => None,
        };
        let end = self.violation.map(|violation| close(Some(violation.close_code()), ""));
        self.items.iter().filter_map(answer).chain(end).collect()
    }
}

/// A close frame as tungstenite gives it: it takes 1014, which IANA lists, for a reserved code.
fn close(code: Option<u16>, reason: &str) -> Message {
    match code {
        None => Message::Close(None),
        Some(1014) => protocol_violation(),
        Some(code) => Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() })),
    }
}

/// What tungstenite gives for a close frame with a code nobody may send.
#[must_use]
pub fn protocol_violation() -> Message {
    let reason = "Protocol violation".into();
    Message::Close(Some(CloseFrame { code: CloseCode::Protocol, reason }))
}

/// What tungstenite makes of a stream: its messages, and the error in the end.
#[must_use]
pub fn read_by_tungstenite(stream: &[u8], role: Role) -> (Vec<Message>, Error) {
    let config = WebSocketConfig::default()
        .read_buffer_size(4096)
        .max_message_size(Some(BOUND))
        .max_frame_size(Some(BOUND));
    let pipe = OneWay(Cursor::new(stream.to_vec()));
    let mut socket = WebSocket::from_raw_socket(pipe, role, Some(config));
    let mut messages = Vec::new();
    loop {
        match socket.read() {
            Ok(message) => messages.push(message),
            Err(error) => return (messages, error),
        }
    }
}

/// Reads a stream, and forgets what is written.
struct OneWay(Cursor<Vec<u8>>);

impl Read for OneWay {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for OneWay {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

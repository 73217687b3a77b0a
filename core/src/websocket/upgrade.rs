//! The opening handshake (RFC 6455 §4.1): an HTTP/1.1 request and the only answer that counts.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Buf, BytesMut};
use sha1::{Digest, Sha1};

use super::Target;

/// Most bytes in the head of an answer.
pub const HEAD_MAX: usize = 8 * 1024;

/// §1.3: what an accepting server adds to the key.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// An upgrade that was asked for. It keeps one line of the answer at a time.
#[derive(Debug)]
pub struct Upgrade {
    expected: String,
    line: Vec<u8>,
    taken: usize,
    seen: Seen,
    failed: Option<NotUpgraded>,
}

/// What the answer has said so far.
#[derive(Debug, Default)]
struct Seen {
    status: bool,
    upgrade: bool,
    connection: bool,
    accept: bool,
    end: bool,
}

impl Upgrade {
    /// Writes the request to `out`. The nonce has to be fresh and random (§4.1).
    #[must_use]
    pub fn new(target: &Target<'_>, nonce: [u8; 16], out: &mut BytesMut) -> Self {
        let key = STANDARD.encode(nonce);
        let (slash, resource) = target.resource();
        let (host, port) = target.authority();
        let (colon, port) = match port {
            Some(port) => (":", alloc::format!("{port}")),
            None => ("", String::new()),
        };
        for part in [
            ["GET ", slash, resource, " HTTP/1.1\r\n"],
            ["Host: ", host, colon, &port],
            ["\r\nUpgrade: websocket\r\n", "Connection: Upgrade\r\n", "Sec-WebSocket-Key: ", &key],
            ["\r\n", "Sec-WebSocket-Version: 13\r\n", "\r\n", ""],
        ]
        .iter()
        .flatten()
        {
            out.extend_from_slice(part.as_bytes());
        }
        let hash = Sha1::new().chain_update(&key).chain_update(GUID).finalize();
        let expected = STANDARD.encode(hash);
        Self { expected, line: Vec::new(), taken: 0, seen: Seen::default(), failed: None }
    }

    /// Takes the head of the answer off the front of `input`: `true` when all of it has come and
    /// the server agrees. What is left in `input` then belongs to a [`Codec`](super::Codec).
    ///
    /// # Errors
    /// [`NotUpgraded`] when the server does not agree; from then on always.
    pub fn feed(&mut self, input: &mut BytesMut) -> Result<bool, NotUpgraded> {
        match self.failed {
            Some(why) => Err(why),
            None => self.read(input).inspect_err(|why| self.failed = Some(*why)),
        }
    }

    fn read(&mut self, input: &mut BytesMut) -> Result<bool, NotUpgraded> {
        while !self.seen.end {
            let end = input.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(input.len(), |end| end + 1);
            self.taken = self.taken.saturating_add(taken);
            if self.taken > HEAD_MAX {
                return Err(NotUpgraded::HeadTooLong);
            }
            self.line.extend_from_slice(input.get(..taken).unwrap_or_default());
            input.advance(taken);
            if end.is_none() {
                return Ok(false);
            }
            let line = self.line.strip_suffix(b"\r\n").ok_or(NotUpgraded::NotHttp)?;
            self.seen.line(line, &self.expected)?;
            self.line.clear();
        }
        Ok(true)
    }
}

impl Seen {
    fn line(&mut self, line: &[u8], expected: &str) -> Result<(), NotUpgraded> {
        if !self.status {
            self.status = true;
            return check_status(line);
        }
        if line.is_empty() {
            self.end = true;
            return self.check();
        }
        let (name, value) = split_header(line).ok_or(NotUpgraded::NotHttp)?;
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if is("Upgrade") {
            require(value.eq_ignore_ascii_case(b"websocket"), "Upgrade")?;
            self.upgrade = true;
        } else if is("Connection") {
            self.connection |= value
                .split(|byte| *byte == b',')
                .any(|token| token.trim_ascii().eq_ignore_ascii_case(b"upgrade"));
        } else if is("Sec-WebSocket-Accept") {
            require(value == expected.as_bytes(), "Sec-WebSocket-Accept")?;
            self.accept = true;
        } else if is("Sec-WebSocket-Extensions") {
            // None was offered.
            require(value.is_empty(), "Sec-WebSocket-Extensions")?;
        } else if is("Sec-WebSocket-Protocol") {
            require(false, "Sec-WebSocket-Protocol")?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), NotUpgraded> {
        require(self.upgrade, "Upgrade")?;
        require(self.connection, "Connection")?;
        require(self.accept, "Sec-WebSocket-Accept")
    }
}

fn require(condition: bool, header: &'static str) -> Result<(), NotUpgraded> {
    condition.then_some(()).ok_or(NotUpgraded::Header(header))
}

/// `HTTP/1.1 101 …`; the words after the number mean nothing.
fn check_status(line: &[u8]) -> Result<(), NotUpgraded> {
    let rest = line.strip_prefix(b"HTTP/1.1 ").ok_or(NotUpgraded::NotHttp)?;
    let (code, rest) = rest.split_first_chunk::<3>().ok_or(NotUpgraded::NotHttp)?;
    let is_line = matches!(rest.first(), None | Some(b' ')) && rest.iter().all(is_field);
    if !is_line || !code.iter().all(u8::is_ascii_digit) {
        return Err(NotUpgraded::NotHttp);
    }
    match code.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0')) {
        101 => Ok(()),
        code => Err(NotUpgraded::Status(code)),
    }
}

/// Name and value. A name is a token right before its colon, and a line is not continued on the
/// next (RFC 9112 §5.1, §5.2).
fn split_header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let is_valid = !name.is_empty() && name.iter().all(is_token) && value.iter().all(is_field);
    is_valid.then_some((name, value.trim_ascii()))
}

/// What may stand in a value, and in the words after a status.
fn is_field(byte: &u8) -> bool {
    *byte == b'\t' || !byte.is_ascii_control()
}

/// The server did not upgrade the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotUpgraded {
    /// The answer is not HTTP/1.1.
    #[error("the answer to the upgrade is not HTTP/1.1")]
    NotHttp,
    /// Another status than 101.
    #[error("the upgrade was answered with status {0}")]
    Status(u16),
    /// A header is missing, has another value than agreed, or was not asked for.
    #[error("the answer to the upgrade has a wrong {0}, or none")]
    Header(&'static str),
    /// The head has more than [`HEAD_MAX`] bytes.
    #[error("the answer to the upgrade has more than {HEAD_MAX} bytes")]
    HeadTooLong,
}

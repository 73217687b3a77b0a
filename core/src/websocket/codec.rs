//! The connection after the upgrade: what has come, what is owed, who has closed.

use core::fmt;

use bytes::{Buf, Bytes, BytesMut};
use bytestring::ByteString;
use rand_core::Rng;

use super::assemble::{Assembly, Spare};
use super::control::{self, ControlBody, Farewell};
use super::frame::{self, Header, HeaderReader, Opcode};
use super::{NotWritten, Violation};

/// Something the server said.
#[derive(Clone, PartialEq, Eq)]
pub enum Item {
    /// A whole text message.
    Text(ByteString),
    /// A whole binary message.
    Binary(Bytes),
    /// A ping. The pong is owed: [`Codec::answer`].
    Ping(ControlBody),
    /// A pong, asked for or not.
    Pong(ControlBody),
    /// The end: nothing that follows is read. The echo is owed: [`Codec::answer`].
    Close(Farewell),
}

/// Messages show their length only: a token may be in them.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Binary(bytes) => write!(f, "Binary({} bytes)", bytes.len()),
            Self::Ping(body) => write!(f, "Ping({} bytes)", body.len()),
            Self::Pong(body) => write!(f, "Pong({} bytes)", body.len()),
            Self::Close(farewell) => write!(f, "Close({farewell:?})"),
        }
    }
}

/// The client's end of an upgraded connection. All progress is in here, so a caller may be
/// cancelled between any two calls.
pub struct Codec<R> {
    bound: usize,
    masks: R,
    reading: Reading,
    header: HeaderReader,
    /// The frame whose payload is being read, and how much of it is still to come.
    frame: Option<(Header, u64)>,
    message: Option<Assembly>,
    spare: Spare,
    control: ControlBody,
    owed: Option<Owed>,
    has_closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Open,
    Closed,
    Failed(Violation),
}

/// The one control frame owed. Of several pings the last is answered (§5.5.3), so a flood of them
/// takes no memory.
enum Owed {
    Pong(ControlBody),
    Close(ControlBody),
}

impl<R: Rng> Codec<R> {
    /// A codec that takes messages of `bound` bytes at most, such as
    /// [`Config::frame_bytes_max`](crate::Config::frame_bytes_max). The masks of what is sent are
    /// drawn from `masks`: where a proxy in between may be fooled (§10.3), one nobody can predict.
    #[must_use]
    pub fn new(bound: usize, masks: R) -> Self {
        Self {
            bound,
            masks,
            reading: Reading::Open,
            header: HeaderReader::default(),
            frame: None,
            message: None,
            spare: Spare::default(),
            control: ControlBody::EMPTY,
            owed: None,
            has_closed: false,
        }
    }

    /// Takes bytes off the front of `input` until they make an item; `None` when all are taken.
    /// Then see what is owed: [`Codec::answer`].
    ///
    /// # Errors
    /// [`Violation`] when the server broke a rule; from then on always.
    pub fn feed(&mut self, input: &mut BytesMut) -> Result<Option<Item>, Violation> {
        match self.reading {
            Reading::Open => self.read(input).map_err(|violation| self.fail(violation)),
            Reading::Closed => {
                // §1.4: what follows a close frame is discarded.
                input.clear();
                Ok(None)
            }
            Reading::Failed(violation) => {
                input.clear();
                Err(violation)
            }
        }
    }

    fn read(&mut self, input: &mut BytesMut) -> Result<Option<Item>, Violation> {
        loop {
            let (header, left) = match self.frame.take() {
                Some(frame) => frame,
                None => match self.header.read(input)? {
                    Some(header) => (header, self.begin(header)?),
                    None => return Ok(None),
                },
            };
            let taken = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
            self.take(header.opcode, input.get(..taken).unwrap_or_default())?;
            input.advance(taken);
            let left = left - taken as u64;
            if left > 0 {
                self.frame = Some((header, left));
                return Ok(None);
            }
            if let Some(item) = self.end(header)? {
                return Ok(Some(item));
            }
        }
    }

    /// Checks a frame before any of its payload is taken; gives its length.
    fn begin(&mut self, header: Header) -> Result<u64, Violation> {
        if header.opcode.is_control() {
            self.control = ControlBody::EMPTY;
        } else {
            Assembly::begin(&mut self.message, header, self.bound, &mut self.spare)?;
        }
        Ok(header.length)
    }

    fn take(&mut self, opcode: Opcode, piece: &[u8]) -> Result<(), Violation> {
        if opcode.is_control() {
            return self.control.extend(piece).then_some(()).ok_or(Violation::ControlTooLong);
        }
        self.message.as_mut().map_or(Ok(()), |message| message.extend(piece))
    }

    fn end(&mut self, header: Header) -> Result<Option<Item>, Violation> {
        let body = self.control;
        Ok(match header.opcode {
            Opcode::Ping => {
                if !self.has_closed {
                    self.owed = Some(Owed::Pong(body));
                }
                Some(Item::Ping(body))
            }
            Opcode::Pong => Some(Item::Pong(body)),
            Opcode::Close => {
                let farewell = Farewell::read(&body)?;
                self.reading = Reading::Closed;
                self.owe_close(farewell.code);
                Some(Item::Close(farewell))
            }
            Opcode::Text | Opcode::Binary | Opcode::Continuation if !header.is_final => None,
            Opcode::Text | Opcode::Binary | Opcode::Continuation => {
                let message = self.message.take();
                message.map(|message| message.finish(&mut self.spare)).transpose()?
            }
        })
    }

    fn fail(&mut self, violation: Violation) -> Violation {
        self.reading = Reading::Failed(violation);
        self.message = None;
        self.owe_close(Some(violation.close_code()));
        violation
    }

    /// §5.5.1: a close frame is sent once, and echoes the code it answers.
    fn owe_close(&mut self, code: Option<u16>) {
        let body = code.and_then(|code| ControlBody::close(code, ""));
        self.owed = (!self.has_closed).then(|| Owed::Close(body.unwrap_or(ControlBody::EMPTY)));
    }

    /// Writes the pong or close frame that is owed, if one is. Call it whenever
    /// [`Codec::feed`] has returned, whatever it said.
    pub fn answer(&mut self, out: &mut BytesMut) {
        match self.owed.take() {
            Some(Owed::Pong(body)) => self.write(Opcode::Pong, &body, out),
            Some(Owed::Close(body)) => {
                self.has_closed = true;
                self.write(Opcode::Close, &body, out);
            }
            None => {}
        }
    }

    /// Appends a binary message to `out`, as one frame.
    ///
    /// # Errors
    /// [`NotWritten::Closing`] when either side has closed, or the server broke a rule.
    pub fn binary(&mut self, message: &[u8], out: &mut BytesMut) -> Result<(), NotWritten> {
        self.write_if_open(Opcode::Binary, message, out)
    }

    /// Appends a text message to `out`, as one frame.
    ///
    /// # Errors
    /// As [`Codec::binary`].
    pub fn text(&mut self, message: &str, out: &mut BytesMut) -> Result<(), NotWritten> {
        self.write_if_open(Opcode::Text, message.as_bytes(), out)
    }

    /// Appends a ping to `out`; [`Item::Pong`] with the same bytes answers it.
    ///
    /// # Errors
    /// As [`Codec::binary`]; [`NotWritten::TooLong`] for more than 125 bytes.
    pub fn ping(&mut self, body: &[u8], out: &mut BytesMut) -> Result<(), NotWritten> {
        let body = ControlBody::new(body).ok_or(NotWritten::TooLong)?;
        self.write_if_open(Opcode::Ping, &body, out)
    }

    /// Appends a close frame to `out`. Nothing can be written after it; what the server has sent
    /// before its own is still read.
    ///
    /// # Errors
    /// As [`Codec::binary`]; [`NotWritten::CloseCode`] for a code nobody may send, and
    /// [`NotWritten::TooLong`] for a reason of more than 123 bytes.
    pub fn close(&mut self, code: u16, reason: &str, out: &mut BytesMut) -> Result<(), NotWritten> {
        if !control::may_be_sent(code) {
            return Err(NotWritten::CloseCode(code));
        }
        let body = ControlBody::close(code, reason).ok_or(NotWritten::TooLong)?;
        self.write_if_open(Opcode::Close, &body, out)?;
        (self.has_closed, self.owed) = (true, None);
        Ok(())
    }

    /// Nothing will be read, written or answered any more: drop the connection. After
    /// [`Item::Close`] a polite client first waits a moment for the server to do so (§7.1.1).
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.reading != Reading::Open && self.has_closed
    }

    fn write_if_open(
        &mut self,
        opcode: Opcode,
        payload: &[u8],
        out: &mut BytesMut,
    ) -> Result<(), NotWritten> {
        if self.has_closed || self.reading != Reading::Open {
            return Err(NotWritten::Closing);
        }
        self.write(opcode, payload, out);
        Ok(())
    }

    fn write(&mut self, opcode: Opcode, payload: &[u8], out: &mut BytesMut) {
        let mask = self.masks.next_u32().to_le_bytes();
        frame::write(opcode, payload, mask, out);
    }
}

impl<R> fmt::Debug for Codec<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codec")
            .field("bound", &self.bound)
            .field("has_closed", &self.has_closed)
            .finish_non_exhaustive()
    }
}

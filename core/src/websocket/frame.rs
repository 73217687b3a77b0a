//! One frame: its header, read byte by byte, and a masked frame, written at once (RFC 6455 §5.2).

use bytes::{Buf, BufMut, BytesMut};

use super::Violation;

/// Most bytes in a control frame (§5.5).
pub(super) const CONTROL_MAX: usize = 125;

/// Longest header of a server: two bytes and a length of eight.
const HEADER_MAX: usize = 10;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn read(first: u8) -> Result<Self, Violation> {
        Ok(match first & 0x0F {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            reserved => return Err(Violation::ReservedOpcode(reserved)),
        })
    }

    pub(super) fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// What a header says.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) is_final: bool,
    pub(super) opcode: Opcode,
    pub(super) length: u64,
}

/// A header that may not be complete.
#[derive(Default)]
pub(super) struct HeaderReader {
    bytes: [u8; HEADER_MAX],
    length: usize,
}

impl HeaderReader {
    /// Takes the bytes of a header. A violation is told by the first byte that shows it.
    pub(super) fn read(&mut self, input: &mut BytesMut) -> Result<Option<Header>, Violation> {
        while let Some((&byte, place)) = input.first().zip(self.bytes.get_mut(self.length)) {
            *place = byte;
            self.length += 1;
            input.advance(1);
            if let Some(header) = parse(self.bytes.get(..self.length).unwrap_or_default())? {
                self.length = 0;
                return Ok(Some(header));
            }
        }
        Ok(None)
    }
}

fn parse(bytes: &[u8]) -> Result<Option<Header>, Violation> {
    let Some((&first, rest)) = bytes.split_first() else { return Ok(None) };
    if first & 0x70 != 0 {
        return Err(Violation::ReservedBits);
    }
    let (is_final, opcode) = (first & 0x80 != 0, Opcode::read(first)?);
    if opcode.is_control() && !is_final {
        return Err(Violation::ControlFragmented);
    }
    let Some((&second, rest)) = rest.split_first() else { return Ok(None) };
    if second & 0x80 != 0 {
        return Err(Violation::Masked);
    }
    let (length, least) = match second {
        126 => match rest.first_chunk() {
            Some(length) => (u64::from(u16::from_be_bytes(*length)), 126),
            None => return Ok(None),
        },
        127 => match rest.first_chunk() {
            Some(length) => (u64::from_be_bytes(*length), 0x1_0000),
            None => return Ok(None),
        },
        length => (u64::from(length), 0),
    };
    if length < least {
        return Err(Violation::LengthNotMinimal);
    }
    if length >> 63 != 0 {
        return Err(Violation::LengthBeyond63Bits);
    }
    if opcode.is_control() && length > CONTROL_MAX as u64 {
        return Err(Violation::ControlTooLong);
    }
    Ok(Some(Header { is_final, opcode, length }))
}

/// Appends a whole frame of a client: always final, always masked (§5.1, §5.3).
pub(super) fn write(opcode: Opcode, payload: &[u8], mask: [u8; 4], out: &mut BytesMut) {
    const MASKED: u8 = 0x80;
    out.reserve(HEADER_MAX + mask.len() + payload.len());
    out.put_u8(0x80 | opcode as u8);
    // `as` keeps the value: the guards say so.
    match payload.len() {
        length if length <= CONTROL_MAX => out.put_u8(MASKED | length as u8),
        length if length <= usize::from(u16::MAX) => {
            out.put_u8(MASKED | 126);
            out.put_u16(length as u16);
        }
        length => {
            out.put_u8(MASKED | 127);
            out.put_u64(length as u64);
        }
    }
    out.put_slice(&mask);
    let start = out.len();
    out.put_slice(payload);
    let masked = out.get_mut(start..).unwrap_or_default();
    for piece in masked.chunks_mut(mask.len()) {
        piece.iter_mut().zip(mask).for_each(|(byte, key)| *byte ^= key);
    }
}

//! A message put together from its fragments, within a bound (RFC 6455 §5.4, §8.1).

use alloc::vec::Vec;
use core::mem;

use bytes::{Bytes, BytesMut};
use bytestring::ByteString;

use super::frame::{Header, Opcode};
use super::{Item, Violation};
use crate::memory::make_room;

/// Messages of so many bytes are put together in memory that is used again; for larger ones it is
/// taken, if there is any, and given back.
const SMALL: usize = 4 * 1024;

/// Memory of messages before.
#[derive(Default)]
pub(super) struct Spare {
    parts: Vec<u8>,
    whole: BytesMut,
}

impl Spare {
    fn finish(&mut self, mut bytes: Vec<u8>) -> Bytes {
        if bytes.capacity() > SMALL {
            return bytes.into();
        }
        make_room(&mut self.whole, bytes.len());
        self.whole.extend_from_slice(&bytes);
        bytes.clear();
        self.parts = bytes;
        self.whole.split().freeze()
    }
}

/// A message whose last byte has not come yet.
pub(super) struct Assembly {
    is_text: bool,
    bytes: Vec<u8>,
    /// So many bytes of a text are whole characters.
    checked: usize,
}

impl Assembly {
    /// Makes room for a frame with data, before any of it is taken.
    pub(super) fn begin(
        current: &mut Option<Self>,
        header: Header,
        bound: usize,
        spare: &mut Spare,
    ) -> Result<(), Violation> {
        let assembly = match (header.opcode, &mut *current) {
            (Opcode::Continuation, None) => return Err(Violation::NothingToContinue),
            (Opcode::Continuation, Some(assembly)) => assembly,
            (_, Some(_)) => return Err(Violation::MessageUnfinished),
            (opcode, none) => {
                let bytes = mem::take(&mut spare.parts);
                none.insert(Self { is_text: opcode == Opcode::Text, bytes, checked: 0 })
            }
        };
        assembly.reserve(header, bound).ok_or(Violation::TooBig { bound })
    }

    /// Exactly the message when this frame ends it. Before that the room doubles, so that many
    /// small fragments are not copied each time, but never beyond the bound.
    fn reserve(&mut self, header: Header, bound: usize) -> Option<()> {
        let length = usize::try_from(header.length).ok()?;
        let needed = self.bytes.len().checked_add(length).filter(|needed| *needed <= bound)?;
        let room = match header.is_final {
            true => needed,
            false => self.bytes.capacity().saturating_mul(2).clamp(needed, bound),
        };
        if needed <= self.bytes.capacity() {
            return Some(());
        }
        self.bytes.try_reserve_exact(room - self.bytes.len()).ok()
    }

    /// Adds bytes for which [`Assembly::begin`] made room. Text that cannot become UTF-8 any more
    /// is refused at once.
    pub(super) fn extend(&mut self, piece: &[u8]) -> Result<(), Violation> {
        self.bytes.extend_from_slice(piece);
        if self.is_text {
            let unchecked = self.bytes.get(self.checked..).unwrap_or_default();
            match core::str::from_utf8(unchecked) {
                Ok(_) => self.checked = self.bytes.len(),
                Err(error) if error.error_len().is_some() => return Err(Violation::TextNotUtf8),
                // A character that may go on in the next piece.
                Err(error) => self.checked += error.valid_up_to(),
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, spare: &mut Spare) -> Result<Item, Violation> {
        let bytes = spare.finish(self.bytes);
        if !self.is_text {
            return Ok(Item::Binary(bytes));
        }
        ByteString::try_from(bytes).map(Item::Text).map_err(|_| Violation::TextNotUtf8)
    }
}
